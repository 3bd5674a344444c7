"""Proposals and remedies as the page gets them: each comes to the grant and passes the judge when its values are filled in."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.overview import overview
from pyodide_app.core.planner import answer
from tests.conftest import APPLICATION_CASES, load_edition
from tests.planner.communities import READINGS, SIZES, VISITS, changed, community, draft_of, read_as

INTERNAL = {"name": "講師", "affiliation": "city", "paid": True, "hours": 2}
EXTERNAL = {"name": "講師", "affiliation": "other", "paid": True, "hours": 2}


def proposed(edition: Edition, draft: dict[str, Any], **wishes: Any) -> dict[str, Any]:
    """The answer to a draft, after every proposal was filled into it and judged."""
    found = answer.propose(edition, draft, wishes)
    assert bool(found["proposals"]) or not found["feasible"] or found["total"] == found["grant"]
    for each in found["proposals"]:
        filled = overview(edition, draft | each["values"])
        errors = [one for one in filled["findings"] if one["severity"] == "error" and one["path"].startswith("budget.")]
        assert [one for one in errors if "trips" not in one["path"] and "books" not in one["path"]] == [], each["name"]
        assert filled["budget"]["total"] == each["total"] == found["grant"], each["name"]
        assert {line: shown["amount"] or 0 for line, shown in filled["budget"]["lines"].items()} == {line: shown["amount"] for line, shown in each["lines"].items()}
    return found


def typed(case: Any, name: str = "ciwen-valid", **lines: dict[str, Any]) -> dict[str, Any]:
    bundle = copy.deepcopy(case(name))
    for line_id, values in lines.items():
        bundle["budget"]["lines"][line_id].update(values)
    return draft_of(parse_bundle(bundle), load_edition())


@pytest.mark.parametrize("lecturer", [None, INTERNAL, EXTERNAL], ids=["no lecturer", "internal", "external"])
@pytest.mark.parametrize("visits", VISITS)
@pytest.mark.parametrize("reading", READINGS)
def test_every_proposal_passes_the_judge(reading, visits, lecturer):
    edition = read_as(reading)
    for members in SIZES:
        proposed(edition, draft_of(community(members, visits, lecturer), edition))


@pytest.mark.parametrize("lecturer", [None, INTERNAL], ids=["no lecturer", "internal"])
@pytest.mark.parametrize("visits", VISITS)
def test_there_is_a_budget_or_a_change_that_makes_one(visits, lecturer):
    edition = load_edition()
    for members in SIZES:
        found = proposed(edition, draft_of(community(members, visits, lecturer), edition))
        assert bool(found["proposals"]) == found["feasible"], members
        assert found["proposals"] or found["remedies"], members


def test_an_empty_budget_gets_several_different_ones(edition):
    found = proposed(edition, draft_of(community(6, 2), edition))
    assert [each["name"] for each in found["proposals"]] == ["外聘 2 小時", "內聘 2 小時", "外聘、內聘各 2 小時", "教材與書籍優先", "膳費與茶水優先"]
    assert len({json.dumps(each["lines"]) for each in found["proposals"]}) == len(found["proposals"])


@pytest.mark.parametrize("name", APPLICATION_CASES)
def test_the_case_files_get_proposals(edition, case, name):
    assert proposed(edition, draft_of(parse_bundle(case(name)), edition))["proposals"]


def test_the_smallest_change_comes_first_and_leaves_the_rest(edition, case):
    found = proposed(edition, typed(case, miscellaneous={"amount": None}))
    first = found["proposals"][0]
    assert (first["id"], first["values"]) == ("kept", {"budget.lines.miscellaneous.amount": "476"})
    assert [(change["before"], change["after"], change["words"]) for change in first["changes"]] == [(None, 476, "增加 476 元")]
    assert {each["rule"] for each in first["gone"]} == {"budget-total"}


def test_a_line_above_its_cap_is_brought_below_it(edition, case):
    found = proposed(edition, typed(case, printing={"unit_price": 90}))
    assert "budget.lines.printing.unit_price" in found["proposals"][0]["values"]


def test_a_value_that_cannot_be_read_is_replaced(edition, case):
    found = proposed(edition, typed(case, miscellaneous={"amount": "四百"}))
    assert found["proposals"][0]["values"] == {"budget.lines.miscellaneous.amount": "476"}


def test_a_fixed_line_stays(edition):
    draft = draft_of(community(6, 2), edition)
    for wish, amount in ((300, 300), ({"least": 240, "most": 240}, 240), ({"quantity": 6, "unit_price": 50}, 300)):
        found = proposed(edition, draft, lines={"printing": wish})
        assert {each["lines"]["printing"]["amount"] for each in found["proposals"]} == {amount}


def test_a_line_kept_as_it_stands_stays(edition, case):
    found = proposed(edition, typed(case, miscellaneous={"amount": None}), lines={"tea": "keep", "printing": "keep"})
    assert {(each["lines"]["tea"]["amount"], each["lines"]["printing"]["amount"]) for each in found["proposals"]} == {(400, 400)}


def test_books_and_trips_stand_until_they_are_unlocked(edition, case):
    draft = typed(case, miscellaneous={"amount": None})
    assert {each["lines"]["data_collection"]["amount"] for each in proposed(edition, draft)["proposals"]} == {580}
    freed = proposed(edition, draft, unlocked=["data_collection", "lecturer_transport"])
    assert {each["lines"]["data_collection"]["amount"] for each in freed["proposals"]} != {580}


def test_the_laxest_reading_may_be_asked_for(edition):
    draft = draft_of(community(4, 2, INTERNAL), edition)
    assert not proposed(edition, draft)["feasible"]
    found = proposed(edition, draft, reading="laxest")
    assert found["feasible"]
    assert {each["rule"] for each in found["proposals"][0]["findings"]} == {"miscellaneous-over-subtotal"}


# ---------------------------------------------------------------- where there is none


def test_four_members_are_told_that_four_dollars_are_missing_and_what_would_do(edition):
    found = proposed(edition, draft_of(community(4, 2, INTERNAL), edition))
    assert found["words"].startswith("各項都編到上限，最多只能到 9,996 元，還差 4 元。")
    assert (found["best"]["total"], found["best"]["short"]) == (9_996, 4)
    assert {each["kind"] for each in found["remedies"]} == {"external", "hours", "lecture", "visit", "member", "reading"}
    assert [each["name"] for each in found["remedies"] if each["kind"] == "member"] == ["多 1 位成員"]
    assert all(each["clause"] in edition.clauses and each["total"] == 10_000 for each in found["remedies"])


def test_a_remedy_in_the_form_passes_the_judge_when_it_is_filled_in(edition):
    draft = draft_of(community(4, 2, INTERNAL), edition)
    for each in proposed(edition, draft)["remedies"]:
        if each["kind"] in ("external", "hours"):
            filled = overview(edition, draft | each["values"])
            assert [one["rule"] for one in filled["findings"] if one["severity"] == "error"] == [], each["name"]


def test_fares_of_a_lecturer_from_outside_repair_what_is_missing(edition):
    """Four members, an external lecture of two hours, one paid visit: short by some; the fare closes the gap."""
    draft = draft_of(community(4, 1, EXTERNAL), edition)
    found = proposed(edition, draft)
    [remedy] = [each for each in found["remedies"] if each["kind"] == "transport"]
    fare = remedy["lines"]["lecturer_transport"]["amount"]
    lower = draft | {"budget.lines.lecturer_transport.trips.0.fare": str(fare - 1)}
    assert overview(edition, draft | remedy["values"])["budget"]["total"] == 10_000
    assert not answer.propose(edition, lower, {})["feasible"]


def test_books_without_a_purpose_are_a_remedy(edition):
    found = proposed(edition, draft_of(community(5, 2, INTERNAL, books_purpose=""), edition))
    assert "books" in {each["kind"] for each in found["remedies"]}


def test_the_line_whose_wish_stands_in_the_way_is_named(edition):
    found = proposed(edition, draft_of(community(6, 2, INTERNAL), edition), lines={"printing": 0, "meals": 0})
    assert [each["name"] for each in found["remedies"] if each["kind"] == "unlock"] == ["不固定膳費"]


def test_each_line_says_where_it_ends(edition):
    found = proposed(edition, draft_of(community(4, 2, INTERNAL), edition))
    assert [reason["line"] for reason in found["reasons"]] == [line.id for line in edition.budget.lines]
    assert sum(reason["amount"] for reason in found["reasons"]) == 9_996


def test_headroom_is_bounded_by_the_line_and_by_what_is_left(edition, case):
    draft = typed(case, miscellaneous={"amount": None}, printing={"unit_price": 20})
    room = proposed(edition, draft)["headroom"]
    assert (room["printing"]["most"], room["printing"]["more"], room["printing"]["words"]) == (400, 300, "還可增加 300 元")
    assert (room["tea"]["more"], room["tea"]["words"]) == (0, "已經編到上限")
    assert room["meals"]["more"] == 770


# ---------------------------------------------------------------- what if


def test_one_member_less_shows_what_appears_and_what_is_proposed(edition, case):
    draft = typed(case)
    before = dict(draft)
    told = answer.what_if(edition, draft, {"members": 4})
    assert {each["rule"] for each in told["findings"]["new"]} >= {"printing-cap", "tea-cap"}
    assert told["counts"]["before"]["error"] == 0 < told["counts"]["after"]["error"]
    assert told["plan"]["proposals"]
    assert "application.members.4.name" not in told["draft"]
    assert draft == before


def test_more_members_bring_no_findings_about_their_empty_rows(edition, case):
    told = answer.what_if(edition, typed(case), {"members": 6})
    assert not any(each["path"].startswith("application.members.5") for each in told["findings"]["new"])
    assert told["plan"]["headroom"]["printing"]["most"] == 480
    assert "draft" not in told


def test_a_session_dropped_moves_the_others_up(edition, case):
    told = answer.what_if(edition, typed(case), {"drop": ["application.sessions.3"]})
    assert {"sessions-min", "consultation-equals-visits"} <= {each["rule"] for each in told["findings"]["new"]}
    assert told["draft"]["application.sessions.3.content"].startswith("增能講座")
    assert "application.sessions.7.content" not in told["draft"]


def test_money_moved_changes_the_total(edition, case):
    told = answer.what_if(edition, typed(case), {"values": {"budget.lines.printing.unit_price": "60", "budget.lines.miscellaneous.amount": None}})
    assert (told["total"]["before"], told["total"]["after"]) == (10_000, 9_424)
    assert told["total"]["words"] == "合計由 10,000 元變為 9,424 元"


def test_nothing_changed_shows_nothing(edition, case):
    told = answer.what_if(edition, typed(case), {})
    assert told["findings"] == {"new": [], "gone": []}
    assert told["draft"] == typed(case)


# ---------------------------------------------------------------- any draft, any plan


NUMBER = st.one_of(st.none(), st.integers(0, 300).map(str), st.sampled_from(["", "10000", "五", "-1", "1.5"]))
FIELDS = [
    f"budget.lines.{line.id}.{name}"
    for line in load_edition().budget.lines
    for name in {"quantity_price": ("quantity", "unit_price"), "persons_sessions_price": ("persons", "sessions", "unit_price"), "trips": ("trips.0.fare", "trips.1.fare"), "amount": ("amount",)}[line.formula]
]


@settings(max_examples=25)
@given(members=st.integers(0, 14), visits=st.integers(0, 2), numbers=st.lists(NUMBER, min_size=len(FIELDS), max_size=len(FIELDS)))
def test_whatever_was_typed_the_proposals_pass_the_judge(members, visits, numbers):
    edition = load_edition()
    draft = draft_of(community(members, visits), edition) | {path: number for path, number in zip(FIELDS, numbers, strict=True) if number is not None}
    proposed(edition, draft)


def another_plan(values: dict[str, Any]) -> None:
    """A plan of NT$24,000 with other prices, ten per cent, and no line for tea."""
    budget = values["budget"]
    budget["total"]["value"] = 24_000
    budget["miscellaneous"]["per_cent"]["value"] = 10
    budget["lecturers"]["fee_min"]["value"] = 3_200
    budget["lines"] = [line for line in budget["lines"] if line["id"] != "tea"]
    prices = {"external_lecturer_fee": 2_500, "internal_lecturer_fee": 1_600, "consultation_fee": 3_000, "printing": 150, "meals": 120, "teaching_materials": 500}
    for line in budget["lines"]:
        line["unit_price"] = prices.get(line["id"], line["unit_price"])
        if line["per_person"]:
            line["per_person"]["value"] = prices.get(line["id"], 700)
        if line["sessions_max"]:
            line["sessions_max"]["value"] = 6
    planner = values["planner"]
    planner["change_first"] = [line for line in planner["change_first"] if line != "tea"]
    for preference in planner["preferences"]:
        preference["fill"] = [line for line in preference["fill"] if line != "tea"]


def test_another_plan_gets_its_own_budgets():
    edition = changed(another_plan)
    for members in (6, 9, 12):
        found = proposed(edition, draft_of(community(members, 2), edition))
        assert (found["grant"], bool(found["proposals"])) == (24_000, True), members
        assert all(each["total"] == 24_000 for each in found["proposals"])


def test_a_draft_without_anything_is_answered(edition):
    assert proposed(edition, {})["total"] == 0
