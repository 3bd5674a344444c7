"""What this computer keeps: saved without being asked, one community beside another, never overwritten, cleared on request."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, expect

from pyodide_app.ui.store import OPENING_LIMIT
from tests.browser.conftest import ARGUMENTS, Watch, chromium_path
from tests.browser.pages import PATIENCE, FormPage

NAME = "application.community_name"
WITHIN = 500  # ms

FOREIGN = """async () => {
  localStorage.setItem("another site", "stays");
  await new Promise((resolve) => {
    const opening = indexedDB.open("another site", 1);
    opening.onsuccess = () => { opening.result.close(); resolve(); };
  });
  await caches.open("another site");
}"""
REMAINS = """async () => ({
  keys: Object.keys(localStorage).filter((key) => !key.endsWith(":open")),
  databases: (await indexedDB.databases()).map(({ name }) => name).filter((name) => !name.startsWith("plc-planner:")),
  caches: (await caches.keys()).includes("another site"),
})"""

DATABASES_NEVER_OPEN = f"""
IDBFactory.prototype.open = () => ({{}});
const {{ setTimeout }} = window;
window.setTimeout = (act, wait, ...rest) => (wait === {OPENING_LIMIT} ? 0 : setTimeout(act, wait, ...rest));  // nor does the page give up
"""

DATABASES_OPEN_SLOWLY = """
Object.defineProperty(IDBOpenDBRequest.prototype, "onsuccess", {
  set(act) { this.addEventListener("success", (event) => { setTimeout(() => act(event), 6000); }); },
});
"""


def second(form: FormPage) -> FormPage:
    """The form in another tab."""
    return FormPage(form.page.context.new_page(), form.site)


# ---------------------------------------------------------------- saved without being asked


def test_a_change_is_kept_within_half_a_second(form: FormPage) -> None:
    form.open()
    fastest = min(form.milliseconds_until_kept(NAME, f"語文社群{attempt}") for attempt in range(5))
    assert fastest < WITHIN


def test_what_was_typed_is_there_again_after_a_reload(form: FormPage) -> None:
    form.open()
    form.type(NAME, "語文社群")
    form.type("application.types", ["topic"])
    form.type("application.convener.trained", False)
    form.type("application.sessions.9.date", "九月中")
    form.reload()
    expect(form.control(NAME)).to_have_value("語文社群")
    expect(form.option("application.types", "topic")).to_be_checked()
    expect(form.option("application.convener.trained", False)).to_be_checked()
    expect(form.control("application.sessions.9.date")).to_have_value("九月中")


@contextmanager
def killable(playwright: Playwright, folder: Path) -> Iterator[tuple[BrowserContext, subprocess.Popen]]:
    """A browser whose profile is `folder`, as a process of ours that can be killed."""
    command = [chromium_path(), *ARGUMENTS, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    address = next(line.split()[-1] for line in process.stderr if "DevTools listening on" in line)
    browser = playwright.chromium.connect_over_cdp(address)
    try:
        yield browser.contexts[0], process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()


def test_a_killed_browser_loses_at_most_half_a_second(playwright: Playwright, site: str, tmp_path: Path) -> None:
    with killable(playwright, tmp_path / "profile") as (context, process):
        form = FormPage(context.new_page(), site).open()
        form.milliseconds_until_kept(NAME, "語文社群")
        form.type("school", "桃園市立")
        os.killpg(process.pid, signal.SIGKILL)
    with killable(playwright, tmp_path / "profile") as (context, _process):
        form = FormPage(context.new_page(), site).open()
        expect(form.control(NAME)).to_have_value("語文社群")


def test_a_page_that_is_left_at_once_loses_nothing(form: FormPage, site: str) -> None:
    form.open()
    form.control(NAME).fill("語文社群")
    form.page.goto(f"{site}help/")
    form.open()
    expect(form.control(NAME)).to_have_value("語文社群")


def test_a_page_that_is_left_before_its_database_is_open_loses_nothing(form: FormPage, site: str) -> None:
    slow = second(form)
    slow.page.add_init_script(DATABASES_NEVER_OPEN)
    slow.page.goto(slow.url)
    expect(slow.page.locator("html")).not_to_have_attribute("data-findings", "0", timeout=PATIENCE)
    slow.control(NAME).fill("語文社群")
    slow.page.goto(f"{site}help/")
    form.open()
    expect(form.control(NAME)).to_have_value("語文社群")


def test_a_computer_that_is_slow_to_open_its_database_still_brings_the_draft(form: FormPage) -> None:
    form.open().milliseconds_until_kept(NAME, "語文社群")
    slow = second(form)
    form.page.close()
    slow.page.add_init_script(DATABASES_OPEN_SLOWLY)
    assert slow.open().control(NAME).input_value() == "語文社群"  # the page is not ready before


# ---------------------------------------------------------------- side by side


def test_several_communities_stand_side_by_side(form: FormPage) -> None:
    form.open().type(NAME, "語文社群")
    form.begin_another().type(NAME, "數學社群")
    form.press("切換或新增社群")
    form.answer("開啟「語文社群」")
    expect(form.control(NAME)).to_have_value("語文社群")
    form.press("切換或新增社群")
    form.answer("開啟「數學社群」")
    expect(form.control(NAME)).to_have_value("數學社群")


def test_a_deleted_community_comes_back(form: FormPage) -> None:
    form.open().type(NAME, "語文社群")
    form.begin_another().type(NAME, "數學社群")
    form.press("切換或新增社群")
    form.answer("刪除「語文社群」")
    form.answer("復原")
    form.answer("開啟「語文社群」")
    expect(form.control(NAME)).to_have_value("語文社群")


def test_a_community_is_renamed(form: FormPage) -> None:
    form.open().type(NAME, "語文社群")
    form.press("切換或新增社群")
    form.answer("改名「語文社群」")
    form.page.get_by_role("dialog").get_by_role("textbox", name="社群名稱").fill("國語文社群")
    form.answer("儲存名稱")
    form.answer("關閉")
    expect(form.control(NAME)).to_have_value("國語文社群")


# ---------------------------------------------------------------- two tabs


def test_a_second_tab_may_look_at_a_draft_and_not_write_it(form: FormPage) -> None:
    form.open().milliseconds_until_kept(NAME, "語文社群")
    other = second(form).open()
    other.expect_said("「語文社群」正在另一個分頁編輯，這一頁只能看。")
    expect(other.control(NAME)).to_have_value("語文社群")
    expect(other.control(NAME)).not_to_be_editable()
    form.type(NAME, "國語文社群")
    form.reload()
    expect(form.control(NAME)).to_have_value("國語文社群")


def test_a_tab_that_takes_over_has_the_newest_state_and_the_other_steps_back(form: FormPage) -> None:
    form.open().milliseconds_until_kept(NAME, "語文社群")
    other = second(form).open()
    form.type("school", "桃園市立青溪國民中學")
    other.press("在這裡繼續編輯")
    expect(other.control("school")).to_have_value("桃園市立青溪國民中學")
    form.expect_said("「語文社群」已改到另一個分頁編輯，這一頁只能看。")
    expect(form.control(NAME)).not_to_be_editable()
    other.type(NAME, "國語文社群")
    other.reload()
    expect(other.control(NAME)).to_have_value("國語文社群")
    expect(other.control("school")).to_have_value("桃園市立青溪國民中學")


# ---------------------------------------------------------------- cleared


def test_clearing_names_what_would_be_lost_and_can_be_called_off(form: FormPage) -> None:
    form.open().type(NAME, "語文社群")
    form.press("清除這台電腦上的資料")
    expect(form.dialog("清除這台電腦上的資料")).to_contain_text("語文社群")
    form.answer("取消")
    expect(form.control(NAME)).to_have_value("語文社群")


def test_clearing_takes_only_what_is_ours(form: FormPage) -> None:
    form.open().type(NAME, "語文社群")
    form.begin_another().type(NAME, "數學社群")
    form.page.evaluate(FOREIGN)
    form.press("清除這台電腦上的資料")
    form.answer("清除")
    form.expect_said("已清除這台電腦上的資料。")
    expect(form.control(NAME)).to_have_value("")
    assert form.page.evaluate(REMAINS) == {"keys": ["another site"], "databases": ["another site"], "caches": True}
    form.reload()
    expect(form.control(NAME)).to_have_value("")


def test_another_tab_learns_that_this_computer_was_cleared(form: FormPage) -> None:
    form.open().milliseconds_until_kept(NAME, "語文社群")
    other = second(form).open()
    form.press("清除這台電腦上的資料")
    form.answer("清除")
    other.expect_said("這台電腦上的資料已在另一個分頁清除，這一頁不再儲存。")


# ---------------------------------------------------------------- no storage


def test_without_a_database_the_page_says_so_and_works(form: FormPage, watch: Watch) -> None:
    watch.allow.append("reading 'open'")  # PyScript's own store complains of it too
    form.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    form.open()
    form.expect_said("這個瀏覽器目前不能儲存資料（例如無痕視窗），可以照常填寫與檢查，離開前請按「下載資料檔」。")
    form.type("school", "國立中央大學附屬中壢高級中等學校")
    expect(form.finding("school-eligible")).to_have_count(1)
    assert "中壢" in form.download("下載資料檔").path().read_text("utf-8")


def test_a_database_that_refuses_to_open_is_no_database(form: FormPage, watch: Watch) -> None:
    watch.allow.append("uncaught: refused")  # PyScript's own store is refused too
    form.page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); }")
    form.open()
    form.expect_said("這個瀏覽器目前不能儲存資料")
