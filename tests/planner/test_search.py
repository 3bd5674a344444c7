"""Sums as bits and the choice among them, against trying every combination."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_app.core.planner import search, sums
from pyodide_app.core.planner.options import Option, Slot
from pyodide_app.core.planner.search import Share, Standing
from pyodide_app.core.planner.wishes import FREE
from tests.planner.communities import READINGS, changed

GRANT = 100
AMOUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=5, unique=True)
PARTS = st.lists(AMOUNTS, min_size=1, max_size=4)


def with_reading(reading: str) -> Share:
    base, mode = READINGS[reading]

    def small(values):
        values["budget"]["total"]["value"] = GRANT
        values["budget"]["miscellaneous"].update(base=base, mode=mode)
        values["budget"]["miscellaneous"]["per_cent"]["value"] = 10

    return Share(changed(small).budget, "chosen", FREE, 0)


SHARES = {reading: with_reading(reading) for reading in READINGS}


def slots(parts: list[list[int]]) -> list[Slot]:
    return [Slot((f"line{number}",), part, lambda amount, name=f"line{number}": Option(amount, {name: amount}, {})) for number, part in enumerate(parts)]


def beside(reading: str, others: int) -> range:
    """What may stand beside the others, as the clause reads."""
    most = (GRANT if READINGS[reading][0] == "total" else others) * 10 // 100
    return range(most if READINGS[reading][1] == "exact" else 0, most + 1)


def totals(parts: list[list[int]], reading: str) -> list[tuple[tuple[int, ...], int]]:
    """Every combination with every amount beside it."""
    return [(chosen, share) for chosen in product(*parts) for share in beside(reading, sum(chosen))]


@given(AMOUNTS, AMOUNTS, st.integers(0, 130))
def test_sums_are_those_of_every_pair(one, other, limit):
    found = sums.added(sums.bits(one), sums.bits(other), limit)
    assert sorted(sums.descending(found)) == sorted({a + b for a in one for b in other if a + b <= limit})


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_run_of_amounts_is_one_step(start, length):
    assert sums.bits(range(start, start + length)) == sums.bits(list(range(start, start + length)))


@pytest.mark.parametrize("reading", READINGS)
@given(parts=PARTS)
def test_what_can_be_reached_is_what_some_combination_comes_to(reading, parts):
    reached = {sum(chosen) + share for chosen, share in totals(parts, reading)}
    assert search.possible(slots(parts), SHARES[reading], GRANT) == (GRANT in reached)


@pytest.mark.parametrize("reading", READINGS)
@given(parts=PARTS)
def test_the_nearest_total_is_the_largest_below(reading, parts):
    below = [total for chosen, share in totals(parts, reading) if (total := sum(chosen) + share) < GRANT]
    assert search.best(slots(parts), SHARES[reading], GRANT) == max(below, default=None)


@pytest.mark.parametrize("reading", READINGS)
@given(parts=PARTS)
def test_the_choice_is_the_best_at_the_first_line_then_at_the_second(reading, parts):
    wanted = max((chosen for chosen, share in totals(parts, reading) if sum(chosen) + share == GRANT), default=None)
    found = search.choose([(slot, lambda amount: -amount) for slot in slots(parts)], SHARES[reading], GRANT, len(parts))
    assert (None if found is None else tuple(option.amount for option in found.options)) == wanted
    assert found is None or found.total == GRANT


@pytest.mark.parametrize("reading", READINGS)
@given(parts=PARTS)
def test_miscellaneous_expenses_come_first_where_they_are_told_to(reading, parts):
    wanted = max((share for chosen, share in totals(parts, reading) if sum(chosen) + share == GRANT), default=None)
    found = search.choose([(slot, lambda amount: amount) for slot in slots(parts)], SHARES[reading], GRANT, 0)
    assert (None if found is None else found.miscellaneous) == wanted


@pytest.mark.parametrize("reading", READINGS)
@given(parts=PARTS, standing=st.integers(0, 15), data=st.data())
def test_the_fewest_lines_are_changed(reading, parts, standing, data):
    now = [data.draw(st.sampled_from(part)) for part in parts]

    def changes(chosen: tuple[int, ...], share: int) -> int:
        return sum(amount != before for amount, before in zip((*chosen, share), (*now, standing), strict=True))

    wanted = min((changes(chosen, share) for chosen, share in totals(parts, reading) if sum(chosen) + share == GRANT), default=None)
    standings = [Standing(slot, slot.option(amount), amount, False) for slot, amount in zip(slots(parts), now, strict=True)]
    found = search.change_least(standings, SHARES[reading], standing, GRANT)
    assert (None if found is None else changes(tuple(option.amount for option in found.options), found.miscellaneous)) == wanted
    assert found is None or found.total == GRANT


def test_lines_move_one_way_where_that_is_enough():
    """From 90 to 100: both lines could swap, and one of them moves up by ten."""
    parts = [Standing(slot, slot.option(45), 45, False) for slot in slots([[45, 95, 55], [45, 5, 35]])]
    found = search.change_least(parts, SHARES["R3"], 0, GRANT)
    assert sorted(option.amount for option in found.options) in ([45, 45], [45, 55])
    assert found.total == GRANT


def test_blank_lines_are_filled_before_what_was_typed_changes():
    typed, blank = slots([[50, 95], list(range(60))])
    found = search.change_least([Standing(typed, typed.option(50), 50, False), Standing(blank, blank.option(0), 0, True)], SHARES["R3"], 0, GRANT)
    assert [option.amount for option in found.options] == [50, 50]
