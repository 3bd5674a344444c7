"""What each part of the budget may come to, and with which values of its fields: the rules on lines, seen from the other side.

A slot is a part of the sum that can be chosen on its own: one line, or the lecturers' lines together, because rules bind their sum.
Miscellaneous expenses are no slot: what they may come to follows from the sum of the others (`core.planner.search`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

from pyodide_app.core import amounts
from pyodide_app.core.bundle import Line
from pyodide_app.core.case import Case, said
from pyodide_app.core.edition import BudgetLine
from pyodide_app.core.planner import sums
from pyodide_app.core.planner.wishes import FREE, Wishes

COUNTS = {"quantity_price": ("quantity",), "persons_sessions_price": ("persons", "sessions")}
"""The factors of a product beside its price, which comes last."""


class Level(IntEnum):
    """How much is allowed. `ROUND`: usual, in round prices and amounts. `USUAL`: no warning, and what people write: for the whole community, at the
    printed price of meals, whole lectures. `CLEAN`: no warning. `ALLOWED`: no error."""

    ROUND = 0
    USUAL = 1
    CLEAN = 2
    ALLOWED = 3


Values = dict[tuple[str, str], int]
"""(line, path below it) → number."""


class Option(NamedTuple):
    """One thing that a slot may be: what it comes to, line by line, and the values that make it so."""

    amount: int
    amounts: dict[str, int]
    values: Values


class Slot:
    """A part of the sum: the amounts that it may come to, as bits and one by one, and the option behind each, made when it is asked for."""

    def __init__(self, lines: tuple[str, ...], amounts: Sequence[int], make: Callable[[int], Option]) -> None:
        self.lines = lines
        self.amounts = amounts
        self.option = make

    @cached_property
    def reach(self) -> int:
        return sums.bits(self.amounts)


class Fees(Slot):
    """The lecturers' lines together. Of several options that come to one amount the first is taken; `every` has them all."""

    def __init__(self, lines: tuple[str, ...], every: list[Option]) -> None:
        self.every = every
        by_amount: dict[int, Option] = {}
        for option in every:
            by_amount.setdefault(option.amount, option)
        super().__init__(lines, list(by_amount), by_amount.__getitem__)

    def those(self, wanted: Callable[[Option], bool]) -> Fees:
        return Fees(self.lines, [option for option in self.every if wanted(option)])


class Lines:
    """The slots of a case under wishes, one level at a time."""

    def __init__(self, case: Case, wishes: Wishes) -> None:
        self.case = case
        self.wishes = wishes
        self.budget = case.edition.budget
        self.grant = self.budget.total.value
        lecturers = self.budget.lecturers
        self.fee_lines = tuple(dict.fromkeys((lecturers.external_line, lecturers.internal_line)))
        self._slots: dict[Level, tuple[Fees, *tuple[Slot, ...]]] = {}

    def slots(self, level: Level) -> tuple[Fees, *tuple[Slot, ...]]:
        """Every part of the sum but miscellaneous expenses, the lecturers' first."""
        if level not in self._slots:
            alone = [rule for rule in self.budget.lines if rule.id not in (*self.fee_lines, self.budget.miscellaneous.line)]
            self._slots[level] = (self._fees(level), *(self._line(rule, level) for rule in alone))
        return self._slots[level]

    def stands(self, line_id: str) -> bool:
        """Whether the line can stay as it is: it breaks no rule of its own and no wish."""
        return any(True for _ in self._kept(self.budget.line(line_id)))

    # one line

    def _line(self, rule: BudgetLine, level: Level) -> Slot:
        wish = self.wishes.line(rule.id)
        if wish.keep:
            kept = list(self._kept(rule))
            return Slot((rule.id,), [option.amount for option in kept], lambda _: kept[0])
        numbers = self._numbers(rule, level)
        fits = [amount for amount in numbers if amount <= self.grant and amount in wish.amount] if wish is not FREE else numbers
        return Slot((rule.id,), fits if isinstance(fits, range) else list(fits), lambda amount: _option(rule, amount, self._values(rule, numbers, amount)))

    def _numbers(self, rule: BudgetLine, level: Level) -> range | Mapping[int, tuple[int, ...]]:
        """The amounts of a line, those of a product with its factors."""
        if rule.formula == "trips":
            return self._trips(rule)
        if rule.formula == "amount":
            return self._amounts(rule, level)
        names, bounds, wish = (*COUNTS[rule.formula], "unit_price"), self._bounds(rule, level), self.wishes.line(rule.id)
        factors = tuple(bounds[name] if name not in wish.factors else tuple(number for number in bounds[name] if number in wish.of(name)) for name in names)
        without = all(0 in wish.of(name) and 0 in bounds[name] for name in names[:-1])
        return _products(factors, without, self.grant)

    def _values(self, rule: BudgetLine, numbers: range | Mapping[int, tuple[int, ...]], amount: int) -> dict[str, int]:
        """The values of a line that make an amount."""
        if rule.formula == "amount":
            return {"amount": amount}
        if rule.formula == "trips":
            place, others = self._last_trip(rule)
            return {f"trips.{place}.fare": amount - others} if rule.id in self.wishes.unlocked else {}
        names = (*COUNTS[rule.formula], "unit_price")
        values = dict(zip(names, numbers[amount], strict=True))
        if amount == 0:
            typed, possible = amounts.unit_price(rule, self.case.lines.get(rule.id, Line())), self._bounds(rule, Level.ALLOWED)["unit_price"]
            values["unit_price"] = typed if typed in possible else rule.unit_price or 0
        return values

    def _kept(self, rule: BudgetLine) -> Iterator[Option]:
        """The line as it stands, if it may: nothing changes."""
        wish, line, amount = self.wishes.line(rule.id), self.case.lines.get(rule.id), self.case.amount(rule.id)
        if self.case.unreadable_within(self.case.line_path(rule.id)) or amount not in wish.amount or amount > self.grant:
            return
        if rule.formula == "amount" and rule.id != self.budget.miscellaneous.line and amount not in self._amounts(rule, Level.ALLOWED):
            return
        if rule.formula in COUNTS and line is not None:
            numbers = {name: getattr(line, name) for name in COUNTS[rule.formula]} | {"unit_price": amounts.unit_price(rule, line)}
            bounds = self._bounds(rule, Level.ALLOWED)
            if any(number is not None and number and number not in bounds[name] for name, number in numbers.items()):
                return
            if any((number or 0) not in wish.of(name) for name, number in numbers.items() if name in wish.factors):
                return
            if amount == 0 and not numbers[COUNTS[rule.formula][0]] and 0 not in bounds[COUNTS[rule.formula][0]]:
                return
        yield Option(amount, {rule.id: amount}, {})

    def _amounts(self, rule: BudgetLine, level: Level) -> range:
        """Amounts of a line that is one sum; that of the line for books is fixed by the list of books."""
        cap = amounts.line_cap(rule, len(self.case.members))
        most = self.grant if cap is None else min(cap.amount, self.grant)
        if rule.id == self.budget.books_line and rule.id not in self.wishes.unlocked:
            listed = books_total(self.case)
            if listed is not None:
                return range(listed, listed + 1) if listed <= most else range(0)
            if not self.case.books and not said(self.case.bundle.budget.books_purpose):
                return range(1)
        return range(0, most + 1, self.case.edition.planner.round_amount if level is Level.ROUND else 1)

    def _trips(self, rule: BudgetLine) -> range:
        """The trips as they are; unlocked, their last fare may be any that a short trip may cost."""
        if rule.id not in self.wishes.unlocked:
            return range(self.case.amount(rule.id), min(self.case.amount(rule.id), self.grant) + 1)
        place, others = self._last_trip(rule)
        trips = self.case.lines.get(rule.id, Line()).trips
        short = place < len(trips) and trips[place].short
        return range(others, min(others + self.budget.transport.short_trip_max.value if short else self.grant, self.grant) + 1)

    def _last_trip(self, rule: BudgetLine) -> tuple[int, int]:
        """The row of the last trip that has a fare, the first free row where none has, and what the others cost."""
        trips = self.case.lines.get(rule.id, Line()).trips
        paid = [row for row, trip in enumerate(trips) if trip.fare is not None]
        return (paid[-1], sum(trips[row].fare for row in paid[:-1])) if paid else (len(trips), 0)

    # products

    def _bounds(self, rule: BudgetLine, level: Level) -> dict[str, range]:
        """The numbers that each factor of a line may be. Of the usual ones 0 is always one: the line is left out."""
        members, line = len(self.case.members), self.case.lines.get(rule.id)
        typed = None if line is None else amounts.unit_price(rule, line)
        printed = rule.unit_price if rule.unit_price is not None else typed or 0
        if rule.per_person is None:
            price = printed if rule.price_is == "fixed" or level <= Level.USUAL or not typed else typed
            most = self.grant // price if price else 0
            counts = {"quantity": range(most + 1), "persons": range(members + 1), "sessions": range(len(self.case.sessions) + 1)}
            if rule.id == self.budget.consultation_line:
                counts["quantity"] = self._consultations(level, most)
            if rule.id in self.fee_lines and rule.id in self.hours:
                hours = self.hours[rule.id]
                counts["quantity"] = range(int(hours), int(hours) + 1) if hours == int(hours) else range(0)
            return counts | {"unit_price": range(price, price + 1)}
        cap = amounts.line_cap(rule, members)
        usual = level <= Level.USUAL
        whole, sessions = range(0, members + 1, members if usual and members else 1), range(cap.sessions + 1)
        fixed = usual and rule.formula == "persons_sessions_price"
        step = self.case.edition.planner.round_price if level is Level.ROUND else 1
        price = min(printed or cap.per_person, cap.per_person)
        prices = range(price, price + 1) if fixed else range(cap.per_person % step or step, cap.per_person + 1, step)
        return {"quantity": whole, "persons": whole, "sessions": sessions, "unit_price": prices}

    def _consultations(self, level: Level, most: int) -> range:
        """表二 諮詢費 備註1: as many as visits; more than the sessions in which lessons are observed is an error."""
        visits, observed = len(self.case.guidance_visits), len(self.case.in_class)
        return range(visits, visits + 1) if level < Level.ALLOWED else range(min(observed, most) + 1)

    # lecturers

    @cached_property
    def hours(self) -> dict[str, float]:
        """The hours of declared paid lectures that each fee line must pay; a line that is free is not in it."""
        held: dict[str, float] = {}
        unknown: set[str] = set()
        for row in self.case.paid_lectures:
            line_id, hours = self.case.fee_line(row.value), row.value.lecturer.hours
            if line_id:
                held[line_id] = held.get(line_id, 0) + (hours or 0)
            if hours is None or line_id is None:
                unknown |= set(self.fee_lines) if line_id is None else {line_id}
        return {line_id: held.get(line_id, 0) for line_id in self.fee_lines if line_id not in unknown} if held else {}

    def _fees(self, level: Level) -> Fees:
        """Both lecturers' lines: their least amount, whole lectures, and a lecturer from outside where transport is paid."""
        alone = [self._line(rule, level) for rule in self.budget.lines if rule.id in self.fee_lines]
        every = []
        for parts in product(*([slot.option(amount) for amount in slot.amounts] for slot in alone)):
            merged = Option(
                sum(part.amount for part in parts),
                {line_id: number for part in parts for line_id, number in part.amounts.items()},
                {place: number for part in parts for place, number in part.values.items()},
            )
            if merged.amount <= self.grant and (level is Level.ALLOWED or self._without_warning(merged, level)):
                every.append(merged)
        return Fees(self.fee_lines, every)

    def quantity(self, option: Option, line_id: str) -> int:
        """The quantity of a line in an option."""
        return option.values.get((line_id, "quantity"), self.case.quantity(line_id) or 0)

    def _without_warning(self, option: Option, level: Level) -> bool:
        lecturers, transport = self.budget.lecturers, self.budget.transport
        if option.amount < lecturers.fee_min.value:
            return False
        unpaid = any(self.case.fee_line(row.value) == transport.needs_line and not row.value.lecturer.paid for row in self.case.lectures)
        if self.case.amount(transport.line) and not unpaid and not option.amounts.get(transport.needs_line):
            return False
        usual = lecturers.hours_per_lecture.value
        if self.case.paid_lectures or not usual:
            return True
        quantities = [self.quantity(option, line_id) for line_id in self.fee_lines]
        return not sum(quantities) % usual and not (level <= Level.USUAL and any(quantity % usual for quantity in quantities))


def books_total(case: Case) -> int | None:
    """What the list of books comes to; None without books, or while one has no price."""
    each = [amounts.book_amount(row.value) for row in case.books]
    return None if not each or None in each else sum(each)


def _option(rule: BudgetLine, amount: int, values: dict[str, int]) -> Option:
    return Option(amount, {rule.id: amount}, {(rule.id, name): number for name, number in values.items()})


@lru_cache(maxsize=512)
def _products(factors: tuple[range | tuple[int, ...], ...], without: bool, limit: int) -> Mapping[int, tuple[int, ...]]:
    """Every product of one number of each factor up to a limit, with its numbers: of several the one with the larger counts. `without`: 0 is one, too."""
    found = {0: (0,) * len(factors)} if without else {}
    for numbers in product(*(tuple(reversed(factor)) for factor in factors)):
        amount = prod(numbers)
        if 0 < amount <= limit and amount not in found:
            found[amount] = numbers
    return found
