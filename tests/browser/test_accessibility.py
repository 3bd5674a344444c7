"""No violation that axe-core finds on any page, light, dark and on a phone; nothing scrolls sideways at 320 px or at 200 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_app.runtime.fetch import npm_package
from tests.browser.conftest import ROOT, Server, profile
from tests.browser.pages import FormPage, ReportPage

PAGES = ["", "107/", "107/plan/", "107/rules/", "107/feedback/", "107/forms/", "help/", "privacy/", "licences/", "nothing/"]
AXE = npm_package(ROOT / ".cache", "axe-core") / "axe.min.js"
RUN = """async (part) => (await axe.run(part, { resultTypes: ["violations"] })).violations
  .map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary]).slice(0, 3)])"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROWEST = {"width": 320, "height": 640}
ZOOMED = {"width": 640, "height": 450}  # what 200 % leaves of DESK

LOOKS: dict[str, tuple[str, dict[str, int]]] = {"light": ("light", DESK), "dark": ("dark", DESK), "phone": ("light", PHONE)}


def violations(page: Page, part: str = "html") -> list[Any]:
    """What axe finds in a part of the page."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN, part)


def put_on(page: Page, look: str) -> None:
    scheme, size = LOOKS[look]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)


@pytest.fixture(scope="module")
def reader(browser: Browser, running: Server) -> Iterator[Page]:
    """A tab in which one page after another is read."""
    with profile(browser, running.origin, ("404 (Not Found)",)) as context:
        yield context.new_page()


@pytest.mark.parametrize("place", PAGES)
def test_a_page_has_no_violation(place: str, reader: Page, site: str) -> None:
    reader.goto(site + place)
    found = {}
    for look in LOOKS:
        put_on(reader, look)
        found[look] = violations(reader)
    assert found == dict.fromkeys(LOOKS, [])


@pytest.mark.parametrize("size", [NARROWEST, ZOOMED], ids=["320 px", "200 %"])
@pytest.mark.parametrize("place", [*PAGES, "107/apply/", "107/report/"])
def test_a_page_does_not_scroll_sideways(place: str, size: dict[str, int], reader: Page, site: str) -> None:
    reader.set_viewport_size(size)
    reader.goto(site + place)
    assert reader.evaluate(SIDEWAYS) <= 0


# ---------------------------------------------------------------- the form in its states


def left_alone(form: FormPage, written: Callable) -> None:
    """The form as it opens."""


def with_findings(form: FormPage, written: Callable) -> None:
    form.put_in(written("dayuan-six-violations"))
    form.expect_errors(6)
    form.press("檢查")


def with_a_warning(form: FormPage, written: Callable) -> None:
    """A warning asks for a reason."""
    form.put_in(written("ciwen-valid"))
    form.expect_errors(0)
    form.option("application.methods", "action_research").check()
    form.press("檢查")
    expect(form.finding("method-coverage").get_by_role("textbox")).to_be_visible()


def with_communities(form: FormPage, written: Callable) -> None:
    form.press("切換或新增社群")


def clearing(form: FormPage, written: Callable) -> None:
    form.press("清除這台電腦上的資料")


def importing(form: FormPage, written: Callable) -> None:
    form.import_file(written("ciwen-valid"))


def packing(form: FormPage, written: Callable) -> None:
    form.download("下載申請包")


DIALOGS = {with_communities: "這台電腦上的社群", clearing: "清除這台電腦上的資料", importing: "匯入的資料要放在哪裡", packing: "下載申請包"}


@pytest.mark.parametrize("arrive", [left_alone, with_findings, with_a_warning, *DIALOGS], ids=lambda each: each.__name__)
def test_the_form_has_no_violation(arrive: Callable, shared_form: FormPage, written) -> None:
    put_on(shared_form.page, "light")
    arrive(shared_form, written)
    if arrive in DIALOGS:
        expect(shared_form.dialog(DIALOGS[arrive])).to_be_visible(timeout=60_000)
    found = {}
    for look in LOOKS:
        put_on(shared_form.page, look)
        found[look] = violations(shared_form.page)
    shared_form.page.set_viewport_size(NARROWEST)
    sideways = shared_form.page.evaluate(SIDEWAYS)
    shared_form.page.keyboard.press("Escape")
    assert found == dict.fromkeys(LOOKS, [])
    assert sideways <= 0


# ---------------------------------------------------------------- the report in its states


def nothing_reported(report: ReportPage, written: Callable) -> None:
    """An application is there to be taken over."""
    report.begin_another().put_in(written("ciwen-valid"))


def taken_over(report: ReportPage, written: Callable) -> None:
    nothing_reported(report, written)
    report.take_over().press("檢查")


def a_full_year(report: ReportPage, written: Callable) -> None:
    """Rows of every kind, a session that was moved, a line beyond its cap."""
    report.begin_another().put_in(written("ciwen-full-year"))
    report.type("settlement.lines.tea.amount", "500")
    report.press("檢查")


def packing_the_report(report: ReportPage, written: Callable) -> None:
    report.download("下載成果包")


@pytest.mark.parametrize("arrive", [nothing_reported, taken_over, a_full_year, packing_the_report], ids=lambda each: each.__name__)
def test_the_report_has_no_violation(arrive: Callable, shared_report: ReportPage, written) -> None:
    put_on(shared_report.page, "light")
    arrive(shared_report, written)
    found = {}
    for look in LOOKS:
        put_on(shared_report.page, look)
        found[look] = violations(shared_report.page)
    shared_report.page.set_viewport_size(NARROWEST)
    sideways = shared_report.page.evaluate(SIDEWAYS)
    assert found == dict.fromkeys(LOOKS, [])
    assert sideways <= 0
