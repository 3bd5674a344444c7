"""The engines besides Chromium: form and papers start from the images of their workers' memory and, where these are damaged, the ordinary way."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.conftest import Server, Watch

FORM = "107/apply/"
NAME = "application.community_name"
PREVIEW, PAGES = "預覽表件", 3
DRAWN = "#preview [role='img'] svg"
PATIENCE = 90  # seconds for a first verdict on a loaded machine

FIREFOX = "/usr/bin/firefox-esr"
WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver"


class InFirefox:
    def __init__(self, playwright: Playwright, server: Server) -> None:
        self.browser = playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX)
        context = self.browser.new_context(locale="zh-TW")
        self.watch = Watch(server.origin)
        self.watch.on(context)
        self.page = context.new_page()
        self.page.goto(server.site + FORM)

    def errors(self) -> int:
        expect(self.page.locator("html")).to_have_attribute("data-app", "ready", timeout=PATIENCE * 1000)
        return int(self.page.locator("html").get_attribute("data-findings") or "")

    def write(self, name: str, text: str) -> None:
        self.page.locator(f"[name='{name}']").press_sequentially(text)

    def wait_for_other_errors(self, before: int) -> int:
        expect(self.page.locator("html")).not_to_have_attribute("data-findings", str(before))
        return self.errors()

    def previewed(self, pages: int) -> None:
        self.page.get_by_role("button", name=PREVIEW).click()
        expect(self.page.locator(DRAWN)).to_have_count(pages, timeout=PATIENCE * 1000)

    def close(self) -> None:
        self.browser.close()


class InWebKit:
    def __init__(self, server: Server) -> None:
        options = Options()
        options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
        options.add_argument("--automation")
        self.driver = webdriver.WebKitGTK(options=options, service=Service(WEBKIT_DRIVER))
        self.driver.set_window_rect(0, 0, 1500, 900)
        self.driver.get(server.site + FORM)

    def errors(self) -> int:
        self.until(lambda: self.shown("app") == "ready")
        return int(self.shown("findings"))

    def shown(self, name: str) -> str:
        return self.driver.execute_script("return document.documentElement.dataset[arguments[0]]", name)

    def until(self, condition: Callable[[], bool]) -> None:
        WebDriverWait(self.driver, PATIENCE).until(lambda _: condition())

    def write(self, name: str, text: str) -> None:
        self.driver.find_element(By.NAME, name).send_keys(text)

    def wait_for_other_errors(self, before: int) -> int:
        self.until(lambda: self.shown("findings") != str(before))
        return self.errors()

    def previewed(self, pages: int) -> None:
        self.driver.find_element(By.XPATH, f"//button[contains(., '{PREVIEW}')]").click()
        self.until(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, DRAWN)) == pages)

    def close(self) -> None:
        self.driver.quit()


@contextmanager
def screen() -> Iterator[None]:
    """A display that nobody sees: WebKitGTK does not start without one."""
    reading, writing = os.pipe()
    with subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL) as shown:
        os.close(writing)
        with os.fdopen(reading) as said:
            os.environ["DISPLAY"] = f":{said.readline().strip()}"
        try:
            yield
        finally:
            del os.environ["DISPLAY"]
            shown.terminate()


@pytest.fixture(params=["Firefox ESR", "WebKitGTK"])
def opened(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Callable[[Server], InFirefox | InWebKit]]:
    """Opens the form of a server in the engine."""
    teachers: list[InFirefox | InWebKit] = []

    def open_form(server: Server) -> InFirefox | InWebKit:
        teachers.append(InFirefox(playwright, server) if request.param == "Firefox ESR" else InWebKit(server))
        return teachers[-1]

    with screen():
        yield open_form
        for teacher in teachers:
            teacher.close()


@pytest.fixture(scope="module")
def without_wheels(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site that can start from the images alone: what the ordinary start needs is not there."""
    folder = tmp_path_factory.mktemp("image") / "public"
    shutil.copytree(built, folder)
    shutil.rmtree(folder / "runtime" / "wheels")
    for spared in ("pyodide-*/python_stdlib.zip", "_typst-*/rest.wasm", "glyphs-*/core.bin"):
        [file] = (folder / "runtime").glob(spared)
        file.unlink()
    yield from serving(folder)


@pytest.fixture(scope="module")
def damaged(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site whose images are not those that were built."""
    folder = tmp_path_factory.mktemp("damaged") / "public"
    shutil.copytree(built, folder)
    for image in (folder / "runtime").glob("*-image-*/memory.wasm"):
        content = bytearray(image.read_bytes())
        content[-1] ^= 1
        image.write_bytes(content)
    yield from serving(folder)


def serving(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    server.start()
    yield server
    server.stop()


def mends(teacher: InFirefox | InWebKit) -> bool:
    """Whether naming the community leaves fewer errors, but some."""
    before = teacher.errors()
    teacher.write(NAME, "閱讀探路隊")
    return 0 < teacher.wait_for_other_errors(before) < before


def test_form_and_papers_start_from_their_images_alone(opened: Callable, without_wheels: Server) -> None:
    teacher = opened(without_wheels)
    assert mends(teacher)
    teacher.previewed(PAGES)
    assert faults(teacher, ()) == []


def test_form_and_papers_start_the_ordinary_way_where_their_images_are_damaged(opened: Callable, damaged: Server) -> None:
    teacher = opened(damaged)
    assert mends(teacher)
    teacher.previewed(PAGES)
    assert faults(teacher, ("integrity", "hash")) == []


def faults(teacher: InFirefox | InWebKit, allowed: tuple[str, ...]) -> list[str]:
    """What Firefox complained of; WebKitGTK's driver tells nothing."""
    if not isinstance(teacher, InFirefox):
        return []
    return [fault for fault in teacher.watch.faults if not any(word in fault for word in allowed)]
