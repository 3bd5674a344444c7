"""The answers as they are read through before printing."""

from __future__ import annotations

import pytest

from pyodide_app.core import draft as drafts
from pyodide_app.core.answers import answers
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.verdict import FORMS


@pytest.fixture
def read(edition, case):
    """`{section: [(label, value)]}` of the valid application."""
    draft = drafts.from_document(parse_bundle(case("ciwen-valid")), edition)
    return {each["section"]: [(answer["label"], answer["value"]) for answer in each["answers"]] for each in answers(edition, draft)}


def test_every_section_of_the_form_is_there_in_its_order(edition, read):
    assert list(read) == [section.id for section in edition.forms.of(*FORMS["application"])]


def test_choices_are_read_by_their_labels(read):
    assert ("辦理類型", "學科/領域/學群、專業發展主題") in read["community"]


def test_a_row_is_one_line_and_says_its_date_with_the_weekday(read):
    label, value = read["sessions"][4]
    assert label == "第 5 場"
    assert value.startswith("107年12月19日（三）；13:30；15:30；增能講座")
    assert value.endswith("支領鐘點費；鐘點時數：2 小時")


def test_a_line_of_the_budget_is_read_with_its_arithmetic_and_the_total_with_its_balance(read):
    assert ("印刷費", "80 元 × 5 人 = 400 元") in read["budget"]
    assert read["budget"][-1] == ("總計", "10,000 元（剛好 10,000 元）")


def test_a_box_for_another_type_is_no_blank_of_its_own(edition):
    labels = [answer["label"] for answer in answers(edition, {})[0]["answers"]]
    assert "其他" not in " ".join(labels)


def test_another_type_that_was_written_stands_under_its_question(edition):
    told = answers(edition, {"application.type_other": "閱讀"})[0]["answers"]
    assert [each["value"] for each in told if each["path"] == "application.type_other"] == ["閱讀"]
    assert [each["label"] for each in told if each["path"] == "application.type_other"] == ["辦理類型 其他"]


def test_a_table_without_a_row_is_one_blank(edition):
    (books,) = [each for each in answers(edition, {"budget.books.0.unit": "本"}) if each["section"] == "books"]
    assert [answer["value"] for answer in books["answers"]] == [""]


def test_what_cannot_be_read_is_shown_as_it_was_typed(edition):
    told = answers(edition, {"application.sessions.0.date": "九月中"})
    assert "九月中" in [answer["value"] for each in told for answer in each["answers"]]


@pytest.fixture
def read_year(edition, case):
    """`{section: [(label, value)]}` of a whole year."""
    draft = drafts.from_document(parse_bundle(case("ciwen-full-year")), edition)
    return {each["section"]: [(answer["label"], answer["value"]) for answer in each["answers"]] for each in answers(edition, draft, "report")}


def test_the_year_is_read_in_the_order_of_its_forms_without_empty_parts_of_the_settlement(edition, read_year):
    empty = {"vouchers_internal_lecturer_fee", "vouchers_meals", "vouchers_teaching_materials"}
    assert list(read_year) == [section.id for section in edition.forms.of(*FORMS["report"]) if section.id not in empty]


def test_a_line_of_the_settlement_is_read_beside_its_budget(read_year):
    assert ("資料蒐集費", "592 元；比概算多 12 元，由其他項目勻支") in read_year["settlement"]
    assert read_year["settlement"][-1] == ("總計", "9,982 元（結餘 18 元，應繳回）")
    assert read_year["vouchers_data_collection"] == [("資料蒐集費憑證 1", "8；107年10月11日（四）")]


def test_a_feedback_form_is_counted_and_not_read_out(read_year):
    assert read_year["feedback"][2] == ("第 3 份回饋表", "11 題已作答；提問單的難度分層一開始很難掌握，透過互相試作慢慢抓到感覺。")
