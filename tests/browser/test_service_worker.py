"""The service worker on a small site of its own: what it keeps, what it refuses, and when a new version comes in."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_app.site import serve

WORKER = Path(__file__).parents[2] / "site_src" / "static" / "sw.js"

PAGE_SCRIPT = """
const state = document.documentElement.dataset;
window.messages = [];
navigator.serviceWorker.addEventListener("message", ({ data }) => {
  window.messages.push(data);
  state[data.type + (data.tier ?? "")] = data.reason ?? String(data.filesDone ?? "1");
});
navigator.serviceWorker.addEventListener("controllerchange", () => { state.controlled = "1"; });
navigator.serviceWorker.register("/name/sw.js").then((registration) => { window.registration = registration; });
navigator.serviceWorker.ready.then(() => { state.active = "1"; });
"""


class Site:
    """A folder served under /name/, written version by version, with the list that the worker reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.server: ThreadingHTTPServer = serve.server(folder, 0, "/name/")
        handler = self.server.RequestHandlerClass
        answer = handler.answer

        def answer_and_note(request, with_body: bool) -> None:
            self.asked.append(request.path.removeprefix("/name/"))
            answer(request, with_body)

        handler.answer = answer_and_note
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, name: str = "") -> str:
        return f"http://127.0.0.1:{self.server.server_port}/name/{name}"

    def write(self, title: str, wrong: str = "") -> None:
        """A version of the site; the list gives the file named `wrong` another hash than it has."""
        page = f'<!doctype html><meta charset="utf-8"><title>{title}</title><script src="/name/page.js"></script>'
        files = {
            "index.html": (page, "core", False),
            "107/apply/index.html": (page.replace("<title>", "<title>apply "), "core", False),
            "404.html": ("<!doctype html><title>not found</title>", "core", False),
            "page.js": (PAGE_SCRIPT, "core", False),
            "style-11111111.css": ("p { color: red }", "core", True),
            "engine-22222222.wasm": ("engine", "judge", True),
            "lock-33333333.json": ("{}", "judge", True),
        }
        listed = []
        for name, (text, tier, hashed) in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, "utf-8")
            digest = hashlib.sha256((text + "?" * (name == wrong)).encode()).hexdigest()
            listed.append({"name": name, "sha256": digest, "bytes": len(text), "tier": tier, "hashed": hashed})
        content = json.dumps({"version": hashlib.sha256(title.encode()).hexdigest()[:8], "files": listed})
        place = f"offline-{hashlib.sha256(content.encode()).hexdigest()[:8]}.json"
        (self.folder / place).write_text(content, "utf-8")
        (self.folder / "sw.js").write_text(WORKER.read_text("utf-8").replace("@MANIFEST@", place), "utf-8")

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def small_site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.write("first")
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser, small_site: Site) -> Iterator[Page]:
    """A page of the first version, its worker active and in control."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(small_site.address())
    expect(page.locator("html")).to_have_attribute("data-controlled", "1")
    yield page
    context.close()


def send(page: Page, message: dict, to: str = "active") -> None:
    page.evaluate("([message, to]) => window.registration[to].postMessage(message)", [message, to])


def shown(page: Page, name: str, value: str) -> None:
    expect(page.locator("html")).to_have_attribute(f"data-{name}", value)


def cache_names(page: Page) -> list[str]:
    return page.evaluate("caches.keys()")


def test_the_core_works_with_the_server_stopped(page: Page, small_site: Site) -> None:
    small_site.stop()
    page.goto(small_site.address())
    expect(page).to_have_title("first")
    page.goto(small_site.address("107/apply/?from=home"))
    expect(page).to_have_title("apply first")


def test_a_folder_without_its_slash_is_found_with_the_server_stopped(page: Page, small_site: Site) -> None:
    small_site.stop()
    page.goto(small_site.address("107/apply"))
    assert page.url == small_site.address("107/apply/")


def test_what_is_not_there_is_said_with_the_server_stopped(page: Page, small_site: Site) -> None:
    small_site.stop()
    response = page.goto(small_site.address("108/"))
    assert (response.status, page.title()) == (404, "not found")


def test_a_tier_is_fetched_when_asked_for_and_says_how_far_it_is(page: Page, small_site: Site) -> None:
    assert "engine-22222222.wasm" not in small_site.asked
    send(page, {"type": "fill", "tier": "judge"})
    shown(page, "filledjudge", "1")
    progress = [message for message in page.evaluate("messages") if (message["type"], message["tier"]) == ("progress", "judge")]
    assert [(message["filesDone"], message["files"], message["bytes"]) for message in progress] == [(1, 2, 8), (2, 2, 8)]


def test_a_filled_tier_is_not_fetched_again(page: Page, small_site: Site) -> None:
    send(page, {"type": "fill", "tier": "judge"})
    shown(page, "filledjudge", "1")
    small_site.stop()
    page.evaluate("delete document.documentElement.dataset.filledjudge")
    send(page, {"type": "fill", "tier": "judge"})
    shown(page, "filledjudge", "1")


def test_a_page_learns_what_is_kept(page: Page) -> None:
    send(page, {"type": "status"})
    shown(page, "status", "1")
    [status] = [message for message in page.evaluate("messages") if message["type"] == "status"]
    assert (status["tiers"]["core"]["filesDone"], status["tiers"]["judge"]["filesDone"]) == (5, 0)


def test_a_file_with_other_bytes_than_listed_is_not_kept(browser: Browser, small_site: Site) -> None:
    small_site.write("first", wrong="engine-22222222.wasm")
    page = browser.new_context().new_page()
    page.goto(small_site.address())
    shown(page, "controlled", "1")
    send(page, {"type": "fill", "tier": "judge"})
    shown(page, "failedjudge", "hash")
    kept = page.evaluate("caches.match('/name/engine-22222222.wasm').then(response => response === undefined)")
    page.context.close()
    assert kept is True


def test_nothing_is_asked_of_another_origin(page: Page) -> None:
    other = "fetch('https://example.invalid/').then(() => 'answered', error => error.name)"
    requests: list[str] = []
    page.context.on("request", lambda request: requests.append(request.url) if request.service_worker else None)
    assert page.evaluate(other) == "TypeError"
    assert requests == []


def renewed(page: Page, site: Site) -> None:
    """A second version is there and waits."""
    site.write("second")
    page.evaluate(
        """async () => {
          const { registration } = window;
          const found = new Promise((resolve) => registration.addEventListener("updatefound", resolve, { once: true }));
          await registration.update();
          await found;
          const coming = registration.installing ?? registration.waiting;
          while (coming.state !== "installed") {
            await new Promise((resolve) => coming.addEventListener("statechange", resolve, { once: true }));
          }
        }"""
    )


def test_a_new_version_waits_and_the_old_pages_stay(page: Page, small_site: Site) -> None:
    renewed(page, small_site)
    page.reload()
    expect(page).to_have_title("first")


def test_a_new_version_comes_in_when_the_page_says_so(page: Page, small_site: Site) -> None:
    renewed(page, small_site)
    page.evaluate("delete document.documentElement.dataset.controlled")
    send(page, {"type": "activate"}, to="waiting")
    shown(page, "controlled", "1")
    small_site.stop()
    page.reload()
    expect(page).to_have_title("second")


def test_a_new_version_keeps_a_tier_that_worked_and_fetches_only_what_changed(page: Page, small_site: Site) -> None:
    send(page, {"type": "fill", "tier": "judge"})
    shown(page, "filledjudge", "1")
    small_site.asked.clear()
    renewed(page, small_site)
    assert [name for name in small_site.asked if "22222222" in name or "11111111" in name] == []


def test_only_our_own_old_caches_are_deleted(page: Page, small_site: Site) -> None:
    page.evaluate("Promise.all(['another site', 'plc-planner /other/ version 1'].map((name) => caches.open(name)))")
    before = [name for name in cache_names(page) if name.startswith("plc-planner /name/ version")]
    renewed(page, small_site)
    page.evaluate("delete document.documentElement.dataset.controlled")
    send(page, {"type": "activate"}, to="waiting")
    shown(page, "controlled", "1")
    page.evaluate(
        """async () => {
          const worker = window.registration.active;
          while (worker.state !== "activated") {
            await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
          }
        }"""
    )
    after = cache_names(page)
    assert {"another site", "plc-planner /other/ version 1"} <= set(after)
    assert [name for name in before if name in after] == []
