"""The year at a glance: what is drawn lies where the calendar says, and what is missing is said with its last day."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import given

from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.core.schedule.needs import needs
from pyodide_app.core.schedule.year import year
from tests.core.strategies import DRAFTS
from tests.schedule.years import EDITIONS, case_of, draft_of, without_session


def missing(edition: Edition, draft: dict[str, Any]) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(each["kind"], each["semester"]): each for each in year(edition, draft)["missing"]}


@pytest.mark.parametrize("name", EDITIONS)
def test_the_months_cover_the_semesters_without_a_gap(name: str) -> None:
    edition = EDITIONS[name]()
    shown = year(edition, {})
    days = [(datetime.date.fromisoformat(month["start"]), datetime.date.fromisoformat(month["end"])) for month in shown["months"]]
    assert len(days) == 12
    assert (shown["start"], shown["end"]) == (days[0][0].isoformat(), days[-1][1].isoformat())
    assert all(before[1] + datetime.timedelta(days=1) == after[0] for before, after in zip(days, days[1:], strict=False))


def test_every_day_of_the_calendar_is_there_with_its_words(edition: Edition) -> None:
    shown = year(edition, {})
    assert {datetime.date.fromisoformat(day["date"]): day["name"] for day in shown["holidays"]} == edition.calendar.holidays
    assert [day["date_words"] for day in shown["makeup_workdays"]] == ["107年12月22日（六）", "108年1月19日（六）", "108年2月23日（六）"]
    assert [pause["name"] for pause in shown["breaks"]] == ["寒假"]
    assert {"key": "apply_end", "label": "申請截止", "is_deadline": True, "date": "2018-10-31", "date_words": "107年10月31日（三）"} in shown["deadlines"]


def test_a_session_says_what_it_is_and_the_worst_that_is_said_of_it(edition: Edition) -> None:
    draft = draft_of("ciwen-valid") | {"application.sessions.3.date": "107/12/29"}
    session = year(edition, draft)["sessions"][3]
    assert (session["kinds"], session["date_words"], session["severity"]) == (["observation", "visit"], "107年12月29日（六）", "warning")
    assert session["kinds_words"] == ["教學觀察與回饋", "地方輔導群到校觀課回饋"]
    assert any("沒有學生上課" in message for message in session["messages"])


def test_a_session_without_a_readable_date_is_listed_without_one(edition: Edition) -> None:
    session = year(edition, draft_of("ciwen-valid") | {"application.sessions.3.date": "十二月"})["sessions"][3]
    assert (session["date"], session["date_words"], session["severity"]) == (None, "", "error")


def test_a_whole_year_misses_nothing(edition: Edition) -> None:
    assert year(edition, draft_of("ciwen-valid"))["missing"] == []


def test_an_observation_is_missing_until_the_last_school_day_before_the_presentation(edition: Edition) -> None:
    lacks = missing(edition, without_session(draft_of("ciwen-valid"), 6))
    assert list(lacks) == [("observation", "s2"), ("visit", "s2"), ("session", None)]
    assert lacks["observation", "s2"]["last_day"] == "2019-05-28"
    assert lacks["observation", "s2"]["words"] == "下學期還缺 1 次教學觀察與回饋，最晚可以排在108年5月28日（二）。"
    assert lacks["session", None]["words"] == "還缺 1 場，最晚可以排在108年5月28日（二）。"


def test_a_semester_ends_before_its_break(edition: Edition) -> None:
    assert missing(edition, {})["visit", "s1"]["last_day"] == "2019-01-19"


def test_the_presentation_is_missing_until_the_periods_last_school_day(edition: Edition) -> None:
    assert missing(edition, without_session(draft_of("ciwen-valid"), 7))["presentation", None]["last_day"] == "2019-06-28"


def test_a_presentation_without_a_date_is_planned_all_the_same(edition: Edition) -> None:
    assert ("presentation", None) not in missing(edition, draft_of("ciwen-valid") | {"application.sessions.7.date": "五月底"})


def test_what_can_no_longer_be_is_said(edition: Edition) -> None:
    draft = without_session(without_session(draft_of("ciwen-valid"), 5), 6) | {"application.sessions.7.date": "108/2/1"}
    lack = missing(edition, draft)["observation", "s2"]
    assert lack["last_day"] is None
    assert lack["words"] == "下學期還缺 1 次教學觀察與回饋，但已經沒有可以排的日子，請先移動成果發表或其他場次。"


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("gone", [(), (3,), (7,), (0, 1), (2, 3, 4, 5), (0, 1, 2, 3, 4, 5, 6, 7)])
def test_what_is_missing_is_what_the_rules_miss(name: str, gone: tuple[int, ...]) -> None:
    """Counted by the rules themselves: a need for each rule that fires, in as many semesters."""
    edition, draft = EDITIONS[name](), draft_of("ciwen-valid")
    for position in gone:
        draft = without_session(draft, position)
    case = case_of(edition, draft)
    asked = {
        "observation-each-semester", "guidance-visit-each-semester", "enrichment-min", "copreparation-min", "final-presentation", "sessions-min",
    }
    found = sorted(finding.rule for finding in judge(edition, case.bundle) if finding.rule in asked)
    needed = sorted(need.rule for need in needs(case) if case.dated_sessions or need.rule != "final-presentation")
    assert found == needed


@given(draft=DRAFTS)
def test_whatever_a_draft_holds_there_is_a_year(draft: dict[str, Any]) -> None:
    shown = year(EDITIONS["107"](), draft)
    assert json.loads(json.dumps(shown)) == shown
