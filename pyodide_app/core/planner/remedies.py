"""The smallest changes outside the budget's numbers that make a budget of the grant possible, each with the budget that it makes possible.

A remedy is tried on a copy of the bundle; what it makes possible is found and judged like any proposal. Each kind yields its trials from
the smallest change upwards, and the first that works is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from pyodide_app.core import amounts
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import said
from pyodide_app.core.edition import Edition, Remedy, RemedyKind
from pyodide_app.core.findings import say
from pyodide_app.core.planner import scratch
from pyodide_app.core.planner.options import COUNTS, Level, books_total
from pyodide_app.core.planner.proposals import Plan, Proposal
from pyodide_app.core.planner.search import choose
from pyodide_app.core.planner.wishes import Wishes


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Trial(NamedTuple):
    """A bundle and wishes to be tried, what the words of the remedy say, and the values outside the budget's lines that it changes."""

    bundle: Bundle
    wishes: Wishes
    params: Mapping[str, Any] = NOTHING
    values: Mapping[str, str] = NOTHING


class Remedied(NamedTuple):
    """A remedy that works, and the budget that it makes possible; `values` are those of the proposal and what is changed besides, as text."""

    remedy: Remedy
    proposal: Proposal
    values: dict[str, str]


def remedies(plan: Plan) -> list[Remedied]:
    """What would make a budget of the grant possible, or one without a warning, in the edition's order; empty where there is one already."""
    if plan.clean:
        return []
    return [found for remedy in plan.edition.planner.remedies for found in _found(plan, remedy)]


def _found(plan: Plan, remedy: Remedy) -> Iterator[Remedied]:
    told = set()
    for trial in TRIALS[remedy.kind](plan):
        subject = trial.params.get("line", "")
        if subject in told:
            continue
        tried = Plan(plan.edition, trial.bundle, trial.wishes)
        if not tried.clean and (plan.feasible or not tried.feasible):
            continue
        made = _transported(tried, remedy, plan) if remedy.kind == "transport" else _solved(tried, remedy, trial.params, plan)
        proposal = None if made is None else _without_added_rows(plan, made)
        if proposal is not None:
            told.add(subject)
            yield Remedied(remedy, proposal, {**trial.values} | {path: str(number) for path, number in proposal.values.items()})
            if not subject:
                return


def _without_added_rows(plan: Plan, proposal: Proposal) -> Proposal | None:
    """The proposal without what is said of rows that a trial added, which hold nothing yet; None where it brings a new error."""
    added = {f"{rows}.{row}" for rows, old, new in _tables(plan.bundle, proposal.bundle) for row in range(old, new)}
    appearing = [each for each in proposal.appearing if ".".join(each.path.split(".")[:3]) not in added]
    return None if any(each.severity == "error" for each in appearing) else proposal._replace(appearing=appearing)


def _tables(before: Bundle, after: Bundle) -> Iterator[tuple[str, int, int]]:
    """The tables of the application that a trial adds rows to, with how many rows there were and are."""
    for name in ("members", "sessions"):
        yield f"application.{name}", len(getattr(before.application, name)), len(getattr(after.application, name))


def _solved(plan: Plan, remedy: Remedy, params: Mapping[str, Any], since: Plan) -> Proposal | None:
    choice = plan.first()
    return None if choice is None else plan.proposal(remedy.kind, *_told(plan.edition, remedy, params), choice, since)


def _told(edition: Edition, remedy: Remedy, params: Mapping[str, Any]) -> tuple[str, str]:
    return say(remedy.name, params, edition), say(remedy.words, params, edition)


def _transported(plan: Plan, remedy: Remedy, since: Plan) -> Proposal | None:
    """The least fare with which the grant is reached, where a lecturer comes from outside."""
    transport = plan.edition.budget.transport
    for level in Level:
        fees, *others = plan.lines.slots(level)
        outside = fees.those(lambda option: bool(option.amounts.get(transport.needs_line)))
        ranked = sorted([outside, *others], key=lambda slot: transport.line not in slot.lines)
        choice = choose([(slot, lambda amount: amount) for slot in ranked], plan.share, plan.grant, len(ranked))
        if choice is not None:
            fare = next(option.amount for option in choice.options if transport.line in option.amounts)
            return plan.proposal(remedy.kind, *_told(plan.edition, remedy, {"fare": fare}), choice, since)
    return None


# ---------------------------------------------------------------- what is tried


def _unlock(plan: Plan) -> Iterator[Trial]:
    """Each line that a wish or a list holds, set free."""
    budget = plan.edition.budget
    fixed = {budget.books_line} if books_total(plan.case) is not None else set()
    for rule in budget.lines:
        if rule.id in plan.wishes.lines or rule.id in fixed - plan.wishes.unlocked:
            yield Trial(plan.bundle, plan.wishes.without(rule.id), {"line": rule.label})


def _books(plan: Plan) -> Iterator[Trial]:
    """A purpose for books, where neither books nor a purpose stand yet."""
    if not plan.case.books and not said(plan.bundle.budget.books_purpose):
        yield Trial(scratch.with_purpose(plan.bundle), plan.wishes)


def _external(plan: Plan) -> Iterator[Trial]:
    """A paid lecture by somebody from outside, in place of one from the city."""
    lecturers = plan.edition.budget.lecturers
    outside = next((name for name, line_id in lecturers.classes.items() if line_id == lecturers.external_line), None)
    for row in plan.case.paid_lectures if outside is not None else ():
        if plan.case.fee_line(row.value) == lecturers.internal_line != lecturers.external_line:
            yield Trial(
                scratch.with_lecturer(plan.bundle, row.no - 1, affiliation=outside),
                plan.wishes,
                {"no": row.no},
                {f"{row.path}.lecturer.affiliation": outside},
            )


def _hours(plan: Plan) -> Iterator[Trial]:
    """More hours of a paid lecture, one by one."""
    for more in range(1, _most_hours(plan.edition) + 1):
        for row in plan.case.paid_lectures:
            before = row.value.lecturer.hours
            if before is not None and plan.case.fee_line(row.value):
                yield Trial(
                    scratch.with_lecturer(plan.bundle, row.no - 1, hours=before + more),
                    plan.wishes,
                    {"no": row.no, "more": more, "before": before, "after": before + more},
                    {f"{row.path}.lecturer.hours": str(before + more)},
                )


def _most_hours(edition: Edition) -> int:
    """As many hours as the grant pays at the lowest fee."""
    budget = edition.budget
    prices = [rule.unit_price for rule in budget.lines if rule.id in (budget.lecturers.external_line, budget.lecturers.internal_line) and rule.unit_price]
    return budget.total.value // min(prices) if prices else 0


def _lecture(plan: Plan) -> Iterator[Trial]:
    """One more lecture of the usual length, paid by either line."""
    lecturers = plan.edition.budget.lecturers
    if not plan.case.paid_lectures or not lecturers.hours_per_lecture.value:
        return
    for line_id in dict.fromkeys((lecturers.internal_line, lecturers.external_line)):
        affiliations = [name for name, pays in lecturers.classes.items() if pays == line_id]
        rule = plan.edition.budget.line(line_id)
        if affiliations and rule.formula in COUNTS:
            bundle = scratch.with_lecture(plan.bundle, affiliations[-1], lecturers.hours_per_lecture.value)
            yield Trial(bundle, plan.wishes, {"line": rule.label, "hours": lecturers.hours_per_lecture.value})


def _visit(plan: Plan) -> Iterator[Trial]:
    """More visits of the guidance group, as many as there is money for."""
    rule = plan.edition.budget.line(plan.edition.budget.consultation_line)
    for count in range(1, plan.grant // rule.unit_price + 1 if rule.unit_price else 1):
        yield Trial(scratch.with_visits(plan.bundle, count), plan.wishes, {"count": count})


def _member(plan: Plan) -> Iterator[Trial]:
    """More members, up to the most that the plan allows."""
    for count in range(1, plan.edition.members.max.value - len(plan.case.members) + 1):
        yield Trial(scratch.with_members(plan.bundle, count), plan.wishes, {"count": count})


def _transport(plan: Plan) -> Iterator[Trial]:
    """Fares of a lecturer from outside."""
    line_id = plan.edition.budget.transport.line
    if plan.edition.budget.line(line_id).formula == "trips" and line_id not in plan.wishes.lines:
        yield Trial(plan.bundle, plan.wishes._replace(unlocked=plan.wishes.unlocked | {line_id}))


def _reading(plan: Plan) -> Iterator[Trial]:
    """The laxest reading of the per cent clause."""
    if plan.wishes.reading == "chosen":
        share = plan.edition.budget.miscellaneous
        cap = amounts.miscellaneous_caps(plan.edition.budget, plan.case.amounts).laxest
        yield Trial(plan.bundle, plan.wishes._replace(reading="laxest"), {"per_cent": share.per_cent.value, "cap": cap})


TRIALS: dict[RemedyKind, Callable[[Plan], Iterator[Trial]]] = {
    "unlock": _unlock,
    "books": _books,
    "external": _external,
    "hours": _hours,
    "lecture": _lecture,
    "visit": _visit,
    "member": _member,
    "transport": _transport,
    "reading": _reading,
}
"""What is tried for each kind of remedy."""
