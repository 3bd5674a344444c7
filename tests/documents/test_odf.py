"""The editable papers: opened, saved again and printed by LibreOffice; the same words as our PDF, amounts as numbers, nothing lost, nothing computed wrongly."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pyodide_app.core import amounts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.judge import judge
from pyodide_app.documents import odf, papers
from pyodide_app.documents.odf_sheets import whole
from pyodide_app.documents.odf_table import FORMULAS, tag
from pyodide_app.documents.pictures import size_of
from tests.documents.photos import jpeg, photos
from tests.documents.readback import squeezed

CASE = "ciwen-full-year"
FOOTER = re.compile(r"第\s*\d+\s*頁，共\s*\d+\s*頁|資料指紋|(?:[0-9a-f]{4} ){3}[0-9a-f]{4}")
REPEATED = {
    "application": ("session_number", ("session_number", "session_when", "session_content", "session_host", "session_host_note", "session_place", "session_materials")),
    "settlement": ("approved", ("item", "approved", "actual", "difference", "vouchers", "voucher_date", "note")),
}
"""Of a table that goes on over the page: a label that stands nowhere else, and all labels of its head."""


@pytest.fixture(scope="session")
def made(edition, case) -> Callable[..., papers.Paper]:
    def make(form: str, document: dict | None = None, enclosed: dict[str, bytes] | None = None) -> papers.Paper:
        bundle = parse_bundle(document or case(CASE))
        return papers.paper(edition, form, bundle, judge(edition, bundle, papers.stage_of(form)), enclosed)

    return make


@pytest.fixture(scope="session")
def office(tmp_path_factory) -> Callable[..., list[Path]]:
    """Has LibreOffice convert files to another kind, several at once."""
    home = tmp_path_factory.mktemp("office")

    def convert(kind: str, *sources: Path) -> list[Path]:
        folder = tmp_path_factory.mktemp(kind)
        filters = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76"}  # comma, quotation mark, UTF-8
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{home}", "--convert-to", filters.get(kind, kind), "--outdir", str(folder), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return [folder / f"{source.stem}.{kind}" for source in sources]

    return convert


@pytest.fixture(scope="session")
def enclosed(case) -> dict[str, bytes]:
    return photos(case(CASE))


@pytest.fixture(scope="session")
def printed(made, office, enclosed, tmp_path_factory) -> dict[str, str]:
    """Each form's text as LibreOffice prints it once it has saved it again."""
    folder = tmp_path_factory.mktemp("made")
    files = {}
    for form, kind in odf.KINDS.items():
        files[form] = folder / f"{form}{odf.SUFFIXES[kind]}"
        files[form].write_bytes(odf.editable(made(form, enclosed=enclosed)))
    again = [saved for kind in ("odt", "ods") for saved in office(kind, *(file for file in files.values() if file.suffix == f".{kind}"))]
    return {pdf.stem: text_of(pdf.read_bytes()) for pdf in office("pdf", *again)}


def text_of(pdf: bytes) -> str:
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return squeezed(FOOTER.sub("", text)).replace(",", "")


def content(file: bytes) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return ET.fromstring(archive.read("content.xml"))


def characters(form: str, text: str, labels: dict[str, str]) -> Counter[str]:
    """How often each character stands there, the head of a table that goes on over the page counted once."""
    found = Counter(text)
    if form in REPEATED:
        mark, head = REPEATED[form]
        for _page in range(text.count(squeezed(labels[mark])) - 1):
            found -= Counter(squeezed("".join(labels[name] for name in head)))
    return found


@pytest.mark.parametrize("form", odf.KINDS)
def test_libreoffice_prints_the_words_of_our_pdf(form, made, printed, pdf, case, enclosed):
    labels = made(form, enclosed=enclosed).data["labels"]
    ours = characters(form, text_of(pdf(form, case(CASE), enclosed=enclosed)), labels)
    theirs = characters(form, printed[form], labels)
    assert ours - theirs == Counter()
    assert theirs - ours == (Counter("10000") if form == "budget" else Counter())  # the sum, beside the preprinted words of the total


@pytest.mark.parametrize("form", odf.KINDS)
def test_a_file_begins_with_its_kind_and_is_the_same_twice(form, made):
    paper = made(form)
    file = odf.editable(paper)
    assert file == odf.editable(made(form))
    assert file[38:].startswith(b"application/vnd.oasis.opendocument." + odf.KINDS[form].encode())
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        listed = {entry.get(tag("manifest:full-path")) for entry in ET.fromstring(archive.read("META-INF/manifest.xml"))}
        assert set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"} == listed - {"/"}
    assert odf.file_name(paper).endswith(odf.SUFFIXES[odf.KINDS[form]])


# ---------------------------------------------------------------- numbers


def recomputed(file: bytes, folder: Path, office: Callable, change: Callable[[ET.Element], None] = lambda root: None) -> list[list[str]]:
    """The cells of a spreadsheet once LibreOffice has computed every formula itself."""
    root = content(file)
    for cell in root.iter(tag("table:table-cell")):
        if cell.get(tag("table:formula")):
            del cell.attrib[tag("office:value")], cell.attrib[tag("office:value-type")]
            for child in list(cell):
                cell.remove(child)
    change(root)
    root.set("xmlns:of", FORMULAS)  # a parser drops what no name bears
    place = folder / "changed.ods"
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(place, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, ET.tostring(root) if entry.filename == "content.xml" else source.read(entry))
    (made,) = office("csv", place)
    return list(csv.reader(made.read_text("utf-8").splitlines()))


def row_of(rows: list[list[str]], label: str) -> list[str]:
    return next(row for row in rows if row[0] == label)


def test_what_the_formulas_give_is_what_the_rules_compute(made, edition, case, office, tmp_path):
    bundle = parse_bundle(case(CASE))
    rows = recomputed(odf.editable(made("budget")), tmp_path, office)
    computed = amounts.line_amounts(edition.budget, bundle.budget.lines)
    assert {line.label: whole(row_of(rows, line.label)[5]) for line in edition.budget.lines} == {line.label: computed[line.id] for line in edition.budget.lines}
    assert row_of(rows, "總計")[5] == "10,000"
    assert row_of(rows, "合計")[7] == "580"


def test_a_changed_quantity_changes_the_sum(made, office, tmp_path):
    def four_persons(root: ET.Element) -> None:
        row = next(row for row in root.iter(tag("table:table-row")) if "".join(row[0].itertext()) == "印刷費")
        quantity = row.findall(tag("table:table-cell"))[1]
        quantity.set(tag("office:value"), "4")

    rows = recomputed(odf.editable(made("budget")), tmp_path, office, four_persons)
    assert (row_of(rows, "印刷費")[5], row_of(rows, "總計")[5]) == ("320", "9,920")


def test_the_settlements_differences_and_sums_are_formulas(made, office, tmp_path):
    rows = recomputed(odf.editable(made("settlement")), tmp_path, office)
    assert row_of(rows, "印刷費")[1:4] == ["400", "386", "-14"]
    assert row_of(rows, "資料蒐集費")[1:4] == ["580", "592", "+12"]
    assert row_of(rows, "總計")[1:4] == ["10,000", "9,982", "-18"]


def test_an_amount_that_does_not_follow_is_no_formula(made, case):
    document = case(CASE)
    document["budget"]["lines"]["miscellaneous"]["amount"] = "約500"
    root = content(odf.editable(made("budget", document)))
    cell = next(cell for cell in root.iter(tag("table:table-cell")) if "".join(cell.itertext()) == "約500")
    assert (cell.get(tag("office:value-type")), cell.get(tag("table:formula"))) == ("string", None)


@pytest.mark.parametrize(("text", "number"), [("10,000", 10000), ("+12", 12), ("-1,234", -1234), ("0", 0), ("", None), ("1,00", None), ("約500", None), ("9" * 16, None)])
def test_a_printed_amount_is_read(text, number):
    assert whole(text) == number


# ---------------------------------------------------------------- what was typed


HOSTILE = "  <b>&amp;</b>  =1+1 \x0b\x00]]> \ufffe 𠮷"


def test_what_was_typed_is_text_and_never_markup(made, case):
    document = case(CASE)
    document["application"]["community_name"] = document["report"]["community_name"] = HOSTILE
    for form in ("application", "report"):
        cells = content(odf.editable(made(form, document))).iter(tag("table:table-cell"))
        said = [squeezed("".join(cell.itertext())) for cell in cells]
        assert "<b>&amp;</b>=1+1]]>𠮷" in said


def test_spaces_are_kept(made, case):
    document = case(CASE)
    document["application"]["topic_overview"] = "一  二   三\n\n四"
    root = content(odf.editable(made("application", document)))
    place = next(each for each in root.iter(tag("text:p")) if each.text == "一 ")
    assert [(each.tag, each.tail) for each in place] == [(tag("text:s"), "二 "), (tag("text:s"), None), (tag("text:s"), "三")]


@pytest.mark.parametrize("name", ["ciwen-valid", "dayuan-six-violations", "neili-twelve-members", "qingxi-three-members"])
def test_every_case_has_its_editable_papers(name, made, case):
    for form in odf.KINDS:
        content(odf.editable(made(form, case(name))))


def test_an_unfinished_form_says_so(made, case):
    assert "未完成：尚有 6 項須修正" in "".join(content(odf.editable(made("application", case("dayuan-six-violations")))).itertext())


def test_photos_keep_their_shape(made, enclosed):
    root = content(odf.editable(made("report", enclosed=enclosed)))
    frames = list(root.iter(tag("draw:frame")))
    sizes = [[float(frame.get(tag(f"svg:{side}")).removesuffix("cm")) for side in ("width", "height")] for frame in frames]
    assert len(frames) == 16
    assert all(abs(width / height - 320 / 240) < 0.01 and height <= 5.3 for width, height in sizes)
    assert all(frame.find(tag("svg:desc")).text for frame in frames)


def test_the_size_of_a_picture_is_read():
    assert size_of(jpeg(320, 240)) == (320, 240)
    assert size_of(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02") == (3, 2)
