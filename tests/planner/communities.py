"""Communities of any size for the planner's tests, and the edition with other figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import Bundle, parse_bundle
from pyodide_app.core.edition import Edition
from tests.conftest import CASES, load_edition

SIZES = range(3, 13)
VISITS = range(3)
READINGS = {"R1": ("subtotal", "exact"), "R2": ("total", "exact"), "R3": ("subtotal", "cap"), "R4": ("total", "cap")}
"""The readings of the per cent clause: base and mode."""


def community(members: int, visits: int, lecturer: dict[str, Any] | None = None, **budget: Any) -> Bundle:
    """The valid application with so many members and lessons observed on guidance visits, no other lecturer than this one, and nothing in its budget but what is given."""
    document = json.loads((CASES / "ciwen-valid.json").read_text("utf-8"))
    application = document["application"]
    application["members"] = [{"name": f"教師{number}", "subject_kind": "subject", "subject": "國語文", "advanced_certificate": True} for number in range(members)]
    application["convener"]["name"] = "教師0"
    for session in application["sessions"]:
        session.pop("lecturer", None)
        session.pop("demonstrator", None)
        session["host"] = "教師0"
    for session in [session for session in application["sessions"] if session["guidance_visit"]][visits:]:
        session["guidance_visit"], session["methods"] = False, ["topic_study"]
    if lecturer is not None:
        application["sessions"][4]["lecturer"] = lecturer
    document["budget"] = {"lines": {}, "books": [], "books_purpose": "閱讀教學的專書"} | budget
    return parse_bundle(document)


@cache
def read_as(reading: str) -> Edition:
    """The edition with one reading of the per cent clause."""
    base, mode = READINGS[reading]
    return changed(lambda values: values["budget"]["miscellaneous"].update(base=base, mode=mode))


def changed(change: Callable[[dict[str, Any]], Any]) -> Edition:
    """The edition with other values."""
    values = load_edition().model_dump()
    change(values)
    return Edition.model_validate(values)


def draft_of(bundle: Bundle, edition: Edition) -> dict[str, Any]:
    return drafts.from_document(bundle, edition)
