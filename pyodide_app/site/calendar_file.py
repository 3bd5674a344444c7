"""The edition's deadlines as an iCalendar file (RFC 5545): all-day events with stable ids and no clock, so that a second import changes nothing."""

import datetime
from collections.abc import Iterator

from pyodide_app.core.edition import Edition
from pyodide_app.site.timeline import timeline

OCTETS_OF_A_LINE = 75


def calendar_file(edition: Edition) -> bytes:
    """One event for each dated line of the timeline; a suspected slip is in it with the plan's own date and the editor's note."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plc-planner//zh-Hant-TW", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(edition.title)}"]
    lines += event_lines(edition)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines).encode()


def event_lines(edition: Edition) -> Iterator[str]:
    stamp = f"{edition.paper_date:%Y%m%d}T000000Z"
    for line in timeline(edition):
        said = [f"{line.date.source}　{line.date.words}", *(f"{edition.note_mark}：{note.text}" for note in line.notes)]
        yield from (
            "BEGIN:VEVENT",
            f"UID:{line.key}.{edition.id}@plc-planner",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{line.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{line.day + datetime.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(line.date.label)}",
            f"DESCRIPTION:{escaped(chr(10).join(said))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets; a piece after the first begins with a space. No character is cut."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > OCTETS_OF_A_LINE:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece]) + "\r\n"
