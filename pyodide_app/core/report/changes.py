"""How the sessions that were held differ from those that were planned."""

from __future__ import annotations

from typing import Callable, Iterator, Literal, NamedTuple

from pyodide_app.core import spelling
from pyodide_app.core.bundle import Session
from pyodide_app.core.case import Case, Row, said
from pyodide_app.core.findings import say

Sessions = list[Row[Session]]


class Change(NamedTuple):
    """One difference. A session that was `moved` was held on another day, one that was `reworded` on the same day with other contents.

    `planned` is None for one that was `added`, `held` for one that was `dropped`.
    """

    kind: Literal["moved", "reworded", "dropped", "added"]
    planned: Row[Session] | None
    held: Row[Session] | None


def changes(case: Case) -> list[Change]:
    """Every difference: first those of the planned sessions in their order, then the added ones. None while either list is empty."""
    if not case.planned_sessions or not case.sessions:
        return []
    pairs = _pairs(case.planned_sessions, case.sessions)
    return [*_of_planned(case.planned_sessions, pairs), *(Change("added", None, row) for row in case.sessions if row not in pairs.values())]


def words(case: Case, change: Change) -> str:
    """A difference as the edition says it."""
    texts = case.edition.words
    params = {
        name: value
        for side, row in (("planned", change.planned), ("held", change.held))
        if row is not None
        for name, value in ((side, texts["no_date"] if row.value.date is None else row.value.date), (f"{side}_no", row.no))
    }
    return say(texts[f"change_{change.kind}"], params, case.edition)


def _of_planned(planned: Sessions, pairs: dict[int, Row[Session]]) -> Iterator[Change]:
    for row in planned:
        held = pairs.get(row.no)
        if held is None:
            yield Change("dropped", row, None)
        elif held.value.date != row.value.date:
            yield Change("moved", row, held)
        elif spelling.key(held.value.content) != spelling.key(row.value.content):
            yield Change("reworded", row, held)


def _pairs(planned: Sessions, held: Sessions) -> dict[int, Row[Session]]:
    """Number of a planned session → the held one that is the same: by contents and day, then by contents, then by day."""
    pairs: dict[int, Row[Session]] = {}
    for same in (lambda one, other: _same_contents(one, other) and _same_day(one, other), _same_contents, _same_day):
        _pair(planned, held, pairs, same)
    return pairs


def _pair(planned: Sessions, held: Sessions, pairs: dict[int, Row[Session]], same: Callable[[Session, Session], bool]) -> None:
    for row in planned:
        taken = {other.no for other in pairs.values()}
        found = next((other for other in held if other.no not in taken and same(row.value, other.value)), None)
        if row.no not in pairs and found is not None:
            pairs[row.no] = found


def _same_contents(one: Session, other: Session) -> bool:
    return said(one.content) and spelling.key(one.content) == spelling.key(other.content)


def _same_day(one: Session, other: Session) -> bool:
    return one.date is not None and one.date == other.date
