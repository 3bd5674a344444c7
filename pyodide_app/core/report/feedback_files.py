"""The members' feedback forms, one file each, gathered into the report's draft without a name.

A form is known by the hash of its content, so that a file given twice is noticed; the forms stand in the order of their hashes, so that
nobody can tell who came first. Nothing of a file but its form is taken, neither its name nor its day.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Iterator, Mapping

from pyodide_app.core import draft as drafts, files
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import say

TABLE = "feedback."

Sheet = dict[str, Any]
"""One form as the draft's values below `feedback.N.`: `answers.3`, `difficulties`."""


def add_feedback(edition: Edition, draft: drafts.Draft, data: bytes, again: bool) -> dict[str, Any]:
    """What the draft becomes with a file's forms: `{"values", "removes", "words"}`; or `{"refused", "duplicate"}`.

    `again`: a form that is there already comes from another member who answered the same.
    """
    try:
        given = sheets(drafts.from_document(files.read(data, (edition.id,)), edition))
        if not given:
            raise files.Refused("feedback_none")
        here = sheets(draft)
        known = {digest(sheet) for sheet in here}
        added = [sheet for sheet in given if again or digest(sheet) not in known]
        if not added:
            raise files.Refused("feedback_twice")
    except files.Refused as refused:
        return {"refused": files.refusal(refused, edition), "duplicate": refused.reason == "feedback_twice"}
    said = say(edition.words["feedback_added"], {"count": len(added), "total": len(here) + len(added)}, edition)
    return _change(draft, here + added) | {"words": said}


def remove_feedback(edition: Edition, draft: drafts.Draft, position: int) -> dict[str, Any]:
    """What the draft becomes without the row at `position` (counted from 0): `{"values", "removes", "words"}`."""
    kept = [sheet for row, sheet in _rows(draft) if row != position]
    return _change(draft, kept) | {"words": say(edition.words["feedback_removed"], {"no": position + 1}, edition)}


def sheets(draft: drafts.Draft) -> list[Sheet]:
    """The forms on which something was answered."""
    return [sheet for _, sheet in _rows(draft)]


def digest(sheet: Mapping[str, Any]) -> str:
    """SHA-256 of a form's content; white space at the end of a text makes no other form."""
    content = {key: value.strip().replace("\r\n", "\n") if isinstance(value, str) else value for key, value in sheet.items()}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _rows(draft: drafts.Draft) -> Iterator[tuple[int, Sheet]]:
    found: dict[int, Sheet] = {}
    for path, value in draft.items():
        row, _, rest = path.removeprefix(TABLE).partition(".")
        if path.startswith(TABLE) and row.isdigit() and rest and value not in (None, "", []):
            found.setdefault(int(row), {})[rest] = value
    yield from sorted(found.items())


def _change(draft: drafts.Draft, wanted: list[Sheet]) -> dict[str, Any]:
    ordered = sorted(wanted, key=digest)
    values = {f"{TABLE}{row}.{rest}": value for row, sheet in enumerate(ordered) for rest, value in sheet.items()}
    return {"values": values, "removes": [path for path in draft if path.startswith(TABLE) and path not in values]}
