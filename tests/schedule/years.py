"""The editions and drafts that the schedule's tests share, and what a page does with a proposal."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import Case
from pyodide_app.core.edition import Edition
from pyodide_app.core.schedule.proposals import propose_schedule
from pyodide_app.core.schedule.wishes import Wishes
from tests.conftest import CASES, load_edition
from tests.other_edition import other_edition

EDITIONS = {"107": load_edition, "another": other_edition}


@cache
def _draft(name: str) -> dict[str, Any]:
    return drafts.from_document(parse_bundle(json.loads((CASES / f"{name}.json").read_text("utf-8"))), load_edition())


def draft_of(name: str) -> dict[str, Any]:
    """The draft of a case file, a copy of its own."""
    return dict(_draft(name))


def people() -> dict[str, Any]:
    """A draft with members and nothing else: the names that no program can guess."""
    return {path: value for path, value in draft_of("ciwen-valid").items() if path.startswith("application.members.")}


def without_session(draft: dict[str, Any], position: int) -> dict[str, Any]:
    return {path: value for path, value in draft.items() if not path.startswith(f"application.sessions.{position}.")}


def case_of(edition: Edition, draft: dict[str, Any]) -> Case:
    return Case(edition, parse_bundle(drafts.to_document(draft, edition)))


def proposed(edition: Edition, draft: dict[str, Any], **wishes: Any) -> dict[str, Any]:
    return propose_schedule(edition, draft, Wishes.model_validate(wishes))


def taken_over(draft: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return {path: value for path, value in draft.items() if path not in answer["removes"]} | answer["values"]


def complaints(answer: dict[str, Any]) -> list[str]:
    """The errors and warnings that are left."""
    return [f"{finding['rule']} {finding['path']}" for finding in answer["findings"] if finding["severity"] != "info"]
