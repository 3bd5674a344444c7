"""The calendar file, read back by the `icalendar` package as a calendar program would."""

from __future__ import annotations

import datetime
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_app.core import calendar_file
from pyodide_app.core.edition import Edition
from pyodide_app.core.timeline import timeline
from tests.conftest import load_edition
from tests.schedule.years import EDITIONS, case_of, draft_of

TAIPEI = datetime.timedelta(hours=8)


def written(edition: Edition, draft: dict[str, Any]) -> bytes:
    return calendar_file.community_calendar(edition, case_of(edition, draft).bundle)


def read(content: bytes) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar.errors == [] and all(part.errors == [] for part in calendar.walk())
    return calendar


def sessions(calendar: icalendar.Calendar) -> list[icalendar.Event]:
    return [event for event in calendar.events if event["UID"].startswith("session-")]


@pytest.mark.parametrize("name", EDITIONS)
def test_each_deadline_is_a_whole_day(name: str) -> None:
    edition = EDITIONS[name]()
    for content in (calendar_file.calendar_file(edition), written(edition, {})):
        events = read(content).events
        assert [(event.start, event.end) for event in events] == [(line.day, line.day + datetime.timedelta(days=1)) for line in timeline(edition)]
        assert [event["SUMMARY"] for event in events] == [line.date.label for line in timeline(edition)]


def test_a_session_is_at_its_time_in_taipei(edition: Edition) -> None:
    event = sessions(read(written(edition, draft_of("ciwen-valid"))))[3]
    assert event.start.replace(tzinfo=None) == datetime.datetime(2018, 11, 28, 10, 20)
    assert event.end.replace(tzinfo=None) == datetime.datetime(2018, 11, 28, 12, 0)
    assert event.start.utcoffset() == event.end.utcoffset() == TAIPEI
    assert event["SUMMARY"] == "第 4 場 教學觀察與回饋、地方輔導群到校觀課回饋"
    assert event["LOCATION"] == "五年三班教室／會議室"
    assert event["DESCRIPTION"].splitlines()[0] == "實施內容、方式與內涵：教學觀察與回饋（一）：林佳穎公開授課，地方輔導群到校觀課並主持議課"


def test_the_zone_of_the_times_is_in_the_file(edition: Edition) -> None:
    calendar = read(written(edition, draft_of("ciwen-valid")))
    assert [zone.tz_name for zone in calendar.timezones] == [calendar_file.ZONE]
    assert calendar.get_missing_tzids() == set()
    [zone] = calendar.timezones
    assert zone.to_tz(lookup_tzid=False).utcoffset(datetime.datetime(2018, 11, 28, 10, 20)) == TAIPEI


@pytest.mark.parametrize(("start", "end", "lasts"), [
    ("", "", datetime.timedelta(days=1)),
    ("13:30", "", datetime.timedelta()),
    ("13:30", "12:00", datetime.timedelta()),
    ("13:30", "15:30", datetime.timedelta(hours=2)),
])
def test_a_session_whose_times_are_not_known_is_there_all_the_same(edition: Edition, start: str, end: str, lasts: datetime.timedelta) -> None:
    draft = draft_of("ciwen-valid") | {"application.sessions.0.start": start, "application.sessions.0.end": end}
    event = sessions(read(written(edition, draft)))[0]
    assert event.end - event.start == lasts


def test_a_session_without_a_date_is_no_event(edition: Edition) -> None:
    draft = draft_of("ciwen-valid") | {"application.sessions.0.date": "九月中"}
    assert len(sessions(read(written(edition, draft)))) == 7


def test_the_same_draft_gives_the_same_bytes(edition: Edition) -> None:
    assert written(edition, draft_of("ciwen-valid")) == written(edition, draft_of("ciwen-valid"))


def test_a_session_that_moves_keeps_its_id(edition: Edition) -> None:
    moved = draft_of("ciwen-valid") | {"application.sessions.0.date": "107/9/19"}
    before, after = (sessions(read(written(edition, draft))) for draft in (draft_of("ciwen-valid"), moved))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert before[0].start != after[0].start


def test_two_communities_and_all_events_have_ids_of_their_own(edition: Edition) -> None:
    files = [read(written(edition, draft_of(name))) for name in ("ciwen-valid", "neili-twelve-members")]
    ids = [event["UID"] for calendar in files for event in sessions(calendar)]
    assert len(ids) == len(set(ids)) == 16
    assert all(len({event["UID"] for event in calendar.events}) == len(calendar.events) for calendar in files)


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.sampled_from("\n;,\\:\"'　"), min_size=1))
def test_whatever_is_typed_reads_back(text: str) -> None:
    edition = load_edition()
    content = written(edition, draft_of("ciwen-valid") | {"application.sessions.0.place": f"在{text}內"})
    assert max(map(len, content.split(b"\r\n"))) <= calendar_file.OCTETS_OF_A_LINE
    assert sessions(read(content))[0]["LOCATION"] == f"在{text}內"


@given(text=st.text())
def test_no_text_breaks_the_file(text: str) -> None:
    edition = load_edition()
    content = written(edition, draft_of("ciwen-valid") | {"application.sessions.0.content": text, "application.community_name": text})
    assert len(sessions(read(content))) == 8
