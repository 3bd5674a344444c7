"""A real browser on the built site, served under a sub-path as GitHub Pages serves a project.

Every test fails on an uncaught error, an error on the console or a request that leaves the origin.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
from pathlib import Path
from typing import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

import build
from pyodide_app.site import serve
from tests.browser.pages import FormPage

ROOT = Path(__file__).parent.parent.parent
PREFIX = "/communities/"
CHROMIUM = ("CHROMIUM", ("chromium", "chromium-browser", "google-chrome"))
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]


def chromium_path() -> str:
    variable, names = CHROMIUM
    path = os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
    assert path, f"no Chromium found: set {variable}, or install one of {', '.join(names)}"
    return path


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


@pytest.fixture
def server(running: Server) -> Server:
    """The server of this test; a test that stops servers replaces this fixture by one of its own."""
    return running


@pytest.fixture
def site(server: Server) -> str:
    """The address of the site's root, with its prefix."""
    return server.site


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
    yield browser
    browser.close()


class Watch:
    """Collects what must not happen on a page. `allow` lists substrings of console errors that a test provokes on purpose."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.allow: list[str] = []
        self.faults: list[str] = []

    def on(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "blob:", "data:")):
            self.faults.append(f"request off the origin: {request.url}")

    def verdict(self) -> list[str]:
        return [fault for fault in self.faults if not any(allowed in fault for allowed in self.allow)]


@pytest.fixture
def watch(server: Server) -> Watch:
    return Watch(server.origin)


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A new profile of a teacher in Taiwan."""
    context = browser.new_context(locale="zh-TW", timezone_id="Asia/Taipei", accept_downloads=True, viewport={"width": 1280, "height": 900})
    watch.on(context)
    yield context
    context.close()
    assert watch.verdict() == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def form(page: Page, site: str) -> FormPage:
    return FormPage(page, site)
