"""What a line may be is what the judge lets pass: for a small grant every value of every field is tried on him."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import pytest

from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import Case
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.core.planner import scratch
from pyodide_app.core.planner.options import COUNTS, Level, Lines
from pyodide_app.core.planner.proposals import Plan
from pyodide_app.core.planner.wishes import Wishes
from tests.planner.communities import changed, community

GRANT = 60
MEMBERS = 3
LIMITS = {"quantity": 7, "persons": 4, "sessions": 3, "unit_price": 6}
LINES = ("consultation_fee", "printing", "meals", "tea", "teaching_materials", "data_collection")
PRICES = {"external_lecturer_fee": 20, "internal_lecturer_fee": 10, "consultation_fee": 20, "printing": 4, "meals": 3, "tea": 2, "teaching_materials": 5, "data_collection": 5}


def small(values: dict[str, Any]) -> None:
    """A plan of NT$60 with small prices, two sessions of meals and tea."""
    values["budget"]["total"]["value"] = GRANT
    values["budget"]["lecturers"]["fee_min"]["value"] = 20
    for line in values["budget"]["lines"]:
        line["unit_price"] = PRICES.get(line["id"])
        if line["per_person"]:
            line["per_person"]["value"] = PRICES[line["id"]]
        if line["sessions_max"]:
            line["sessions_max"]["value"] = 2


@cache
def edition() -> Edition:
    return changed(small)


def bundle(**budget: Any) -> Bundle:
    return community(MEMBERS, 1, **budget)


@cache
def allowed(line_id: str, purpose: str = "閱讀") -> set[int]:
    """Every amount up to the grant that some values of the line's fields make without an error of the line's own."""
    rule, of = edition().budget.line(line_id), bundle(books_purpose=purpose)
    if rule.formula == "amount":
        trials = [{"amount": amount} for amount in range(GRANT + 1)]
    else:
        names = (*COUNTS[rule.formula], "unit_price")
        prices = [rule.unit_price] if rule.price_is == "fixed" else range(1, LIMITS["unit_price"] + 1)
        trials = [dict(zip(names, numbers, strict=True)) for numbers in product(*(range(LIMITS[name] + 1) for name in names[:-1]), prices)]
    found = set()
    for trial in trials:
        tried = scratch.with_values(of, {(line_id, name): number for name, number in trial.items()})
        errors = [each for each in judge(edition(), tried) if each.severity == "error" and each.rule != "budget-total"]
        amount = Case(edition(), tried).amount(line_id)
        if amount <= GRANT and not any(each.path.startswith((f"budget.lines.{line_id}", "budget.books")) for each in errors):
            found.add(amount)
    return found


@pytest.mark.parametrize("line_id", LINES)
def test_a_line_may_be_what_the_judge_lets_pass(line_id):
    [slot] = [slot for slot in Lines(Case(edition(), bundle()), Wishes()).slots(Level.ALLOWED) if slot.lines == (line_id,)]
    assert set(slot.amounts) == allowed(line_id)


def test_without_books_and_purpose_nothing_may_be_spent_on_them():
    of = bundle(books_purpose="")
    [slot] = [slot for slot in Lines(Case(edition(), of), Wishes()).slots(Level.ALLOWED) if slot.lines == ("data_collection",)]
    assert set(slot.amounts) == allowed("data_collection", "") == {0}


@pytest.mark.parametrize(
    "lecturer",
    [
        None,
        {"affiliation": "other", "paid": True, "hours": 2},
        {"affiliation": "city", "paid": True, "hours": 1},
        {"affiliation": "own_school", "paid": True},
        {"affiliation": "", "paid": True, "hours": 2},
        {"affiliation": "city", "paid": True, "hours": 1.5},
        {"affiliation": "member", "paid": True, "hours": 2},
    ],
)
def test_the_lecturers_may_be_paid_what_the_judge_lets_pass(lecturer):
    of = community(MEMBERS, 1, lecturer)
    found = set()
    for external, internal in product(range(4), range(7)):
        tried = scratch.with_values(of, {("external_lecturer_fee", "quantity"): external, ("internal_lecturer_fee", "quantity"): internal})
        errors = [each for each in judge(edition(), tried) if each.severity == "error" and each.path.startswith(("budget.lines.external", "budget.lines.internal"))]
        if not errors and 20 * external + 10 * internal <= GRANT:
            found.add((20 * external, 10 * internal))
    every = Lines(Case(edition(), of), Wishes()).slots(Level.ALLOWED)[0].every
    assert {(option.amounts["external_lecturer_fee"], option.amounts["internal_lecturer_fee"]) for option in every} == found


@pytest.mark.parametrize("level", list(Level))
def test_what_needs_less_is_part_of_what_is_allowed(level):
    lines = Lines(Case(edition(), bundle()), Wishes())
    for slot, widest in zip(lines.slots(level), lines.slots(Level.ALLOWED), strict=True):
        assert set(slot.amounts) <= set(widest.amounts), slot.lines


@pytest.mark.parametrize("level", [Level.ROUND, Level.USUAL, Level.CLEAN])
def test_what_is_clean_brings_no_warning_on_the_line(level):
    lines = Lines(Case(edition(), bundle()), Wishes())
    for slot in lines.slots(level):
        for amount in list(slot.amounts)[:40]:
            tried = scratch.with_values(bundle(), slot.option(amount).values)
            warned = [each.rule for each in judge(edition(), tried) if each.severity != "info" and each.path.startswith(tuple(f"budget.lines.{line}" for line in slot.lines))]
            assert warned == [], (slot.lines, amount)


@pytest.mark.parametrize("lecturer", [None, {"affiliation": "city", "paid": True, "hours": 1}, {"affiliation": "city", "paid": True, "hours": 2}])
@pytest.mark.parametrize("books_purpose", ["", "閱讀"])
def test_a_budget_is_found_exactly_where_the_judge_has_one(lecturer, books_purpose):
    """All sums of amounts that the judge lets pass one by one, miscellaneous expenses at most 5 % of them: 3 of 60."""
    of = community(MEMBERS, 1, lecturer, books_purpose=books_purpose)
    fees = {20 * one + 10 * other for one, other in product(range(4), range(7))} if lecturer is None else {10 * lecturer["hours"]}
    sums = fees
    for line_id in LINES:
        sums = {total + amount for total in sums for amount in allowed(line_id, books_purpose) if total + amount <= GRANT}
    assert Plan(edition(), of, Wishes()).feasible == any(GRANT - total <= total * 5 // 100 for total in sums)
