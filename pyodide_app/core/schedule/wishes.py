"""What a teacher wishes of a schedule, read as tolerantly as a bundle: what cannot be read is said, what is not answered follows from the edition."""

from __future__ import annotations

import datetime
from typing import Annotated, Iterator, NamedTuple

from pydantic import AfterValidator, Field

from pyodide_app.core.bundle import Date, Number, Text, Time, Tolerant
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import say


def _within(least: int, most: int) -> AfterValidator:
    """Refuses a number outside the bounds."""

    def check(value: int | None) -> int | None:
        if value is not None and not least <= value <= most:
            raise ValueError("out of bounds")
        return value

    return AfterValidator(check)


Weekday = Annotated[Number, _within(1, 7)]
Position = Annotated[int, Field(ge=0)]
MONTHS_WEEKS = (1, 5)
WEEKS_OF_A_YEAR = 53


class Span(Tolerant):
    """Days that are left out, both inclusive; a single day has no `last`."""

    first: Date = None
    last: Date = None


class Wishes(Tolerant):
    """`first_day` is the first possible one, `weekday` ISO (1 = Monday). `weeks` are the month's first, second … such weekday; without them every
    `every`-th week counts. `keep` holds positions of the draft's sessions, from 0. Observations have their own times."""

    first_day: Date = None
    weekday: Weekday = None
    weeks: list[Annotated[int, Field(ge=MONTHS_WEEKS[0], le=MONTHS_WEEKS[1])]] = Field(default_factory=list)
    every: Annotated[Number, _within(1, WEEKS_OF_A_YEAR)] = None
    start: Time = None
    end: Time = None
    lesson_start: Time = None
    lesson_end: Time = None
    without: list[Span] = Field(default_factory=list)
    keep: list[Position] = Field(default_factory=list)
    place: Text = ""


class Trouble(NamedTuple):
    """A wish that cannot be followed: its key, and why in words."""

    wish: str
    words: str


class Times(NamedTuple):
    """When sessions begin and end, HH:MM; observations apart."""

    start: str
    end: str
    lesson_start: str
    lesson_end: str


def times(edition: Edition, wishes: Wishes) -> Times:
    """The wished times, the edition's suggestion where none is wished; a wished start without an end lasts as long as suggested."""
    suggested = edition.schedule
    start, lesson_start = wishes.start or suggested.start, wishes.lesson_start or suggested.lesson_start
    return Times(
        start,
        wishes.end or _later(start, suggested.start, suggested.end),
        lesson_start,
        wishes.lesson_end or _later(lesson_start, suggested.lesson_start, suggested.lesson_end),
    )


def _later(start: str, before: str, after: str) -> str:
    """As long after `start` as `after` is after `before`; "" where that is another day."""
    moments = [datetime.datetime.combine(datetime.date.min, datetime.time.fromisoformat(each)) for each in (start, before, after)]
    end = moments[0] + (moments[2] - moments[1])
    return f"{end:%H:%M}" if end.date() == moments[0].date() else ""


def troubles(edition: Edition, wishes: Wishes) -> Iterator[Trouble]:
    """Everything that was wished and cannot be read, or ends before it begins."""
    words, planned = edition.words, times(edition, wishes)
    for path, raw in wishes.misshapen():
        wish = path.split(".")[0]
        yield Trouble(wish, say(words["wish_unreadable"], {"wish": words[f"wish_{wish}"], "raw": raw}, edition))
    for first, last, wish in ((planned.start, planned.end, "end"), (planned.lesson_start, planned.lesson_end, "lesson_end")):
        if last and last <= first:
            yield Trouble(wish, say(words["wish_order"], {"wish": words[f"wish_{wish}"], "value": last, "before": first}, edition))
    for span in wishes.without:
        if span.first and span.last and span.last < span.first:
            params = {"wish": words["wish_without"], "value": span.last, "before": span.first}
            yield Trouble("without", say(words["wish_order"], params, edition))
