"""Editable papers out of both form pages: the same files as on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.judge import judge
from pyodide_app.documents import odf, papers
from tests.browser.pages import PATIENCE, FormPage

PAGES = {
    "107/apply/": ("下載申請包", "application", ["表一 申請書", "表二 經費概算表"]),
    "107/report/": ("下載成果包", "report", ["表三 成果", "收支結算表"]),
}


@pytest.mark.parametrize("place", PAGES)
def test_the_page_makes_the_editable_files_of_the_command_line(place: str, page: Page, site: str, written, case, edition) -> None:
    button, stage, names = PAGES[place]
    document = case("ciwen-full-year")
    form = FormPage(page, site)
    form.url = site + place
    form.open()
    form.put_in(written(document))
    form.expect_said("已匯入")
    form.download(button)
    expected = {}
    bundle = parse_bundle(document)
    for paper in (papers.paper(edition, name, bundle, judge(edition, bundle, stage)) for name in papers.FORMS_OF[stage] if name in odf.KINDS):
        expected[odf.file_name(paper)] = odf.editable(paper)
    made = {}
    for name in names:
        with page.expect_download(timeout=PATIENCE) as coming:
            form.answer(f"下載可編輯檔（ODF）：{name}")
        expect(page.locator("[data-package-status]")).to_contain_text("已下載")
        made[coming.value.suggested_filename] = Path(coming.value.path()).read_bytes()
    assert sorted(made) == sorted(expected)
    assert {name for name in made if made[name] != expected[name]} == set()
