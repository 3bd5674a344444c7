"""Changes tried on a copy: of the bundle while a budget is looked for, of the draft while somebody asks what would be if."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyodide_app.core.bundle import Bundle, Line, Member, Session, Tolerant
from pyodide_app.core.planner.options import Values

PLACEHOLDER = "…"
"""Stands where a teacher will write a name, so that a row counts."""


def with_values(bundle: Bundle, values: Values) -> Bundle:
    """The bundle with numbers of budget lines set, read as those that somebody types are."""
    lines = dict(bundle.budget.lines)
    for line_id in dict.fromkeys(line_id for line_id, _ in values):
        written = lines[line_id].plain() if line_id in lines else {}
        written = dict(written) if isinstance(written, dict) else {}
        for (owner, place), number in values.items():
            if owner == line_id:
                written = _set(written, place.split("."), number)
        lines[line_id] = Line.model_validate(written)
    return _with(bundle, budget=_with(bundle.budget, lines=lines))


def _set(part: Any, steps: list[str], number: int) -> Any:
    """A JSON value with one number set below it; rows that are missing are made."""
    if not steps:
        return number
    step, *below = steps
    if step.isdigit():
        rows = list(part) if isinstance(part, list) else []
        rows += [{} for _ in range(int(step) + 1 - len(rows))]
        rows[int(step)] = _set(rows[int(step)], below, number)
        return rows
    fields = part if isinstance(part, dict) else {}
    return {**fields, step: _set(fields.get(step), below, number)}


def with_members(bundle: Bundle, more: int) -> Bundle:
    """The bundle with so many more members."""
    return _with(bundle, application=_with(bundle.application, members=[*bundle.application.members, *(Member(name=PLACEHOLDER) for _ in range(more))]))


def with_visits(bundle: Bundle, more: int) -> Bundle:
    """The bundle with so many more guidance visits."""
    sessions = [*bundle.application.sessions, *(Session(guidance_visit=True) for _ in range(more))]
    return _with(bundle, application=_with(bundle.application, sessions=sessions))


def with_lecture(bundle: Bundle, affiliation: str, hours: int) -> Bundle:
    """The bundle with one more session, whose lecturer is paid."""
    lecture = Session.model_validate({"lecturer": {"affiliation": affiliation, "paid": True, "hours": hours}})
    return _with(bundle, application=_with(bundle.application, sessions=[*bundle.application.sessions, lecture]))


def with_lecturer(bundle: Bundle, row: int, **values: Any) -> Bundle:
    """The bundle with values of one session's lecturer replaced."""
    sessions = list(bundle.application.sessions)
    sessions[row] = _with(sessions[row], lecturer=_with(sessions[row].lecturer, **values))
    return _with(bundle, application=_with(bundle.application, sessions=sessions))


def with_purpose(bundle: Bundle) -> Bundle:
    """The bundle with a purpose for books to be bought."""
    return _with(bundle, budget=_with(bundle.budget, books_purpose=PLACEHOLDER))


def _with(part: Tolerant, **values: Any) -> Any:
    return part.model_copy(update=values)


# ---------------------------------------------------------------- drafts


def changed(draft: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with controls set; None takes a control's value away."""
    return {path: value for path, value in {**draft, **values}.items() if value is not None}


def dropped(draft: Mapping[str, Any], rows: Iterable[str]) -> dict[str, Any]:
    """The draft without some rows; those behind move up."""
    for row in sorted(rows, key=lambda path: int(path.rpartition(".")[2]), reverse=True):
        draft = _without(draft, *row.rsplit(".", 1))
    return dict(draft)


def _without(draft: Mapping[str, Any], table: str, position: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for path, value in draft.items():
        row = re.match(rf"{re.escape(table)}\.(\d+)(\..+)", path)
        if row is None or int(row[1]) < int(position):
            kept[path] = value
        elif int(row[1]) > int(position):
            kept[f"{table}.{int(row[1]) - 1}{row[2]}"] = value
    return kept
