"""Rules on single sessions of the schedule: what each row holds and on which day it falls."""

from __future__ import annotations

from itertools import pairwise
from typing import Iterator

from pyodide_app.core.case import Case, empty
from pyodide_app.core.findings import Hit

REQUIRED = ("date", "start", "content", "host", "place")


def session_complete(case: Case) -> Iterator[Hit]:
    """表一 二: each session has date, start, content, host (or "to be invited") and place; a blank row is filled in or removed."""
    for row in case.session_rows:
        if case.blank(row):
            yield Hit(f"{row.path}.date", {"no": row.no}, "blank")
            continue
        missing = [f"{row.path}.{name}" for name in REQUIRED if empty(getattr(row.value, name))]
        missing = [path for path in missing if not case.unreadable(path)]
        if missing:
            yield Hit(missing[0], {"no": row.no, "missing": [case.label(path) for path in missing]})


def session_date_valid(case: Case) -> Iterator[Hit]:
    """表一 二: each date that was typed is a day of the calendar."""
    for row in case.session_rows:
        path = f"{row.path}.date"
        if path in case.misshapen:
            yield Hit(path, {"no": row.no, "raw": str(case.misshapen[path])})


def session_in_period(case: Case) -> Iterator[Hit]:
    """陸: each session falls into the period of the plan, first and last day included; silent where the plan leaves one open."""
    start, end = case.edition.dates.period_start.value, case.edition.dates.period_end.value
    if start is None or end is None:
        return
    for row in case.dated_sessions:
        if not start <= row.value.date <= end:
            yield Hit(f"{row.path}.date", {"no": row.no, "date": row.value.date, "start": start, "end": end})


def sessions_chronological(case: Case) -> Iterator[Hit]:
    """表一 二: the sessions are listed in the order of their dates."""
    for before, row in pairwise(case.dated_sessions):
        if row.value.date < before.value.date:
            yield Hit(f"{row.path}.date", {"no": row.no, "date": row.value.date, "before": before.no, "before_date": before.value.date})


def session_holiday(case: Case) -> Iterator[Hit]:
    """表一 二: a session on a holiday or at a weekend is pointed out; a make-up work day is a working day."""
    for row in case.dated_sessions:
        holiday = case.day_off(row.value.date)
        if holiday is not None:
            yield Hit(f"{row.path}.date", {"no": row.no, "date": row.value.date, "holiday": holiday})


def observation_school_day(case: Case) -> Iterator[Hit]:
    """表一 二: lessons are observed on days on which pupils are in class."""
    for row in case.in_class:
        reason = case.no_lessons(row.value.date) if row.value.date is not None else None
        if reason is not None:
            yield Hit(f"{row.path}.date", {"no": row.no, "date": row.value.date, "reason": reason})


def session_before_approval(case: Case) -> Iterator[Hit]:
    """柒、三、（五）: sessions before the final result are counted, once for all of them; silent where the plan leaves its day open."""
    approval = case.edition.dates.final_result.value
    if approval is None:
        return
    early = [row.no for row in case.dated_sessions if row.value.date < approval]
    if early:
        yield Hit(case.sessions_path, {"count": len(early), "date": approval})


def teaching_not_disrupted(case: Case) -> Iterator[Hit]:
    """捌、三、（四）: a session in the hours of lessons, which observes no lesson, is asked about; the free afternoon is no such time."""
    observed = {row.no for row in case.in_class}
    for row in case.sessions:
        if row.no not in observed and case.in_lesson_time(row.value):
            yield Hit(f"{row.path}.start", {"no": row.no, "date": row.value.date, "start": row.value.start})
