"""A start from another year's or another community's file: people and sessions come along, what belongs to the year that is over is listed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.core.schedule.carry_over import Carried, carry_over
from tests.conftest import APPLICATION_CASES, load_edition
from tests.core.strategies import DOCUMENTS
from tests.other_edition import other_edition
from tests.schedule.years import case_of, draft_of, people


def carried(draft: dict[str, Any], new: Edition | None = None) -> Carried:
    old = load_edition()
    return carry_over(case_of(old, draft).bundle, old, new or other_edition())


def left(draft: dict[str, Any]) -> dict[str, str]:
    return {each.path: each.words for each in carried(draft).left}


def test_names_topic_and_methods_come_along() -> None:
    before, after = draft_of("ciwen-valid"), carried(draft_of("ciwen-valid")).draft
    wanted = ("school", "application.community_name", "application.topic_overview", "application.convener.name", "application.types", "application.methods")
    assert {path: after[path] for path in wanted} == {path: before[path] for path in wanted}
    assert {path: after[path] for path in people()} == people()


def test_sessions_keep_their_weekday_and_their_week_of_the_semester() -> None:
    told = carried(draft_of("ciwen-valid"))
    assert told.draft["application.sessions.0.date"] == "108年9月11日"
    assert told.draft["application.sessions.6.date"] == "109年4月15日"
    assert all(each.date.isoweekday() == each.to.isoweekday() for each in told.moved)
    assert told.moved[0].words == "第 1 場由107年9月12日（三）改到108年9月11日（三），星期相同。"


def test_a_session_moves_on_from_a_holiday_of_the_new_year() -> None:
    told = carried(draft_of("ciwen-valid") | {"application.sessions.1.date": "107/10/11"})
    assert told.moved[1].to == datetime.date(2019, 10, 17)
    assert other_edition().calendar.holidays[datetime.date(2019, 10, 10)] == "國慶日"


def test_two_sessions_never_move_to_one_day_unless_they_were_on_one() -> None:
    dates = {"application.sessions.0.date": "107/10/4", "application.sessions.1.date": "107/10/11", "application.sessions.2.date": "107/10/11"}
    told = carried(draft_of("ciwen-valid") | dates).moved
    assert told[1].to == told[2].to
    assert told[0].to != told[1].to


def test_a_session_outside_the_year_loses_its_day_and_is_listed() -> None:
    told = carried(draft_of("ciwen-valid") | {"application.sessions.0.date": "106/9/12"})
    assert "application.sessions.0.date" not in told.draft
    assert told.draft["application.sessions.0.content"]
    assert told.moved[0].words == "第 1 場原本在106年9月12日（二），新的學年度找不到對應的日子，請另外選日期。"


def test_a_date_that_nobody_could_read_stays_as_it_was_typed() -> None:
    assert carried(draft_of("ciwen-valid") | {"application.sessions.0.date": "九月中"}).draft["application.sessions.0.date"] == "九月中"


def test_the_moved_schedule_satisfies_the_new_plan() -> None:
    edition = other_edition()
    for name in ("ciwen-valid", "neili-twelve-members"):
        found = judge(edition, case_of(edition, carried(draft_of(name)).draft).bundle)
        schedule = [finding for finding in found if "schedule" in edition.rules[finding.rule].stages and finding.severity != "info"]
        assert schedule == [], name


def test_what_belongs_to_the_year_that_is_over_is_listed_once_each() -> None:
    listed = left(draft_of("ciwen-full-year") | {"reasons.members-max": "去年的原因"})
    assert list(listed) == ["submission", "reasons", "budget.lines.tea", "budget.books", "report", "settlement", "feedback"]
    assert listed["report"] == "「成果報告」屬於原來的那一年，沒有帶過來。"


def test_a_line_that_the_new_plan_does_not_have_is_listed() -> None:
    assert left(draft_of("ciwen-valid"))["budget.lines.tea"] == "「茶水」是原計畫的經費項目，新計畫沒有或算法不同，原本編的金額沒有帶過來。"
    assert "budget.lines.meals" not in left(draft_of("ciwen-valid"))


def test_a_price_of_the_old_plan_gives_way_to_the_new_one() -> None:
    listed = left(draft_of("ciwen-valid") | {"budget.lines.meals.unit_price": "70"})
    assert listed["budget.lines.meals.unit_price"] == "「膳費 單價」原本填「70」，新計畫印好的數值不同，改用新的。"


def test_a_choice_that_the_new_plan_does_not_have_is_listed() -> None:
    values = other_edition().model_dump()
    values["forms"]["options"]["types"] = [option for option in values["forms"]["options"]["types"] if option["id"] != "topic"]
    told = carried(draft_of("ciwen-valid"), Edition.model_validate(values))
    assert told.draft["application.types"] == ["subject"]
    [one] = [each for each in told.left if each.path == "application.types"]
    assert "專業發展主題" in one.words


def test_nothing_is_listed_of_a_draft_that_holds_nothing() -> None:
    told = carried({})
    assert (told.moved, told.left) == ([], [])


@pytest.mark.parametrize("name", APPLICATION_CASES)
def test_within_one_plan_every_session_stays_where_it_is(name: str) -> None:
    before, told = draft_of(name), carried(draft_of(name), load_edition())
    sessions = [path for path in before if path.startswith("application.sessions.") and not path.endswith(".methods")]
    assert {path: told.draft.get(path) for path in sessions} == {path: before[path] for path in sessions}
    assert told.moved == []


@given(document=DOCUMENTS)
def test_whatever_a_file_holds_the_new_draft_is_one(document: Any) -> None:
    told = carry_over(parse_bundle(document), load_edition(), other_edition())
    parse_bundle(drafts.to_document(told.draft, other_edition()))
    assert drafts.aside(told.draft) == {}
