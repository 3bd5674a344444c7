"""What the form offers to take over into the budget: numbers that follow from what was typed elsewhere. Never findings, never filled in unasked."""

from __future__ import annotations

from typing import Iterator, NamedTuple

from pyodide_app.core import amounts
from pyodide_app.core.case import Case
from pyodide_app.core.findings import say

QUANTITY = {"quantity_price": "quantity", "persons_sessions_price": "persons", "amount": "amount"}
"""Which value of a line its offer fills, by the line's formula."""


class Offer(NamedTuple):
    """A `value` that the control at `path` could hold, and where it comes from in words."""

    path: str
    value: int
    words: str


def offers(case: Case) -> list[Offer]:
    """Every number that could be taken over and is not there yet, in the order of the budget's lines."""
    offered = {offer.path: offer for offer in (*_per_member(case), *_lecture_hours(case), *_visits(case), *_books(case), *_share(case))}
    order = [case.line_path(rule.id, QUANTITY[rule.formula]) for rule in case.edition.budget.lines if rule.formula in QUANTITY]
    return [offered[path] for path in order if path in offered and offered[path].value and offered[path].value != _held(case, path)]


def _held(case: Case, path: str) -> int | None:
    *_, line_id, name = path.split(".")
    return getattr(case.lines.get(line_id), name, None)


def _offer(case: Case, line_id: str, value: int, words: str, **params: int) -> Offer:
    rule = case.edition.budget.line(line_id)
    return Offer(case.line_path(line_id, QUANTITY[rule.formula]), value, say(case.edition.words[words], params, case.edition))


def _per_member(case: Case) -> Iterator[Offer]:
    """Lines capped per person: the number of members. What is paid in one sum has no number of persons; a 0 says that nothing is to be budgeted."""
    count = len(case.members)
    for rule in case.edition.budget.lines:
        if rule.per_person is not None and rule.formula != "amount" and _held(case, case.line_path(rule.id, QUANTITY[rule.formula])) != 0:
            yield _offer(case, rule.id, count, "offer_members", count=count)


def _lecture_hours(case: Case) -> Iterator[Offer]:
    """Fees of lecturers: the hours of the sessions whose lecturer the line pays."""
    lecturers = case.edition.budget.lecturers
    for line_id in (lecturers.external_line, lecturers.internal_line):
        held = [row.value for row in case.paid_lectures if case.fee_line(row.value) == line_id]
        hours = sum(session.lecturer.hours or 0 for session in held)
        yield _offer(case, line_id, hours, "offer_lectures", count=len(held), hours=hours)


def _visits(case: Case) -> Iterator[Offer]:
    """Consultation: the sessions marked as a guidance visit."""
    count = len(case.guidance_visits)
    yield _offer(case, case.edition.budget.consultation_line, count, "offer_visits", count=count)


def _books(case: Case) -> Iterator[Offer]:
    """Books: what the list of books comes to."""
    total = amounts.total(amounts.book_amount(row.value) for row in case.books)
    yield _offer(case, case.edition.budget.books_line, total, "offer_books", total=total)


def _share(case: Case) -> Iterator[Offer]:
    """Miscellaneous: the most that the edition's reading of the per cent clause allows, once anything else is budgeted."""
    share = case.edition.budget.miscellaneous
    others = case.total - case.amount(share.line)
    base = case.edition.budget.total.value if share.base == "total" else others
    cap = amounts.miscellaneous_caps(case.edition.budget, case.amounts).chosen if others else 0
    yield _offer(case, share.line, cap, f"offer_per_cent_{share.base}", base=base, per_cent=share.per_cent.value, cap=cap)
