"""What the report takes over from the application, so that nothing that was typed in October is typed again in June.

Proposals are values for controls that are still empty, each with the path that it comes from. Nothing is filled in unasked, nothing that was
typed is touched: a table of which a row was begun gets no proposed rows.
"""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

from pyodide_app.core import amounts, draft as drafts
from pyodide_app.core.bundle import HeldSession, Trip, parse_bundle
from pyodide_app.core.case import Case, Row
from pyodide_app.core.edition import Edition

HEAD = ("community_name", "convener.name", "convener.phone", "convener.email", "convener.trained")
OF_A_MEMBER = {"name": "name", "advanced_certificate": "advanced_certificate", "grade_subject": "subject"}
OF_A_SESSION = tuple(name for name in HeldSession.model_fields if name not in HeldSession.optional)
OF_A_PHOTO = ("content", "date", "place")
FACTORS = ("persons", "sessions")


class Proposal(NamedTuple):
    """A value for the control at `path`, as it would be typed there, and the path `origin` that it comes from."""

    path: str
    value: Any
    origin: str


def prefill(edition: Edition, draft: drafts.Draft) -> dict[str, dict[str, Any]]:
    """`{path: {"value", "from"}}` for every control of the report that is empty and has something to take over, in the order of the forms."""
    case = Case(edition, parse_bundle(drafts.to_document(draft, edition)))
    given = drafts.given(draft, edition)
    proposed = [*_head(draft), *_members(case, draft, given), *_sessions(case, draft, given), *_photos(case, draft), *_settlement(case, draft, given)]
    return {each.path: {"value": each.value, "from": each.origin} for each in proposed if each.path not in given and each.value not in (None, "", [])}


def _head(draft: drafts.Draft) -> Iterator[Proposal]:
    yield Proposal("report.school", draft.get("school"), "school")
    yield Proposal("school", draft.get("report.school"), "report.school")
    for name in HEAD:
        yield Proposal(f"report.{name}", draft.get(f"application.{name}"), f"application.{name}")


def _members(case: Case, draft: drafts.Draft, given: frozenset[str]) -> Iterator[Proposal]:
    """A row for each member, with the applying school where none is named."""
    for position, row in enumerate([] if _begun("report.members", given) else case.members):
        target = f"report.members.{position}"
        origin = f"{row.path}.school" if draft.get(f"{row.path}.school") else "school"
        yield Proposal(f"{target}.school", draft.get(origin), origin)
        for name, source in OF_A_MEMBER.items():
            yield Proposal(f"{target}.{name}", draft.get(f"{row.path}.{source}"), f"{row.path}.{source}")


def _sessions(case: Case, draft: drafts.Draft, given: frozenset[str]) -> Iterator[Proposal]:
    """A row for each planned session: what a report needs of it."""
    for position, row in enumerate([] if _begun("report.sessions", given) else case.sessions):
        yield from _row(draft, row, f"report.sessions.{position}", OF_A_SESSION)


def _photos(case: Case, draft: drafts.Draft) -> Iterator[Proposal]:
    """For a photo whose session is known: what was done, on which day and where."""
    for position, photo in enumerate(case.bundle.report.photos if case.bundle.report else []):
        if photo.session is not None and photo.session > 0:
            for name in OF_A_PHOTO:
                origin = f"report.sessions.{photo.session - 1}.{name}"
                yield Proposal(f"report.photos.{position}.{name}", draft.get(origin), origin)


def _settlement(case: Case, draft: drafts.Draft, given: frozenset[str]) -> Iterator[Proposal]:
    """What was applied for, line by line, as if it had been spent; the trips one by one."""
    budget = case.edition.budget
    for rule in budget.lines:
        source, target, line = case.line_path(rule.id), f"settlement.lines.{rule.id}", case.lines.get(rule.id)
        amount = amounts.line_amount(rule, line)
        yield Proposal(f"{target}.amount", None if amount is None else str(amount), source)
        if amount:
            for name in FACTORS:
                yield Proposal(f"{target}.{name}", draft.get(f"{source}.{name}"), f"{source}.{name}")
    trips = f"settlement.lines.{budget.transport.line}.trips"
    for position, row in enumerate([] if _begun(trips, given) else case.trips):
        yield from _row(draft, row, f"{trips}.{position}", tuple(Trip.model_fields))


def _row(draft: drafts.Draft, row: Row[Any], target: str, names: tuple[str, ...]) -> Iterator[Proposal]:
    for name in names:
        yield Proposal(f"{target}.{name}", draft.get(f"{row.path}.{name}"), f"{row.path}.{name}")


def _begun(path: str, given: frozenset[str]) -> bool:
    return any(each.startswith(f"{path}.") for each in given)
