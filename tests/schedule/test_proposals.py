"""A proposed schedule satisfies every rule of its edition, or says why there is none."""

from __future__ import annotations

import datetime
import json
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.core.schedule.days import period
from pyodide_app.core.schedule.slots import spread
from tests.core.strategies import DRAFTS
from tests.schedule.years import EDITIONS, case_of, complaints, draft_of, people, proposed, taken_over

WEEKS = st.one_of(
    st.fixed_dictionaries({"every": st.integers(1, 5)}),
    st.fixed_dictionaries({"weeks": st.lists(st.integers(1, 5), min_size=1, max_size=3)}),
)


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    """Wishes as teachers have them, some of them impossible; days are counted from the first of September of the edition's year."""
    made = {"weekday": draw(st.integers(1, 7)), **draw(WEEKS), "start": draw(st.sampled_from(["08:00", "10:10", "13:30", "16:10", "19:00"]))}
    made["first"] = draw(st.integers(0, 200))
    made["without"] = draw(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 14)), max_size=3))
    made["keep"] = draw(st.lists(st.integers(0, 7), unique=True, max_size=4))
    return made


def spelled(edition: Edition, made: dict[str, Any]) -> dict[str, Any]:
    begin = datetime.date(edition.school_year + 1911, 9, 1)
    day = lambda count: (begin + datetime.timedelta(days=count)).isoformat()  # noqa: E731
    spans = [{"first": day(first), "last": day(first + more)} for first, more in made["without"]]
    return {key: value for key, value in made.items() if key != "first"} | {"first_day": day(made["first"]), "without": spans}


@pytest.fixture(params=EDITIONS)
def any_edition(request: pytest.FixtureRequest) -> Edition:
    return EDITIONS[request.param]()


@pytest.mark.parametrize("wish", [{}, {"weekday": 5, "weeks": [1, 3]}, {"weekday": 3, "weeks": [2, 4], "start": "13:30"}, {"every": 3, "weekday": 1}])
def test_an_empty_form_with_members_gets_a_schedule_without_a_complaint(any_edition: Edition, wish: dict[str, Any]) -> None:
    answer = proposed(any_edition, people(), **wish)
    assert answer["possible"], answer["words"]
    assert complaints(answer) == []
    assert len(answer["sessions"]) == any_edition.programme.sessions_min.value


def test_without_members_only_hosts_are_missing(any_edition: Edition) -> None:
    answer = proposed(any_edition, {})
    assert {finding["rule"] for finding in answer["findings"] if finding["severity"] == "error"} == {"session-complete"}
    assert {finding["path"].split(".")[-1] for finding in answer["findings"] if finding["severity"] == "error"} == {"host"}


@pytest.mark.parametrize("name", EDITIONS)
@settings(max_examples=150)
@given(made=wishes())
def test_whatever_is_wished_a_schedule_has_no_complaint_or_there_is_a_reason(name: str, made: dict[str, Any]) -> None:
    """The year's application is 107's, whose sessions are no session of another edition: there none is kept."""
    edition = EDITIONS[name]()
    draft = draft_of("ciwen-valid") if name == "107" else people()
    wish = spelled(edition, made if name == "107" else made | {"keep": []})
    answer = proposed(edition, draft, **wish)
    assert answer["words"] and "{" not in answer["words"]
    if answer["possible"]:
        assert complaints(answer) == []
        told = case_of(edition, taken_over(draft, answer))
        kept = {draft[f"application.sessions.{position}.content"] for position in wish["keep"]}
        assert kept <= {row.value.content for row in told.sessions}
        excluded = [(datetime.date.fromisoformat(span["first"]), datetime.date.fromisoformat(span["last"])) for span in wish["without"]]
        new = [datetime.date.fromisoformat(session["date"]) for session in answer["sessions"] if session["is_new"]]
        assert all(day.isoweekday() == wish["weekday"] and told.no_lessons(day) is None for day in new)
        assert not any(first <= day <= last for day in new for first, last in excluded)
        assert all(day >= datetime.date.fromisoformat(wish["first_day"]) for day in new)
    else:
        assert answer["values"] == {} and answer["sessions"] == []


@pytest.mark.parametrize("name", EDITIONS)
@settings(max_examples=150)
@given(made=wishes())
def test_there_is_no_schedule_only_where_the_days_do_not_suffice(name: str, made: dict[str, Any]) -> None:
    """Counted apart: with nothing kept, a year needs one day in each semester for its observation, one more for the end, and enough in all."""
    edition = EDITIONS[name]()
    wish = spelled(edition, made | {"keep": []})
    told = case_of(edition, {})
    first, last = period(edition)
    every = [first + datetime.timedelta(days=count) for count in range((last - first).days + 1)]
    start = max(first, datetime.date.fromisoformat(wish["first_day"]))
    start += datetime.timedelta(days=(wish["weekday"] - start.isoweekday()) % 7)
    fits = (lambda day: (day.day + 6) // 7 in wish["weeks"]) if wish.get("weeks") else (lambda day: (day - start).days % (7 * wish["every"]) == 0)
    spans = [(datetime.date.fromisoformat(span["first"]), datetime.date.fromisoformat(span["last"])) for span in wish["without"]]
    days = [
        day for day in every
        if day >= start and day.isoweekday() == wish["weekday"] and fits(day) and not told.no_lessons(day)
        and not any(first <= day <= last for first, last in spans)
    ]
    held = [sum(semester.start <= day <= semester.end for day in days) for semester in edition.semesters]
    suffice = len(days) >= edition.programme.sessions_min.value and held[0] >= 1 and held[1] >= 2
    assert proposed(edition, people(), **wish)["possible"] == suffice


def test_a_session_that_is_kept_keeps_every_word_as_it_was_typed(edition: Edition) -> None:
    draft = draft_of("ciwen-valid") | {"application.sessions.4.date": "2018/12/19", "application.sessions.4.remark": "　保留　"}
    answer = proposed(edition, draft, keep=[4])
    after = taken_over(draft, answer)
    [kept] = [session for session in answer["sessions"] if session["source"] == 4]
    assert {path.removeprefix(f"{kept['path']}."): value for path, value in after.items() if path.startswith(f"{kept['path']}.")} == {
        path.removeprefix("application.sessions.4."): value for path, value in draft.items() if path.startswith("application.sessions.4.")
    }


def test_a_planned_session_without_a_date_is_given_one_and_keeps_its_content(edition: Edition) -> None:
    draft = draft_of("ciwen-valid") | {"application.sessions.6.date": "四月中"}
    answer = proposed(edition, draft, keep=[6])
    [dated] = [session for session in answer["sessions"] if session["source"] == 6]
    assert dated["is_dated_now"]
    assert dated["content"] == draft["application.sessions.6.content"]
    assert sum("observation" in session["kinds"] for session in answer["sessions"]) == edition.programme.observations_min.value
    assert complaints(answer) == []


def test_a_schedule_that_is_whole_already_needs_nothing(edition: Edition) -> None:
    draft = draft_of("ciwen-valid")
    answer = proposed(edition, draft, keep=list(range(8)))
    assert (answer["possible"], answer["needed"], answer["values"], answer["removes"]) == (True, 0, {}, [])


def test_a_reason_follows_the_session_that_it_is_about(edition: Edition) -> None:
    reasons = {f"reasons.session-holiday@application.sessions.{position}.date": why for position, why in ((7, "配合校慶"), (1, "舊"))}
    draft = draft_of("ciwen-valid") | reasons
    answer = proposed(edition, draft, keep=[7], weeks=[1, 2, 3])
    [kept] = [session for session in answer["sessions"] if session["source"] == 7]
    reasons = {path: value for path, value in taken_over(draft, answer).items() if path.startswith("reasons.")}
    assert reasons == {f"reasons.session-holiday@{kept['path']}.date": "配合校慶"}


def test_taken_over_and_taken_back_the_draft_is_as_it_was(edition: Edition) -> None:
    draft = draft_of("ciwen-valid")
    answer = proposed(edition, draft, weekday=5)
    assert set(answer["removes"]).isdisjoint(answer["values"])
    assert set(answer["removes"]) <= set(draft)
    assert draft == draft_of("ciwen-valid")


def test_observations_are_held_while_lessons_are(edition: Edition) -> None:
    answer = proposed(edition, people(), weekday=3, start="13:30")
    assert {session["start"] for session in answer["sessions"] if "observation" in session["kinds"]} == {edition.schedule.lesson_start}
    assert {session["start"] for session in answer["sessions"] if "observation" not in session["kinds"]} == {"13:30"}


def test_ticked_methods_all_find_their_session(edition: Edition) -> None:
    every = [option.id for option in edition.forms.options["methods"] if option.id != "other"]
    draft = people() | {"application.methods": every}
    answer = proposed(edition, draft)
    assert complaints(answer) == []
    used = {method for row in case_of(edition, taken_over(draft, answer)).sessions for method in row.value.methods}
    assert set(every) <= used


def test_members_host_in_turn_and_nobody_is_invented(edition: Edition) -> None:
    names = {value for path, value in people().items() if path.endswith(".name")}
    invited = {edition.schedule.enrichment.host, edition.schedule.observation.visit_host}
    hosts = [session["host"] for session in proposed(edition, people())["sessions"]]
    assert set(hosts) - invited == names


def test_the_whole_application_passes_once_the_schedule_is_taken_over(edition: Edition) -> None:
    draft = draft_of("ciwen-valid")
    bare = {path: value for path, value in draft.items() if not path.startswith("application.sessions.")}
    after = taken_over(bare, proposed(edition, bare, first_day="107/9/12", weekday=3, weeks=[2, 4]))
    found = judge(edition, parse_bundle(drafts.to_document(after, edition)))
    assert [finding.rule for finding in found if finding.severity == "error"] == []


@given(draft=DRAFTS, keep=st.lists(st.integers(0, 9), max_size=4))
def test_whatever_a_draft_holds_there_is_an_answer_and_no_path_beside_the_format(draft: dict[str, Any], keep: list[int]) -> None:
    answer = proposed(EDITIONS["107"](), draft, keep=keep)
    assert answer["words"]
    assert json.loads(json.dumps(answer)) == answer
    assert set(drafts.aside(taken_over(draft, answer))) <= set(drafts.aside(draft))


# ---------------------------------------------------------------- why not


def test_too_few_days_are_counted_and_what_took_them_is_named(edition: Edition) -> None:
    answer = proposed(edition, people(), first_day="107/12/3", weekday=1, weeks=[1], without=[{"first": "108/3/1", "last": "108/3/31"}])
    assert not answer["possible"]
    assert (answer["found"], answer["needed"]) == (5, 8)
    assert answer["words"] == (
        "107年12月3日（一）到108年6月30日（日）之間符合的日子有 5 天，還要排 8 場，差 3 天，請提早開始、增加週次或減少排除的日期。"
        "被排除的有：農曆除夕 1 天、老師排除 1 天。"
    )


def test_a_semester_without_a_day_is_named(edition: Edition) -> None:
    answer = proposed(edition, people(), first_day="108/3/4")
    assert answer["words"].startswith("上學期符合的日子有 0 天，但必須排在這個學期的有 1 場（教學觀察與回饋），請增加這個學期可用的日期。")


def test_a_kept_session_behind_every_day_is_named(edition: Edition) -> None:
    draft = draft_of("ciwen-valid") | {"application.sessions.6.date": "108/6/29"}
    answer = proposed(edition, draft, keep=[6])
    assert answer["words"].startswith("最後要有一場成果發表，但保留的第 7 場（108年6月29日（六））之後沒有符合的日子")


def test_weekends_are_told_as_what_took_the_days(edition: Edition) -> None:
    answer = proposed(edition, people(), weekday=6)
    assert not answer["possible"]
    assert {each["reason"] for each in answer["skipped"]} >= {edition.words["weekend"]}


@pytest.mark.parametrize(("wish", "value", "said"), [
    ("first_day", "九月中", "開始日期「九月中」無法辨識，請改成可以讀取的寫法。"),
    ("start", "下午", "開始時間「下午」無法辨識，請改成可以讀取的寫法。"),
    ("weekday", 8, "星期「8」無法辨識，請改成可以讀取的寫法。"),
    ("weekday", 0, "星期「0」無法辨識，請改成可以讀取的寫法。"),
    ("every", 0, "間隔週數「0」無法辨識，請改成可以讀取的寫法。"),
    ("weeks", [0, 6], "每月的週次「0、6」無法辨識，請改成可以讀取的寫法。"),
    ("end", "13:00", "結束時間「13:00」沒有晚於「13:30」，請改晚一點。"),
    ("without", [{"first": "107/11/9", "last": "107/11/5"}], "排除的日期「107年11月5日（一）」沒有晚於「107年11月9日（五）」，請改晚一點。"),
    ("without", [{"first": "段考"}], "排除的日期「段考」無法辨識，請改成可以讀取的寫法。"),
])
def test_a_wish_that_cannot_be_read_is_said(edition: Edition, wish: str, value: Any, said: str) -> None:
    assert proposed(edition, people(), **{wish: value})["problems"] == [{"wish": wish, "words": said}]


# ---------------------------------------------------------------- spread over the year

DAYS = [datetime.date(2018, 9, 5) + datetime.timedelta(weeks=week) for week in range(11)]


@given(
    free=st.sets(st.sampled_from(DAYS), min_size=1), fixed=st.sets(st.sampled_from(DAYS), max_size=3), count=st.integers(0, 5), has_neighbours=st.booleans()
)
def test_days_are_spread_as_evenly_as_can_be(free: set[datetime.date], fixed: set[datetime.date], count: int, has_neighbours: bool) -> None:
    """Against every choice there is."""
    days, own = sorted(free - fixed), sorted(fixed)
    if not days or count > len(days):
        return
    before, after = (DAYS[0] - datetime.timedelta(weeks=2), DAYS[-1] + datetime.timedelta(weeks=3)) if has_neighbours else (None, None)
    picked = spread(days, count, own, before, after)
    start, end = before or min(days[0], *own, days[0]), after or max(days[-1], *own, days[-1])
    must = {days[0]} if before is None and not own and count else set()

    def unevenness(choice: tuple[datetime.date, ...]) -> int:
        points = [start, *sorted({*choice, *own}), end]
        return sum((later - earlier).days ** 2 for earlier, later in pairwise(points))

    assert len(picked) == len(set(picked)) == count
    assert unevenness(tuple(picked)) == min(unevenness(choice) for choice in combinations(days, count) if must <= set(choice))
