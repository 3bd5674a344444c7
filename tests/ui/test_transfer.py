"""Files out and in: their names, and the file that needs no engine."""

import json

import pytest

from pyodide_app.ui.transfer import file_name, is_blank, raw_draft, raw_file

PLAN = "tyc-plc-advanced-107"


def test_a_file_is_named_after_its_school_and_community():
    draft = {"school": "桃園市立青溪國民中學", "application.community_name": "語文社群"}
    assert file_name("申請包", draft, ".zip") == "申請包-桃園市立青溪國民中學-語文社群.zip"


def test_a_file_of_an_empty_form_has_a_name():
    assert file_name("資料檔", {}, ".json") == "資料檔.json"


def test_a_name_holds_nothing_that_a_file_system_refuses():
    draft = {"school": "../..\\青溪:國中", "application.community_name": "什麼?\n「好」*"}
    assert file_name("資料檔", draft, ".json") == "資料檔-青溪 國中-什麼 「好」.json"


def test_a_long_name_is_cut():
    assert file_name("資料檔", {"school": "長" * 500}, ".json") == "資料檔-" + "長" * 40 + ".json"


def test_the_file_made_without_the_engine_is_read_again():
    draft = {"school": "慈文國中", "application.methods": ["book_study"]}
    assert raw_draft(raw_file(draft, PLAN), PLAN) == draft


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON, but plc-draft/1",
        json.dumps({"format": "plc-bundle/1", "plan": PLAN}),
        json.dumps({"format": "plc-draft/1", "plan": "another", "draft": {}}),
        json.dumps({"format": "plc-draft/1", "plan": PLAN, "draft": ["a"]}),
        json.dumps({"format": "plc-draft/1", "plan": PLAN, "draft": {"school": {"a": 1}}}),
        json.dumps({"format": "plc-draft/1", "plan": PLAN, "draft": {"school": [1]}}),
        json.dumps(["plc-draft/1"]),
    ],
)
def test_any_other_text_is_left_to_the_engine(text):
    assert raw_draft(text, PLAN) is None


def test_a_form_with_only_its_own_values_is_blank():
    assert is_blank({"budget.lines.tea.unit_price": "40", "school": ""}, {"budget.lines.tea.unit_price": "40"})


def test_a_form_with_an_answer_is_not_blank():
    assert not is_blank({"school": "慈文國中"}, {})


def test_a_value_of_the_form_that_was_changed_is_an_answer():
    assert not is_blank({"budget.lines.tea.unit_price": "30"}, {"budget.lines.tea.unit_price": "40"})
