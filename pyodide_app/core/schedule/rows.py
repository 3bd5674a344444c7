"""A schedule's rows in a draft: read, laid anew, with the reasons that are given at them."""

from __future__ import annotations

from typing import Any

from pyodide_app.core import draft as drafts
from pyodide_app.core.case import Case

ROWS = "application.sessions"
METHODS = "application.methods"

Values = dict[str, Any]


def row_at(draft: drafts.Draft, position: int) -> Values:
    """What was typed in a row, by the rest of the path."""
    prefix = f"{ROWS}.{position}."
    return {path.removeprefix(prefix): value for path, value in draft.items() if path.startswith(prefix)}


def with_rows(draft: drafts.Draft, rows: dict[int, Values]) -> Values:
    """The draft with these sessions and no others."""
    rest = {path: value for path, value in draft.items() if not path.startswith(f"{ROWS}.") and path != ROWS}
    return rest | {f"{ROWS}.{position}.{name}": value for position, row in rows.items() for name, value in row.items()}


def with_reasons(draft: drafts.Draft, positions: dict[int, int]) -> Values:
    """The draft with the reasons at kept sessions following them; a reason at a session that goes, goes with it."""
    moved: Values = {}
    for path, value in draft.items():
        before, at, place = path.partition(f"@{ROWS}.")
        position, _, rest = place.partition(".")
        if not path.startswith("reasons.") or not at or not position.isdecimal():
            moved[path] = value
        elif int(position) in positions:
            moved[f"{before}{at}{positions[int(position)]}{'.' if rest else ''}{rest}"] = value
    return moved


def ticked(case: Case, draft: drafts.Draft) -> Values:
    """The ticked methods with those that the sessions use, in the paper's order; nothing where all are ticked or the list cannot be read."""
    options = [option.id for option in case.edition.forms.options["methods"]]
    printed = [option.id for option in case.edition.forms.options["methods"] if option.preprinted]
    before = case.bundle.application.methods if METHODS in draft else printed
    used = {method for row in case.sessions for method in row.value.methods if method in options}
    if case.unreadable(METHODS) or used <= set(before):
        return {}
    return {METHODS: [*(method for method in options if method in before or method in used), *(method for method in before if method not in options)]}
