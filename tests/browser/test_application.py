"""表一 and 表二 typed, judged, downloaded and brought back, as a convener does it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pypdf
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from tests.browser.conftest import Server, profile
from tests.browser.pages import FormPage
from tests.rules.documents import case_files

PAPERS = ["表一-申請書.pdf", "表二-經費概算表.pdf", "檢核結果.pdf"]
NOT_ELIGIBLE = "國立中央大學附屬中壢高級中等學校"


def bundle_in(pdf: bytes) -> dict[str, Any]:
    return json.loads(pypdf.PdfReader(io.BytesIO(pdf)).attachments["bundle.json"][0])


def data_of(form: FormPage) -> dict[str, Any]:
    return json.loads(form.download("下載資料檔").path().read_text("utf-8"))


def in_page_order(value: Any) -> Any:
    """A document with its ticked ids sorted: the page gives them in the order of the boxes, whatever was ticked first."""
    if isinstance(value, dict):
        return {name: in_page_order(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted(value) if all(isinstance(item, str) for item in value) else [in_page_order(item) for item in value]
    return value


# ---------------------------------------------------------------- typed by hand


@pytest.fixture(scope="module")
def typed(browser: Browser, running: Server, case: Callable[[str], dict]) -> Iterator[FormPage]:
    """The valid application, typed."""
    with profile(browser, running.origin) as context:
        form = FormPage(context.new_page(), running.site).open()
        form.type_bundle(case("ciwen-valid"))
        yield form


@pytest.fixture(scope="module")
def package(typed: FormPage, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The typed application's data file, package and papers, by name."""
    folder = tmp_path_factory.mktemp("package")
    for name, download in (("資料檔.json", typed.download("下載資料檔")), ("申請包.zip", typed.download_package())):
        download.save_as(folder / name)
    with zipfile.ZipFile(folder / "申請包.zip") as opened:
        opened.extractall(folder)
    return {path.name: path for path in folder.iterdir()}


def test_a_valid_application_typed_by_hand_has_no_error_and_no_warning(typed: FormPage) -> None:
    typed.expect_rules("info", ["priority-certificate", "session-before-approval"])
    typed.expect_rules("error", [])
    typed.expect_rules("warning", [])
    typed.expect_errors(0)


def test_the_package_holds_the_data_and_three_papers(package: dict[str, Path]) -> None:
    with zipfile.ZipFile(package["申請包.zip"]) as opened:
        assert sorted(opened.namelist()) == sorted(["bundle.json", *PAPERS])


def test_the_package_its_papers_and_the_data_file_hold_what_was_typed(package: dict[str, Path], case) -> None:
    held = {name: bundle_in(package[name].read_bytes()) for name in PAPERS}
    held |= {name: json.loads(package[name].read_text("utf-8")) for name in ("bundle.json", "資料檔.json")}
    assert [name for name, document in held.items() if in_page_order(document) != in_page_order(case("ciwen-valid"))] == []


@pytest.mark.parametrize("name", ["申請包.zip", "資料檔.json", *PAPERS])
def test_each_file_of_the_work_restores_it(name: str, blank: FormPage, package: dict[str, Path]) -> None:
    blank.import_file(package[name])
    blank.expect_said(f"已匯入「{name}」")
    blank.expect_errors(0)
    assert data_of(blank) == json.loads(package["bundle.json"].read_text("utf-8"))


def test_the_package_is_the_same_bytes_each_time(typed: FormPage, package: dict[str, Path]) -> None:
    assert typed.download_package().path().read_bytes() == package["申請包.zip"].read_bytes()


def test_a_row_can_be_typed_by_the_labels_that_the_paper_has(blank: FormPage) -> None:
    blank.page.get_by_label("學校全銜").first.fill("桃園市立青溪國民中學")
    member = blank.row(2, "位成員")
    member.get_by_label("姓名", exact=True).fill("王小明")
    member.get_by_label("任教類別").select_option("年級")
    session = blank.row(8, "場")
    session.get_by_label("日期").fill("108/6/12")
    expect(session.get_by_text("108年6月12日（三）")).to_be_visible()
    document = data_of(blank)
    assert (document["school"], document["application"]["members"][1]["subject_kind"]) == ("桃園市立青溪國民中學", "grade")
    assert document["application"]["sessions"][7]["date"] == "2019-06-12"


# ---------------------------------------------------------------- judged


def test_six_violations_are_exactly_what_is_shown(blank: FormPage, written, edition: Edition) -> None:
    _, rules = next(found for found in case_files("application") if found[0].name == "dayuan-six-violations.json")
    blank.import_file(written("dayuan-six-violations"))
    blank.expect_errors(6)
    for severity in ("error", "warning", "info"):
        blank.expect_rules(severity, rules[severity])


def test_each_of_six_violations_leads_to_its_control_and_its_clause(blank: FormPage, written) -> None:
    blank.import_file(written("dayuan-six-violations"))
    blank.expect_errors(6)
    clauses = []
    for finding in blank.findings("error").all():
        control = finding.get_by_role("link", name="前往填寫處")
        clause = finding.locator("a").and_(finding.locator("[href*='/plan/#']"))
        expect(finding.locator("a")).to_have_count(2)
        control.click()
        focused = blank.page.locator(":focus")
        path = finding.get_attribute("data-path")
        within = focused.evaluate("(control, path) => control.closest(`[id='${path}'], [data-section]`).id || control.name", path)
        assert path in (focused.get_attribute("name"), focused.get_attribute("id"), within) or path.startswith(f"application.{within[8:]}")
        clauses.append(clause.evaluate("link => link.href"))
    page = blank.page.context.new_page()
    for address in clauses:
        page.goto(address)
        expect(page.locator(f"[id='{unquote(urlsplit(address).fragment)}']")).to_be_in_viewport()


def test_two_hundred_findings_on_the_fullest_form_are_all_shown(blank: FormPage, written, edition: Edition, case) -> None:
    document = case("neili-twelve-members")
    sessions = document["application"]["sessions"]
    document["application"]["sessions"] = [sessions[position % len(sessions)] for position in range(20)]
    for each in document["application"]["sessions"]:
        each |= {"date": "某日", "start": "一早", "end": "傍晚", "methods": ["某法"], "enrichment": "約", "guidance_visit": "約"}
        each["lecturer"] = {"name": "", "affiliation": "某處", "paid": "約", "hours": "整天"}
    for each in document["application"]["members"]:
        each |= {"subject_kind": "某類", "advanced_certificate": "或許"}
    findings = judge(edition, parse_bundle(document), "application")
    assert len(findings) >= 200
    blank.import_file(written(document))
    wanted = [[each.rule, each.severity, each.path, each.message] for each in findings]
    assert sorted(blank.shown_once(wanted)) == sorted(wanted)
    blank.control("school").fill(NOT_ELIGIBLE)
    expect(blank.finding("school-eligible")).to_have_count(1)


def test_an_empty_form_does_not_shout(form: FormPage) -> None:
    form.open()
    expect(form.page.locator("[aria-invalid=true]")).to_have_count(0)
    expect(form.findings().filter(visible=True)).to_have_count(0)
    expect(form.page.get_by_role("region", name="檢核結果")).to_contain_text("還缺")


def test_checking_moves_to_the_list_of_what_is_wrong(blank: FormPage) -> None:
    blank.press("檢查")
    expect(blank.page.get_by_role("heading", name="檢核結果")).to_be_focused()
    expect(blank.finding("school-name-required")).to_be_visible()
    expect(blank.control("school")).to_have_attribute("aria-invalid", "true")


# ---------------------------------------------------------------- typing


def test_what_was_typed_before_the_script_is_there_is_judged_and_kept(form: FormPage) -> None:
    scripts: list[Route] = []
    form.page.route("**/*.js", lambda script: scripts.append(script))
    form.page.goto(form.url, wait_until="commit")
    form.control("school").fill(NOT_ELIGIBLE)
    expect(form.page.locator("html")).to_have_attribute("data-app", "loading")
    for script in scripts:
        script.continue_()
    form.page.unroute_all()
    form.expect_ready()
    expect(form.control("school")).to_have_value(NOT_ELIGIBLE)
    expect(form.finding("school-eligible")).to_have_count(1)


def test_nothing_is_taken_while_an_input_method_composes(blank: FormPage) -> None:
    blank.control("school").focus()
    keyboard = blank.page.context.new_cdp_session(blank.page)
    keyboard.send("Input.imeSetComposition", {"text": "ㄓㄨㄥ", "selectionStart": 3, "selectionEnd": 3})
    with blank.page.expect_download() as while_composing:
        blank.page.get_by_role("button", name="下載資料檔").dispatch_event("click")
    keyboard.send("Input.insertText", {"text": NOT_ELIGIBLE})
    expect(blank.finding("school-eligible")).to_have_count(1)
    expect(blank.control("school")).to_have_value(NOT_ELIGIBLE)
    assert json.loads(while_composing.value.path().read_text("utf-8")).get("school", "") == ""


# ---------------------------------------------------------------- rows and totals


def names(form: FormPage) -> list[str]:
    return [member.get("name", "") for member in data_of(form)["application"]["members"]]


@pytest.fixture
def three(blank: FormPage) -> FormPage:
    """A form with three members."""
    for position, name in enumerate(("甲", "乙", "丙")):
        blank.type(f"application.members.{position}.name", name)
    return blank


def test_a_removed_row_takes_its_values_along_and_comes_back_with_them(three: FormPage) -> None:
    three.row(2, "位成員").get_by_role("button", name="刪除第 2 列").click()
    expect(three.control("application.members.1.name")).to_have_value("丙")
    expect(three.control("application.members.1.name")).to_be_focused()
    assert names(three) == ["甲", "丙"]
    three.row(1, "位成員").get_by_role("button", name="刪除第 1 列").click()
    three.press("復原")
    assert names(three) == ["甲", "丙"]


def test_a_row_can_be_moved(three: FormPage) -> None:
    three.row(1, "位成員").get_by_role("button", name="下移").click()
    expect(three.control("application.members.0.name")).to_have_value("乙")
    assert names(three) == ["乙", "甲", "丙"]


def test_sessions_are_put_in_order_by_their_dates(blank: FormPage) -> None:
    for position, date in enumerate(("108/3/1", "107年9月5日", "1071005")):
        blank.type(f"application.sessions.{position}.date", date)
    blank.press("依日期排序")
    assert [each["date"] for each in data_of(blank)["application"]["sessions"]] == ["2018-09-05", "2018-10-05", "2019-03-01"]


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the button of this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text().replace("\n", "") == name:
            return
    raise AssertionError(f"no way to {name} by Tab")


def test_a_row_is_added_filled_and_removed_with_the_keyboard_alone(three: FormPage) -> None:
    keyboard = three.page.keyboard
    tab_to(three.page, "新增成員")
    keyboard.press("Enter")
    expect(three.control("application.members.3.name")).to_be_focused()
    keyboard.type("丁")
    assert names(three) == ["甲", "乙", "丙", "丁"]
    three.control("application.members.3.name").focus()
    keyboard.press("Shift+Tab")
    expect(three.row(4, "位成員").get_by_role("button", name="刪除第 4 列")).to_be_focused()
    keyboard.press("Enter")
    expect(three.control("application.members.2.name")).to_be_focused()
    assert names(three) == ["甲", "乙", "丙"]


def test_amounts_and_the_total_follow_each_keystroke(blank: FormPage) -> None:
    total = blank.page.get_by_role("meter")
    for line, values, amount in (
        ("meals", {"unit_price": 80, "persons": 5, "sessions": 8}, "3,200"),
        ("external_lecturer_fee", {"unit_price": "２０００", "quantity": 3}, "6,000"),
    ):
        for name, value in values.items():
            blank.type(f"budget.lines.{line}.{name}", value)
        expect(blank.amount(line)).to_have_text(amount)
    expect(total).to_have_attribute("max", "10000")
    assert total.evaluate("bar => bar.value") == 9200
    expect(blank.page.get_by_text("還差 800 元").first).to_be_visible()
    blank.type("budget.lines.external_lecturer_fee.quantity", 4)
    expect(blank.page.get_by_text("超出 1,200 元").first).to_be_visible()
    blank.type("budget.lines.external_lecturer_fee.quantity", "約3")
    expect(blank.control("budget.lines.external_lecturer_fee.quantity")).to_have_value("約3")
    expect(blank.page.get_by_text("還差 6,800 元").first).to_be_visible()


@pytest.mark.parametrize("line", ["application.members", "budget.lines.lecturer_transport.trips"])
def test_an_untouched_row_is_not_stored(blank: FormPage, line: str) -> None:
    blank.press("新增成員" if line == "application.members" else "新增趟次")
    document: Any = data_of(blank)
    for name in line.split("."):
        document = document.get(name, {})
    assert not document
