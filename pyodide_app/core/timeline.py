"""The edition's dated lines in the order of their days, for the timeline and the calendar file."""

import datetime
from dataclasses import dataclass

from pyodide_app.core.edition import Edition, Note, PlanDate


@dataclass(frozen=True)
class Line:
    """A date of the plan with its key in `Edition.dates`, and the editor's notes on it where a slip is suspected."""

    key: str
    date: PlanDate
    day: datetime.date
    notes: tuple[Note, ...]


def timeline(edition: Edition) -> list[Line]:
    """A date with a suspected slip stands where its suggested reading belongs, and keeps the plan's own day."""
    dates = {key: getattr(edition.dates, key) for key in type(edition.dates).model_fields}
    lines = [Line(key, date, date.value, slip_notes(edition, date)) for key, date in dates.items() if date.timeline and date.value is not None]
    return sorted(lines, key=lambda line: line.date.suggested or line.day)


def slip_notes(edition: Edition, date: PlanDate) -> tuple[Note, ...]:
    """The notes on the date's clause that name the suggested day."""
    if date.suggested is None:
        return ()
    day = f"{date.suggested.month}月{date.suggested.day}日"
    return tuple(note for note in edition.notes if note.clause == date.source and day in note.text)
