"""From an empty form to a valid 申請包 with what nobody can guess typed, and schedule and budget from the assistants alone: every keystroke and click is counted."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Locator, expect

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from tests.browser.pages import FormPage

OVERVIEW = (
    "本校五年級閱讀理解診斷顯示，學生直接提取表現穩定，詮釋整合與比較評估明顯偏弱。社群以提問設計為核心，"
    "由共同備課、公開授課、議課修正三步驟發展閱讀教學，並以前後測及學生提問紀錄檢視學習成效。"
)
COMMUNITY = {
    "school": "桃園市桃園區慈文國民小學",
    "application.community_name": "慈文閱讀探路隊",
    "application.convener.name": "林佳穎",
    "application.convener.phone": "03-0000000",
    "application.convener.email": "chiaying@school.example",
    "application.topic_overview": OVERVIEW,
}
MEMBERS = ("林佳穎", "陳柏翰", "黃怡君", "張淑芬", "吳冠廷")


class Teacher:
    """A teacher at the keyboard, and what it costs: a character is a keystroke, a choice is a click and another on what is chosen."""

    def __init__(self, form: FormPage) -> None:
        self.form = form
        self.keystrokes = 0
        self.clicks = 0

    def click(self, place: Locator) -> None:
        place.click()
        self.clicks += 1

    def write(self, place: Locator, words: str) -> None:
        self.click(place)
        self.form.page.keyboard.type(words)
        self.keystrokes += len(words)

    def choose(self, place: Locator, choice: str) -> None:
        place.select_option(choice)
        self.clicks += 2

    def press(self, name: str) -> None:
        self.click(self.form.page.get_by_role("button", name=name, exact=True).first)


@pytest.fixture(scope="module")
def teacher_at_work(open_form) -> Teacher:
    """The whole story, played once."""
    form, _watch = open_form
    form.begin_another()
    teacher = Teacher(form)
    describe_the_community(teacher)
    have_the_schedule_made(teacher)
    have_the_budget_made(teacher)
    return teacher


def describe_the_community(teacher: Teacher) -> None:
    form = teacher.form
    for path, words in COMMUNITY.items():
        teacher.write(form.control(path), words)
    teacher.click(form.option("application.types", "subject"))
    teacher.click(form.option("application.convener.trained", True))
    for position, name in enumerate(MEMBERS):
        row = f"application.members.{position}"
        if form.control(f"{row}.name").count() == 0:
            teacher.press("新增成員")
        teacher.write(form.control(f"{row}.name"), name)
        teacher.choose(form.control(f"{row}.subject_kind"), "subject")
        teacher.write(form.control(f"{row}.subject"), "國語文")
        teacher.click(form.option(f"{row}.advanced_certificate", False))


def have_the_schedule_made(teacher: Teacher) -> None:
    form = teacher.form
    panel = form.page.locator("details[data-schedule-panel]").filter(has=form.page.locator("summary").filter(has_text="幫我排場次"))
    teacher.click(panel.locator("> summary"))
    teacher.write(panel.get_by_label("從哪一天開始"), "107/9/12")
    teacher.choose(panel.get_by_label("星期幾"), "3")
    for week in ("第二週", "第四週"):
        teacher.click(panel.get_by_label(week))
    teacher.click(panel.get_by_role("button", name="排排看"))
    expect(panel.get_by_role("heading", name="建議的日程")).to_be_focused()
    teacher.click(panel.get_by_role("button", name="套用這份日程"))
    form.expect_said("已套用 8 場")


def have_the_budget_made(teacher: Teacher) -> None:
    form = teacher.form
    teacher.press("幫我配到 10,000 元")
    panel = form.dialog("幫我配到 10,000 元")
    teacher.click(panel.get_by_role("button", name="採用 A"))
    expect(form.page.locator("[data-total]")).to_have_text("10,000")
    teacher.click(panel.get_by_role("button", name="關閉"))


@pytest.fixture(scope="module")
def package(teacher_at_work: Teacher, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    teacher_at_work.clicks += 2
    path: Path = tmp_path_factory.mktemp("story") / "package.zip"
    teacher_at_work.form.download_package().save_as(path)
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_nothing_is_wrong_and_nothing_is_missing(teacher_at_work: Teacher) -> None:
    form = teacher_at_work.form
    form.expect_errors(0)
    form.expect_rules("error", [])
    form.expect_rules("warning", [])


def test_the_package_is_a_valid_application(package: zipfile.ZipFile, edition: Edition) -> None:
    findings = judge(edition, parse_bundle(json.loads(package.read("bundle.json"))))
    assert [each for each in findings if each.severity != "info"] == []


def test_its_papers_bear_no_mark_of_a_draft(package: zipfile.ZipFile) -> None:
    for name in ("表一-申請書.pdf", "表二-經費概算表.pdf"):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(package.read(name))).pages)
        assert "未完成" not in text, name


def test_the_story_is_short(teacher_at_work: Teacher, package: zipfile.ZipFile, capsys: pytest.CaptureFixture[str]) -> None:
    typed = sum(map(len, COMMUNITY.values())) + sum(len(name) + len("國語文") for name in MEMBERS)
    with capsys.disabled():
        print(f"\nfrom an empty form to a valid package: {teacher_at_work.keystrokes} keystrokes, {teacher_at_work.clicks} clicks")
    assert teacher_at_work.keystrokes - typed == len("107/9/12")
    assert teacher_at_work.clicks <= 50
