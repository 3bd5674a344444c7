"""Rules on the lines of the budget and their sum."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core import amounts
from pyodide_app.core.bundle import SettlementLine
from pyodide_app.core.case import Case
from pyodide_app.core.findings import Hit


def budget_eligible_items(case: Case) -> Iterator[Hit]:
    """捌、四: every line is one of the plan's."""
    for line_id in case.lines:
        if case.edition.budget.line(line_id) is None:
            yield Hit(case.line_path(line_id), {"item": line_id})


def budget_total(case: Case) -> Iterator[Hit]:
    """捌、四: the lines together are exactly the grant; silent while an amount cannot be read."""
    grant = case.edition.budget.total.value
    if case.total == grant or case.unreadable_within(case.lines_path):
        return
    params = {"sum": case.total, "grant": grant, "diff": abs(grant - case.total)}
    yield Hit(case.lines_path, params, "" if case.total < grant else "over")


def printing_cap(case: Case) -> Iterator[Hit]:
    """表二 印刷費: no more than the cap for each member."""
    yield from _per_person(case, "printing")


def meals_cap(case: Case) -> Iterator[Hit]:
    """表二 膳費: no more than the cap for each member, for so many sessions."""
    yield from _per_person(case, "meals")


def tea_cap(case: Case) -> Iterator[Hit]:
    """表二 茶水: no more than the cap for each member, for so many sessions."""
    yield from _per_person(case, "tea")


def teaching_materials_cap(case: Case) -> Iterator[Hit]:
    """表二 教學媒材費: no more than the cap for each member."""
    yield from _per_person(case, "teaching_materials")


def data_collection_cap(case: Case) -> Iterator[Hit]:
    """表二 資料蒐集費: no more than the cap for each member."""
    yield from _per_person(case, case.edition.budget.books_line)


def miscellaneous_cap(case: Case) -> Iterator[Hit]:
    """表二 雜支: no more than the share of the whole grant, which is the laxest reading."""
    line_id, most = case.edition.budget.miscellaneous.line, amounts.miscellaneous_caps(case.edition.budget, case.amounts).laxest
    if case.amount(line_id) > most:
        params = {"amount": case.amount(line_id), "max": most, "per_cent": case.edition.budget.miscellaneous.per_cent.value}
        yield Hit(case.line_path(line_id, "amount"), params)


def miscellaneous_over_subtotal(case: Case) -> Iterator[Hit]:
    """表二 雜支: no more than the share of the other lines, where the edition reads it so; silent where the laxest reading is broken too."""
    line_id, caps = case.edition.budget.miscellaneous.line, amounts.miscellaneous_caps(case.edition.budget, case.amounts)
    if caps.chosen < case.amount(line_id) <= caps.laxest and not case.unreadable_within(case.lines_path):
        params = {"amount": case.amount(line_id), "max": caps.chosen, "laxest": caps.laxest, "per_cent": case.edition.budget.miscellaneous.per_cent.value}
        yield Hit(case.line_path(line_id, "amount"), params)


def miscellaneous_below(case: Case) -> Iterator[Hit]:
    """表二 雜支: less than the share is allowed, and pointed out once an amount is given."""
    line_id, caps = case.edition.budget.miscellaneous.line, amounts.miscellaneous_caps(case.edition.budget, case.amounts)
    amount = case.amounts.get(line_id)
    if amount is not None and amount < caps.chosen and not case.unreadable_within(case.lines_path):
        yield Hit(case.line_path(line_id, "amount"), {"amount": amount, "max": caps.chosen, "left": caps.chosen - amount})


def _per_person(case: Case, line_id: str) -> Iterator[Hit]:
    """A line with a cap per member: its price, its persons and its sessions each within their bound, or else the amount.

    Silent on what depends on the number of members while there is none, and on a line for which the plan has no cap.
    """
    found, members = case.line(line_id), case.headcount
    cap = None if found is None else amounts.line_cap(found[0], members)
    if cap is None:
        return
    rule, line = found
    params = {"line": rule.label, "per_person": cap.per_person, "n": members, "sessions": cap.sessions, "max": cap.amount}
    within = True
    bounds = [("unit_price", cap.per_person), ("sessions", cap.sessions)] + ([("quantity", members), ("persons", members)] if members else [])
    for name, most in bounds:
        value = getattr(line, name)
        if value is not None and value > most and _counts(rule.formula, name):
            within = False
            yield Hit(case.line_path(line_id, name), {**params, "value": value}, name)
    spent = amounts.spending_cap(cap, line) if isinstance(line, SettlementLine) else cap
    if within and members and case.amount(line_id) > spent.amount:
        spent_on = {"n": spent.members, "sessions": spent.sessions, "max": spent.amount}
        yield Hit(case.line_path(line_id, "amount"), {**params, **spent_on, "value": case.amount(line_id)})


def _counts(formula: str, name: str) -> bool:
    """Whether a value is part of a line's formula."""
    parts = {"quantity_price": ("quantity", "unit_price"), "persons_sessions_price": ("persons", "sessions", "unit_price")}
    return name in parts.get(formula, ())
