"""The sessions that a schedule still needs, each as a role that waits for a day: what the rules ask for, planned sessions without a date, and others."""

from __future__ import annotations

from collections import Counter
from itertools import cycle
from typing import Iterator, NamedTuple

from pyodide_app.core.bundle import Session
from pyodide_app.core.case import Case, Row
from pyodide_app.core.edition import Semester, SessionKind
from pyodide_app.core.schedule import needs as missing

NAMED = ("observation", "copreparation", "enrichment", "presentation")
"""The kinds of `Edition.schedule` that a rule asks for."""


class Role(NamedTuple):
    """A session that has no day yet: of a kind, or a planned one that is kept (`source`, its position in the draft).

    `number` counts the sessions of the kind in the year, from 0; `semester` is the one that it must fall into; `visit` invites the guidance group.
    """

    kind: SessionKind
    number: int
    semester: Semester | None = None
    visit: bool = False
    source: int | None = None
    is_final: bool = False

    @property
    def at(self) -> float:
        """Where in the year it is best held, 0 … 1."""
        return self.kind.at[min(self.number, len(self.kind.at) - 1)]


def roles_of(case: Case, loose: list[Row[Session]]) -> list[Role]:
    """The sessions that have no day yet: what the rules ask for, planned sessions without a date first, and others up to the plan's number."""
    needs = missing.needs(case)
    kinds = case.edition.schedule
    waiting = list(loose)
    held = Counter(kind for row in case.dated_sessions for kind in missing.kinds(case, row))
    bound = [role for semester in _semesters(case, needs) for role in semester]
    anywhere = [(need.kind, need.count) for need in needs if need.semester is None and need.kind in NAMED]
    wanted = [*bound, *(Role(getattr(kinds, kind), 0, is_final=kind == "presentation") for kind, count in anywhere for _ in range(count))]
    filled = [_numbered(case, _taken(case, role, waiting), held) for role in wanted]
    filled += [Role(_like(case, row), 0, source=row.no - 1) for row in waiting]
    lack = max((need.count for need in needs if need.kind == "session"), default=0) - len(filled)
    others = cycle(kinds.others)
    return [*filled, *(Role(next(others), 0) for _ in range(lack))]


def _semesters(case: Case, needs: list[missing.Need]) -> Iterator[list[Role]]:
    """For each semester its observations; the guidance group comes to as many of them as visits are missing."""
    for semester in case.edition.semesters:
        counts = Counter({need.kind: need.count for need in needs if need.semester == semester})
        observation = case.edition.schedule.observation
        yield [Role(observation, 0, semester, visit=place < counts["visit"]) for place in range(max(counts["visit"], counts["observation"]))]


def kind_of(case: Case, role: Role) -> str:
    return next((name for name in NAMED if getattr(case.edition.schedule, name) is role.kind), "")


def _taken(case: Case, role: Role, waiting: list[Row[Session]]) -> Role:
    """The role, filled by a planned session without a date where one is of its kind."""
    row = next((row for row in waiting if kind_of(case, role) in missing.kinds(case, row) and row.value.guidance_visit >= role.visit), None)
    if row is None:
        return role
    waiting.remove(row)
    return role._replace(source=row.no - 1)


def _numbered(case: Case, role: Role, held: Counter[str]) -> Role:
    kind = kind_of(case, role)
    held[kind] += 1
    return role._replace(number=held[kind] - 1)


def _like(case: Case, row: Row[Session]) -> SessionKind:
    """The kind whose place in the year a planned session without a date takes."""
    named = next((kind for kind in missing.kinds(case, row) if kind in NAMED), None)
    return case.edition.schedule.others[0] if named is None else getattr(case.edition.schedule, named)
