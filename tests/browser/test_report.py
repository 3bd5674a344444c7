"""表三 and 收支結算表 at the year's end: taken over from the application, typed where something is new, judged, packed and mailed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.core.report.prefill import prefill
from tests.browser.conftest import Server, profile
from tests.browser.pages import FormPage, ReportPage, is_answer, leaves
from tests.rules.documents import Document, case_files, mutations

STAGE = "report"
PAPERS = ["表三-成果.pdf", "表四-檢核回饋表.pdf", "收支結算表.pdf", "檢核結果.pdf"]
ELSEWHERE = ("photos", "attachments")  # files that are chosen and not typed


def data_of(form: FormPage) -> dict[str, Any]:
    return json.loads(form.download("下載資料檔").path().read_text("utf-8"))


def report_and_settlement(bundle: dict[str, Any]) -> dict[str, Any]:
    """The report and the settlement of a bundle as they are read, without the files; ids in no order."""
    held = parse_bundle(bundle).model_dump(mode="json")
    report = {name: value for name, value in held["report"].items() if name not in ELSEWHERE}
    for session in report["sessions"]:
        session["methods"] = sorted(session["methods"])
    return {"report": report, "settlement": held["settlement"]}


@pytest.fixture
def report(shared_report: ReportPage, written: Callable) -> ReportPage:
    """The page with an application of which nothing was reported yet."""
    shared_report.begin_another().put_in(written("ciwen-valid"))
    return shared_report


@pytest.fixture
def taken_over(report: ReportPage) -> ReportPage:
    return report.take_over()


# ---------------------------------------------------------------- what is taken over


def grow(page: ReportPage, application: Path, case: Callable[[str], dict], edition: Edition) -> None:
    """Takes the full year over from its application, and types what the application does not say."""
    application.write_text(json.dumps(case("ciwen-valid"), ensure_ascii=False), "utf-8")
    wanted = drafts.from_document(parse_bundle(case("ciwen-full-year")), edition)
    given = prefill(edition, drafts.from_document(parse_bundle(case("ciwen-valid")), edition))
    known = {path for path, each in given.items() if wanted.get(path) == each["value"]}
    full = {name: case("ciwen-full-year")[name] for name in ("report", "settlement")}
    new = {path: value for path, value in leaves(full) if is_answer(path, value) and path not in known and path.split(".")[1] not in ELSEWHERE}
    page.put_in(application)
    page.take_over()
    page.typed = new
    for path, value in new.items():
        page.type(path, value)


@pytest.fixture(scope="module")
def grown(browser: Browser, running: Server, case: Callable[[str], dict], edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportPage]:
    """The report and the settlement of the full year."""
    with profile(browser, running.origin) as context:
        page = ReportPage(context.new_page(), running.site).open()
        grow(page, tmp_path_factory.mktemp("application") / "ciwen-valid.json", case, edition)
        yield page


def test_what_the_application_says_need_not_be_typed_again(grown: ReportPage) -> None:
    said_before = ("report.school", "report.community_name", "report.convener.", "report.members.0.name", "report.sessions.0.", "settlement.lines.lecturer_transport.trips.")
    assert [path for path in grown.typed if path.startswith(said_before)] == []


def test_typing_only_what_is_new_reaches_the_report_of_the_full_year(grown: ReportPage, case) -> None:
    assert report_and_settlement(data_of(grown)) == report_and_settlement(case("ciwen-full-year"))


def test_the_application_stays_as_it_was(grown: ReportPage, case) -> None:
    held, before = data_of(grown), case("ciwen-valid")
    assert parse_bundle({**held, "report": None, "settlement": None}) == parse_bundle(before)


def test_the_package_holds_the_data_and_four_papers(grown: ReportPage, case) -> None:
    with zipfile.ZipFile(grown.download_package().path()) as package:
        assert {"bundle.json", *PAPERS} <= set(package.namelist())
        assert report_and_settlement(json.loads(package.read("bundle.json"))) == report_and_settlement(case("ciwen-full-year"))


def test_a_report_that_was_only_looked_at_is_not_begun(report: ReportPage) -> None:
    assert "report" not in data_of(report)


def test_what_is_taken_over_can_be_taken_back_at_once(taken_over: ReportPage) -> None:
    taken_over.press("復原")
    taken_over.expect_said("已復原")
    assert "report" not in data_of(taken_over)


def test_what_was_typed_after_taking_over_stays_when_it_is_taken_back(taken_over: ReportPage) -> None:
    taken_over.type("report.members.0.grade_subject", "五年級國語")
    taken_over.press("復原")
    taken_over.expect_said("已復原")
    assert [member["grade_subject"] for member in data_of(taken_over)["report"]["members"]] == ["五年級國語"]


def test_what_was_typed_before_is_not_replaced(report: ReportPage) -> None:
    report.type("report.convener.phone", "03-1111111")
    report.take_over()
    expect(report.control("report.convener.phone")).to_have_value("03-1111111")
    expect(report.control("report.convener.name")).to_have_value("林佳穎")


def test_what_was_taken_over_says_where_it_came_from_until_it_is_changed(taken_over: ReportPage) -> None:
    name = taken_over.field("report.convener.name")
    expect(name.get_by_role("link", name="帶入自表一")).to_have_attribute("href", "../apply/#application.convener.name")
    expect(taken_over.row(3, "場").get_by_role("link", name="帶入自表一")).to_be_visible()
    taken_over.type("report.convener.name", "陳柏翰")
    expect(name.get_by_role("link", name="帶入自表一")).to_have_count(0)


def test_both_pages_edit_the_same_draft(taken_over: ReportPage) -> None:
    taken_over.type("report.reflection", "這一年")
    taken_over.expect_saved()
    form = FormPage(taken_over.page, taken_over.site).open()
    expect(form.control("application.community_name")).to_have_value("慈文閱讀探路隊")
    assert data_of(form)["report"]["reflection"] == "這一年"
    taken_over.open()
    expect(taken_over.control("report.reflection")).to_have_value("這一年")


# ---------------------------------------------------------------- the year as it was held


def test_sessions_that_were_moved_dropped_and_added_are_listed(taken_over: ReportPage) -> None:
    expect(taken_over.changes()).to_have_count(0)
    taken_over.type("report.sessions.2.date", "107/11/15")
    expect(taken_over.changes()).to_have_text(["原第 3 場由 107年11月14日（三） 改到 107年11月15日（四） 前往這一場"])
    taken_over.row(8, "場").get_by_role("button", name="刪除第 8 列").click()
    taken_over.press("新增場次")
    taken_over.type("report.sessions.7.date", "108/6/5")
    taken_over.type("report.sessions.7.content", "跨校分享")
    expect(taken_over.changes()).to_have_count(3)
    assert taken_over.kinds_of_changes() == ["moved", "dropped", "added"]


@pytest.mark.parametrize(("length", "words"), [(399, "399 字，還差 1 字"), (400, "400 字")])
def test_the_reflection_is_counted_without_white_space(length: int, words: str, taken_over: ReportPage) -> None:
    taken_over.type("report.reflection", "字 \n" * length)
    expect(taken_over.counter("reflection")).to_have_text(words)


# ---------------------------------------------------------------- settlement


def test_a_line_shows_what_was_approved_how_far_the_spending_is_from_it_and_its_cap(taken_over: ReportPage) -> None:
    taken_over.type("settlement.lines.tea.amount", "360")
    line = taken_over.line("茶水")
    for words in ("400", "−40", "比概算少 40 元", "上限：20 元 × 5 人 × 4 場 = 400 元", "距上限還有 40 元"):
        expect(line).to_contain_text(words)
    expect(taken_over.line("結餘（應繳回）")).to_contain_text("結餘 40 元，應繳回")


def test_the_total_stands_there_in_capital_numerals(report: ReportPage, written) -> None:
    report.put_in(written("ciwen-full-year"))
    expect(report.page.locator("[data-total-capitals]")).to_have_text("大寫：玖仟玖佰捌拾貳元整")


def test_more_than_the_grant_is_said_where_the_total_stands(taken_over: ReportPage) -> None:
    taken_over.type("settlement.lines.printing.amount", "401")
    expect(taken_over.line("結餘（應繳回）")).to_contain_text("超出補助 1 元")


def test_a_voucher_is_added_numbered_removed_and_brought_back(taken_over: ReportPage) -> None:
    vouchers = taken_over.vouchers("茶水")
    for number in ("6", "7"):
        vouchers.get_by_role("button", name="新增憑證").click()
        taken_over.type(f"settlement.lines.tea.vouchers.{int(number) - 6}.number", number)
    vouchers.get_by_role("button", name="刪除第 1 列").click()
    expect(taken_over.control("settlement.lines.tea.vouchers.0.number")).to_have_value("7")
    taken_over.press("復原")
    expect(taken_over.control("settlement.lines.tea.vouchers.0.number")).to_have_value("6")
    assert [each["number"] for each in data_of(taken_over)["settlement"]["lines"]["tea"]["vouchers"]] == ["6", "7"]


# ---------------------------------------------------------------- what is mailed


def test_the_checklist_counts_what_the_data_say(report: ReportPage, written) -> None:
    report.put_in(written("ciwen-full-year"))
    for words in ("成果照片 16/16 張", "表四（檢核回饋表）5/5 份", "共備教案 2/2 份"):
        expect(report.checklist().get_by_role("listitem").filter(has_text=words)).to_contain_text("已完成")


def test_a_tick_stays_on_this_computer_and_in_no_file(report: ReportPage, written) -> None:
    report.put_in(written("ciwen-full-year"))
    stamps = report.checklist().get_by_role("checkbox", name="收支結算表核章")
    stamps.check()
    report.expect_saved()
    expect(stamps).to_be_focused()
    assert parse_bundle(data_of(report)) == parse_bundle(json.loads(written("ciwen-full-year").read_text("utf-8")))
    expect(report.reload().checklist().get_by_role("checkbox", name="收支結算表核章")).to_be_checked()


def test_the_checklist_is_printed_alone(taken_over: ReportPage) -> None:
    taken_over.hold_the_printer()
    taken_over.press("列印這份清單")
    taken_over.page.emulate_media(media="print")
    expect(taken_over.checklist()).to_be_visible()
    expect(taken_over.checklist()).to_contain_text("桃園市桃園區慈文國民小學 慈文閱讀探路隊")
    expect(taken_over.page.get_by_role("heading", level=1)).to_be_hidden()
    expect(taken_over.control("report.mail_date")).to_be_hidden()


# ---------------------------------------------------------------- every rule of the year's end


CASES = [(document, sorted({*expected["error"], *expected["warning"]})) for document, expected in case_files(STAGE)]


@pytest.mark.parametrize(("document", "expected"), [*CASES, *mutations(STAGE)], ids=lambda each: getattr(each, "name", ""))
def test_the_page_finds_what_the_command_line_finds(document: Document, expected: list[str], shared_report: ReportPage, written) -> None:
    case = document.case()
    findings = [[each.rule, each.severity, each.path, each.message] for each in judge(case.edition, case.bundle, case.stage, case.today)]
    shared_report.put_in(written(document.value))
    shown = shared_report.shown_once(findings)
    assert sorted(shown) == sorted(findings)
    assert sorted({rule for rule, severity, _path, _message in shown if severity != "info"}) == expected
