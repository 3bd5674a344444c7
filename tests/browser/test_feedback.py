"""表四 on a member's own device, and what becomes of it: no name, no engine, a small file, and nothing lost."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pyodide_app.core import files
from pyodide_app.core.judge import judge
from tests.browser.conftest import Server, profile
from tests.browser.pages import DROP, PATIENCE, FormPage
from tests.browser.test_accessibility import LOOKS, put_on, violations

PHONE = {"width": 360, "height": 740}
UNREACHABLE = ("net::ERR_CONNECTION_REFUSED", "net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED")
SAVE, RESET = "存成檔案", "全部清除"


class Sheet:
    """The page of 表四."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.url = f"{site}107/feedback/"

    def open(self) -> Sheet:
        self.page.goto(self.url)
        return self.expect_ready()

    def reload(self) -> Sheet:
        self.page.reload()
        return self.expect_ready()

    def expect_ready(self) -> Sheet:
        expect(self.page.locator("html")).to_have_attribute("data-app", "ready", timeout=PATIENCE)
        return self

    def answer(self, number: int, answer: str) -> None:
        self.page.locator(f'[name="feedback.0.answers.{number - 1}"][value="{answer}"]').check()

    def fill(self, sheet: dict[str, Any]) -> Sheet:
        for number, answer in enumerate(sheet["answers"], 1):
            self.answer(number, answer)
        self.difficulties.fill(sheet["difficulties"])
        return self

    @property
    def difficulties(self):
        return self.page.locator('[name="feedback.0.difficulties"]')

    def expect_said(self, words: str) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(words)

    def expect_missing(self, numbers: list[int]) -> None:
        """Exactly these statements are listed as not answered."""
        listed = self.page.locator('[data-rule="feedback-answered"]')
        expect(listed).to_have_count(len(numbers))
        assert [each.get_attribute("data-path") for each in listed.all()] == [f"feedback.0.answers.{number - 1}" for number in numbers]
        expect(self.page.locator("html")).to_have_attribute("data-findings", str(len(numbers)))

    def save(self, folder: Path) -> Path:
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=SAVE).click()
        place = folder / coming.value.suggested_filename
        coming.value.save_as(place)
        return place


@pytest.fixture
def sheet(page: Page, site: str) -> Sheet:
    page.set_viewport_size(PHONE)
    return Sheet(page, site).open()


@pytest.fixture
def answered(case) -> dict[str, Any]:
    return case("ciwen-full-year")["feedback"][3]


def test_the_saved_file_is_a_bundle_with_one_form_and_no_name(sheet: Sheet, answered: dict, tmp_path: Path, edition) -> None:
    saved = sheet.fill(answered).save(tmp_path)
    assert json.loads(saved.read_bytes()) == {"format": "plc-bundle/1", "plan": edition.id, "feedback": [answered]}
    assert files.read(saved.read_bytes(), (edition.id,)).plain()["feedback"] == [answered]
    sheet.expect_said("請把這個檔案交給社群召集人")


def test_no_engine_is_loaded_for_it(sheet: Sheet) -> None:
    assert [name for name in sheet.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)") if "pyodide" in name] == []


def test_what_is_missing_is_what_the_rules_say(sheet: Sheet, answered: dict, tmp_path: Path, edition) -> None:
    sheet.expect_missing(list(range(1, 12)))
    sheet.fill(answered | {"answers": answered["answers"][:9]})
    sheet.expect_missing([10, 11])
    bundle = files.read(sheet.save(tmp_path).read_bytes())
    said = [each.message for each in judge(edition, bundle, "report") if each.path.startswith("feedback.0.answers")]
    assert [each.inner_text() for each in sheet.page.locator(".sheet-message:not(:empty)").all()] == said
    sheet.expect_said("還有 2 題沒有勾選")


def test_a_missing_statement_is_one_click_away(sheet: Sheet) -> None:
    sheet.page.locator("summary").click()
    sheet.page.locator('[data-path="feedback.0.answers.10"] [data-to]').click()
    expect(sheet.page.locator("#feedback\\.0\\.answers\\.10-strongly_agree")).to_be_focused()


def test_the_example_is_shown_and_never_counted(sheet: Sheet) -> None:
    expect(sheet.page.get_by_text("社群成員或夥伴能給予我即時協助")).to_be_visible()
    expect(sheet.page.get_by_role("radiogroup")).to_have_count(11)
    expect(sheet.page.get_by_text("已作答 0／11 題")).to_be_visible()


def test_what_was_answered_is_there_the_next_time(sheet: Sheet, answered: dict, tmp_path: Path) -> None:
    name = sheet.fill(answered).save(tmp_path).name
    sheet.reload()
    sheet.expect_said("這是上次在這台裝置填的內容")
    expect(sheet.difficulties).to_have_value(answered["difficulties"])
    sheet.expect_missing([])
    assert sheet.save(tmp_path).name == name


def test_clearing_is_asked_for_and_then_nothing_is_left(sheet: Sheet, answered: dict, tmp_path: Path) -> None:
    before = sheet.fill(answered).save(tmp_path).name
    question = sheet.page.get_by_role("dialog", name="清除這一頁的答案？")
    sheet.page.get_by_role("button", name=RESET).click()
    expect(question).to_be_visible()
    sheet.page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    sheet.expect_missing([])
    sheet.page.get_by_role("button", name=RESET).click()
    question.get_by_role("button", name=RESET).click()
    sheet.expect_missing(list(range(1, 12)))
    sheet.reload().expect_missing(list(range(1, 12)))
    expect(sheet.difficulties).to_have_value("")
    assert sheet.save(tmp_path).name != before


def test_the_whole_form_can_be_filled_in_by_keyboard(sheet: Sheet) -> None:
    sheet.page.locator('[name="feedback.0.answers.0"]').first.focus()
    for _statement in range(11):
        sheet.page.keyboard.press("ArrowRight")
        sheet.page.keyboard.press("Tab")
    expect(sheet.difficulties).to_be_focused()
    sheet.expect_missing([])


def test_it_prints_on_two_sheets_at_most(sheet: Sheet, answered: dict) -> None:
    printed = pypdf.PdfReader(io.BytesIO(sheet.fill(answered).page.pdf(format="A4")))
    text = "".join(page.extract_text() for page in printed.pages)
    assert len(printed.pages) <= 2
    assert "範例" in text and SAVE not in text


def test_after_one_visit_it_works_with_the_server_stopped(browser: Browser, built: Path, answered: dict, tmp_path: Path) -> None:
    server = Server(built)
    server.start()
    with profile(browser, server.origin, UNREACHABLE) as context:
        visited = context.new_page()
        visited.goto(server.site)
        visited.evaluate("async () => { await navigator.serviceWorker.ready; }")
        server.stop()
        sheet = Sheet(context.new_page(), server.site).open().fill(answered)
        assert json.loads(sheet.save(tmp_path).read_bytes())["feedback"] == [answered]


# ---------------------------------------------------------------- the convener brings the files in


class Report(FormPage):
    """The report's page, as far as the members' files go."""

    def __init__(self, page: Page, site: str) -> None:
        super().__init__(page, site)
        self.url = f"{site}107/report/"

    @property
    def part(self) -> Locator:
        return self.page.locator("[data-feedback]")

    @property
    def sheets(self) -> Locator:
        return self.page.get_by_role("list", name="已加入的回饋表").get_by_role("listitem")

    @property
    def refused(self) -> Locator:
        return self.page.get_by_role("list", name="沒有加入的檔案").get_by_role("listitem")

    def choose(self, *paths: Path) -> None:
        self.page.get_by_label("加入成員的回饋表檔案").set_input_files(paths)

    def drop(self, path: Path) -> None:
        self.page.locator("[data-feedback-drop]").evaluate(DROP, [path.name, base64.b64encode(path.read_bytes()).decode()])

    def expect_received(self, words: str) -> None:
        expect(self.part.get_by_text(words)).to_be_visible()

    def question(self, number: int) -> Locator:
        return self.page.locator(f'[data-feedback-question="{number}"]')


@pytest.fixture
def members(written, case) -> list[Path]:
    """The file of each member of a year."""
    year = case("ciwen-full-year")
    return [written({"format": year["format"], "plan": year["plan"], "feedback": [sheet]}, f"{letter}.json") for letter, sheet in zip("甲乙丙丁戊", year["feedback"])]


@pytest.fixture
def report(page: Page, site: str, written) -> Report:
    """A community whose application is there and whose report is begun."""
    report = Report(page, site).open()
    report.put_in(written("ciwen-valid"))
    report.expect_received("已收到 0／5 份")
    return report


def test_the_members_files_are_counted_against_the_members(report: Report, members: list[Path]) -> None:
    report.choose(*members[:4])
    report.expect_received("已收到 4／5 份")
    report.expect_received("還有 1 份沒有收到")
    report.choose(members[4])
    report.expect_received("已收到 5／5 份")
    expect(report.finding("feedback-each-member")).to_have_count(0)
    expect(report.refused).to_have_count(0)


def test_a_file_given_twice_is_refused_and_another_member_may_have_answered_the_same(report: Report, members: list[Path]) -> None:
    report.choose(members[0], members[1], members[0])
    expect(report.refused).to_have_count(1)
    expect(report.refused).to_contain_text("「甲.json」：這份回饋表的內容與已加入的完全相同")
    report.expect_received("已收到 2／5 份")
    report.refused.get_by_role("button", name="仍要加入").click()
    report.expect_received("已收到 3／5 份")
    expect(report.refused).to_have_count(0)


def test_each_file_that_cannot_be_taken_is_answered_by_one_sentence(report: Report, members: list[Path], written) -> None:
    foreign = written({"format": "plc-bundle/1", "plan": "another-plan", "feedback": [{"difficulties": "x"}]}, "別的計畫.json")
    report.choose(written(b"{", "壞的.json"), foreign, written("ciwen-valid"), members[0])
    report.expect_received("已收到 1／5 份")
    expect(report.refused).to_have_count(3)
    expect(report.refused.nth(0)).to_contain_text("已損壞")
    expect(report.refused.nth(1)).to_contain_text("another-plan")
    expect(report.refused.nth(2)).to_contain_text("沒有填過的檢核回饋表")
    expect(report.refused.get_by_role("button")).to_have_count(0)


def test_the_order_in_which_files_came_cannot_be_seen(report: Report, members: list[Path]) -> None:
    report.choose(*members)
    report.expect_received("已收到 5／5 份")
    difficulties = report.part.get_by_role("list").last.text_content()
    for _sheet in members:
        count = report.sheets.count()
        report.part.get_by_role("button", name="刪除第 1 列").click()
        expect(report.sheets).to_have_count(count - 1)
    report.choose(*reversed(members))
    report.expect_received("已收到 5／5 份")
    assert report.part.get_by_role("list").last.text_content() == difficulties


def test_one_form_is_removed_and_brought_back(report: Report, members: list[Path]) -> None:
    report.choose(*members)
    report.expect_received("已收到 5／5 份")
    report.part.get_by_role("button", name="刪除第 2 列").click()
    report.expect_received("已收到 4／5 份")
    report.press("復原")
    report.expect_received("已收到 5／5 份")


def test_a_dropped_file_is_taken_as_a_members_and_not_as_a_data_file(report: Report, members: list[Path]) -> None:
    report.drop(members[0])
    report.expect_received("已收到 1／5 份")
    expect(report.page.get_by_role("dialog")).to_have_count(0)


def test_what_was_brought_in_is_kept(report: Report, members: list[Path]) -> None:
    report.choose(*members)
    report.expect_received("已收到 5／5 份")
    expect(report.page.get_by_text("已自動存在這台電腦")).to_be_visible()
    report.reload().expect_received("已收到 5／5 份")


def test_each_statement_has_a_bar_that_says_what_its_table_says(report: Report, members: list[Path]) -> None:
    report.choose(*members)
    report.expect_received("已收到 5／5 份")
    third = report.question(3)
    expect(third.get_by_role("img", name="第 3 題：非常同意 1 份、有點同意 3 份、有點不同意 1 份")).to_be_visible()
    assert third.get_by_role("cell").all_text_contents() == ["1", "3", "1", "0", "0"]
    widths = [each.get_attribute("width") for each in third.locator("[data-part] > rect").all()]
    assert [float(width.rstrip("%")) for width in widths] == [20, 60, 20, 0, 0]


def test_the_part_has_no_violation(report: Report, members: list[Path]) -> None:
    report.choose(*members, members[0])
    expect(report.refused).to_have_count(1)
    found = {}
    for look in LOOKS:
        put_on(report.page, look)
        found[look] = [each for each in violations(report.page) if "feedback" in str(each)]
    assert found == dict.fromkeys(LOOKS, [])
