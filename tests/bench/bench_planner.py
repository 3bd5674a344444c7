"""Budgets proposed in CPython: draft in, answer out, and the search alone against counting every sum."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from pyodide_app.core.planner import answer
from tests.bench.figures import Series
from tests.bench.report import Report, markdown, table
from tests.planner.communities import READINGS, SIZES, VISITS, community, draft_of, read_as
from tests.planner.test_feasible import GRANT, others, plan, totals

CALLS = 5
METHOD = f"{CALLS} calls each. `propose`: draft in, proposals or remedies out, each judged. Floor: whether the grant can be reached, by counting every sum in a set."
LECTURER = {"name": "講師", "affiliation": "city", "paid": True, "hours": 2}


def counted_anew(members: int) -> dict[int, int]:
    return totals("R3", others.__wrapped__(members, 2))


def searched(members: int) -> bool:
    return plan("R3", members, 2).feasible


def milliseconds(work: Callable[..., object], *arguments: object) -> float:
    start = perf_counter()
    work(*arguments)
    return 1000 * (perf_counter() - start)


def test_planner(report: Report) -> None:
    rows = []
    edition = read_as("R3")
    for members in SIZES:
        counting = Series(f"counting, {members} members")
        proposing = Series(f"propose, {members} members", counting)
        searching = Series(f"search alone, {members} members", counting)
        draft = draft_of(community(members, 2, LECTURER), edition)
        for _ in range(CALLS):
            counting.add(milliseconds(counted_anew, members))
            proposing.add(milliseconds(answer.propose, edition, draft, {}))
            searching.add(milliseconds(searched, members))
        rows += [counting, proposing, searching]
    report.add("Planner", METHOD, table(rows), reached())


def reached() -> str:
    """The total that is reached with a lecture of two hours by somebody from the city, and what counting says, for every size, reading and number of visits."""
    rows = []
    for members in SIZES:
        for visits in VISITS:
            made = [plan(reading, members, visits, 2_000) for reading in READINGS]
            found = [GRANT if each.feasible else each.nearest for each in made]
            counted = [max(totals(reading, others(members, visits, 2_000)).values()) for reading in READINGS]
            rows.append((f"{members} members, {visits} visits", *(f"{total:,}" for total in found), "the same" if found == counted else str(counted)))
    return markdown(("total reached", *READINGS, "by counting"), rows)
