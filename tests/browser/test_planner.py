"""The planner in the page: proposals taken over and taken back, why there is none, trials, and reasons that travel."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Locator, expect

from pyodide_app.core import files
from tests.browser.pages import FormPage
from tests.browser.test_accessibility import LOOKS, NARROWEST, SIDEWAYS, put_on, violations
from tests.browser.test_application import data_of
from tests.planner.communities import community

INTERNAL = {"name": "王講師", "affiliation": "city", "paid": True, "hours": 2}


class PlannerPanel:
    """The panel under the budget."""

    def __init__(self, form: FormPage) -> None:
        self.form = form
        self.place = form.dialog("幫我配到 10,000 元")

    def open(self) -> PlannerPanel:
        self.form.press("幫我配到 10,000 元")
        expect(self.place.get_by_role("heading", name="幫我配到 10,000 元")).to_be_focused()
        return self

    def expect_words(self, words: str) -> None:
        expect(self.place.locator("[data-plan-words]")).to_contain_text(words)

    def table(self) -> Locator:
        return self.place.get_by_role("table")

    def names(self) -> list[str]:
        return self.table().get_by_role("columnheader").locator("span:first-child").all_inner_texts()

    def apply(self, name: str) -> None:
        self.place.get_by_role("button", name=f"「{name}」").click()

    def remedy(self, kind: str) -> Locator:
        return self.place.locator(f'[data-remedy="{kind}"]')

    def unfold(self, words: str) -> None:
        self.place.locator("summary").filter(has_text=words).click()


def opened(form: FormPage, written, members: int, lecturer: dict[str, Any] | None = None, **budget: Any) -> PlannerPanel:
    """The panel over a community of this size with nothing in its budget but what is given."""
    form.put_in(written(files.write_json(community(members, 2, lecturer, **budget))))
    return PlannerPanel(form).open()


def total(form: FormPage) -> Locator:
    return form.page.locator("[data-total]")


def budget_of(form: FormPage) -> dict[str, Any]:
    return data_of(form)["budget"]


# ---------------------------------------------------------------- proposals


def test_a_proposal_is_taken_over_with_one_click_and_back_with_another(blank: FormPage, written) -> None:
    panel = opened(blank, written, 6)
    panel.expect_words("種配法可以剛好編到 10,000 元")
    before = budget_of(blank)
    panel.apply("內聘 2 小時")
    expect(total(blank)).to_have_text("10,000")
    expect(blank.amount("internal_lecturer_fee")).to_have_text("2,000")
    expect(blank.finding("budget-total")).to_have_count(0)
    blank.press("復原")
    expect(total(blank)).to_have_text("0")
    assert budget_of(blank) == before


def test_the_table_shows_each_line_beside_what_stands_there(blank: FormPage, written) -> None:
    panel = opened(blank, written, 6, lines={"tea": {"persons": 6, "sessions": 4}})
    panel.expect_words("剛好編到")
    tea = panel.table().get_by_role("row").filter(has=blank.page.get_by_role("rowheader", name="茶水"))
    expect(tea.get_by_role("cell").first).to_have_text("480")
    assert panel.names()[0].endswith("改動最少")
    expect(panel.table().get_by_role("row", name=re.compile("^合計"))).to_contain_text("10,000")


def test_a_fixed_line_stays_in_every_proposal(blank: FormPage, written) -> None:
    panel = opened(blank, written, 6)
    panel.expect_words("剛好編到")
    panel.unfold("固定項目與偏好")
    panel.place.get_by_label("膳費", exact=True).select_option("exact")
    panel.place.get_by_label("膳費的金額，範圍則是下限").fill("960")
    meals = panel.table().get_by_role("row").filter(has=blank.page.get_by_role("rowheader", name="膳費"))
    expect(meals.get_by_role("cell").nth(1)).to_contain_text("960")
    amounts = [text.split()[0] for text in meals.get_by_role("cell").all_inner_texts()[1:]]
    assert set(amounts) == {"960"}


def test_what_is_preferred_comes_first(blank: FormPage, written) -> None:
    panel = opened(blank, written, 6)
    panel.expect_words("剛好編到")
    panel.unfold("固定項目與偏好")
    panel.place.get_by_label("優先考慮").select_option(label="膳費與茶水優先")
    expect(panel.table().get_by_role("columnheader").nth(2)).to_contain_text("A 膳費與茶水優先")


# ---------------------------------------------------------------- none


def test_four_members_are_four_short_and_told_why_and_what_would_help(blank: FormPage, written) -> None:
    panel = opened(blank, written, 4, INTERNAL)
    panel.expect_words("最多只能到 9,996 元，還差 4 元")
    expect(panel.table()).to_have_count(0)
    expect(panel.place.get_by_role("listitem").filter(has_text="印刷費最多 320 元")).to_contain_text("表二 印刷費")
    assert {"external", "hours", "member"} <= {each.get_attribute("data-remedy") for each in panel.place.locator("[data-remedy]").all()}
    panel.remedy("external").get_by_role("button", name="採用").click()
    expect(total(blank)).to_have_text("10,000")
    expect(blank.control("application.sessions.4.lecturer.affiliation")).to_have_value("other")
    blank.expect_said("講師姓名與身分要跟著改")
    blank.press("復原")
    expect(blank.control("application.sessions.4.lecturer.affiliation")).to_have_value("city")


def test_the_nearest_budget_can_be_taken_over_as_a_beginning(blank: FormPage, written) -> None:
    panel = opened(blank, written, 4, INTERNAL)
    panel.place.get_by_role("button", name="先編到 9,996 元").click()
    expect(total(blank)).to_have_text("9,996")


# ---------------------------------------------------------------- trials


def test_a_trial_does_not_touch_the_form(blank: FormPage, written) -> None:
    panel = opened(blank, written, 4, INTERNAL)
    panel.expect_words("還差 4 元")
    before = data_of(blank)
    panel.unfold("試算")
    panel.place.get_by_label("成員人數改為").fill("5")
    panel.expect_words("剛好編到 10,000 元")
    expect(panel.place.get_by_text("增加的成員還沒有姓名")).to_be_visible()
    panel.place.get_by_label("成員人數改為").fill("2")
    trial = panel.place.locator('[data-trial="new"]')
    expect(trial).to_contain_text("至少須 3 人")
    assert data_of(blank) == before
    panel.place.get_by_role("button", name="清除試算").click()
    panel.expect_words("還差 4 元")
    expect(panel.place.get_by_role("heading", name="試算結果")).to_be_hidden()


def test_a_session_that_is_left_out_in_a_trial_goes_only_when_asked(blank: FormPage, written) -> None:
    panel = opened(blank, written, 6)
    panel.unfold("試算")
    last = blank.control("application.sessions.7.content").input_value()
    panel.place.get_by_role("checkbox", name="第 8 場").check()
    expect(panel.place.locator('[data-trial="new"]')).to_contain_text("8 場")
    panel.place.get_by_role("button", name="就這樣改").click()
    expect(blank.control("application.sessions.7.content")).to_have_value("")
    blank.press("復原")
    expect(blank.control("application.sessions.7.content")).to_have_value(last)


def test_moved_money_shows_what_it_would_break(blank: FormPage, written, case) -> None:
    blank.put_in(written(case("ciwen-valid")))
    panel = PlannerPanel(blank).open()
    panel.unfold("試算")
    panel.place.get_by_label("從").select_option(label="茶水")
    panel.place.get_by_label("移到").select_option(label="雜支")
    panel.place.get_by_label("移多少").fill("100")
    expect(panel.place.locator('[data-trial="new"]')).to_contain_text("雜支")
    expect(panel.place.get_by_text("合計由 10,000 元變為 10,000 元")).to_be_visible()
    panel.place.get_by_label("移多少").fill("1000")
    expect(panel.place.get_by_text("移不了 1,000 元")).to_be_visible()
    expect(panel.place.get_by_role("heading", name="試算結果")).to_be_hidden()


# ---------------------------------------------------------------- beside the lines


def test_a_line_says_how_much_more_fits_and_the_total_stands_in_capitals(blank: FormPage, written) -> None:
    document = json.loads(files.write_json(community(6, 2)))
    document["budget"]["lines"] = {"consultation_fee": {"quantity": 2, "unit_price": 2000}, "external_lecturer_fee": {"quantity": 2, "unit_price": 2000}, "meals": {"persons": 6, "sessions": 3, "unit_price": 80}}
    blank.put_in(written(document))
    expect(blank.page.get_by_text("大寫：玖仟肆佰肆拾元整")).to_be_visible()
    expect(blank.page.locator('[data-headroom="data_collection"]')).to_have_text("還可增加 560 元")


def test_an_offer_leads_to_the_rows_that_it_comes_from(blank: FormPage, written, case) -> None:
    document = case("ciwen-valid")
    document["budget"]["lines"]["consultation_fee"]["quantity"] = 1
    blank.put_in(written(document))
    offer = blank.page.locator('[data-offer="budget.lines.consultation_fee.quantity"]')
    source = offer.get_by_role("link").first
    expect(source).to_contain_text("場")
    number = source.text_content()
    source.click()
    focused = blank.page.locator(":focus")
    assert focused.evaluate("control => control.closest('[data-row]').querySelector('h3').textContent") == number


# ---------------------------------------------------------------- reasons


@pytest.fixture
def warned(blank: FormPage, written, case) -> FormPage:
    """A form in which two lectures are longer than is usual, each with a warning of its own."""
    document = case("ciwen-valid")
    document["application"]["sessions"][1]["lecturer"] = {"name": "甲", "affiliation": "city", "paid": True, "hours": 3}
    document["application"]["sessions"][2]["lecturer"] = {"name": "乙", "affiliation": "city", "paid": True, "hours": 3}
    blank.put_in(written(document))
    expect(blank.findings("warning").first).to_be_visible()
    return blank


def reasons_of(form: FormPage) -> dict[str, str]:
    return data_of(form).get("reasons", {})


def test_a_reason_is_written_beside_its_control_and_stands_in_the_summary(warned: FormPage) -> None:
    finding = warned.finding("lecture-length").filter(has_text="第 2 場")
    rule, path = finding.get_attribute("data-rule"), finding.get_attribute("data-path")
    part = warned.page.locator(f'[data-messages="{path}"] details.reason').first
    part.locator("summary").click()
    part.get_by_role("textbox").fill("講題分量較多。")
    expect(part.locator("summary")).to_have_text("已說明")
    expect(finding.get_by_role("textbox")).to_have_value("講題分量較多。")
    expect(finding.get_by_text("已說明", exact=True)).to_be_visible()
    expect(warned.page.locator("[data-explained]")).to_have_text("已說明 1 項")
    assert reasons_of(warned) == {f"{rule}@{path}": "講題分量較多。"}


def test_a_reason_follows_its_row(warned: FormPage) -> None:
    for number, words in ((2, "甲的理由"), (3, "乙的理由")):
        warned.finding("lecture-length").filter(has_text=f"第 {number} 場").get_by_role("textbox").fill(words)
    warned.row(2, "場").get_by_role("button", name="下移").click()
    for number, words in ((3, "甲的理由"), (2, "乙的理由")):
        expect(warned.finding("lecture-length").filter(has_text=f"第 {number} 場").get_by_role("textbox")).to_have_value(words)
    assert {key.rpartition("sessions.")[2][0]: words for key, words in reasons_of(warned).items()} == {"2": "甲的理由", "1": "乙的理由"}


def test_a_reason_whose_warning_has_gone_is_kept_folded_away_and_can_be_deleted(warned: FormPage) -> None:
    finding = warned.finding("lecture-length").filter(has_text="第 2 場")
    finding.get_by_role("textbox").fill("講題分量較多。")
    path = finding.get_attribute("data-path")
    warned.type("application.sessions.1.lecturer.hours", 2)
    past = warned.page.locator('[data-group="past"]')
    expect(past.locator("summary")).to_contain_text("先前的說明（1）")
    expect(past.get_by_text("講題分量較多。")).to_be_hidden()
    past.locator("summary").click()
    past.get_by_role("button", name="刪除這則說明").click()
    expect(past).to_be_hidden()
    warned.press("復原")
    expect(past).to_be_visible()
    warned.type("application.sessions.1.lecturer.hours", 3)
    warned.control("application.sessions.1.lecturer.hours").press("Tab")
    expect(warned.page.locator(f'[data-rule][data-path="{path}"] textarea')).to_have_value("講題分量較多。")


def test_a_reason_travels_in_the_package_and_comes_back(warned: FormPage, tmp_path: Path) -> None:
    warned.finding("lecture-length").filter(has_text="第 2 場").get_by_role("textbox").fill("講題分量較多。")
    held = reasons_of(warned)
    package = tmp_path / "package.zip"
    warned.download_package().save_as(package)
    with zipfile.ZipFile(package) as opened_package:
        printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(opened_package.read("檢核結果.pdf"))).pages)
    assert "講題分量較多。" in "".join(printed.split())
    warned.begin_another().import_file(package)
    expect(warned.finding("lecture-length").filter(has_text="第 2 場").get_by_role("textbox")).to_have_value("講題分量較多。")
    assert reasons_of(warned) == held


# ---------------------------------------------------------------- only for reading


def test_a_file_is_opened_for_reading_with_its_verdict_and_nothing_is_kept(form: FormPage, written) -> None:
    form.page.goto(f"{form.url}?view")
    form.expect_ready()
    form.page.locator("#import-file").set_input_files(written("dayuan-six-violations"))
    form.expect_said("目前檢視")
    form.expect_errors(6)
    expect(form.findings("error")).to_have_count(6)
    expect(form.page.get_by_text("2,000 元 × 2 節 = 4,000 元")).to_be_visible()
    expect(form.control("school")).not_to_be_editable()
    expect(form.page.get_by_role("button", name="下載資料檔")).to_be_hidden()
    form.page.get_by_role("link", name="回到填寫").click()
    form.expect_ready()
    expect(form.control("school")).to_have_value("")
    expect(form.control("school")).to_be_editable()


def test_an_import_can_be_opened_for_reading_and_what_was_open_stays(blank: FormPage, written) -> None:
    blank.control("school").fill("桃園市立青溪國民中學")
    blank.import_file(written("dayuan-six-violations"))
    expect(blank.dialog("匯入的資料要放在哪裡")).to_be_visible()
    blank.answer("以唯讀開啟")
    blank.expect_said("目前檢視")
    blank.expect_errors(6)
    blank.page.get_by_role("link", name="回到填寫").click()
    blank.expect_ready()
    expect(blank.control("school")).to_have_value("桃園市立青溪國民中學")


# ---------------------------------------------------------------- for everybody


@pytest.mark.parametrize("members", [4, 6], ids=["none", "proposals"])
def test_the_panel_is_accessible_in_every_look_and_never_scrolls_the_page_sideways(members: int, blank: FormPage, written) -> None:
    panel = opened(blank, written, members, INTERNAL)
    panel.expect_words("10,000 元")
    panel.unfold("固定項目與偏好")
    panel.unfold("試算")
    panel.place.get_by_label("成員人數改為").fill("2")
    expect(panel.place.locator('[data-trial="new"]')).to_be_visible()
    found = {}
    for look in LOOKS:
        put_on(blank.page, look)
        found[look] = violations(blank.page)
    blank.page.set_viewport_size(NARROWEST)
    assert found == dict.fromkeys(LOOKS, [])
    assert blank.page.evaluate(SIDEWAYS) <= 0


def test_the_panel_is_operated_with_the_keyboard_alone(blank: FormPage, written) -> None:
    blank.put_in(written(files.write_json(community(6, 2))))
    opener = blank.page.get_by_role("button", name="幫我配到 10,000 元").first
    opener.focus()
    blank.page.keyboard.press("Enter")
    panel = PlannerPanel(blank)
    expect(panel.place.get_by_role("heading", name="幫我配到 10,000 元")).to_be_focused()
    panel.expect_words("剛好編到")
    for _ in range(20):
        blank.page.keyboard.press("Tab")
        if blank.page.locator(":focus").get_attribute("data-plan-apply") == "proposal.0":
            break
    blank.page.keyboard.press("Enter")
    expect(total(blank)).to_have_text("10,000")
    blank.page.keyboard.press("Escape")
    expect(panel.place).to_be_hidden()
