"""Deadlines and sessions as an iCalendar file (RFC 5545), with stable ids and no clock, so that a second import changes nothing twice.

Written by hand: the `icalendar` package with what it needs would be 1 MB in the browser for these few lines. It reads them back in the tests.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator

from pyodide_app.core import spelling
from pyodide_app.core.bundle import Bundle, Session
from pyodide_app.core.case import Case, Row, said
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import say
from pyodide_app.core.schedule.year import called
from pyodide_app.core.timeline import timeline

OCTETS_OF_A_LINE = 75
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
ZONE = "Asia/Taipei"
"""The zone of every city whose plan this is. It has had no daylight saving time since 1979, so that one rule describes it."""
ZONE_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19791001T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_file(edition: Edition) -> bytes:
    """One event for each dated line of the timeline; a suspected slip is in it with the plan's own date and the editor's note."""
    return _written(edition.title, [*_deadlines(edition)])


def community_calendar(edition: Edition, bundle: Bundle) -> bytes:
    """The deadlines and the community's dated sessions. A session's id holds its number and the community: planned anew, it replaces the event of old."""
    case = Case(edition, bundle)
    community = f"{spelling.key(bundle.school)}|{spelling.key(bundle.application.community_name)}"
    mark = hashlib.sha256(community.encode("utf-8", "replace")).hexdigest()[:12]
    sessions = [line for row in case.dated_sessions for line in _session(case, row, mark)]
    name = bundle.application.community_name.strip() or edition.title
    return _written(name, [*ZONE_LINES, *_deadlines(edition), *sessions])


def _written(name: str, content: list[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plc-planner//zh-Hant-TW", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(name)}"]
    return "".join(folded(line) for line in (*lines, *content, "END:VCALENDAR")).encode("utf-8", "replace")


def _deadlines(edition: Edition) -> Iterator[str]:
    for line in timeline(edition):
        said_there = [f"{line.date.source}　{line.date.words}", *(f"{edition.note_mark}：{note.text}" for note in line.notes)]
        yield from (
            "BEGIN:VEVENT",
            f"UID:{line.key}.{edition.id}@plc-planner",
            _stamp(edition),
            *_whole_day(line.day),
            f"SUMMARY:{escaped(line.date.label)}",
            f"DESCRIPTION:{escaped(chr(10).join(said_there))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )


def _session(case: Case, row: Row[Session], mark: str) -> Iterator[str]:
    """One event; all day where no start is known, without an end where none is, or none after the start."""
    edition, session = case.edition, row.value
    fields = [(name, getattr(session, name).strip()) for name in ("content", "host", "materials", "remark") if said(getattr(session, name))]
    words = [say(edition.words["calendar_named"], {"label": case.label(f"{row.path}.{name}"), "value": value}, edition) for name, value in fields]
    yield from ("BEGIN:VEVENT", f"UID:session-{row.no}.{mark}.{edition.id}@plc-planner", _stamp(edition))
    yield from _times(session) if session.start else _whole_day(session.date)
    yield f"SUMMARY:{escaped(say(edition.words['calendar_session'], {'no': row.no, 'kind': called(case, row)}, edition))}"
    if words:
        yield f"DESCRIPTION:{escaped(chr(10).join(words))}"
    if said(session.place):
        yield f"LOCATION:{escaped(session.place.strip())}"
    yield "END:VEVENT"


def _stamp(edition: Edition) -> str:
    return f"DTSTAMP:{edition.paper_date:%Y%m%d}T000000Z"


def _whole_day(date: datetime.date) -> tuple[str, str]:
    return f"DTSTART;VALUE=DATE:{date:%Y%m%d}", f"DTEND;VALUE=DATE:{date + datetime.timedelta(days=1):%Y%m%d}"


def _times(session: Session) -> Iterator[str]:
    yield f"DTSTART;TZID={ZONE}:{_moment(session.date, session.start)}"
    if session.end and session.end > session.start:
        yield f"DTEND;TZID={ZONE}:{_moment(session.date, session.end)}"


def _moment(date: datetime.date, time: str) -> str:
    return f"{date:%Y%m%d}T{time.replace(':', '')}00"


def escaped(text: str) -> str:
    """Text as it stands in a value; of control characters, which RFC 5545 forbids, only the line's end is kept."""
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets; a piece after the first begins with a space. No character is cut."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode("utf-8", "replace")) > OCTETS_OF_A_LINE:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece]) + "\r\n"
