"""The engine comes in two parts: what a first verdict needs, and the rest, which nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

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
    visitor.route(REST, lambda route: waiting.append(route))
    form = FormPage(visitor.new_page(), site).open()
    expect(form.finding("community-name-required")).to_have_count(1)
    form.type(NAME, "閱讀探路隊")
    expect(form.finding("community-name-required")).to_have_count(0)
    for _ in range(100):
        if len(waiting) < MODULES:
            form.page.wait_for_timeout(50)  # it comes a while after the verdict
    assert [route.request.resource_type for route in waiting] == ["fetch"] * MODULES
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
