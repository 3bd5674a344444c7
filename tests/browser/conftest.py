"""A real browser on the built site, served under a sub-path as GitHub Pages serves a project.

Every test fails on an uncaught error, an error on the console or a request that leaves the origin.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import shutil
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, WebError, expect, sync_playwright

import build
from pyodide_app.site import serve
from tests.browser.pages import FormPage, ReportPage

expect.set_options(timeout=15_000)  # ms: a loaded machine is no mistake of the page

ROOT = Path(__file__).parent.parent.parent
Kind = TypeVar("Kind", bound=FormPage)
PREFIX = "/communities/"
CHROMIUM = ("CHROMIUM", ("chromium", "chromium-browser", "google-chrome"))
SHELL = "chromium-headless-shell"
TEACHER = {"locale": "zh-TW", "timezone_id": "Asia/Taipei", "accept_downloads": True, "viewport": {"width": 1280, "height": 900}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]


def chromium_path() -> str:
    """The whole browser."""
    variable, names = CHROMIUM
    path = os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
    assert path, f"no Chromium found: set {variable}, or install one of {', '.join(names)}"
    return path


def shell_path() -> str:
    """Chromium without what surrounds a page, where Debian has it: the tests take a sixth less time."""
    return os.environ.get(CHROMIUM[0]) or shutil.which(SHELL) or chromium_path()


class Server:
    """The built site in a process of its own, so that stopping it cuts every connection."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        self.origin = f"http://127.0.0.1:{self.port}/"
        self.site = f"http://127.0.0.1:{self.port}{PREFIX}"

    def start(self) -> None:
        ready = multiprocessing.Event()
        self.process = multiprocessing.Process(target=_serve, args=(self.folder, self.port, ready), daemon=True)
        self.process.start()
        assert ready.wait(30), "the server did not start"

    def stop(self) -> None:
        self.process.kill()
        self.process.join()


def _serve(folder: Path, port: int, ready) -> None:
    running = serve.server(folder, port, PREFIX)
    ready.set()
    running.serve_forever()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    out = tmp_path_factory.mktemp("site") / "public"
    assert build.build(ROOT / "site_src", ROOT / ".cache", out) == []
    return out


@pytest.fixture(scope="session")
def running(built: Path) -> Iterator[Server]:
    """The server that the tests share."""
    server = Server(built)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def site(running: Server) -> str:
    """The address of the site's root, with its prefix."""
    return running.site


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Ends with its module: while it lives, an event loop runs in this thread, and no other test could run one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=shell_path(), args=ARGUMENTS)
    yield browser
    browser.close()


class Watch:
    """Collects what must not happen on a page. `allow` lists substrings of console errors that a test provokes on purpose."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.allow: list[str] = []
        self.faults: list[str] = []

    def on(self, context: BrowserContext) -> None:
        for kind, hear in self._ears().items():
            context.on(kind, hear)

    def off(self, context: BrowserContext) -> None:
        for kind, hear in self._ears().items():
            context.remove_listener(kind, hear)

    def _ears(self) -> dict[str, Callable]:
        return {"console": self._console, "weberror": self._uncaught, "request": self._request}

    def _uncaught(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "blob:", "data:")):
            self.faults.append(f"request off the origin: {request.url}")

    def verdict(self) -> list[str]:
        return [fault for fault in self.faults if not any(allowed in fault for allowed in self.allow)]


@contextmanager
def profile(browser: Browser, origin: str, allow: tuple[str, ...] = (), **options: Any) -> Iterator[BrowserContext]:
    """A new profile of a teacher in Taiwan; at its end nothing may have happened that must not. `allow`: faults that are provoked on purpose."""
    watch = Watch(origin)
    watch.allow += allow
    context = browser.new_context(**(TEACHER | options))
    watch.on(context)
    try:
        yield context
    finally:
        context.close()
    assert watch.verdict() == []


@pytest.fixture(scope="module")
def teacher(browser: Browser) -> Iterator[BrowserContext]:
    """The profile that most tests share: an engine that was fetched and compiled once starts quickly."""
    context = browser.new_context(**TEACHER)
    yield context
    context.close()


@pytest.fixture
def watch(teacher: BrowserContext, running: Server) -> Iterator[Watch]:
    watch = Watch(running.origin)
    watch.on(teacher)
    yield watch
    watch.off(teacher)
    assert watch.verdict() == []


@pytest.fixture
def context(teacher: BrowserContext, watch: Watch, running: Server) -> Iterator[BrowserContext]:
    """The shared profile with one empty tab, and nothing kept of any draft."""
    kinds = {"origin": running.origin, "storageTypes": "indexeddb,local_storage"}
    teacher.new_cdp_session(teacher.new_page()).send("Storage.clearDataForOrigin", kinds)
    yield teacher
    for page in teacher.pages:
        page.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    [page] = context.pages
    return page


@pytest.fixture
def form(page: Page, site: str) -> FormPage:
    return FormPage(page, site)


@contextmanager
def staying_open(kind: type[Kind], browser: Browser, server: Server) -> Iterator[tuple[Kind, Watch]]:
    """A page in a profile of its own, so that not every test waits for an engine to start. Each test looks at the watch by itself."""
    watch = Watch(server.origin)
    context = browser.new_context(**TEACHER)
    watch.on(context)
    yield kind(context.new_page(), server.site).open(), watch
    context.close()


def without_dialog(form: FormPage) -> None:
    """A test that failed may have left a dialog open: the next one goes on without it."""
    if form.page.get_by_role("dialog").count():
        form.reload()


@pytest.fixture(scope="module")
def open_form(browser: Browser, running: Server) -> Iterator[tuple[FormPage, Watch]]:
    with staying_open(FormPage, browser, running) as opened:
        yield opened


@pytest.fixture
def shared_form(open_form: tuple[FormPage, Watch]) -> Iterator[FormPage]:
    """The form that stays open, as the last test left it: for tests that bring in a whole document."""
    form, watch = open_form
    without_dialog(form)
    form.page.set_viewport_size(TEACHER["viewport"])
    watch.faults.clear()
    yield form
    assert watch.verdict() == []


@pytest.fixture(scope="module")
def open_report(browser: Browser, running: Server) -> Iterator[tuple[ReportPage, Watch]]:
    with staying_open(ReportPage, browser, running) as opened:
        yield opened


@pytest.fixture
def shared_report(open_report: tuple[ReportPage, Watch]) -> Iterator[ReportPage]:
    """The report that stays open, as the last test left it."""
    report, watch = open_report
    without_dialog(report)
    report.page.set_viewport_size(TEACHER["viewport"])
    report.page.emulate_media(media="screen")
    watch.faults.clear()
    yield report
    assert watch.verdict() == []


@pytest.fixture
def blank(shared_form: FormPage) -> FormPage:
    """The form that stays open, with another community begun."""
    return shared_form.begin_another()


@pytest.fixture
def written(case: Callable[[str], dict], tmp_path: Path) -> Callable[..., Path]:
    """A case by its name, a document, text or bytes as a file that a teacher may import. No two that are not named share a name."""
    numbers = itertools.count(1)

    def write(content: str | bytes | dict, name: str = "") -> Path:
        if isinstance(content, str) and not name:
            content = case(content)
        path = tmp_path / (name or f"{tmp_path.name}-{next(numbers)}.json")
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
