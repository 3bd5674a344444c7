"""A first visit: what its first verdict needs comes first, and nobody waits for the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, Route, expect

from tests.browser.conftest import Server, profile
from tests.browser.pages import FormPage
from tests.browser.test_planner import PlannerPanel

REST = "**/rest.wasm"
MODULES = 2
NAME = "application.community_name"
LOST = "Failed to load resource"


@pytest.fixture
def visitor(browser: Browser, running: Server) -> Iterator[BrowserContext]:
    """A profile that has never been here."""
    with profile(browser, running.origin, allow=(LOST,), service_workers="block") as context:
        yield context


def test_a_verdict_and_the_next_come_without_the_rest(visitor: BrowserContext, site: str) -> None:
    waiting: list[Route] = []
    asked: list[str] = []

    def is_last(request: Request) -> bool:
        if request.url.endswith("/rest.wasm"):
            asked.append(request.resource_type)
        return len(asked) == MODULES

    visitor.route(REST, lambda route: waiting.append(route))
    with visitor.expect_event("request", is_last):  # a while after the verdict
        form = FormPage(visitor.new_page(), site).open()
        expect(form.finding("community-name-required")).to_have_count(1)
        form.type(NAME, "閱讀探路隊")
        expect(form.finding("community-name-required")).to_have_count(0)
    assert asked == ["fetch"] * MODULES
    for route in waiting:
        route.continue_()


def test_a_function_that_is_not_there_is_brought_when_it_is_called(visitor: BrowserContext, site: str) -> None:
    brought: list[str] = []

    def not_beforehand(route: Route) -> None:
        brought.append(route.request.resource_type)
        route.abort() if route.request.resource_type == "fetch" else route.continue_()

    visitor.route(REST, not_beforehand)
    form = FormPage(visitor.new_page(), site).open()
    PlannerPanel(form).open().expect_words("10,000")
    assert "xhr" in brought


def test_a_browser_learns_after_the_first_verdict_that_the_site_can_be_installed(visitor: BrowserContext, site: str) -> None:
    waiting: list[Route] = []
    visitor.route("**/machine-*/first.wasm", lambda route: waiting.append(route))
    page = visitor.new_page()
    with page.expect_request("**/machine-*/first.wasm"):
        page.goto(site + "107/apply/", wait_until="load")
    manifest = page.locator("link[rel=manifest]")
    expect(manifest).to_have_count(0)
    for route in waiting:
        route.continue_()
    expect(manifest).to_have_attribute("href", "../../manifest.webmanifest", timeout=20_000)


@pytest.mark.parametrize("answer", [{"status": 404}, {"body": b"other bytes"}], ids=["not there", "other bytes"])
def test_a_first_visit_that_cannot_have_the_image_gets_its_verdict_without(visitor: BrowserContext, site: str, answer: dict) -> None:
    visitor.route("**/memory.wasm", lambda route: route.fulfill(**answer))
    form = FormPage(visitor.new_page(), site).open()
    expect(form.finding("community-name-required")).to_have_count(1)
