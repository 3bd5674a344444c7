"""The papers of the year's end read back: 表三 with its photos, 表四 with its summary, 收支結算表, and 成果包."""

from __future__ import annotations

import copy
import hashlib
import io
import zipfile
from functools import partial

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from pyodide_app.core import files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.documents import papers, pictures
from pyodide_app.documents.findings_paper import place
from pyodide_app.documents.fonts import read_chunk
from pyodide_app.documents.package import Setter
from pyodide_app.documents.pictures import BrokenPictures
from pyodide_app.documents.words import WORDS
from tests.documents import readback
from tests.documents.photos import jpeg, photos
from tests.documents.test_papers import MARGIN, typed_values

REPORT_LABELS = (
    "community_name", "convener", "phone", "email", "trained", "members", "members_note", "member_number", "member_school", "member_name", "member_certificate",
    "member_grade_subject", "reflection_heading", "reflection_prompts", "reflection_prompts_end", "photos_heading",
)  # fmt: skip
PHOTO_LABELS = ("photo_content", "photo_date", "photo_place")
BYTES = 10_000_000
"""What the PDF of 16 photos may cost."""


@pytest.fixture(scope="module")
def year(case) -> dict:
    return case("ciwen-full-year")


@pytest.fixture(scope="module")
def report(pdf, year) -> bytes:
    """表三 of a full year with its 16 photos."""
    return pdf("report", year, enclosed=photos(year))


@pytest.fixture
def setter(edition, index, glyphs):
    """The report's papers of a document with these files, as the package sets them."""

    def make(document: dict, enclosed: dict[str, bytes]) -> tuple[Setter, bytes]:
        made = Setter(edition, parse_bundle(document), index, "report", enclosed)
        return made, made.package(partial(read_chunk, glyphs.folder))

    return make


def images(pdf: bytes) -> list[str]:
    """The pictures of all pages."""
    objects = [(page["/Resources"].get("/XObject") or {}) for page in readback.reader(pdf).pages]
    return [name for page in objects for name, each in page.items() if each.get_object()["/Subtype"] == "/Image"]


def alternative_texts(pdf: bytes) -> list[str]:
    """The alternative texts of all figures, in the order of the paper."""
    found: list[str] = []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif hasattr(node, "get"):
            if node.get("/S") == "/Figure":
                found.append(node.get("/Alt", ""))
            if "/K" in node:
                walk(node["/K"])

    walk(readback.reader(pdf).trailer["/Root"]["/StructTreeRoot"])
    return [text for text in found if text != ""]


# ---------------------------------------------------------------- 表三


@pytest.mark.parametrize("name", [None, "ciwen-full-year"])
def test_the_report_has_every_label_of_the_paper_in_its_order(pdf, edition, case, name) -> None:
    sheet = edition.forms.paper("report")
    title = [sheet.number, edition.title_parent, edition.title, sheet.title, sheet.subtitle]
    text = readback.text(pdf("report", name and case(name)))
    assert readback.out_of_order(text, [*title, *(sheet.labels[label] for label in REPORT_LABELS)]) == []
    assert [text.count(readback.squeezed(sheet.labels[label])) for label in PHOTO_LABELS] == [16] * 3
    assert readback.out_of_order(text, [f"{sheet.labels['photo_number']}{number}" for number in range(1, 17)]) == []


def test_every_typed_value_of_the_report_is_on_the_paper(report, edition, year) -> None:
    typed = {name: value for name, value in year["report"].items() if name not in ("mail_date", "photos", "attachments", "reflection")}
    values = [*typed_values(edition, typed), *year["report"]["reflection"].split("\n")]
    values += [photo[name] for photo in year["report"]["photos"] for name in ("content", "place")] + [each["title"] for each in year["report"]["attachments"]]
    assert [value for value in values if readback.squeezed(value) not in readback.text(report)] == []


def test_photos_stand_two_a_row_each_with_its_words_and_its_alternative_text(pdf, year) -> None:
    document = copy.deepcopy(year)
    document["report"]["photos"][1]["alt"] = "五位教師圍著一張海報"
    made = pdf("report", document, enclosed=photos(document))
    assert len(images(made)) == 16
    words = ["圖次1第1場", "圖次2第1場", "活動內容：成員共讀診斷報告並圈出弱項", "日期：107年9月12日", "地點：圖書館", "活動內容：討論後確定年度目標海報", "圖次3第2場"]
    assert readback.out_of_order(readback.text(made), words) == []
    assert alternative_texts(made)[:2] == ["圖1：成員共讀診斷報告並圈出弱項", "五位教師圍著一張海報"]


def test_words_without_a_shape_stop_no_paper(pdf, year) -> None:
    document = copy.deepcopy(year)
    document["report"]["photos"][0]["alt"] = document["report"]["extra"][0]["title"] = "\u200b"
    assert alternative_texts(pdf("report", document, enclosed=photos(document)))[0] == "1"


def test_a_photo_whose_file_is_missing_leaves_a_frame_that_names_it(pdf, year) -> None:
    enclosed = photos(year)
    del enclosed["photos/photo-03.jpg"]
    made = pdf("report", year, enclosed=enclosed)
    assert len(images(made)) == 15
    assert "缺少照片檔photo-03.jpg" in readback.text(made)
    assert papers.missing_photos(parse_bundle(year), enclosed) == ["photo-03.jpg"]


def test_a_photo_that_is_no_picture_is_refused_by_its_name(pdf, year) -> None:
    for broken in (b"", b"GIF89a", b"\xff\xd8\xff\xe0", jpeg()[:-200].removesuffix(b"\xff\xd9"), b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(BrokenPictures) as refused:
            pdf("report", year, enclosed=photos(year) | {"photos/photo-05.jpg": broken})
        assert refused.value.names == ["photo-05.jpg"]


def test_a_photo_that_only_the_typesetter_cannot_read_is_refused_by_its_name(setter, year) -> None:
    broken = jpeg().replace(b"\xff\xc4\x00\x1f\x00", b"\xff\xc4\x00\x1f\x03", 1)
    assert pictures.kind_of(broken) == pictures.JPEG
    with pytest.raises(BrokenPictures) as refused:
        setter(year, photos(year) | {"photos/photo-07.jpg": broken})
    assert refused.value.names == ["photo-07.jpg"]


def test_a_name_that_climbs_out_of_the_photos_is_a_missing_photo(pdf, year) -> None:
    document = copy.deepcopy(year)
    document["report"]["photos"][0]["file"] = "../secret.jpg"
    assert "缺少照片檔../secret.jpg" in readback.text(pdf("report", document, enclosed={"photos/../secret.jpg": jpeg()}))


def test_sixteen_photos_cost_less_than_ten_megabytes(pdf, year) -> None:
    enclosed = {f"photos/photo-{number + 1:02}.jpg": jpeg(1400, 1050, number, 50) for number in range(16)}
    assert sum(map(len, enclosed.values())) > 0.6 * BYTES
    made = pdf("report", year, enclosed=enclosed)
    assert len(made) < BYTES and len(images(made)) == 16


def test_what_the_community_adds_stands_behind_the_papers_own_items(report) -> None:
    text = readback.text(report)
    assert readback.out_of_order(text, ["圖次16", WORDS["report"]["added"], "實際辦理的場次", "108年3月6日", "檢附資料", "共備教案", "自行增列的社群活動成果", "六個單元提問單彙編"]) == []


@pytest.mark.parametrize("form", papers.FORMS_OF["report"])
def test_nothing_reaches_over_the_margins_however_full_the_year(pdf, case, fullest_report, form) -> None:
    document = fullest_report(case)
    assert readback.outside_margins(pdf(form, document, enclosed=photos(document)), MARGIN) == []


def test_words_of_a_report_are_never_markup(pdf, year) -> None:
    typed = '#panic("x") *粗* _斜_ $a^2$ `碼` <lab> @ref // \\ = 標題'
    document = copy.deepcopy(year)
    document["report"] |= {"community_name": typed, "reflection": f"{typed}\n= 一"}
    document["report"]["photos"][0] |= {"content": typed, "alt": typed}
    document["feedback"][0]["difficulties"] = document["settlement"]["lines"]["tea"]["note"] = typed
    for form in ("report", "feedback", "settlement"):
        assert readback.squeezed(typed) in readback.text(pdf(form, document, enclosed=photos(document)))


# ---------------------------------------------------------------- 表四


def feedback_labels(edition) -> list[str]:
    sheet = edition.forms.paper("feedback")
    questions = [edition.forms.example, *edition.forms.questions]
    title = [sheet.number, edition.title_parent, edition.title, sheet.title, sheet.subtitle, sheet.labels["instruction"].removesuffix("(") + "✓"]
    columns = [sheet.labels[name] for name in ("aspect", "number", "question")] + [option.label for option in edition.forms.options["agreement"]]
    return [*title, *columns, *(question.question for question in questions), sheet.labels["difficulties"], sheet.labels["difficulties_note"]]


@pytest.mark.parametrize("name", [None, "ciwen-full-year"])
def test_a_sheet_has_every_label_of_the_paper_in_its_order(pdf, edition, case, name) -> None:
    assert readback.out_of_order(readback.page_texts(pdf("feedback", name and case(name)))[0], feedback_labels(edition)) == []


def test_there_is_a_sheet_for_each_member_and_a_summary_behind(pdf, edition, year) -> None:
    pages = readback.page_texts(pdf("feedback", year))
    sheet = edition.forms.paper("feedback").title
    assert [sheet in page for page in pages] == [True] * 5 + [False]
    assert [readback.squeezed(each["difficulties"]) in page for each, page in zip(year["feedback"], pages, strict=False)] == [True] * 5
    assert WORDS["feedback"]["summary"] in pages[-1] and WORDS["feedback"]["ours"] in pages[-1]


def test_a_sheet_marks_one_answer_a_question_beside_the_example(pdf, year) -> None:
    page = readback.page_texts(pdf("feedback", year))[0]
    assert page.count("✓") == 1 + 1 + 11
    assert "學校能提供教師及社群運作相關資源□✓□□" in page
    assert readback.text(pdf("feedback")).count("✓") == 2


def test_the_summary_counts_the_members_answers_and_never_the_example(pdf, edition, year) -> None:
    summary = readback.page_texts(pdf("feedback", year))[-1]
    options = [option.id for option in edition.forms.options["agreement"]]
    for number, question in enumerate(edition.forms.questions):
        given = [sheet["answers"][number] for sheet in year["feedback"]]
        assert question.question + "".join(str(given.count(option)) for option in options) + "0" in summary
    assert edition.forms.example.question not in summary


def test_an_answer_that_was_not_given_is_counted_as_such(pdf, year) -> None:
    document = copy.deepcopy(year)
    document["feedback"][0]["answers"][0] = None
    document["feedback"][1]["answers"] = []
    assert "社群的整體氛圍融洽、和諧30002" in readback.page_texts(pdf("feedback", document))[-1]


def test_no_sheet_names_a_member(pdf, year) -> None:
    text = readback.text(pdf("feedback", year))
    assert [member["name"] for member in year["report"]["members"] if member["name"] in text] == []


# ---------------------------------------------------------------- 收支結算表


def test_the_settlement_has_every_label_and_line_down_to_the_stamps(pdf, edition, year) -> None:
    sheet = edition.forms.paper("settlement")
    columns = [sheet.labels[name] for name in ("item", "approved", "actual", "difference", "vouchers", "voucher_date", "note")]
    labels = [sheet.title, sheet.subtitle, sheet.unit_note, *columns, *(line.label for line in edition.budget.lines), sheet.labels["total"], sheet.labels["balance"]]
    assert readback.out_of_order(readback.text(pdf("settlement", year)), [*labels, *edition.budget.stamps]) == []


def test_what_moved_between_the_lines_is_shown_line_by_line_and_in_all(pdf, year) -> None:
    text = readback.text(pdf("settlement", year))
    for words in ("印刷費400386−145108年5月22日餘14元", "資料蒐集費580592+128107年10月11日勻入12元", "總計10,0009,982−18", "共勻入12元，由其他項目的餘額30元支應"):
        assert words in text.replace("-", "−")


def test_what_was_spent_and_what_goes_back_stand_in_capital_numerals(pdf, year) -> None:
    text = readback.text(pdf("settlement", year))
    assert "新臺幣9,982元整（大寫：玖仟玖佰捌拾貳元整）" in text
    assert "結餘（應繳回）新臺幣18元整（大寫：壹拾捌元整）" in text


def test_a_grant_that_is_exceeded_leaves_nothing_to_return(pdf, year) -> None:
    document = copy.deepcopy(year)
    document["settlement"]["lines"]["printing"]["amount"] = 1400
    text = readback.text(pdf("settlement", document))
    assert "實支超過補助996元，沒有結餘" in text and "不足支應" in text


def test_every_voucher_stands_beside_its_date(pdf, year) -> None:
    text = readback.text(pdf("settlement", year))
    assert "2107年11月28日" in text and "3108年4月17日" in text


def test_what_is_no_amount_is_printed_as_it_was_typed(pdf, year) -> None:
    document = copy.deepcopy(year)
    document["settlement"]["lines"]["printing"] |= {"amount": "約400", "vouchers": [{"number": "5", "date": "五月底"}]}
    assert "約400" in readback.text(pdf("settlement", document)) and "五月底" in readback.text(pdf("settlement", document))


# ---------------------------------------------------------------- 成果包


def test_the_package_holds_the_bundle_the_papers_and_what_the_report_encloses(setter, edition, year) -> None:
    document = copy.deepcopy(year)
    document["report"]["attachments"][0]["file"] = "教案（一）.pdf"
    enclosed = photos(document) | {"attachments/教案（一）.pdf": b"%PDF-1.7 lesson plan", "photos/nobody-named-this.jpg": jpeg()}
    _, package = setter(document, enclosed)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
    assert names[:5] == ["bundle.json", "表三-成果.pdf", "表四-檢核回饋表.pdf", "收支結算表.pdf", "檢核結果.pdf"]
    assert names[5:] == [*(f"photos/photo-{number:02}.jpg" for number in range(1, 17)), "attachments/教案（一）.pdf"]
    assert files.read(package, (edition.id,)).plain() == document
    assert files.read_enclosed(package) == {name: enclosed[name] for name in names[5:]}


def test_the_same_bundle_and_photos_give_the_same_package(setter, year) -> None:
    first, second = (hashlib.sha256(setter(year, photos(year))[1]).hexdigest() for _ in range(2))
    assert first == second


def test_the_findings_of_the_report_have_a_title_of_their_own(pdf, edition, year) -> None:
    assert edition.forms.paper("report_findings").title in readback.text(pdf("report_findings", year))


@pytest.mark.parametrize(
    ("path", "called"),
    [
        ("settlement.lines", "收支結算表"),
        ("settlement.lines.printing", "印刷費"),
        ("settlement.lines.printing.amount", "印刷費 實支金額"),
        ("report.photos.3.date", "圖 4 日期"),
        ("report.sessions", "實際辦理的場次"),
        ("feedback.1", "第 2 份回饋表"),
        ("submission.round", "送件階段"),
        ("nowhere", ""),
    ],
)
def test_the_place_of_a_finding_is_called_as_people_call_it(edition, path, called) -> None:
    assert place(edition, path) == called


# ---------------------------------------------------------------- pictures


def test_a_picture_is_told_by_its_content_and_must_be_whole() -> None:
    png = typst.compile(b"#set page(width: 9pt, height: 9pt)", format="png")
    assert [pictures.kind_of(content) for content in (jpeg(), png, b"<svg/>", b"")] == [pictures.JPEG, pictures.PNG, None, None]
    assert [pictures.kind_of(jpeg()[:cut]) for cut in (2, 3, 30, 200, -2)] == [None] * 5
    assert [pictures.kind_of(png[:cut]) for cut in (8, 20, 40, -1)] == [None] * 4
    assert pictures.kind_of(png.replace(b"IDAT", b"IDOT", 1)) is None


def test_bytes_behind_the_end_of_a_photo_do_not_matter() -> None:
    assert pictures.kind_of(jpeg() + b"a phone's own notes") == pictures.JPEG


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b""]), st.binary(max_size=80))
def test_no_bytes_are_too_odd_to_be_looked_at(start, rest) -> None:
    assert pictures.kind_of(start + rest) is None
