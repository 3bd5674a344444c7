"""The days on which sessions may be held: the period's school days, and those of them that fit a wish."""

from __future__ import annotations

import calendar
import datetime
from typing import Iterator, NamedTuple

from pyodide_app.core.case import Case
from pyodide_app.core.edition import Edition

DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY


class Skipped(NamedTuple):
    """A day that fits the wish and is left out, and why in words."""

    date: datetime.date
    reason: str


def period(edition: Edition) -> tuple[datetime.date, datetime.date]:
    """First and last day on which sessions count: the plan's period, where it leaves a bound open the semesters'."""
    start, end = edition.dates.period_start.value, edition.dates.period_end.value
    first, last = edition.semesters[0].start, edition.semesters[-1].end
    return max(start or first, first), min(end or last, last)


def last_school_day(case: Case, first: datetime.date, last: datetime.date) -> datetime.date | None:
    """The last day with pupils in class from `first` to `last`; None where there is none."""
    while last >= first:
        if case.no_lessons(last) is None:
            return last
        last -= DAY
    return None


def every_weeks(start: datetime.date, end: datetime.date, weekday: int, step: int) -> Iterator[datetime.date]:
    """Every `step`-th such weekday, the first on or after `start`."""
    date = start + (weekday - start.isoweekday()) % 7 * DAY
    while date <= end:
        yield date
        date += step * WEEK


def in_weeks(start: datetime.date, end: datetime.date, weekday: int, weeks: list[int]) -> Iterator[datetime.date]:
    """The weekdays that are the month's first, second … such weekday."""
    return (date for date in every_weeks(start, end, weekday, 1) if (date.day - 1) // 7 + 1 in weeks)


def months(start: datetime.date, end: datetime.date) -> Iterator[tuple[datetime.date, datetime.date]]:
    """First and last day of each month that the two days and all between them lie in."""
    first = start.replace(day=1)
    while first <= end:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield first, last
        first = last + DAY
