"""What is typed into the planner's panel, as the planner takes it."""

from __future__ import annotations

import pytest

from pyodide_app.ui.wishes import factors_of, moved_money, whole, wishes, with_first


@pytest.mark.parametrize(("typed", "number"), [("400", 400), (" 1,600 ", 1600), ("４００", 400), ("0", 0), ("", None), ("約4", None), ("-4", None), ("4.5", None)])
def test_a_whole_number_is_read_as_people_type_it(typed, number):
    assert whole(typed) == number


def test_lines_are_fixed_as_chosen_and_free_ones_are_left_out():
    locks = [("tea", "free", 5, 6), ("meals", "keep", None, None), ("printing", "exact", 0, None), ("miscellaneous", "range", 100, 400)]
    assert wishes(locks, "chosen") == {"lines": {"meals": "keep", "printing": 0, "miscellaneous": {"least": 100, "most": 400}}, "reading": "chosen"}


def test_a_lock_without_its_number_fixes_nothing():
    assert wishes([("tea", "exact", None, None), ("meals", "range", None, None)], "laxest") == {"lines": {}, "reading": "laxest"}
    assert wishes([("meals", "range", None, 400)], "chosen")["lines"] == {"meals": {"least": None, "most": 400}}


def test_the_proposal_that_is_preferred_comes_first_and_the_others_keep_their_order():
    proposals = [{"id": name} for name in ("kept", "external", "internal")]
    assert [each["id"] for each in with_first(proposals, "internal")] == ["internal", "kept", "external"]
    assert with_first(proposals, "") == proposals


@pytest.mark.parametrize(
    ("formula", "factors", "amount", "changed"),
    [
        ("amount", {}, 476, {"amount": 476}),
        ("quantity_price", {"quantity": 5, "unit_price": 80}, 320, {"quantity": 4}),
        ("quantity_price", {"quantity": 5, "unit_price": 80}, 350, {"unit_price": 70}),
        ("quantity_price", {"quantity": 5, "unit_price": 80}, 321, {"quantity": 1, "unit_price": 321}),
        ("quantity_price", {"quantity": None, "unit_price": 80}, 160, {"quantity": 2}),
        ("persons_sessions_price", {"persons": 5, "sessions": 4, "unit_price": 80}, 800, {"sessions": 2}),
        ("persons_sessions_price", {"persons": None, "sessions": None, "unit_price": 80}, 80, {"persons": 1, "sessions": 1, "unit_price": 80}),
        ("trips", {}, 500, None),
    ],
)
def test_a_line_comes_to_another_amount_by_changing_as_little_as_can_be(formula, factors, amount, changed):
    assert factors_of(formula, factors, amount) == changed


LINES = {
    "tea": {"formula": "persons_sessions_price", "factors": {"persons": 5, "sessions": 4, "unit_price": 20}, "amount": 400},
    "miscellaneous": {"formula": "amount", "factors": {}, "amount": 0},
    "lecturer_transport": {"formula": "trips", "factors": {}, "amount": 500},
}


def test_moved_money_leaves_one_line_and_enters_the_other():
    assert moved_money(LINES, "tea", "miscellaneous", 100) == {"budget.lines.tea.sessions": "3", "budget.lines.miscellaneous.amount": "100"}


@pytest.mark.parametrize(("source", "target", "amount"), [("tea", "tea", 100), ("tea", "miscellaneous", 500), ("lecturer_transport", "tea", 100), ("tea", "miscellaneous", 0)])
def test_money_that_is_not_there_cannot_be_moved(source, target, amount):
    assert moved_money(LINES, source, target, amount) is None
