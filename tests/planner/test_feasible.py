"""What can be reached, for every size of community, reading and number of visits: against every combination, and against the worked tables."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from pyodide_app.core.planner.proposals import Plan
from pyodide_app.core.planner.wishes import read
from tests.planner.communities import READINGS, SIZES, VISITS, community, read_as

TABLES = tomllib.loads((Path(__file__).parent / "tables.toml").read_text("utf-8"))
GRANT, PRICE = 10_000, 2_000
LEAST_FEES = [(reading, int(visits), fees) for reading, rows in TABLES["least_fee"].items() for visits, fees in rows.items()]


def plan(reading: str, members: int, visits: int, fee: int | None = None) -> Plan:
    """A plan with so many paid visits, and so much for lecturers where it is fixed."""
    lines = {"consultation_fee": visits * PRICE}
    if fee is not None:
        lines |= {"internal_lecturer_fee": fee, "external_lecturer_fee": 0}
    return Plan(read_as(reading), community(members, visits), read({"lines": lines}))


@cache
def others(members: int, visits: int, fee: int | None = None) -> frozenset[int]:
    """Every sum of the other lines up to the grant, by counting: printing, materials and books are any amount up to their caps."""
    fees = {2_000 * external + 1_000 * internal for external, internal in product(range(6), range(11))} if fee is None else {fee}
    anything = 80 * members + 200 * members + 200 * members
    starts = {one + visits * PRICE + 80 * members * meals + 20 * members * tea for one, meals, tea in product(fees, range(5), range(5))}
    return frozenset(total for start in starts for total in range(start, min(start + anything, GRANT) + 1))


def totals(reading: str, sums: frozenset[int]) -> dict[int, int]:
    """Sum of the other lines → the largest total with it that is no more than the grant, where there is one."""
    base, mode = READINGS[reading]
    found = {}
    for subtotal in sums:
        share = (GRANT if base == "total" else subtotal) * 5 // 100
        for total in (subtotal + share,) if mode == "exact" else (min(subtotal + share, GRANT),):
            if total <= GRANT:
                found[subtotal] = total
    return found


@pytest.mark.parametrize("visits", VISITS)
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("members", SIZES)
def test_the_same_totals_as_by_counting(members, reading, visits):
    for fee in (None, 0, 2_000, 4_000):
        made, wanted = plan(reading, members, visits, fee), max(totals(reading, others(members, visits, fee)).values())
        assert (GRANT if made.feasible else made.nearest) == wanted, fee


@pytest.mark.parametrize(("reading", "visits", "fees"), LEAST_FEES, ids=[f"{reading}, {visits} visits" for reading, visits, _ in LEAST_FEES])
def test_the_least_lecture_fee_is_that_of_the_table(reading, visits, fees):
    for members, least in zip(SIZES, fees, strict=True):
        assert next(fee for fee in range(0, GRANT, 1_000) if plan(reading, members, visits, fee).feasible) == least, members


@pytest.mark.parametrize("visits", VISITS)
def test_the_largest_total_without_a_lecturer_is_that_of_the_table(visits):
    for members, most in zip(SIZES, TABLES["most_without_fee"][str(visits)], strict=True):
        made = plan("R3", members, visits, 0)
        assert made.feasible == (most >= GRANT), members
        assert made.feasible or made.nearest == most, members


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("members", SIZES)
def test_the_grant_can_be_reached_by_communities_of_every_size(reading, members):
    assert plan(reading, members, 2).feasible


def test_exactly_five_per_cent_of_the_other_lines_leaves_one_sum():
    assert [subtotal for subtotal, total in totals("R1", frozenset(range(GRANT + 1))).items() if total == GRANT] == [9_524]
    assert plan("R1", 5, 2).share.beside(GRANT) == 1 << 9_524


def test_four_members_with_the_least_lecture_miss_the_grant_by_four():
    made = plan("R3", 4, 2, 2_000)
    assert (made.feasible, made.nearest) == (False, 9_996)
    assert plan("R4", 4, 2, 2_000).feasible
