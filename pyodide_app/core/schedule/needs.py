"""What a schedule must still hold, counted from the programme's figures as the rules count them."""

from __future__ import annotations

from typing import Iterator, NamedTuple

from pyodide_app.core.bundle import Session
from pyodide_app.core.case import Case, Row
from pyodide_app.core.edition import Semester


class Need(NamedTuple):
    """So many sessions of a `kind` that are missing, in one semester or anywhere in the year. `rule` is the rule that misses them."""

    kind: str
    count: int
    rule: str
    semester: Semester | None = None


def kinds(case: Case, row: Row[Session]) -> list[str]:
    """The kinds that a session counts as, the one that it is known by first; empty for a session that no rule asks for."""
    programme = case.edition.programme
    told = {
        "presentation": programme.final_method in row.value.methods,
        "observation": programme.observation_method in row.value.methods,
        "visit": row.value.guidance_visit,
        "copreparation": programme.copreparation_method in row.value.methods,
        "enrichment": row.value.enrichment,
    }
    return [kind for kind, is_so in told.items() if is_so]


def needs(case: Case) -> list[Need]:
    """Everything that the schedule lacks, by the rules that the edition has."""
    return [need for need in _needs(case) if need.count > 0 and need.rule in case.edition.rules]


def _needs(case: Case) -> Iterator[Need]:
    programme = case.edition.programme
    bound = [
        *_each_semester(case, "observation", case.observations, programme.observations_per_semester.value, "observation-each-semester"),
        *_each_semester(case, "visit", case.guidance_visits, programme.guidance_visits_per_semester.value, "guidance-visit-each-semester"),
    ]
    yield from bound
    counted = len(case.observations) + sum(need.count for need in bound if need.kind == "observation")
    yield Need("observation", programme.observations_min.value - counted, "observations-min")
    yield Need("enrichment", programme.enrichment_min.value - sum(row.value.enrichment for row in case.sessions), "enrichment-min")
    prepared = len(case.sessions_with(programme.copreparation_method))
    yield Need("copreparation", programme.copreparations_min.value - prepared, "copreparation-min")
    is_undated = any(row.value.date is None for row in case.sessions_with(programme.final_method))
    yield Need("presentation", int(final(case) is None and not is_undated), "final-presentation")
    yield Need("session", programme.sessions_min.value - len(case.dated_sessions), "sessions-min")


def _each_semester(case: Case, kind: str, rows: list[Row[Session]], least: int, rule: str) -> Iterator[Need]:
    """A session without a date might fall into any semester: it counts where the first one lacks it."""
    undated = sum(row.value.date is None for row in rows)
    for semester in case.edition.semesters:
        lack = least - sum(row.value.date is not None and semester.start <= row.value.date <= semester.end for row in rows)
        filled = min(max(lack, 0), undated)
        undated -= filled
        yield Need(kind, lack - filled, rule, semester)


def last(case: Case) -> Row[Session] | None:
    """The last dated session by date and start."""
    return max(case.dated_sessions, key=lambda row: (row.value.date, row.value.start or "", row.no), default=None)


def final(case: Case) -> Row[Session] | None:
    """The presentation that ends the year: the last dated session, if it is one."""
    row = last(case)
    return row if row is not None and case.edition.programme.final_method in row.value.methods else None
