"""What the form offers to take over into the budget: numbers that follow from what was typed elsewhere. Never findings, never filled in unasked."""

from __future__ import annotations

from typing import Iterable, Iterator, NamedTuple

from pyodide_app.core import amounts
from pyodide_app.core.case import Case
from pyodide_app.core.findings import say

QUANTITY = {"quantity_price": "quantity", "persons_sessions_price": "persons", "amount": "amount"}
"""Which value of a line its offer fills, by the line's formula."""

SESSIONS = "sessions"


class Offer(NamedTuple):
    """A `value` that the control at `path` could hold, where it comes from in words, and the controls or rows that it is made of."""

    path: str
    value: int
    words: str
    sources: tuple[str, ...]


def offers(case: Case) -> list[Offer]:
    """Every number that could be taken over and is not there yet, in the order of the budget's lines."""
    made = (*_per_member(case), *_sessions(case), *_lecture_hours(case), *_visits(case), *_books(case), *_share(case))
    offered = {offer.path: offer for offer in made}
    order = [case.line_path(rule.id, name) for rule in case.edition.budget.lines if rule.formula in QUANTITY for name in (QUANTITY[rule.formula], SESSIONS)]
    return [offered[path] for path in order if path in offered and offered[path].value != (_held(case, path) or 0)]


def _held(case: Case, path: str) -> int | None:
    *_, line_id, name = path.split(".")
    return getattr(case.lines.get(line_id), name, None)


def _offer(case: Case, line_id: str, value: int, words: str, sources: Iterable[str], **params: int) -> Offer:
    rule = case.edition.budget.line(line_id)
    return Offer(case.line_path(line_id, QUANTITY[rule.formula]), value, say(case.edition.words[words], params, case.edition), tuple(sources))


def _per_member(case: Case) -> Iterator[Offer]:
    """Lines capped per person: the number of members. What is paid in one sum has no number of persons; a 0 says that nothing is to be budgeted."""
    count = len(case.members)
    for rule in case.edition.budget.lines:
        if count and rule.per_person is not None and rule.formula != "amount" and _held(case, case.line_path(rule.id, QUANTITY[rule.formula])) != 0:
            yield _offer(case, rule.id, count, "offer_members", (row.path for row in case.members), count=count)


def _sessions(case: Case) -> Iterator[Offer]:
    """Lines paid per session: the sessions planned, as far as the line is paid for, where none are given yet or more than there are."""
    planned = len(case.sessions)
    for rule in case.edition.budget.lines:
        if rule.formula == "persons_sessions_price" and rule.sessions_max is not None and _held(case, case.line_path(rule.id, QUANTITY[rule.formula])):
            held, most = _held(case, case.line_path(rule.id, SESSIONS)), rule.sessions_max.value
            if planned and (held is None or held > planned):
                words = say(case.edition.words["offer_sessions"], {"count": planned, "most": most}, case.edition)
                yield Offer(case.line_path(rule.id, SESSIONS), min(planned, most), words, tuple(row.path for row in case.sessions))


def _lecture_hours(case: Case) -> Iterator[Offer]:
    """Fees of lecturers: the hours of the sessions whose lecturer the line pays; none, where another line pays them all."""
    lecturers = case.edition.budget.lecturers
    for line_id in (lecturers.external_line, lecturers.internal_line) if case.paid_lectures else ():
        held = [row for row in case.paid_lectures if case.fee_line(row.value) == line_id]
        hours, sources = sum(row.value.lecturer.hours or 0 for row in held), (f"{row.path}.lecturer.hours" for row in held)
        yield _offer(case, line_id, hours, "offer_lectures", sources, count=len(held), hours=hours)


def _visits(case: Case) -> Iterator[Offer]:
    """Consultation: the sessions marked as a guidance visit."""
    count = len(case.guidance_visits)
    if case.sessions:
        yield _offer(case, case.edition.budget.consultation_line, count, "offer_visits", (f"{row.path}.guidance_visit" for row in case.guidance_visits), count=count)


def _books(case: Case) -> Iterator[Offer]:
    """Books: what the list of books comes to."""
    total = amounts.total(amounts.book_amount(row.value) for row in case.books)
    if total:
        yield _offer(case, case.edition.budget.books_line, total, "offer_books", (row.path for row in case.books), total=total)


def _share(case: Case) -> Iterator[Offer]:
    """Miscellaneous: the most that the edition's reading of the per cent clause allows, once anything else is budgeted."""
    share = case.edition.budget.miscellaneous
    others = case.total - case.amount(share.line)
    base = case.edition.budget.total.value if share.base == "total" else others
    cap = amounts.miscellaneous_caps(case.edition.budget, case.amounts).chosen if others else 0
    sources = (case.line_path(line_id) for line_id, amount in case.amounts.items() if amount and line_id != share.line)
    if cap:
        yield _offer(case, share.line, cap, f"offer_per_cent_{share.base}", sources, base=base, per_cent=share.per_cent.value, cap=cap)
