"""The edition's deadlines as an iCalendar file (RFC 5545): all-day events with stable ids and no clock, so that a second import changes nothing."""

import datetime
from collections.abc import Iterator

from pyodide_app.core.edition import Edition

OCTETS_OF_A_LINE = 75


def calendar_file(edition: Edition) -> bytes:
    """One event for each dated line of the timeline; a suspected slip is in it with the plan's own date and the editor's note."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plc-planner//zh-Hant-TW", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{escaped(edition.title)}"]
    lines += event_lines(edition)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines).encode()


def event_lines(edition: Edition) -> Iterator[str]:
    stamp = f"{edition.paper_date:%Y%m%d}T000000Z"
    for name in type(edition.dates).model_fields:
        date = getattr(edition.dates, name)
        if date.value is None or not date.timeline:
            continue
        notes = [note.text for note in edition.notes if date.suspected_typo and note.clause == date.source]
        yield from (
            "BEGIN:VEVENT",
            f"UID:{name}.{edition.id}@plc-planner",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{date.value:%Y%m%d}",
            f"DTEND;VALUE=DATE:{date.value + datetime.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(date.label)}",
            f"DESCRIPTION:{escaped(chr(10).join([f'{date.source}　{date.words}', *notes]))}",
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
