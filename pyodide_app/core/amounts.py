"""Amounts of the budget: what a line comes to, what it may come to, and the parts of the sum.

Amounts are whole NT$. None means "not answered": nothing that an amount follows from was given, or it could not be read. A total counts
such a line as 0. A unit price that the bundle does not name is the one that the paper has preprinted; one that was cleared is none.
"""

from __future__ import annotations

from typing import Iterable, Mapping, NamedTuple

from pyodide_app.core.bundle import Book, Line, SettlementLine
from pyodide_app.core.edition import Budget, BudgetLine

WHOLE = 100  # per cent


class Cap(NamedTuple):
    """The most that a line may come to: `per_person` NT$ × `members` × `sessions` (1 where the plan names no number of sessions) = `amount`."""

    per_person: int
    members: int
    sessions: int
    amount: int


def unit_price(rule: BudgetLine, line: Line | SettlementLine) -> int | None:
    """The price that counts: as typed, else as preprinted; None where it was cleared or is no amount."""
    named = "unit_price" in line.model_fields_set or "unit_price" in line.kept
    return line.unit_price if named else rule.unit_price


def factors(rule: BudgetLine, line: Line | SettlementLine) -> tuple[int, ...] | None:
    """The numbers whose product is the line's amount, the unit price last; None where one is not answered or the amount is no product."""
    if rule.formula == "quantity_price":
        found = (line.quantity, unit_price(rule, line))
    elif rule.formula == "persons_sessions_price":
        found = (line.persons, line.sessions, unit_price(rule, line))
    else:
        return None
    return None if any(number is None for number in found) else found


def line_amount(rule: BudgetLine, line: Line | SettlementLine | None) -> int | None:
    """What a line comes to. In a settlement the amount is stated, in a budget it follows from the line's formula."""
    if line is None:
        return None
    if rule.formula == "amount" or isinstance(line, SettlementLine):
        return line.amount
    if rule.formula == "trips":
        fares = [trip.fare for trip in line.trips if trip.fare is not None]
        return sum(fares) if fares else None
    numbers = factors(rule, line)
    if numbers is None:
        return None
    amount = 1
    for number in numbers:
        amount *= number
    return amount


def line_amounts(budget: Budget, lines: Mapping[str, Line | SettlementLine]) -> dict[str, int | None]:
    """The amount of each line of the plan, in the form's order. A line that the plan does not have is in no sum."""
    return {rule.id: line_amount(rule, lines.get(rule.id)) for rule in budget.lines}


def total(amounts: Iterable[int | None]) -> int:
    """The sum of what was answered."""
    return sum(amount or 0 for amount in amounts)


def line_cap(rule: BudgetLine, members: int) -> Cap | None:
    """The cap of a line for a community of so many members; None where the plan has no cap per person."""
    if rule.per_person is None:
        return None
    sessions = 1 if rule.sessions_max is None else rule.sessions_max.value
    return Cap(rule.per_person.value, members, sessions, rule.per_person.value * members * sessions)


def spending_cap(cap: Cap, line: SettlementLine) -> Cap:
    """The most that was to be spent on the persons and sessions that a settlement names; all of them where it names none."""
    persons = line.quantity if line.persons is None else line.persons
    persons = cap.members if persons is None else persons
    sessions = cap.sessions if line.sessions is None else line.sessions
    return Cap(cap.per_person, persons, sessions, cap.per_person * persons * sessions)


def is_spent_at(price: int, line: SettlementLine) -> bool:
    """Whether what was spent on a line comes to this price: for the quantity that the line names, or for any whole one. Nothing spent always does."""
    if not line.amount:
        return True
    return line.amount == line.quantity * price if line.quantity else bool(price) and line.amount % price == 0


class MiscellaneousCaps(NamedTuple):
    """The most for miscellaneous expenses: by the reading that the edition takes, and by the laxest reading (of the whole grant)."""

    chosen: int
    laxest: int


def miscellaneous_caps(budget: Budget, amounts: Mapping[str, int | None]) -> MiscellaneousCaps:
    """Both caps, rounded down. `amounts` are those of `line_amounts`."""
    others = total(amount for line_id, amount in amounts.items() if line_id != budget.miscellaneous.line)
    laxest = _share(budget.total.value, budget)
    return MiscellaneousCaps(laxest if budget.miscellaneous.base == "total" else _share(others, budget), laxest)


def _share(base: int, budget: Budget) -> int:
    return base * budget.miscellaneous.per_cent.value // WHOLE


def book_amount(book: Book) -> int | None:
    """Price × quantity of one book; None where either is not answered."""
    return None if book.unit_price is None or book.quantity is None else book.unit_price * book.quantity
