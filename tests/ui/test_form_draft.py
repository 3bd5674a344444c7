"""Controls become a draft and a draft becomes controls again; what the paper prints anyway is never stored."""

from types import SimpleNamespace

import pytest

from pyodide_app.ui.draft import Shape, pattern, read, write

METHODS = "application.methods"
PRICE = "budget.lines.meals.unit_price"


@pytest.fixture
def shape() -> Shape:
    return Shape(
        groups=[METHODS, "application.types", "application.sessions.*.methods"],
        defaults={METHODS: ["observation", "copreparation"], PRICE: "80", "budget.books.*.unit": "本"},
        printed={"application.sessions": 8, "budget.books": 3},
    )


def box(name: str, value: str, checked: bool) -> SimpleNamespace:
    return SimpleNamespace(type="checkbox", name=name, value=value, checked=checked)


def text(name: str, value: str) -> SimpleNamespace:
    return SimpleNamespace(type="text", name=name, value=value)


def test_a_path_names_its_column_with_stars_for_positions():
    assert pattern("application.sessions.12.lecturer.name") == "application.sessions.*.lecturer.name"


def test_an_untouched_form_holds_the_preprinted_boxes_and_nothing_else(shape):
    entries = [["school", ""], [METHODS, "observation"], [METHODS, "copreparation"], [PRICE, "80"], ["budget.books.0.unit", "本"]]
    assert shape.from_entries(entries) == {METHODS: ["observation", "copreparation"]}


def test_preprinted_boxes_that_are_not_ticked_leave_an_empty_list(shape):
    assert shape.from_entries([["school", ""]]) == {METHODS: []}


def test_preprinted_boxes_of_another_page_stay_as_the_paper_prints_them(shape):
    assert shape.from_entries([["report.school", ""]], [METHODS]) == {METHODS: ["observation", "copreparation"]}


def test_boxes_of_one_group_become_a_list_in_the_page_s_order(shape):
    entries = [["application.sessions.3.methods", "lecture"], ["application.sessions.3.methods", "copreparation"]]
    assert shape.from_entries(entries)["application.sessions.3.methods"] == ["lecture", "copreparation"]


def test_a_cleared_default_is_kept_as_empty_text(shape):
    draft = {}
    shape.put(draft, PRICE, "")
    assert draft == {PRICE: ""}


def test_a_default_typed_again_is_not_stored(shape):
    draft = {PRICE: "70"}
    shape.put(draft, PRICE, "80")
    assert draft == {}


def test_a_cleared_text_leaves_no_key(shape):
    draft = {"school": "西門國小"}
    shape.put(draft, "school", "")
    assert draft == {}


def test_text_is_kept_as_typed(shape):
    draft = {}
    shape.put(draft, PRICE, " 約８０ ")
    assert draft == {PRICE: " 約８０ "}


def test_a_draft_from_elsewhere_gets_the_preprinted_boxes_only_where_it_says_nothing(shape):
    assert shape.normal({})[METHODS] == ["observation", "copreparation"]
    assert shape.normal({METHODS: ["lecture"]})[METHODS] == ["lecture"]


def test_a_draft_from_elsewhere_keeps_keys_that_the_page_does_not_know(shape):
    assert shape.normal({"report.reflection": "心得"})["report.reflection"] == "心得"


@pytest.mark.parametrize(("draft", "rows"), [({}, 8), ({"application.sessions.7.date": "x"}, 8), ({"application.sessions.8.date": "x"}, 9)])
def test_a_table_shows_the_printed_rows_or_as_many_as_the_draft_needs(shape, draft, rows):
    assert shape.rows(draft, "application.sessions") == rows


def test_a_group_is_read_from_all_its_boxes(shape):
    boxes = [box(METHODS, "observation", True), box(METHODS, "lecture", False), box(METHODS, "copreparation", True)]
    assert read(boxes[1], lambda: boxes, shape) == ["observation", "copreparation"]


@pytest.mark.parametrize(("checked", "value"), [(True, "true"), (False, "")])
def test_a_flag_is_true_or_nothing(shape, checked, value):
    flag = box("application.sessions.0.enrichment", "true", checked)
    assert read(flag, lambda: [flag], shape) == value


def test_writing_ticks_exactly_the_boxes_of_the_list():
    boxes = [box(METHODS, "observation", True), box(METHODS, "lecture", False)]
    write(boxes, ["lecture"])
    assert [each.checked for each in boxes] == [False, True]


def test_writing_nothing_unticks_both_radios():
    radios = [SimpleNamespace(type="radio", value=value, checked=value == "true") for value in ("true", "false")]
    write(radios, "")
    assert [each.checked for each in radios] == [False, False]


def test_writing_a_text_puts_it_into_its_box():
    control = text("school", "舊")
    write([control], "新")
    assert control.value == "新"
