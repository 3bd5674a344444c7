"""After one visit the site works with the server stopped, and a new version never costs a draft."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

import build
from tests.browser.conftest import ROOT, Server, profile
from tests.browser.pages import PATIENCE, FormPage, ReportPage, fetched

PAGES = ["", "107/", "107/plan/", "107/rules/", "107/apply/", "107/report/", "107/feedback/", "107/forms/", "help/", "privacy/", "licences/"]
NAME = "application.community_name"
NOWHERE = "108/apply/"
UNREACHABLE = ("net::ERR_CONNECTION_REFUSED", "net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED")


SPARING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


def keep_the_check(form: FormPage) -> None:
    """Waits until filling in and checking work offline."""
    expect(form.page.get_by_text("可離線填寫與檢查", exact=True)).to_be_visible(timeout=PATIENCE)


def keep_the_papers(form: FormPage) -> None:
    """Has the papers' engine kept with the page's own button."""
    form.page.get_by_role("button", name="下載列印程式供離線使用").click()
    expect(form.page.get_by_text("可離線使用", exact=True)).to_be_visible(timeout=PATIENCE)


@contextmanager
def sparing(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A profile whose owner asked for data to be spared, so that nothing big comes unasked."""
    with profile(browser, server.origin, (*UNREACHABLE, NOWHERE)) as context:
        context.add_init_script(SPARING)
        yield context


def test_where_no_data_is_to_be_spared_everything_is_kept_unasked(shared_form: FormPage) -> None:
    expect(shared_form.page.get_by_text("可離線使用", exact=True)).to_be_visible(timeout=PATIENCE)


# ---------------------------------------------------------------- the server stopped


@pytest.fixture(scope="module")
def offline(browser: Browser, built: Path) -> Iterator[BrowserContext]:
    """The profile of somebody who visited the site once and kept the papers' engine; the server has stopped since."""
    server = Server(built)
    server.start()
    with sparing(browser, server) as context:
        form = FormPage(context.new_page(), server.site).open()
        keep_the_check(form)
        keep_the_papers(form)
        form.milliseconds_until_kept(NAME, "語文社群")
        form.page.close()
        server.stop()
        context.site = server.site
        yield context


@pytest.fixture
def form(offline: BrowserContext) -> Iterator[FormPage]:
    form = FormPage(offline.new_page(), offline.site)
    yield form
    form.page.close()


def test_the_server_is_stopped(form: FormPage) -> None:
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        form.page.goto(form.site.removesuffix("communities/"))


def test_the_draft_is_there_and_is_judged(form: FormPage) -> None:
    form.open().reload()
    expect(form.control(NAME)).to_have_value("語文社群")
    form.type("school", "國立中央大學附屬中壢高級中等學校")
    expect(form.finding("school-eligible")).to_have_count(1)
    form.reload()
    expect(form.control("school")).to_have_value("國立中央大學附屬中壢高級中等學校")


@pytest.mark.parametrize("place", PAGES)
def test_every_page_opens(place: str, form: FormPage) -> None:
    response = form.page.goto(form.site + place)
    assert response.ok
    expect(form.page.get_by_role("heading", level=1)).to_be_visible()
    sheets = "() => Array.from(document.styleSheets, (sheet) => sheet.cssRules.length)"
    assert all(form.page.evaluate(sheets))


def test_the_package_is_made_and_each_of_its_papers_brought_back(form: FormPage, written, case, tmp_path: Path) -> None:
    form.open().put_in(written("ciwen-valid"))
    form.expect_errors(0)
    with zipfile.ZipFile(form.download_package().path()) as package:
        package.extractall(tmp_path / "package")
    paper = tmp_path / "package" / "表二-經費概算表.pdf"
    assert json.loads(pypdf.PdfReader(io.BytesIO(paper.read_bytes())).attachments["bundle.json"][0]) == case("ciwen-valid")
    form.type(NAME, "別的社群")
    form.put_in(paper)
    expect(form.control(NAME)).to_have_value("慈文閱讀探路隊")


def test_the_report_is_filled_in_and_packed(form: FormPage, written) -> None:
    report = ReportPage(form.page, form.site).open()
    report.put_in(written("ciwen-full-year"))
    report.expect_errors(0)
    with zipfile.ZipFile(report.download_package().path()) as package:
        assert {"bundle.json", "表三-成果.pdf", "表四-檢核回饋表.pdf", "收支結算表.pdf", "檢核結果.pdf"} <= set(package.namelist())


def test_the_calendar_is_downloaded(form: FormPage) -> None:
    form.page.goto(f"{form.site}107/")
    with form.page.expect_download() as coming:
        form.page.get_by_role("link", name="下載行事曆檔").click()
    assert coming.value.path().read_text("utf-8").startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("title", ["教師專業學習社群申請書", "經費概算表"])
def test_blank_forms_are_there(title: str, form: FormPage) -> None:
    form.page.goto(f"{form.site}107/forms/")
    link = form.page.get_by_role("main").get_by_role("link", name=title)
    expect(link).not_to_have_attribute("download", "")  # such a link would pass by the service worker
    assert fetched(link).startswith(b"%PDF-")


def test_a_page_that_is_not_there_is_said_not_to_be(form: FormPage) -> None:
    assert form.page.goto(f"{form.site}{NOWHERE}").status == 404
    expect(form.page.get_by_role("heading", level=1)).to_have_text("找不到這一頁")


# ---------------------------------------------------------------- a new version


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with another first heading on the form page."""
    folder = tmp_path_factory.mktemp("next")
    shutil.copytree(ROOT / "site_src", folder / "site_src")
    texts = folder / "site_src" / "texts.toml"
    words = texts.read_text("utf-8")
    assert words.count('title = "填寫申請書與經費概算表"') == 1
    texts.write_text(words.replace('title = "填寫申請書與經費概算表"', 'title = "填寫新版申請書"'), "utf-8")
    assert build.build(folder / "site_src", ROOT / ".cache", folder / "public") == []
    return folder / "public"


@pytest.fixture
def own_server(built: Path, tmp_path: Path) -> Iterator[Server]:
    """A server whose folder becomes another version with `deploy`."""
    folder = tmp_path / "site"
    folder.symlink_to(built)
    server = Server(folder)
    server.start()
    yield server
    server.stop()


def deploy(server: Server, version: Path) -> None:
    """Serve another version from the same place, from one moment to the next."""
    new = server.folder.with_name("new")
    new.symlink_to(version)
    new.replace(server.folder)


def test_a_new_version_waits_asks_and_costs_no_draft(browser: Browser, own_server: Server, next_version: Path) -> None:
    with sparing(browser, own_server) as context:
        form = FormPage(context.new_page(), own_server.site).open()
        keep_the_check(form)
        form.milliseconds_until_kept(NAME, "語文社群")
        deploy(own_server, next_version)
        form.reload()
        heading = form.page.get_by_role("heading", level=1)
        expect(heading).to_have_text("填寫申請書與經費概算表")
        expect(form.page.get_by_text("網站有新版本。")).to_be_visible(timeout=PATIENCE)
        form.control("school").fill("桃園市立青溪國民中學")
        form.press("儲存後更新")
        expect(heading).to_have_text("填寫新版申請書", timeout=PATIENCE)
        form.expect_ready()
        expect(form.control(NAME)).to_have_value("語文社群")
        expect(form.control("school")).to_have_value("桃園市立青溪國民中學")
        own_server.stop()
        form.reload()
        expect(heading).to_have_text("填寫新版申請書")
        expect(form.control("school")).to_have_value("桃園市立青溪國民中學")


def test_a_new_version_taken_in_one_tab_leaves_the_other_its_work(browser: Browser, own_server: Server, next_version: Path) -> None:
    with sparing(browser, own_server) as context:
        form = FormPage(context.new_page(), own_server.site).open()
        keep_the_check(form)
        other = FormPage(context.new_page(), own_server.site).open()
        deploy(own_server, next_version)
        other.reload()
        expect(other.page.get_by_text("網站有新版本。")).to_be_visible(timeout=PATIENCE)
        form.control(NAME).fill("語文社群")
        other.press("儲存後更新")
        expect(other.page.get_by_role("heading", level=1)).to_have_text("填寫新版申請書", timeout=PATIENCE)
        expect(form.control(NAME)).to_have_value("語文社群")
        form.press("儲存後更新")
        expect(form.page.get_by_role("heading", level=1)).to_have_text("填寫新版申請書", timeout=PATIENCE)
        form.expect_ready()
        expect(form.control(NAME)).to_have_value("語文社群")
