"""Files brought in: what becomes of the work that is open, and of files that are not ours."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.pages import FormPage

NAME = "application.community_name"
CIWEN = "慈文閱讀探路隊"
MEGABYTE = 1 << 20
MARKUP = '<script>document.title = "x"</script> & <b>粗</b> #text(red)[紅] *粗* $x^2$ \\ @label'


def zipped(content: bytes, name: str = "bundle.json") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def foreign_pdf() -> bytes:
    held = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(held)
    return held.getvalue()


# ---------------------------------------------------------------- by dialog, by drop


@pytest.mark.parametrize("bring", [FormPage.import_file, FormPage.drop_file], ids=["chosen", "dropped"])
@pytest.mark.parametrize("kind", ["json", "zip"])
def test_a_file_is_opened_in_an_empty_form(kind: str, bring: Callable, blank: FormPage, written, case) -> None:
    content = json.dumps(case("ciwen-valid")).encode()
    bring(blank, written(content if kind == "json" else zipped(content), f"資料.{kind}"))
    blank.expect_said(f"已匯入「資料.{kind}」")
    expect(blank.control(NAME)).to_have_value(CIWEN)


def test_a_dropped_paper_is_opened(blank: FormPage, written, tmp_path: Path) -> None:
    blank.import_file(written("ciwen-valid"))
    expect(blank.control(NAME)).to_have_value(CIWEN)
    blank.press("下載申請包")
    paper = tmp_path / "表一.pdf"
    blank.download("表一 申請書").save_as(paper)
    blank.answer("關閉")
    blank.type(NAME, "別的社群")
    blank.drop_file(paper)
    blank.answer("取代")
    expect(blank.control(NAME)).to_have_value(CIWEN)


# ---------------------------------------------------------------- what is open stays until somebody says otherwise


@pytest.fixture
def asked(blank: FormPage, written) -> FormPage:
    """語文社群 is open, and the page asks what to do with the file that holds another community."""
    blank.type(NAME, "語文社群")
    blank.import_file(written("ciwen-valid"))
    expect(blank.dialog("匯入的資料要放在哪裡？")).to_be_visible(timeout=60_000)
    return blank


def test_it_is_shown_what_differs(asked: FormPage) -> None:
    line = asked.dialog("匯入的資料要放在哪裡？").get_by_role("row").filter(has_text="社群名稱")
    expect(line.get_by_role("cell").nth(0)).to_have_text("語文社群")
    expect(line.get_by_role("cell").nth(1)).to_have_text(CIWEN)


def test_the_file_may_take_the_place_of_what_is_open_and_that_can_be_taken_back(asked: FormPage) -> None:
    asked.answer("取代")
    expect(asked.control(NAME)).to_have_value(CIWEN)
    asked.press("改回原來存的")
    expect(asked.control(NAME)).to_have_value("語文社群")


def test_both_may_be_kept(asked: FormPage) -> None:
    asked.answer("兩份都留")
    expect(asked.control(NAME)).to_have_value(CIWEN)
    asked.press("切換或新增社群")
    asked.answer("開啟「語文社群」")
    expect(asked.control(NAME)).to_have_value("語文社群")


@pytest.mark.parametrize("leave", [lambda form: form.answer("取消"), lambda form: form.page.keyboard.press("Escape")], ids=["cancel", "escape"])
def test_importing_may_be_called_off(asked: FormPage, leave: Callable[[FormPage], None]) -> None:
    leave(asked)
    asked.expect_said("已取消匯入，目前的內容沒有更動。")
    expect(asked.control(NAME)).to_have_value("語文社群")


def test_what_is_open_already_is_not_asked_about(blank: FormPage, written) -> None:
    blank.import_file(written("ciwen-valid"))
    expect(blank.control(NAME)).to_have_value(CIWEN)
    blank.import_file(written("ciwen-valid"))
    blank.expect_said("與目前的內容相同，沒有更動。")


# ---------------------------------------------------------------- files that are not ours


HOSTILE = {
    "broken.json": (b'{"format": "plc-bundle/1", "school": ', "這個資料檔的內容不完整或已損壞，請重新下載，或改用另一份備份。"),
    "list.json": (b"[1, 2]", "這個檔案不是本網站的資料檔，請選擇由本網站下載的 JSON、zip 或 PDF 檔。"),
    "brackets.json": (b"[" * 5000, "這個資料檔的內容不完整或已損壞"),
    "deep.json": (b'{"format": "plc-bundle/1", "school": ' + b"[" * 5000 + b"]" * 5000 + b"}", "這個資料檔的內容不完整或已損壞"),
    "unknown.json": (b'{"format": "plc-bundle/1", "shcool": "x"}', "這個資料檔有本網站不認識的欄位：shcool"),
    "version.json": (b'{"format": "plc-bundle/9"}', "這個檔案的格式是「plc-bundle/9」，本網站讀的是「plc-bundle/1」"),
    "plan.json": (b'{"format": "plc-bundle/1", "plan": "other"}', "這個檔案屬於另一個計畫「other」"),
    "empty.json": (b"", "這個檔案是空的"),
    "page.pdf": (b"<!doctype html><script>alert(1)</script>", "這個"),
    "big5.json": ('{"format": "plc-bundle/1", "school": "國小"}'.encode("big5"), "這個檔案的文字編碼不是 UTF-8"),
    "bomb.zip": (zipped(b" " * (300 * MEGABYTE)), "這個 zip 檔解開後超過可以讀取的"),
    "stranger.zip": (zipped(b"MZ", "../setup.exe"), "這個 zip 檔裡有不屬於申請包或成果包的檔案「../setup.exe」"),
    "cut.zip": (zipped(b"{}" * 100)[:60], "這個 zip 檔不完整或已損壞"),
    "foreign.pdf": (foreign_pdf(), "這個 PDF 檔裡沒有附上資料檔"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj", "這個 PDF 檔不完整或已損壞"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_ours_is_answered_in_one_sentence_and_nothing_is_lost(name: str, shared_form: FormPage, written) -> None:
    content, sentence = HOSTILE[name]
    shared_form.type(NAME, f"語文社群 {name}")
    shared_form.import_file(written(content, name))
    shared_form.expect_said(sentence)
    said = shared_form.page.get_by_role("status").filter(has_text=sentence).first.inner_text()
    assert said.count("。") == 1
    expect(shared_form.page.get_by_role("dialog")).to_have_count(0)
    expect(shared_form.control(NAME)).to_have_value(f"語文社群 {name}")
    shared_form.type("school", f"國小 {name}")
    assert json.loads(shared_form.download("下載資料檔").path().read_text("utf-8"))["school"] == f"國小 {name}"


# ---------------------------------------------------------------- text stays text


def pdf_text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_markup_in_an_answer_stays_text_in_the_page_and_on_paper(blank: FormPage, written, case) -> None:
    document = case("ciwen-valid")
    document["application"]["community_name"] = MARKUP
    document["application"]["members"][0]["name"] = MARKUP
    document["school"] = MARKUP
    blank.import_file(written(document))
    expect(blank.control(NAME)).to_have_value(MARKUP)
    expect(blank.finding("school-eligible").or_(blank.finding("school-name-full")).first).to_contain_text("<script>")
    expect(blank.page).not_to_have_title("x")
    blank.press("切換或新增社群")
    expect(blank.page.get_by_role("dialog")).to_contain_text(MARKUP)
    blank.answer("關閉")
    with zipfile.ZipFile(blank.download_package().path()) as package:
        paper = package.read("表一-申請書.pdf")
    assert "".join(MARKUP.split()) in pdf_text(paper)
