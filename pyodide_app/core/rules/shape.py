"""The one rule that is ours on every value: that it can be read."""

from __future__ import annotations

from typing import Any, Iterator

from pyodide_app.core.case import Case
from pyodide_app.core.edition import FormField
from pyodide_app.core.findings import Hit
from pyodide_app.core.paths import pattern

STRUCTURES = (dict, list)


def shape(case: Case) -> Iterator[Hit]:
    """表一: every value has the form of its field: a date, a time, a number, yes or no, one of the choices.

    An unreadable date of a planned session is the matter of `session_date_valid` alone.
    """
    session_date = f"{case.sessions_path}.*.date"
    for path, value in case.misshapen.items():
        if case.judged(path) and not (case.stage == "application" and pattern(path) == session_date):
            field = case.edition.forms.field(path)
            kind = "structure" if field is None or isinstance(value, STRUCTURES) and field.kind != "choices" else field.kind
            yield _hit(case, path, value, field, kind)
    for field, known in case.edition.forms.choices:
        for path, value in case.values(field.path) if case.judged(field.path) else ():
            for each in value if isinstance(value, list) else [value]:
                if each and each not in known:
                    yield _hit(case, path, each, field, "option")


def _hit(case: Case, path: str, value: Any, field: FormField | None, kind: str) -> Hit:
    params = {"where": case.place(path), "label": case.label(path), "value": str(value)}
    variants = case.edition.rules["shape"].variants
    return Hit(path, params, kind if kind in variants else "", case.clause(path))
