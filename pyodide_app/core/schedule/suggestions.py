"""What a session holds that was given a day: the edition's suggestion for its kind, or what was planned, with what it lacks."""

from __future__ import annotations

import datetime
from itertools import cycle

from pyodide_app.core import draft as drafts, spelling
from pyodide_app.core.bundle import Session
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import say
from pyodide_app.core.schedule.roles import Role, kind_of
from pyodide_app.core.schedule.rows import Values, row_at
from pyodide_app.core.schedule.wishes import Times, Wishes, times

LACKING = ("start", "end", "host", "place")
"""What a planned session without a date is given where it is blank."""
OTHER = "other"
"""The method that is no method but a blank to be filled in."""


def new_rows(case: Case, draft: drafts.Draft, wishes: Wishes, laid: list[tuple[datetime.date, Role]]) -> list[Values]:
    """What each session holds that was given a day. A planned one keeps all that it says and is given the time, host and place that it lacks."""
    members = cycle([row.value.name.strip() for row in case.members if said(row.value.name)] or [""])
    rows: list[Values] = []
    planned = times(case.edition, wishes)
    for date, role in laid:
        suggested = _suggested(case, wishes, planned, date, role)
        typed = {} if role.source is None else row_at(draft, role.source)
        if not suggested["host"] and not typed.get("host"):
            suggested["host"] = next(members)
        if role.source is not None:
            suggested = {name: suggested[name] for name in LACKING} | {name: value for name, value in typed.items() if value} | {"date": suggested["date"]}
        rows.append({name: value for name, value in suggested.items() if value not in ("", [])})
    _cover(case, wishes, laid, rows)
    return rows


def _suggested(case: Case, wishes: Wishes, planned: Times, date: datetime.date, role: Role) -> Values:
    start, end = _time(case, planned, date, role)
    suggestion: Values = {
        "date": spelling.roc_date(date),
        "start": start,
        "end": end,
        "content": role.kind.contents[min(role.number, len(role.kind.contents) - 1)],
        "methods": list(role.kind.methods),
        "host": role.kind.visit_host if role.visit else role.kind.host,
        "place": wishes.place.strip() or role.kind.place,
        "materials": role.kind.materials,
    }
    flags = {"enrichment": role.kind is case.edition.schedule.enrichment, "guidance_visit": role.visit}
    return suggestion | {name: "true" for name, is_set in flags.items() if is_set}


def _time(case: Case, planned: Times, date: datetime.date, role: Role) -> tuple[str, str]:
    """A lesson is observed while lessons are: at the wished time only where that is one."""
    is_lesson = role.kind is case.edition.schedule.observation
    if is_lesson and not case.in_lesson_time(Session(date=date, start=planned.start, end=planned.end)):
        return planned.lesson_start, planned.lesson_end
    return planned.start, planned.end


def _cover(case: Case, wishes: Wishes, laid: list[tuple[datetime.date, Role]], rows: list[Values]) -> None:
    """Methods that the teacher has ticked and that no session uses become those of the sessions that no rule asks for, and are added to others last."""
    new = [(row, kind_of(case, role)) for row, (_, role) in zip(rows, laid, strict=True) if role.source is None]
    others = [row for row, kind in new if not kind]
    used = {method for row in case.sessions if row.no - 1 in wishes.keep for method in row.value.methods}
    used |= {method for row, kind in new if kind for method in row["methods"]}
    labels = {option.id: option.label for option in case.edition.forms.options["methods"]}
    unused = [method for method in case.bundle.application.methods if method in labels and method not in used and method != OTHER]
    for row in others:
        own = next((method for method in unused if method in row["methods"]), None)
        if own is not None:
            unused.remove(own)
        elif unused:
            row["methods"] = [unused.pop(0)]
            row["content"] = say(case.edition.words["schedule_theme"], {"method": labels[row["methods"][0]]}, case.edition)
            row.pop("materials", None)
    for method, row in zip(unused, cycle(others or [row for row, _ in new])):
        row["methods"] = [*row["methods"], method]
