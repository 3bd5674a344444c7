"""Numbers that the budget may take over from the rest of the form."""

from __future__ import annotations

import copy

import pytest

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import Case
from pyodide_app.core.offers import offers

LINES = "budget.lines."


@pytest.fixture
def offered(edition, case):
    """What the valid application is offered after a change: `{path below the lines: value}`."""

    def offer(change=lambda bundle: None) -> dict[str, int]:
        bundle = copy.deepcopy(case("ciwen-valid"))
        change(bundle)
        return {each.path.removeprefix(LINES): each.value for each in offers(Case(edition, parse_bundle(bundle)))}

    return offer


def line(name: str, **values):
    return lambda bundle: bundle["budget"]["lines"][name].update(values)


def test_nothing_is_offered_where_it_stands_already_or_was_set_to_nothing(offered):
    assert offered() == {}


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        (line("printing", quantity=None), "printing.quantity", 5),
        (line("printing", quantity=4), "printing.quantity", 5),
        (line("tea", persons=None), "tea.persons", 5),
        (line("external_lecturer_fee", quantity=None), "external_lecturer_fee.quantity", 2),
        (line("consultation_fee", quantity=1), "consultation_fee.quantity", 2),
        (line("data_collection", amount=None), "data_collection.amount", 580),
        (line("tea", sessions=None), "tea.sessions", 4),
        (line("tea", sessions=9), "tea.sessions", 4),
    ],
)
def test_a_number_from_elsewhere_is_offered(offered, change, path, value):
    assert offered(change)[path] == value


def test_five_per_cent_of_the_other_lines_is_offered_as_miscellaneous(offered):
    assert offered(line("miscellaneous", amount=None)) == {"miscellaneous.amount": 476}


def test_an_empty_application_is_offered_nothing(edition):
    assert offers(Case(edition, parse_bundle({"format": "plc-bundle/1", "plan": edition.id}))) == []


def test_where_a_number_comes_from_is_said(edition, case):
    bundle = copy.deepcopy(case("ciwen-valid"))
    line("printing", quantity=None)(bundle)
    assert offers(Case(edition, parse_bundle(bundle)))[0].words == "社群成員共 5 人"


@pytest.mark.parametrize(
    ("change", "path", "sources"),
    [
        (line("printing", quantity=4), "printing.quantity", [f"application.members.{row}" for row in range(5)]),
        (line("external_lecturer_fee", quantity=1), "external_lecturer_fee.quantity", ["application.sessions.4.lecturer.hours"]),
        (line("consultation_fee", quantity=1), "consultation_fee.quantity", [f"application.sessions.{row}.guidance_visit" for row in (3, 6)]),
        (line("data_collection", amount=None), "data_collection.amount", ["budget.books.0", "budget.books.1"]),
        (line("tea", sessions=None), "tea.sessions", [f"application.sessions.{row}" for row in range(8)]),
    ],
)
def test_each_number_names_the_controls_that_it_comes_from(edition, case, change, path, sources):
    bundle = copy.deepcopy(case("ciwen-valid"))
    change(bundle)
    assert [list(each.sources) for each in offers(Case(edition, parse_bundle(bundle))) if each.path == LINES + path] == [sources]


def test_fewer_sessions_with_tea_than_planned_are_a_choice(offered):
    assert offered(line("tea", sessions=2, persons=5)).get("tea.sessions") is None


def test_nothing_is_offered_for_the_line_that_pays_no_lecture_any_more(offered):
    def from_the_city(bundle):
        bundle["application"]["sessions"][4]["lecturer"]["affiliation"] = "city"

    found = offered(from_the_city)
    assert (found["external_lecturer_fee.quantity"], found["internal_lecturer_fee.quantity"]) == (0, 2)
