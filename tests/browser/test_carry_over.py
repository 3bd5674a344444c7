"""A new community begun from last year's work or from another's file: what stays behind is shown first, and the old one stays as it is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import build
from tests import other_edition
from tests.browser.conftest import ROOT, Server, profile
from tests.browser.pages import PATIENCE, FormPage
from tests.browser.test_accessibility import LOOKS, NARROWEST, SIDEWAYS, put_on, violations

NAME = "application.community_name"
FIRST_DATE = "application.sessions.0.date"
CIWEN = "慈文閱讀探路隊"
BASE = "以這份為底，開始新的一份"
LEFT_BEHIND = "「成果報告」屬於原來的那一年，沒有帶過來。"


def question(form: FormPage) -> Locator:
    """The dialog that shows what moves and what stays behind."""
    dialog = form.dialog("開始新的一份")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    return dialog


def choose_base(form: FormPage, path: Path) -> None:
    form.press("切換或新增社群")
    with form.page.expect_file_chooser() as coming:
        form.answer("以檔案為底，開始新的一份")
    coming.value.set_files(path)


def begin(form: FormPage) -> None:
    question(form)
    form.answer("開始新的一份")
    form.expect_said("請逐欄檢查。")


# ---------------------------------------------------------------- of the same plan


def test_a_community_of_this_computer_is_the_base_of_a_new_one(blank: FormPage) -> None:
    blank.type(NAME, "語文社群")
    blank.type("submission.date", "107/9/30")
    blank.press("切換或新增社群")
    blank.answer(f"{BASE}「語文社群」")
    expect(question(blank).get_by_role("listitem")).to_have_text(["「送件日期與輪次」屬於原來的那一年，沒有帶過來。"])
    begin(blank)
    expect(blank.control(NAME)).to_have_value("語文社群")
    expect(blank.control("submission.date")).to_have_value("")
    blank.type(NAME, "語文社群二")
    blank.press("切換或新增社群")
    blank.answer("開啟「語文社群」")
    expect(blank.control("submission.date")).to_have_value("107/9/30")


def test_a_file_of_another_community_is_the_base_of_a_new_one(blank: FormPage, written) -> None:
    blank.type(NAME, "語文社群")
    choose_base(blank, written("ciwen-full-year"))
    expect(question(blank).get_by_role("listitem").filter(has_text=LEFT_BEHIND)).to_be_visible()
    begin(blank)
    expect(blank.control(NAME)).to_have_value(CIWEN)
    blank.press("切換或新增社群")
    expect(blank.page.get_by_role("dialog").get_by_role("button", name="開啟「語文社群」").first).to_be_visible()
    blank.answer("關閉")


def test_an_import_may_be_the_base_of_a_new_one(blank: FormPage, written) -> None:
    blank.type(NAME, "語文社群")
    blank.import_file(written("ciwen-full-year"))
    expect(blank.dialog("匯入的資料要放在哪裡？")).to_be_visible(timeout=PATIENCE)
    blank.answer(BASE)
    begin(blank)
    expect(blank.control(NAME)).to_have_value(CIWEN)


@pytest.mark.parametrize("leave", [lambda form: form.answer("取消"), lambda form: form.page.keyboard.press("Escape")], ids=["cancel", "escape"])
def test_beginning_may_be_called_off(leave: Callable[[FormPage], None], blank: FormPage, written) -> None:
    blank.type(NAME, "語文社群")
    choose_base(blank, written("ciwen-full-year"))
    question(blank)
    leave(blank)
    blank.expect_said("已取消，目前的內容沒有更動。")
    expect(blank.control(NAME)).to_have_value("語文社群")


def test_a_file_that_is_not_ours_begins_nothing(blank: FormPage, written) -> None:
    choose_base(blank, written("[1, 2]", "list.json"))
    blank.expect_said("這個檔案不是本網站的資料檔")
    expect(blank.page.get_by_role("dialog")).to_have_count(0)


def test_the_question_has_no_violation(blank: FormPage, written) -> None:
    choose_base(blank, written("ciwen-full-year"))
    question(blank)
    found = {}
    for look in LOOKS:
        put_on(blank.page, look)
        found[look] = violations(blank.page)
    blank.page.set_viewport_size(NARROWEST)
    sideways = blank.page.evaluate(SIDEWAYS)
    blank.answer("取消")
    assert found == dict.fromkeys(LOOKS, [])
    assert sideways <= 0


# ---------------------------------------------------------------- of another year's plan


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site with the plan of the year after as well."""
    folder = tmp_path_factory.mktemp("two-years")
    shutil.copytree(ROOT / "site_src", folder / "site_src")
    other_edition.write(folder / "site_src" / "editions" / "108")
    assert build.build(folder / "site_src", ROOT / ".cache", folder / "public") == []
    server = Server(folder / "public")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def next_year(browser: Browser, two_years: Server) -> Iterator[FormPage]:
    """The form of the year after."""
    with profile(browser, two_years.origin) as context:
        yield form_of(context.new_page(), two_years, "108")


def form_of(page: Page, server: Server, slug: str) -> FormPage:
    form = FormPage(page, server.site)
    form.url = f"{server.site}{slug}/apply/"
    return form.open()


def test_last_years_file_begins_this_years_draft_with_its_sessions_on_this_years_days(next_year: FormPage, written) -> None:
    next_year.import_file(written("ciwen-full-year"))
    shown = question(next_year).get_by_role("listitem")
    expect(shown.filter(has_text="第 1 場由107年9月12日（三）改到108年9月11日（三），星期相同。")).to_be_visible()
    expect(shown.filter(has_text=LEFT_BEHIND)).to_be_visible()
    expect(shown.filter(has_text="「茶水費」").or_(shown.filter(has_text="「茶水」"))).to_be_visible()
    begin(next_year)
    expect(next_year.control(NAME)).to_have_value(CIWEN)
    expect(next_year.control(FIRST_DATE)).to_have_value("108年9月11日")
    expect(next_year.page.locator(f'[data-read-back="{FIRST_DATE}"]')).to_have_text("108年9月11日（三）")


def test_last_years_draft_of_this_computer_stands_in_the_list_as_a_base_only(next_year: FormPage, two_years: Server, written) -> None:
    last_year = form_of(next_year.page.context.new_page(), two_years, "107")
    last_year.put_in(written("ciwen-full-year"))
    expect(last_year.control(NAME)).to_have_value(CIWEN)
    expect(last_year.page.get_by_role("group", name="目前的社群與儲存狀態")).to_contain_text("已自動存在這台電腦")
    last_year.page.close()
    next_year.reload()
    expect(next_year.control(NAME)).to_have_value("")
    next_year.press("切換或新增社群")
    row = next_year.page.get_by_role("dialog").get_by_role("listitem").filter(has_text=CIWEN)
    expect(row).to_contain_text(re.compile("屬於 107 學年度的計畫"))
    expect(row.get_by_role("button", name="開啟")).to_be_hidden()
    next_year.answer(f"{BASE}「{CIWEN}」")
    begin(next_year)
    expect(next_year.control(FIRST_DATE)).to_have_value("108年9月11日")
