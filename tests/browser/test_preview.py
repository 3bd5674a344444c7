"""The official forms beside the fields: drawn under the page's policy, kept up with typing, remembered; and what a device gets that cannot draw them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, profile
from tests.browser.pages import PATIENCE, FormPage

TOPIC = "application.topic_overview"
NARROW = {"width": 1100, "height": 900}
PHONE = {"width": 390, "height": 800}
LIBRARY = "**/_typst-*/first.wasm"
NO_SERVICE_WORKER = ("addEventListener",)
FAULTS = ("500", "MessageEvent", "WebAssembly", *NO_SERVICE_WORKER)
"""The library that is not there, PyScript on it, and the browser without service workers, whose own requests no test can stand in for."""
SPARED = re.compile(r"/(_typst-\w+/rest\.wasm|glyphs-\w+/(index\.json|core\.bin)|wheels/.+|pyodide-[^/]+/python_stdlib\.zip)$")
DRAWN = "pages => pages.map((page) => page.querySelector('use') !== null)"
SHAPED = """pages => pages.every((page) => Array.from(page.querySelectorAll("use"))
  .every((use) => document.getElementById(use.getAttribute("xlink:href").slice(1))))"""
MARK = "pages => pages.forEach((page) => { page.firstElementChild.dataset.old = ''; })"
PRINTS = "() => { window.printed = 0; window.print = () => { window.printed += 1; }; }"


@pytest.fixture
def filled(form: FormPage, written: Callable[[str], Path]) -> FormPage:
    form.open().put_in(written("ciwen-valid"))
    return form


def pages(form: FormPage) -> Locator:
    return form.page.get_by_role("img", name="的預覽")


def drawn(form: FormPage) -> Locator:
    """The pages of the preview, once every one is there."""
    expect(form.page.get_by_text("停下來就會更新")).to_be_visible(timeout=2 * PATIENCE)
    return pages(form)


def test_every_page_is_drawn_with_the_shapes_that_it_uses(filled: FormPage) -> None:
    filled.press("預覽表件")
    shown = drawn(filled)
    expect(shown).to_have_count(3)
    assert [page.get_attribute("aria-label") for page in shown.all()] == ["表一第 1 頁的預覽", "表一第 2 頁的預覽", "表二第 1 頁的預覽"]
    assert shown.evaluate_all(DRAWN) == [True, True, True]
    assert shown.evaluate_all(SHAPED)


def test_only_the_page_that_changed_is_drawn_again(filled: FormPage) -> None:
    filled.press("預覽表件")
    shown = drawn(filled)
    shown.evaluate_all(MARK)
    filled.control(TOPIC).press("End")
    filled.control(TOPIC).press_sequentially("一")
    expect(shown.first.locator("svg:not([data-old])")).to_be_attached(timeout=PATIENCE)
    expect(filled.page.locator("#preview svg[data-old]")).to_have_count(2)
    assert shown.evaluate_all(SHAPED)


def test_a_character_of_another_font_brings_its_shapes_and_the_old_ones_go(filled: FormPage) -> None:
    filled.press("預覽表件")
    shown = drawn(filled)
    shown.evaluate_all(MARK)
    filled.control(TOPIC).fill("龘")
    expect(filled.page.locator("#preview svg[data-old]")).to_have_count(0, timeout=2 * PATIENCE)
    expect(filled.page.locator(".preview-shapes")).to_have_count(1, timeout=PATIENCE)
    assert shown.evaluate_all(SHAPED)


def test_it_is_remembered_and_goes_when_it_is_not_wanted(filled: FormPage) -> None:
    filled.press("預覽表件")
    drawn(filled)
    filled.reload()
    switch = filled.page.get_by_role("button", name="預覽表件")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(drawn(filled)).to_have_count(3)
    filled.press("預覽表件")
    expect(filled.page.get_by_role("region", name="表件預覽")).to_be_hidden()
    filled.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")


def test_there_is_none_on_a_narrow_screen(form: FormPage) -> None:
    form.page.set_viewport_size(NARROW)
    form.open()
    expect(form.page.get_by_role("button", name="預覽表件")).to_be_hidden()


def test_going_to_the_budget_brings_its_form(filled: FormPage) -> None:
    filled.press("預覽表件")
    drawn(filled)
    budget = pages(filled).last
    expect(budget).not_to_be_in_viewport(ratio=0.2)
    filled.page.locator("#section-budget input").first.focus()
    expect(budget).to_be_in_viewport(ratio=0.2)


# ---------------------------------------------------------------- what the print engine is spared


def test_papers_take_nothing_that_the_image_and_the_first_part_of_the_engine_should_spare_them(
    browser: Browser, running: Server, written: Callable[[str], Path]
) -> None:
    asked: list[str] = []
    with profile(browser, running.origin, NO_SERVICE_WORKER, service_workers="block") as context:
        context.on("request", lambda request: asked.append(request.url))
        form = FormPage(context.new_page(), running.site).open()
        form.put_in(written("dayuan-six-violations"))
        form.press("預覽表件")
        drawn(form)
        for name in ("語文社群", "語文社群", "語文社"):  # the first, the same again, after an edit
            form.type("application.community_name", name)
            form.download_package()
    assert [url for url in asked if url.endswith("/first.wasm") and "_typst-" in url]
    assert [url for url in asked if SPARED.search(url)] == []


# ---------------------------------------------------------------- a device that cannot hold the print engine


@pytest.fixture
def without_engine(browser: Browser, running: Server) -> Iterator[Page]:
    with profile(browser, running.origin, FAULTS, viewport=PHONE, service_workers="block") as context:
        context.route(LIBRARY, lambda route: route.fulfill(status=500))
        yield context.new_page()


@pytest.fixture
def phone(without_engine: Page, site: str, written: Callable[[str], Path]) -> FormPage:
    form = FormPage(without_engine, site).open()
    form.put_in(written("ciwen-valid"))
    form.press("下載申請包")
    form.expect_said("列印程式無法啟動")
    return form


def test_a_device_without_the_engine_still_gives_the_data_file(phone: FormPage, case: Callable[[str], dict]) -> None:
    with phone.page.expect_download() as coming:
        phone.dialog("下載申請包").get_by_role("button", name="下載資料檔").click()
    assert json.loads(coming.value.path().read_text("utf-8")) == case("ciwen-valid")


def test_a_device_without_the_engine_prints_every_answer(phone: FormPage, case: Callable[[str], dict]) -> None:
    phone.page.evaluate(PRINTS)
    phone.press("列印這份表單")
    expect(phone.page.locator("html")).to_have_attribute("data-printing", "answers")
    phone.page.emulate_media(media="print")
    paper = phone.page.get_by_role("main").inner_text()
    application = case("ciwen-valid")["application"]
    for answer in (application["topic_overview"], *(member["name"] for member in application["members"]), "這是填寫內容的列印", "10,000 元"):
        assert answer in paper
    expect(phone.page.locator("#form")).to_be_hidden()
    assert phone.page.evaluate("window.printed") == 1


def test_without_that_button_the_form_itself_is_printed_without_its_help(form: FormPage) -> None:
    form.open().page.emulate_media(media="print")
    expect(form.control(TOPIC)).to_be_visible()
    for part in ("檔案與檢查", "填寫進度"):
        expect(form.page.get_by_label(part)).to_be_hidden()
    for hidden in (".field-help", "[data-unanswer]", ".reminders"):
        expect(form.page.locator(hidden).filter(visible=True)).to_have_count(0)
