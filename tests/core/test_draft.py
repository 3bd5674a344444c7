"""The flat draft of a form and the document of a bundle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from tests.conftest import ALL_CASES, APPLICATION_CASES, load_edition
from tests.core.strategies import DOCUMENTS, DRAFTS


def typed(document: dict[str, Any]) -> dict[str, Any]:
    """What a person types and ticks for a document: ROC dates, figures as text, radios "true" and "false"; a box left empty has no key."""
    draft: dict[str, Any] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, below in value.items():
                walk(below, f"{path}.{key}" if path else key)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for position, below in enumerate(value):
                walk(below, f"{path}.{position}")
        elif isinstance(value, bool):
            if value or path.endswith((".trained", ".advanced_certificate")):
                draft[path] = str(value).lower()
        elif path.endswith(".date"):
            year, month, day = value.split("-")
            draft[path] = f"{int(year) - 1911}/{int(month)}/{int(day)}"
        elif isinstance(value, list) and value:
            draft[path] = value
        elif value not in ("", None, []):
            draft[path] = str(value)
        elif value == 0:
            draft[path] = "0"

    walk({key: value for key, value in document.items() if key not in ("format", "plan")}, "")
    return draft


def read(draft: dict[str, Any], edition: Any) -> Any:
    return parse_bundle(drafts.to_document(draft, edition)).plain()


@pytest.mark.parametrize("name", APPLICATION_CASES)
def test_what_a_person_types_gives_the_case_file(name, case, edition):
    assert read(typed(case(name)), edition) == case(name)


@pytest.mark.parametrize("name", ALL_CASES)
def test_a_case_file_survives_being_shown_in_the_form(name, case, edition):
    draft = drafts.from_document(parse_bundle(case(name)), edition)
    assert read(draft, edition) == case(name)
    assert drafts.aside(draft) == {}


def test_a_form_shows_dates_and_figures_as_people_write_them(case, edition):
    draft = drafts.from_document(parse_bundle(case("ciwen-valid")), edition)
    assert draft["application.sessions.0.date"] == "107年9月12日"
    assert draft["budget.lines.external_lecturer_fee.unit_price"] == "2000"
    assert draft["application.sessions.3.guidance_visit"] == "true"
    assert draft["application.members.1.advanced_certificate"] == "false"
    assert draft["application.types"] == ["subject", "topic"]
    assert "application.sessions.0.guidance_visit" not in draft
    assert "application.sessions.0.remark" not in draft


def test_an_empty_draft_has_every_fixed_key_and_the_preprinted_prices(edition):
    document = drafts.to_document({}, edition)
    assert list(document) == ["format", "plan", "school", "submission", "application", "budget"]
    assert document["submission"] == {"date": None, "round": "first"}
    assert document["application"]["members"] == []
    assert list(document["budget"]["lines"]) == [line.id for line in edition.budget.lines]
    assert document["budget"]["lines"]["tea"] == {"persons": None, "sessions": None, "unit_price": "20"}
    assert document["budget"]["lines"]["lecturer_transport"] == {"trips": []}


def test_documents_share_nothing(edition):
    drafts.to_document({}, edition)["application"]["types"].append("topic")
    assert drafts.to_document({}, edition)["application"]["types"] == []


def test_a_blank_row_in_the_middle_stays_and_blank_rows_behind_go(edition):
    draft = {"application.members.0.name": "甲", "application.members.2.name": "乙", "application.members.4.name": "", "budget.books.2.unit": "本"}
    document = drafts.to_document(draft, edition)
    assert [member["name"] for member in document["application"]["members"]] == ["甲", "", "乙"]
    assert document["budget"]["books"] == []


def test_a_unit_that_differs_from_the_preprinted_one_makes_a_row(edition):
    assert [book["unit"] for book in drafts.to_document({"budget.books.0.unit": "片"}, edition)["budget"]["books"]] == ["片"]


def test_a_cleared_price_is_not_the_preprinted_price_and_stays_cleared(edition):
    draft = {"budget.lines.tea.unit_price": ""}
    document = drafts.to_document(draft, edition)
    assert document["budget"]["lines"]["tea"]["unit_price"] is None
    assert drafts.from_document(parse_bundle(document), edition)["budget.lines.tea.unit_price"] == ""


@pytest.mark.parametrize(("given_part", "present"), [({}, False), ({"paid": ""}, False), ({"affiliation": ""}, False), ({"hours": "0"}, True), ({"paid": "true"}, True)])
def test_a_lecturer_is_there_when_something_of_him_was_given(given_part, present, edition):
    draft = {"application.sessions.0.content": "講座"} | {f"application.sessions.0.lecturer.{name}": value for name, value in given_part.items()}
    assert ("lecturer" in drafts.to_document(draft, edition)["application"]["sessions"][0]) is present


def test_a_reason_keeps_its_rule_and_path(edition):
    draft = {"reasons.miscellaneous-cap": "已請示", "reasons.no-taxi@budget.lines.lecturer_transport.trips.0.mode": "末班車已過"}
    document = drafts.to_document(draft, edition)
    assert document["reasons"] == {name.removeprefix("reasons."): why for name, why in draft.items()}
    assert {path: value for path, value in drafts.from_document(parse_bundle(document), edition).items() if path in draft} == draft


def test_what_cannot_be_read_comes_back_as_it_was_typed(edition):
    draft = {"application.sessions.0.date": "九月中", "budget.lines.data_collection.amount": "約500", "application.sessions.0.lecturer.hours": "兩小時"}
    again = drafts.from_document(parse_bundle(drafts.to_document(draft, edition)), edition)
    assert {path: again[path] for path in draft} == draft


@pytest.mark.parametrize(
    "path", ["old.path", "application.members.0.nickname", "application.members.1000.name", "application.members.01.name", "plan", "", "budget.lines.A B.amount"]
)
def test_a_path_without_a_place_is_kept_aside(path, edition):
    draft = {path: "甲", "school": "乙"}
    assert drafts.aside(draft) == {path: "甲"}
    assert drafts.to_document(draft, edition)["school"] == "乙"


def test_a_value_in_whose_place_rows_were_typed_is_kept_aside(edition):
    draft = {"application.members": "三個人", "application.members.0.name": "甲"}
    assert drafts.aside(draft) == {"application.members": "三個人"}
    assert drafts.to_document(draft, edition)["application"]["members"][0]["name"] == "甲"


def test_preprinted_values_are_not_given(edition):
    draft = {"budget.lines.tea.unit_price": "20", "budget.books.0.unit": "本", "submission.round": "first", "school": "甲", "application.types": []}
    assert drafts.given(draft, edition) == {"school"}


@given(document=DOCUMENTS)
def test_any_bundle_shown_in_the_form_keeps_everything_that_was_typed(document):
    bundle = parse_bundle(document)
    draft = drafts.from_document(bundle, load_edition())
    again = parse_bundle(drafts.to_document(draft, load_edition()))
    assert drafts.aside(draft) == {}
    assert dict(again.misshapen()) == dict(bundle.misshapen())
    assert drafts.from_document(again, load_edition()) | draft == drafts.from_document(again, load_edition())


@given(draft=DRAFTS)
def test_any_draft_gives_a_bundle_that_the_form_shows_again_unchanged(draft):
    document = parse_bundle(drafts.to_document(draft, load_edition())).plain()
    assert read(drafts.from_document(parse_bundle(document), load_edition()), load_edition()) == document


@given(draft=DRAFTS)
def test_rows_that_were_read_before_are_what_they_would_be_if_they_were_read_anew(draft):
    edition = load_edition()
    for _ in range(2):
        assert drafts.read(draft, edition) == (parse_bundle(drafts.to_document(draft, edition)), drafts.aside(draft))


def test_rows_that_only_look_alike_are_told_apart(edition):
    path = "budget.lines.lecturer_transport.trips.0.fare"
    bundles = [drafts.read({path: value}, edition).bundle.plain() for value in ("1", True, 1)]
    assert [str(each["budget"]["lines"]["lecturer_transport"]["trips"][0]["fare"]) for each in bundles] == ["1", "True", "1"]


def test_a_copy_of_the_forms_forgets_where_controls_stood(edition):
    assert edition.forms.field("school") and edition.forms.defaults
    emptied = edition.forms.model_copy(update={"sections": ()})
    assert (emptied.field("school"), emptied.defaults) == (None, {})


@pytest.mark.parametrize("text", ['{"school": "\\ud800"}', '{"school": NaN}'])
def test_a_draft_that_no_file_can_hold_is_read_all_the_same(text, edition):
    assert parse_bundle(drafts.to_document(drafts.parse(text), edition)).plain()["school"] in ("?", "NaN")


def test_a_preprinted_box_that_a_bundle_says_is_not_ticked_is_not_ticked_in_its_draft(edition):
    bundle = {"format": "plc-bundle/1", "plan": edition.id, "application": {"methods": []}}
    draft = drafts.from_document(parse_bundle(bundle), edition)
    assert draft["application.methods"] == []
    assert drafts.to_document(draft, edition)["application"]["methods"] == []
