"""Rules on the year's programme: how many sessions of which kind, in which semester, and which comes last."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core import spelling
from pyodide_app.core.bundle import Session
from pyodide_app.core.case import Case, Row, said
from pyodide_app.core.findings import Hit


def sessions_min(case: Case) -> Iterator[Hit]:
    """捌、三、（四）: enough sessions with a readable date."""
    yield from _at_least(case, len(case.dated_sessions), case.edition.programme.sessions_min.value)


def observations_min(case: Case) -> Iterator[Hit]:
    """捌、三、（四）: enough sessions of observing a lesson and talking it over."""
    yield from _at_least(case, len(case.observations), case.edition.programme.observations_min.value)


def enrichment_min(case: Case) -> Iterator[Hit]:
    """捌、三、（四）: enough sessions are marked as enrichment. The plan does not say what enrichment is: the mark decides."""
    yield from _at_least(case, sum(row.value.enrichment for row in case.sessions), case.edition.programme.enrichment_min.value)


def copreparation_min(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: the report needs lesson plans prepared together, so there are as many sessions of that kind."""
    programme = case.edition.programme
    yield from _at_least(case, len(case.sessions_with(programme.copreparation_method)), programme.copreparations_min.value)


def observation_each_semester(case: Case) -> Iterator[Hit]:
    """捌、三、（四）: each semester has its observation."""
    yield from _each_semester(case, case.observations, case.edition.programme.observations_per_semester.value)


def guidance_visit_each_semester(case: Case) -> Iterator[Hit]:
    """捌、三、（五）: the guidance group visits in each semester; the visit may be one of the observations."""
    yield from _each_semester(case, case.guidance_visits, case.edition.programme.guidance_visits_per_semester.value)


def final_presentation(case: Case) -> Iterator[Hit]:
    """捌、三、（四）: the last session by date and start is the presentation; silent while an undated session might be the last."""
    method = case.edition.programme.final_method
    if not case.dated_sessions or len(case.dated_sessions) < len(case.sessions):
        return
    last = max(case.dated_sessions, key=lambda row: (row.value.date, row.value.start or "", row.no))
    if method not in last.value.methods and not case.unreadable(f"{last.path}.methods"):
        params = {"no": last.no, "date": last.value.date, "method": case.edition.forms.option_label("methods", method)}
        if said(last.value.content):
            yield Hit(f"{last.path}.methods", {**params, "content": last.value.content.strip()})
        else:
            yield Hit(f"{last.path}.methods", params, "no_content")


def public_lesson_each_teacher(case: Case) -> Iterator[Hit]:
    """貳、二: how many members give a public lesson in an observation. A statistic, no condition."""
    shown = {spelling.key(row.value.demonstrator) for row in case.observations}
    done = sum(name in shown for name in case.member_names)
    if case.members and done < len(case.members):
        yield Hit(case.sessions_path, {"done": done, "n": len(case.members)})


def _at_least(case: Case, count: int, least: int) -> Iterator[Hit]:
    if count < least and case.schedule_begun and not case.unreadable(case.sessions_path):
        yield Hit(case.sessions_path, {"count": count, "min": least, "lack": least - count})


def _each_semester(case: Case, sessions: list[Row[Session]], least: int) -> Iterator[Hit]:
    """A semester that lacks sessions, unless undated ones might fall into it."""
    undated = sum(row.value.date is None for row in sessions)
    for semester in case.edition.semesters:
        count = sum(row.value.date is not None and semester.start <= row.value.date <= semester.end for row in sessions)
        if count + undated < least and case.schedule_begun and not case.unreadable(case.sessions_path):
            yield Hit(case.sessions_path, {"semester": semester.name, "count": count, "min": least})
