"""The papers read back: what is on them, in them and around them."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_app.core import files, spelling
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.findings import Hit, finding
from pyodide_app.core.judge import judge
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import read_chunk
from pyodide_app.documents.package import Setter
from pyodide_app.documents.words import WORDS
from tests.conftest import APPLICATION_CASES, load_edition
from tests.core.strategies import DOCUMENTS
from tests.documents import readback

MARGIN = 1.85 / 2.54 * 72
"""Points; the forms' margin of 1.9 cm less a hair."""

# ---------------------------------------------------------------- the form


def application_labels(edition) -> list[str]:
    """表一's fields in the order of the paper, as `plan/forms.md` of the plan's own documents lists them."""
    labels = edition.forms.paper("application").labels
    options = edition.forms.options
    head = ["community_name", "types", "types_note", "convener", "phone", "email", "trained", "trained_note", "topic", "members", "members_note"]
    member = ["member_name", "member_subject", "member_subject_note", "member_certificate"]
    session = ["session_number", "session_when", "session_content", "session_host", "session_host_note", "session_place", "session_materials"]
    title = [edition.title_parent, edition.title, edition.forms.paper("application").title, edition.forms.paper("application").subtitle]
    return [
        edition.forms.paper("application").number,
        *title,
        *(labels[name] for name in head + member),
        labels["methods_heading"],
        *(option.label for option in options["methods"]),
        labels["sessions_heading"],
        labels["sessions_note"],
        *(labels[name] for name in session),
    ]


def budget_labels(edition) -> list[str]:
    paper = edition.forms.paper("budget")
    columns = [paper.labels[name] for name in ("item", "quantity", "unit", "unit_price", "amount", "note")]
    lines = [part for line in edition.budget.lines for part in (line.label, line.unit, str(line.unit_price or ""), *line.note)]
    total = [paper.labels["total"], edition.budget.total_words, edition.budget.reallocation_note]
    books = ("book_number", "book_title", "book_unit_price", "book_quantity", "book_unit", "book_amount", "book_note")
    appendix = [paper.labels["books_heading"], *(paper.labels[name] for name in books), paper.labels["books_total"]]
    title = [paper.number, edition.title_parent, edition.title, paper.title, paper.unit_note]
    return [*title, *columns, *lines, *total, *appendix, *edition.budget.stamps]


@pytest.mark.parametrize("name", [None, "ciwen-valid"])
def test_the_application_has_every_label_of_the_paper_in_its_order(pdf, edition, case, name) -> None:
    assert readback.out_of_order(readback.text(pdf("application", name and case(name))), application_labels(edition)) == []


@pytest.mark.parametrize("name", [None, "ciwen-valid"])
def test_the_budget_has_every_label_of_the_paper_in_its_order_down_to_the_stamps(pdf, edition, case, name) -> None:
    assert readback.out_of_order(readback.text(pdf("budget", name and case(name))), budget_labels(edition)) == []


def test_preprinted_methods_are_ticked_on_the_blank_form_and_no_others(pdf, edition) -> None:
    text = readback.text(pdf("application"))
    ticked = re.findall("■([^■□]+?)(?=[■□])", text)
    assert ticked == [option.label for option in edition.forms.options["methods"] if option.preprinted]


def test_a_preprinted_method_stays_ticked_where_the_bundle_left_it_out(pdf, case) -> None:
    document = case("ciwen-valid")
    document["application"]["methods"] = []
    assert "■協同備課" in readback.text(pdf("application", document))


def test_without_books_there_is_no_appendix(pdf, edition, case) -> None:
    assert edition.forms.paper("budget").labels["books_heading"] not in readback.text(pdf("budget", case("dayuan-six-violations")))


def test_a_table_that_goes_on_over_pages_repeats_its_header(pdf, edition, case, fullest) -> None:
    labels = edition.forms.paper("application").labels
    pages = readback.page_texts(pdf("application", fullest(case)))
    first = next(number for number, page in enumerate(pages) if labels["sessions_heading"] in page)
    assert len(pages) > first + 1
    assert [page for page in pages[first:] if labels["session_content"] not in page] == []


@pytest.mark.parametrize("form", papers.BLANK_FORMS)
def test_nothing_reaches_over_the_margins_however_full_the_form(pdf, case, fullest, form) -> None:
    assert readback.outside_margins(pdf(form, fullest(case)), MARGIN) == []


# ---------------------------------------------------------------- what was typed


def typed_values(edition, value, path=""):
    """Every typed value as the paper prints it. `subject_kind` chooses what the next field means; the paper has no place for it."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name != "subject_kind":
                yield from typed_values(edition, item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from typed_values(edition, item, path)
    elif isinstance(value, str) and value:
        date = spelling.parse_date(value) if path.endswith(".date") else None
        lists = {"methods": "methods", "types": "types", "mode": "trip_modes", "affiliation": "affiliations"}
        name = path.rpartition(".")[2]
        yield spelling.roc_date(date) if date else edition.forms.option_label(lists[name], value) if name in lists else value
    elif isinstance(value, int) and not isinstance(value, bool) and value:
        yield str(value)


@pytest.mark.parametrize("name", APPLICATION_CASES)
@pytest.mark.parametrize("form", ["application", "budget"])
def test_every_typed_value_is_on_the_paper(pdf, edition, case, name, form) -> None:
    document = case(name)
    text = readback.text(pdf(form, document))
    values = [document["school"], *typed_values(edition, document[form])]
    assert [value for value in values if readback.squeezed(value) not in text] == []


def test_what_nobody_can_read_is_printed_as_it_was_typed(pdf, case) -> None:
    document = case("ciwen-valid")
    document["application"]["sessions"][0] |= {"date": "九月中", "start": "下課後"}
    document["budget"]["lines"]["miscellaneous"]["amount"] = "約500"
    assert "九月中下課後" in readback.text(pdf("application", document))
    assert "約500" in readback.text(pdf("budget", document))


def test_typed_text_is_never_markup(pdf, case) -> None:
    typed = '#panic("x") *粗* _斜_ $a^2$ `碼` <lab> @ref // \\ = 標題'
    document = case("ciwen-valid")
    document["application"] |= {"community_name": typed, "topic_overview": f"{typed}\n= 一\n- 二"}
    document["budget"]["lines"]["printing"]["note"] = typed
    for form in papers.FORMS_OF["application"]:
        assert readback.squeezed(typed) in readback.text(pdf(form, document))


def test_an_address_that_fits_its_cell_can_be_copied_from_the_paper(pdf, case) -> None:
    pages = readback.reader(pdf("application", case("ciwen-valid"))).pages
    assert "chiaying@school.example" in pages[0].extract_text()


def test_methods_and_flags_are_printed_inside_the_content_cell(pdf, case) -> None:
    text = readback.text(pdf("application", case("ciwen-valid")))
    assert "地方輔導群到校觀課並主持議課【教學觀察與回饋】【地方輔導群到校】公開授課：林佳穎" in text
    assert "素養導向閱讀評量的命題與規準【專題講座】【增能】講師：周明達" in text


def test_dates_are_roc_with_the_time_below(pdf, case) -> None:
    assert "107年9月12日13:30–15:30" in readback.text(pdf("application", case("ciwen-valid")))


def test_amounts_are_computed_and_trips_and_factors_explained(pdf, case) -> None:
    text = readback.text(pdf("budget", case("ciwen-valid")))
    for words in ("第1趟火車新竹—桃園72元", "5人×4場", "諮詢費2次20004000", "茶水20人20400", "合計580"):
        assert words in text


def test_a_total_that_differs_from_the_preprinted_one_is_said(pdf, case) -> None:
    document = case("ciwen-valid")
    document["budget"]["lines"]["miscellaneous"]["amount"] = 0
    assert "新臺幣10000元整（各項合計9,524元）" in readback.text(pdf("budget", document))


def test_a_total_that_is_the_grant_stands_in_capital_numerals_too(pdf, case) -> None:
    assert "新臺幣10000元整（大寫：壹萬元整）" in readback.text(pdf("budget", case("ciwen-valid")))
    assert "大寫" not in readback.text(pdf("budget"))


# ---------------------------------------------------------------- findings


def test_the_findings_paper_names_each_finding_with_its_clause_and_quote(pdf, edition, case) -> None:
    document = case("dayuan-six-violations")
    found = judge(edition, parse_bundle(case("dayuan-six-violations")))
    text = readback.text(pdf("findings", document))
    assert len(found) > 6
    for finding in found:
        assert readback.squeezed(finding.message) in text
        assert readback.squeezed(finding.clause) in text
        assert readback.squeezed(finding.quote) in text


def test_a_reason_is_printed_beside_its_warning_and_one_for_the_place_goes_first(pdf, edition, case) -> None:
    warning = finding("members-max", Hit("application.members", {"n": 13, "max": 12}), edition)
    document = case("ciwen-valid") | {"reasons": {"members-max": "一般的理由", "members-max@application.members": "這裡的理由"}}
    text = readback.text(pdf("findings", document, [warning]))
    assert "教師說明：這裡的理由" in text and "一般的理由" not in text


def test_a_reason_whose_finding_has_gone_is_not_printed(pdf, case) -> None:
    document = case("ciwen-valid") | {"reasons": {"members-max": "早先的理由", "members-max@application.members": "早先在這裡的理由"}}
    assert "早先" not in readback.text(pdf("findings", document))


# ---------------------------------------------------------------- draft mark


@pytest.mark.parametrize("form", papers.FORMS)
def test_the_draft_mark_is_on_every_page_while_there_are_errors(pdf, edition, case, form) -> None:
    errors = judge(edition, parse_bundle(case("dayuan-six-violations")))
    pages = readback.page_texts(pdf(form, case("ciwen-full-year"), errors))
    assert [page for page in pages if WORDS["draft"] not in page] == []


@pytest.mark.parametrize("form", papers.FORMS)
def test_without_errors_there_is_no_draft_mark(pdf, case, form) -> None:
    assert WORDS["draft"] not in readback.text(pdf(form, case("ciwen-full-year")))


# ---------------------------------------------------------------- the file


@pytest.fixture(params=[(form, "ciwen-full-year") for form in papers.FORMS] + [(form, None) for form in papers.BLANK_FORMS], ids=lambda p: f"{p[0]}-{p[1] or 'blank'}")
def any_paper(request, pdf, case) -> bytes:
    form, name = request.param
    return pdf(form, name and case(name))


def test_it_declares_pdf_a_3a_and_pdf_ua_1(any_paper) -> None:
    xmp = readback.reader(any_paper).xmp_metadata.stream.get_data().decode()
    for tag, value in (("pdfaid:part", "3"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
        assert re.search(rf"<{tag}>{value}</{tag}>", xmp)


def test_it_is_tagged_with_a_title_and_a_language(any_paper, edition) -> None:
    root = readback.reader(any_paper).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not False and "/StructTreeRoot" in root
    assert root["/Lang"] == "zh-TW"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert readback.reader(any_paper).metadata.title


def test_every_font_is_embedded(any_paper) -> None:
    found = list(readback.fonts(any_paper))
    assert found
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in found)


def test_each_page_says_its_number(any_paper) -> None:
    pages = readback.page_texts(any_paper)
    for number, page in enumerate(pages, 1):
        assert readback.squeezed(WORDS["page"].format(page=number, pages=len(pages))) in page


@pytest.mark.parametrize("form", papers.FORMS)
def test_the_bundle_is_inside_and_its_fingerprint_on_every_page(pdf, case, form) -> None:
    made = pdf(form, case("neili-twelve-members"))
    bundle = parse_bundle(case("neili-twelve-members"))
    assert readback.attachments(made) == {"bundle.json": files.write_json(bundle)}
    assert json.loads(readback.attachments(made)["bundle.json"]) == bundle.plain()
    assert files.read(made) == bundle
    printed = readback.squeezed(files.fingerprint(bundle))
    assert [page for page in readback.page_texts(made) if printed not in page] == []


@pytest.mark.parametrize("form", papers.BLANK_FORMS)
def test_a_blank_form_carries_no_bundle_and_no_fingerprint(pdf, form) -> None:
    made = pdf(form)
    assert readback.attachments(made) == {}
    assert WORDS["fingerprint"] not in readback.text(made)


@pytest.mark.parametrize("form", papers.FORMS)
def test_the_same_bundle_gives_the_same_bytes(pdf, case, form) -> None:
    assert pdf(form, case("ciwen-valid")) == pdf(form, case("ciwen-valid"))


def test_the_document_bears_the_date_of_submission(pdf, case) -> None:
    assert readback.reader(pdf("application", case("ciwen-valid"))).metadata["/CreationDate"].startswith("D:20181026")


def test_the_package_holds_the_bundle_and_the_three_papers(edition, case, index, glyphs) -> None:
    setter = Setter(edition, parse_bundle(case("ciwen-valid")), index)
    read = partial(read_chunk, glyphs.folder)
    package = setter.package(read)
    assert package == Setter(edition, parse_bundle(case("ciwen-valid")), index).package(read)
    assert files.read(package) == parse_bundle(case("ciwen-valid"))
    for file_name in ("表一-申請書.pdf", "表二-經費概算表.pdf", "檢核結果.pdf"):
        assert file_name.encode() in package


# ---------------------------------------------------------------- unfinished work


@pytest.mark.parametrize("form", papers.FORMS)
def test_work_that_has_hardly_begun_is_printed_and_marked(pdf, form) -> None:
    assert WORDS["draft"] in readback.text(pdf(form, {"format": "plc-bundle/1", "plan": "tyc-plc-advanced-107"}))


@pytest.mark.parametrize("form", papers.FORMS)
@pytest.mark.parametrize(
    "broken",
    [
        {"application": "表一", "budget": ["表二"]},
        {"application": {"members": "甲、乙", "sessions": [None, "九月中", {"methods": "lecture", "lecturer": "周明達"}], "convener": "林佳穎"}},
        {"budget": {"lines": {"meals": "400", "lecturer_transport": {"trips": "兩趟"}}, "books": "三本"}, "submission": "十月"},
        {"report": "成果", "settlement": "結算", "feedback": "都很好", "reasons": "因為"},
        {"report": {"photos": ["一張", {"file": ["a.jpg"], "session": "第一場"}], "members": "甲", "sessions": [1], "attachments": {"a": 1}, "reflection": ["a"], "extra": [2]}},
        {"settlement": {"lines": {"tea": {"vouchers": "五號", "amount": "四百"}, "meals": 3}}, "feedback": [3, {"answers": "同意"}, {"answers": ["很同意", 7]}]},
    ],
)
def test_parts_of_the_wrong_shape_stop_no_paper(pdf, form, broken) -> None:
    assert pdf(form, {"format": "plc-bundle/1", "plan": "tyc-plc-advanced-107"} | broken).startswith(b"%PDF")


@settings(max_examples=60)
@given(DOCUMENTS, st.sampled_from(papers.FORMS))
def test_no_bundle_is_too_odd_for_a_paper(document, form) -> None:
    bundle = parse_bundle(document)
    assert papers.paper(load_edition(), form, bundle, judge(load_edition(), bundle)).text
