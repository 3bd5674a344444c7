"""A start from last year's work or from another community's file: what the new plan has a place for, sessions moved to its calendar, and a list of the rest.

A session keeps its semester, its week in the semester and its weekday. What belongs to the year that is over (reasons, dates of submission,
the report, the settlement, the feedback, the books and what they cost) stays behind; the judge speaks on the rest as on anything that was typed.
"""

from __future__ import annotations

import datetime
from typing import Any, Iterator, NamedTuple

from pyodide_app.core import draft as drafts, spelling
from pyodide_app.core.bundle import Bundle, Session
from pyodide_app.core.case import Case, Row
from pyodide_app.core.edition import Edition, FormField
from pyodide_app.core.findings import say
from pyodide_app.core.schedule.days import DAY, WEEK, period

PARTS = {
    "submission": "carried_submission",
    "reasons": "carried_reasons",
    "budget.books": "carried_books",
    "report": "carried_report",
    "settlement": "carried_settlement",
    "feedback": "carried_feedback",
}
"""What belongs to one year alone → the word for it."""

LINES = "budget.lines"


class Left(NamedTuple):
    """Something that did not carry over: where it stood, what was there, and why in words."""

    path: str
    value: str
    words: str


class Moved(NamedTuple):
    """A session whose day changed; `to` is None where the new calendar has no such day."""

    path: str
    no: int
    date: datetime.date
    to: datetime.date | None
    words: str


class Carried(NamedTuple):
    draft: dict[str, Any]
    moved: list[Moved]
    left: list[Left]


def carry_over(bundle: Bundle, old: Edition, new: Edition) -> Carried:
    """The draft of the new edition that a bundle of the old one begins. Of one and the same edition every day stays where it is."""
    typed = drafts.from_document(bundle, old)
    draft, left = _fields(typed, old, new)
    moved = [] if old.id == new.id else _moved(bundle, old, new)
    for each in moved:
        if each.to is None:
            draft.pop(each.path, None)
        elif each.path in draft:
            draft[each.path] = spelling.roc_date(each.to)
    return Carried(draft, moved, left)


# ---------------------------------------------------------------- fields


def _fields(typed: dict[str, Any], old: Edition, new: Edition) -> tuple[dict[str, Any], list[Left]]:
    draft: dict[str, Any] = {}
    left: list[Left] = []
    parts: dict[str, list[str]] = {}
    for path in typed:
        parts.setdefault(_part(path, old), []).append(path)
    for part, paths in parts.items():
        if part in PARTS:
            if any(_differs(old.forms.field(path), typed[path]) for path in paths):
                left.append(Left(part, "", say(new.words["carried_part"], {"label": new.words[PARTS[part]]}, new)))
        elif part.startswith(f"{LINES}."):
            _line(part, paths, typed, (old, new), draft, left)
        else:
            _field(part, typed[part], (old, new), draft, left)
    return draft, left


def _part(path: str, old: Edition) -> str:
    """The part that a path is carried with: one that belongs to its year (the books' line with the books), one budget line, or the field itself."""
    if path.startswith(f"{LINES}."):
        line = ".".join(path.split(".")[:3])
        return "budget.books" if line == f"{LINES}.{old.budget.books_line}" else line
    return next((part for part in PARTS if f"{path}.".startswith(f"{part}.")), path)


def _line(part: str, paths: list[str], typed: dict[str, Any], between: tuple[Edition, Edition], draft: dict[str, Any], left: list[Left]) -> None:
    """A line of the budget that both plans have and compute alike; prices are the new plan's."""
    line_id = part.split(".")[2]
    before, after = (edition.budget.line(line_id) for edition in between)
    if before is not None and after is not None and before.formula == after.formula:
        for path in paths:
            _field(path, typed[path], between, draft, left)
    elif any(_differs(between[0].forms.field(path), typed[path]) for path in paths):
        label = line_id if before is None else before.label
        left.append(Left(part, "", say(between[1].words["carried_line"], {"label": label}, between[1])))


def _differs(field: FormField | None, value: Any) -> bool:
    """Whether something was typed that the paper does not print anyway."""
    return value not in ("", [], "" if field is None else field.default)


def _field(path: str, value: Any, between: tuple[Edition, Edition], draft: dict[str, Any], left: list[Left]) -> None:
    old, new = between
    before, after = old.forms.field(path), new.forms.field(path)
    label = _label(old, path)
    if after is None:
        if _differs(before, value):
            left.append(Left(path, _words(old, before, value), say(new.words["carried_field"], {"label": label, "value": _words(old, before, value)}, new)))
    elif after.default != (before.default if before else ""):
        if value != after.default and _differs(before, value):
            left.append(Left(path, str(value), say(new.words["carried_price"], {"label": label, "value": value}, new)))
    elif after.options and after.kind in ("choice", "choices"):
        known = {option.id for option in new.forms.options[after.options]}
        gone = [each for each in _listed(value) if each and str(each) not in known]
        if gone:
            words = _words(old, before, gone)
            left.append(Left(path, words, say(new.words["carried_option"], {"label": label, "value": words}, new)))
        draft |= _kept(path, value, known, new)
    elif value != after.default:
        draft[path] = value


def _kept(path: str, value: Any, known: set[str], new: Edition) -> dict[str, Any]:
    """What remains of a choice; what the new paper has ticked in print is ticked."""
    if not isinstance(value, list):
        return {path: value} if str(value) in known else {}
    field = new.forms.field(path)
    printed = [] if field.ours else [option.id for option in new.forms.options[field.options] if option.preprinted]
    return {path: [option.id for option in new.forms.options[field.options] if option.id in [*printed, *value]]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(edition: Edition, field: FormField | None, value: Any) -> str:
    """A value as people read it: the labels of options."""
    if field is not None and field.options:
        return edition.words["joiner"].join(edition.forms.option_label(field.options, str(each)) for each in _listed(value))
    return edition.words["joiner"].join(map(str, _listed(value)))


def _label(edition: Edition, path: str) -> str:
    case = Case(edition, Bundle())
    place = case.place(path)
    return say(edition.words["label_in_row"], {"row": place, "label": case.label(path)}, edition) if place else case.label(path)


# ---------------------------------------------------------------- sessions


def _moved(bundle: Bundle, old: Edition, new: Edition) -> list[Moved]:
    """Each dated session with its new day, in the order of the old ones; no two of them on one day, and none before an earlier one where days allow."""
    before, after = Case(old, bundle), Case(new, bundle)
    taken: set[datetime.date] = set()
    moved = []
    for row in sorted(before.dated_sessions, key=lambda row: (row.value.date, row.value.start or "", row.no)):
        together = next((each.to for each in moved if each.date == row.value.date), None)
        day = together or next((day for day in _days(before, after, row) if day not in taken), None)
        taken |= {day} if day else set()
        word = "carried_moved" if day else "carried_no_day"
        words = say(new.words[word], {"no": row.no, "old": row.value.date, "new": day}, new)
        moved.append(Moved(f"{row.path}.date", row.no, row.value.date, day, words))
    return sorted(moved, key=lambda each: each.no)


def _days(before: Case, after: Case, row: Row[Session]) -> Iterator[datetime.date]:
    """The days that suit, the one of the same week first, then the weeks after it and those before it, in the same semester and on the same weekday."""
    date = row.value.date
    place = next((index for index, semester in enumerate(before.edition.semesters) if semester.start <= date <= semester.end), None)
    if place is None or place >= len(after.edition.semesters):
        return
    semester = after.edition.semesters[place]
    start, end = period(after.edition)
    start, end = max(start, semester.start), min(end, semester.end)
    same = _first_week(after, place) + (_monday(date) - _first_week(before, place)) + (date.isoweekday() - 1) * DAY
    weeks = range((semester.end - semester.start) // WEEK + 1)
    needs_pupils = any(each.no == row.no for each in before.in_class)
    for day in (*(same + week * WEEK for week in weeks), *(same - week * WEEK for week in weeks if week)):
        if start <= day <= end and _suits(after, day, needs_pupils):
            yield day


def _suits(case: Case, day: datetime.date, needs_pupils: bool) -> bool:
    """A weekend is taken where the session was on one before; a holiday and a break never."""
    if day.isoweekday() > 5 and not needs_pupils:
        return day not in case.edition.calendar.holidays
    return case.no_lessons(day) is None


def _first_week(case: Case, place: int) -> datetime.date:
    """The Monday of the semester's first week with lessons in the plan's period; of its first week where no day has any."""
    semester = case.edition.semesters[place]
    start = max(period(case.edition)[0], semester.start)
    days = (start + count * DAY for count in range((semester.end - start).days + 1))
    return _monday(next((day for day in days if case.no_lessons(day) is None), semester.start))


def _monday(date: datetime.date) -> datetime.date:
    return date - date.weekday() * DAY
