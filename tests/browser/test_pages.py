"""Every page of the site at its sub-path: it loads whole, asks nobody else for anything, and says what it is for."""

from __future__ import annotations

import datetime
import io
import re
from urllib.parse import unquote, urlsplit

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_app.core.edition import Edition
from tests.browser.conftest import Server, profile
from tests.browser.pages import fetched

PAGES = {
    "": "教師專業學習社群規劃站",
    "107/": "高級中等學校以下推動教師專業學習社群(進階)實施計畫",
    "107/plan/": "高級中等學校以下推動教師專業學習社群",
    "107/rules/": "檢核規則",
    "107/apply/": "填寫申請書與經費概算表",
    "107/report/": "填寫成果與收支結算表",
    "107/feedback/": "教師專業學習社群檢核回饋表",
    "107/forms/": "107學年度空白表件",
    "help/": "使用說明",
    "privacy/": "隱私",
    "licences/": "授權",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


# Where the judge's worker is started by a script in the page's head, which the policy names by its hash.
STARTED_IN_THE_HEAD = ("107/apply/", "107/report/")


def policy_of(page: Page) -> dict[str, str]:
    content = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    return dict(directive.strip().split(" ", 1) for directive in content.split(";"))


@pytest.mark.parametrize("place", PAGES)
def test_a_page_loads_whole_and_says_what_it_is_for(place: str, page: Page, site: str) -> None:
    missing: list[str] = []
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    page.goto(site + place, wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_contain_text(PAGES[place])
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")
    assert missing == []


@pytest.mark.parametrize("place", ["", "107/feedback/", "107/report/"])
def test_a_page_tells_the_browser_that_the_site_can_be_installed(place: str, page: Page, site: str) -> None:
    page.goto(site + place)
    expect(page.locator("link[rel=manifest]")).to_have_attribute("href", re.compile(r"manifest\.webmanifest$"), timeout=20_000)


@pytest.mark.parametrize("place", PAGES)
def test_a_page_bears_the_strictest_policy_that_works(place: str, page: Page, site: str) -> None:
    page.goto(site + place)
    policy = policy_of(page)
    policy["script-src"], hashes = re.subn(r"'sha256-[^']+' ", "", policy["script-src"])
    assert hashes == (place in STARTED_IN_THE_HEAD)
    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert "unsafe-inline" not in str(policy)


@pytest.mark.parametrize("place", PAGES)
def test_the_page_is_marked_in_the_menu_or_the_menu_leads_on(place: str, page: Page, site: str) -> None:
    page.goto(site + place)
    menu = page.get_by_role("navigation", name="主要選單").get_by_role("link")
    inside = [urlsplit(link.evaluate("link => link.href")).path for link in menu.all()]
    assert {"/communities/107/apply/", "/communities/107/plan/", "/communities/107/rules/", "/communities/help/"} <= set(inside)


def test_the_convener_finds_the_form_from_the_first_page(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="開始填寫申請書").click()
    expect(page).to_have_url(f"{site}107/apply/")


# ---------------------------------------------------------------- the edition's dates


@pytest.mark.parametrize(
    ("today", "label", "words"),
    [
        ("2018-10-28", "申請截止", "還有 3 天"),
        ("2018-10-31", "申請截止", "就是今天"),
        ("2018-11-01", "申請截止", "已過 1 天"),
        ("2018-11-01", "成果報告寄達教專中心", "還有 246 天"),
    ],
)
def test_each_date_says_how_far_it_is(today: str, label: str, words: str, page: Page, site: str) -> None:
    page.clock.install(time=datetime.datetime.fromisoformat(f"{today}T23:30:00+08:00"))
    page.goto(f"{site}107/")
    expect(page.get_by_role("listitem").filter(has_text=label).first).to_contain_text(words)


def test_each_date_has_its_weekday_and_the_suspected_one_its_mark(page: Page, site: str, edition: Edition) -> None:
    page.goto(f"{site}107/")
    lines = page.locator("#timeline").get_by_role("listitem")
    expect(lines.filter(has_text="申請截止").first).to_contain_text("107年10月31日（三）")
    suspected = lines.filter(has_text="疑有誤植")
    expect(suspected).to_have_count(1)
    expect(suspected).to_contain_text("107年10月9日（二）")
    expect(suspected.get_by_role("note")).to_contain_text("編者註，非計畫原文")


def test_the_dates_come_as_a_calendar(page: Page, site: str) -> None:
    page.goto(f"{site}107/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="下載行事曆檔").click()
    content = coming.value.path().read_text("utf-8")
    assert content.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20181031" in content


# ---------------------------------------------------------------- papers and pages that are not there


@pytest.mark.parametrize(("number", "title"), [("表一", "教師專業學習社群申請書"), ("表二", "經費概算表")])
def test_blank_forms_are_there(number: str, title: str, page: Page, site: str) -> None:
    page.goto(f"{site}107/forms/")
    link = page.get_by_role("main").get_by_role("link", name=title)
    text = "".join("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(fetched(link))).pages).split())
    assert (number in unquote(link.get_attribute("href")), title in text) == (True, True)


@pytest.mark.parametrize("place", ["nothing", "107/nothing/", "107/apply/a/b/c/"])
def test_a_page_that_is_not_there_leads_back_from_any_depth(place: str, browser: Browser, running: Server) -> None:
    with profile(browser, running.origin, ("404",)) as context:
        page = context.new_page()
        assert page.goto(running.site + place).status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("找不到這一頁")
        assert policy_of(page)["default-src"] == "'none'"
        page.get_by_role("link", name="填寫申請書").click()
        expect(page).to_have_url(f"{running.site}107/apply/")
