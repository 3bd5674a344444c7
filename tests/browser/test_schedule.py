"""The schedule assistant and the year at a glance, over the sessions of the form."""

from __future__ import annotations

import icalendar
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import FormPage
from tests.browser.test_accessibility import LOOKS, NARROWEST, SIDEWAYS, put_on, violations

SESSION = "application.sessions.{}.{}"
DATES = [
    "107年9月12日（三）",
    "107年10月24日（三）",
    "107年11月14日（三）",
    "107年12月12日（三）",
    "108年2月13日（三）",
    "108年3月27日（三）",
    "108年5月8日（三）",
    "108年6月12日（三）",
]
PANEL = "details[data-schedule-panel]"


class SchedulePanel:
    """A panel over the sessions, opened by its words."""

    def __init__(self, form: FormPage, words: str) -> None:
        self.form = form
        self.place = form.page.locator(PANEL).filter(has=form.page.locator("summary").filter(has_text=words))
        if self.place.get_attribute("open") is None:
            self.place.locator("> summary").click()

    def box(self, label: str) -> Locator:
        return self.place.get_by_label(label, exact=True)

    def rows(self, name: str) -> Locator:
        return self.place.get_by_role("table", name=name).locator("tbody tr")

    def press(self, button: str) -> None:
        self.place.get_by_role("button", name=button, exact=True).click()


def assistant(form: FormPage) -> SchedulePanel:
    return SchedulePanel(form, "幫我排場次")


def glance(form: FormPage) -> SchedulePanel:
    panel = SchedulePanel(form, "整年行事曆與還缺的場次")
    expect(panel.place.locator("svg text").first).to_be_visible()
    return panel


def wednesdays(form: FormPage) -> SchedulePanel:
    """The proposal for the second and the fourth Wednesday of each month."""
    panel = assistant(form)
    panel.box("從哪一天開始").fill("107/9/12")
    panel.box("星期幾").select_option("星期三")
    panel.box("第二週").check()
    panel.box("第四週").check()
    panel.press("排排看")
    expect(panel.place.get_by_role("heading", name="建議的日程")).to_be_focused()
    return panel


@pytest.fixture
def empty(shared_form: FormPage) -> FormPage:
    """An empty form in which nobody has wished anything yet."""
    return shared_form.reload().begin_another()


@pytest.fixture
def full(empty: FormPage, written) -> FormPage:
    """A form with a whole schedule."""
    empty.put_in(written("ciwen-valid"))
    expect(empty.control("school")).not_to_have_value("")
    empty.expect_errors(0)
    return empty


# ---------------------------------------------------------------- the assistant


def test_a_whole_schedule_is_proposed_from_a_day_a_weekday_and_weeks(empty: FormPage) -> None:
    rows = wednesdays(empty).rows("建議的日程")
    expect(rows).to_have_count(8)
    for position, date in enumerate(DATES):
        expect(rows.nth(position)).to_contain_text(date)
    expect(rows.last).to_contain_text("社群成果發表")
    expect(rows.first.get_by_role("cell").last).to_have_text("空白")


def test_a_proposal_changes_nothing_until_it_is_taken_over(empty: FormPage) -> None:
    panel = wednesdays(empty)
    expect(empty.control(SESSION.format(0, "date"))).to_have_value("")
    panel.press("不套用")
    expect(panel.place.get_by_role("heading", name="建議的日程")).to_be_hidden()
    expect(panel.place.get_by_role("button", name="排排看")).to_be_focused()


def test_a_proposal_is_taken_over_edited_and_taken_back(empty: FormPage) -> None:
    wednesdays(empty).press("套用這份日程")
    empty.expect_said("已套用 8 場，請補上主持人並檢查內容。")
    expect(empty.page.locator('[data-read-back="application.sessions.7.date"]')).to_have_text(DATES[7])
    expect(empty.finding("sessions-min")).to_have_count(0)
    empty.press("復原")
    expect(empty.control(SESSION.format(0, "date"))).to_have_value("")
    expect(empty.control(SESSION.format(7, "content"))).to_have_value("")
    wednesdays(empty).press("套用這份日程")
    empty.type(SESSION.format(0, "content"), "我們自己的開場")
    empty.reload()
    expect(empty.control(SESSION.format(0, "content"))).to_have_value("我們自己的開場")


def test_days_that_the_teacher_leaves_out_are_left_out_and_named(empty: FormPage) -> None:
    panel = assistant(empty)
    panel.box("第 1 段開始日期").fill("107/9/12")
    panel.box("第 2 段開始日期").fill("107/10/22")
    panel.box("第 2 段結束日期").fill("107/10/26")
    panel = wednesdays(empty)
    expect(panel.rows("建議的日程").filter(has_text=DATES[0])).to_have_count(0)
    expect(panel.rows("建議的日程").filter(has_text=DATES[1])).to_have_count(0)
    panel.place.get_by_text("跳過了哪些日子").click()
    expect(panel.place.get_by_role("listitem").filter(has_text="107年10月24日（三）：老師排除")).to_be_visible()


def test_another_span_of_days_may_be_added(empty: FormPage) -> None:
    panel = assistant(empty)
    spans = panel.place.get_by_label("段開始日期").count()
    panel.press("再加一段日期")
    expect(panel.box(f"第 {spans + 1} 段開始日期")).to_be_focused()


def test_it_is_said_why_there_is_no_schedule(empty: FormPage) -> None:
    panel = assistant(empty)
    panel.box("從哪一天開始").fill("108/5/1")
    panel.press("排排看")
    expect(panel.place.get_by_text("上學期符合的日子有 0 天，但必須排在這個學期的有 1 場（教學觀察與回饋）")).to_be_visible()
    expect(panel.place.get_by_role("button", name="套用這份日程")).to_be_hidden()


def test_a_wish_that_cannot_be_read_is_said(empty: FormPage) -> None:
    panel = assistant(empty)
    panel.box("開始時間").fill("下午")
    panel.press("排排看")
    expect(panel.place.get_by_text("開始時間「下午」無法辨識，請改成可以讀取的寫法。")).to_be_visible()


def test_a_kept_session_stays_and_one_that_is_not_kept_is_said_to_go(full: FormPage) -> None:
    panel = assistant(full)
    keep = panel.place.get_by_role("group", name="保留哪些場次")
    first = keep.get_by_role("checkbox").first
    expect(first).to_be_checked()
    words = keep.locator("label").first.inner_text().strip()
    first.uncheck()
    panel.press("排排看")
    expect(panel.place.get_by_text(f"沒有保留，套用後移走：{words}")).to_be_visible()
    expect(panel.rows("建議的日程").filter(has_text="照原來的").first).to_be_visible()


def test_a_proposal_for_a_form_that_was_changed_since_is_made_again(empty: FormPage) -> None:
    panel = wednesdays(empty)
    empty.type(SESSION.format(0, "content"), "後來填的")
    panel.press("套用這份日程")
    empty.expect_said("排好以後表單又改過，已依新的內容重排，請看過再套用。")
    expect(empty.control(SESSION.format(0, "content"))).to_have_value("後來填的")


# ---------------------------------------------------------------- the year


def test_what_is_missing_is_said_with_the_last_day_on_which_it_can_be(blank: FormPage) -> None:
    lacks = glance(blank).place.get_by_role("listitem")
    expect(lacks.filter(has_text="還缺 8 場，最晚可以排在108年6月28日（五）。")).to_be_visible()
    expect(lacks.filter(has_text="還缺 1 次社群成果發表")).to_be_visible()


def test_the_year_follows_what_is_typed(blank: FormPage) -> None:
    panel = glance(blank)
    blank.type(SESSION.format(0, "date"), "107/9/24")
    line = panel.rows("各場次").first
    expect(line).to_contain_text("107年9月24日（一）")
    expect(line).to_contain_text("須修正")
    expect(panel.place.locator(".year-session-error text")).to_have_text("1！")
    blank.type(SESSION.format(0, "date"), "107/9/12")
    expect(line).to_contain_text("107年9月12日（三）")


def test_each_session_of_the_drawing_stands_in_the_table_and_leads_to_its_row(full: FormPage) -> None:
    panel = glance(full)
    drawn = panel.place.locator("[data-year-drawing] .year-session")
    expect(panel.rows("各場次")).to_have_count(drawn.count())
    panel.place.get_by_role("link", name="第 3 場").click()
    expect(full.control(SESSION.format(2, "date"))).to_be_focused()


def test_a_closed_year_asks_the_engine_nothing(page: Page, site: str) -> None:
    """So that typing is as quick as without it."""
    form = FormPage(page, site).open()
    form.type(SESSION.format(0, "date"), "107/9/12")
    expect(page.locator('[data-read-back="application.sessions.0.date"]')).to_have_text(DATES[0])
    expect(page.locator("[data-year-drawing] *")).to_have_count(0)


def test_the_calendar_file_holds_the_sessions_and_the_deadlines(full: FormPage) -> None:
    glance(full)
    download = full.download("下載行事曆（.ics）")
    assert download.suggested_filename.endswith(".ics")
    events = icalendar.Calendar.from_ical(download.path().read_bytes()).walk("VEVENT")
    sessions = [event for event in events if str(event["SUMMARY"]).startswith("第 ")]
    assert len(sessions) >= 8
    assert {event.start.tzinfo and str(event.start.tzinfo) for event in sessions} == {"Asia/Taipei"}
    assert len(events) > len(sessions)


# ---------------------------------------------------------------- for everybody


def test_the_panels_are_worked_by_keyboard(blank: FormPage) -> None:
    panel = assistant(blank)
    panel.place.locator("> summary").focus()
    blank.page.keyboard.press("Enter")
    expect(panel.box("從哪一天開始")).to_be_hidden()
    blank.page.keyboard.press("Enter")
    blank.page.keyboard.press("Tab")
    expect(panel.box("從哪一天開始")).to_be_focused()


def test_the_panels_have_no_violation(blank: FormPage) -> None:
    blank.type(SESSION.format(0, "date"), "107/9/24")
    panel = glance(blank)
    expect(panel.rows("各場次")).to_have_count(1)
    panel.place.get_by_text("學期、假日、補課日與期限").click()
    wednesdays(blank)
    found = {}
    for look in LOOKS:
        put_on(blank.page, look)
        found[look] = violations(blank.page, ".schedule-panels")
    blank.page.set_viewport_size(NARROWEST)
    assert found == dict.fromkeys(LOOKS, [])
    assert blank.page.evaluate(SIDEWAYS) <= 0
