"""What the form page shows beside the findings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from pyodide_app.core import draft as drafts
from pyodide_app.core import files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.overview import overview
from tests.conftest import APPLICATION_CASES, load_edition
from tests.core.strategies import DRAFTS


@pytest.fixture
def shown(edition, case):
    """The overview of a case file, with changes to its draft."""

    def show(name: str, **changes: str):
        draft = drafts.from_document(parse_bundle(case(name)), edition) | {path.replace("__", "."): value for path, value in changes.items()}
        return overview(edition, draft)

    return show


def test_an_empty_form_has_everything_to_do_and_no_problem(edition):
    states = {name: section["state"] for name, section in overview(edition, {})["sections"].items()}
    assert {name for name, state in states.items() if state == "todo"} == {"community", "members", "methods", "sessions", "budget"}
    assert "problem" not in states.values()


def test_preprinted_prices_alone_leave_the_budget_to_do(edition):
    assert overview(edition, {"budget.lines.tea.unit_price": "20", "budget.books.0.unit": "本"})["sections"]["budget"]["state"] == "todo"


def test_a_valid_application_is_done_throughout(shown):
    answer = shown("ciwen-valid")
    assert {section["state"] for section in answer["sections"].values()} == {"done"}
    assert answer["counts"] == {"error": 0, "warning": 0, "info": len(answer["findings"])}


def test_a_third_member_still_missing_is_to_do_and_a_taxi_is_a_problem(shown):
    sections = shown("dayuan-six-violations")["sections"]
    assert sections["members"] == {"state": "todo", "errors": 1, "warnings": 0}
    assert sections["trips"] == {"state": "problem", "errors": 1, "warnings": 0}


def test_a_value_that_cannot_be_read_is_a_problem(shown):
    assert shown("ciwen-valid", application__sessions__0__date="九月中")["sections"]["sessions"]["state"] == "problem"


@pytest.mark.parametrize("name", APPLICATION_CASES)
def test_every_finding_stands_in_a_section_and_is_counted_there(name, shown):
    answer = shown(name)
    for section, told in answer["sections"].items():
        assert told["errors"] == sum(each["section"] == section and each["severity"] == "error" for each in answer["findings"])


def test_the_arithmetic_of_a_line_its_cap_and_what_is_left(shown):
    line = shown("ciwen-valid", budget__lines__tea__sessions="3")["budget"]["lines"]["tea"]
    assert line == {
        "amount": 300,
        "words": "20 元 × 5 人 × 3 場 = 300 元",
        "cap": 400,
        "cap_words": "上限：20 元 × 5 人 × 4 場 = 400 元",
        "left_words": "還可編 100 元",
        "over": False,
    }


def test_a_line_over_its_cap_says_by_how_much(shown):
    line = shown("ciwen-valid", budget__lines__printing__quantity="6")["budget"]["lines"]["printing"]
    assert (line["over"], line["left_words"]) == (True, "超出 80 元")


def test_the_cap_of_miscellaneous_expenses_follows_from_the_other_lines(shown):
    line = shown("ciwen-valid")["budget"]["lines"]["miscellaneous"]
    assert (line["cap"], line["cap_words"]) == (476, "上限：其他項目合計 9,524 元的 5% = 476 元")


def test_without_members_there_is_no_cap_to_multiply(edition):
    line = overview(edition, {"budget.lines.tea.persons": "5"})["budget"]["lines"]["tea"]
    assert (line["amount"], line["words"], line["cap"], line["left_words"]) == (None, "", None, "")


@pytest.mark.parametrize(("amount", "words"), [("476", "剛好 10,000 元"), ("475", "還差 1 元"), ("477", "超出 1 元"), ("", "還差 476 元")])
def test_the_total_says_what_is_missing_or_over(amount, words, shown):
    assert shown("ciwen-valid", budget__lines__miscellaneous__amount=amount)["budget"]["words"] == words


def test_each_book_has_its_amount_and_the_list_its_total(shown):
    budget = shown("ciwen-valid", budget__books__2__title="第三本")["budget"]
    assert (budget["books"], budget["books_total_words"]) == (["300", "280", None], "580")


def test_dates_are_read_back_with_their_weekday(edition):
    draft = {"application.sessions.0.date": "１０７.９.１２", "application.sessions.1.date": "九月中", "submission.date": "1071026"}
    assert overview(edition, draft)["dates"] == {"application.sessions.0.date": "107年9月12日（三）", "submission.date": "107年10月26日（五）"}


def test_the_fingerprint_is_that_of_the_data_file(shown, case):
    assert shown("ciwen-valid")["fingerprint"] == files.fingerprint(parse_bundle(case("ciwen-valid")))


def test_what_has_no_place_is_said(edition):
    assert overview(edition, {"old.path": "甲"})["aside"] == ["old.path"]


@given(draft=DRAFTS)
def test_no_draft_is_too_odd_for_an_answer(draft):
    json.dumps(overview(load_edition(), draft), allow_nan=False)
