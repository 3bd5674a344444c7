"""A schedule's rows in a draft: read, laid anew, with the reasons that are given at them."""

from __future__ import annotations

from typing import Any

from pyodide_app.core import draft as drafts
from pyodide_app.core.edition import Edition

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



def ticked(edition: Edition, draft: drafts.Draft, used: list[str]) -> Values:
    """The ticked methods with those that the sessions use, in the paper's order."""
    options = edition.forms.options["methods"]
    ticked = draft.get(METHODS, [option.id for option in options if option.preprinted])
    if not isinstance(ticked, list) or set(used) <= set(ticked):
        return {}
    listed = [option.id for option in options if option.id in {*ticked, *used}]
    return {METHODS: [*listed, *(method for method in ticked if method not in listed)]}
