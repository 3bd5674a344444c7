"""What the tests of papers share: the glyph chunks of each typeface that this machine has, and papers set once."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.judge import judge
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import GlyphIndex, read_glyphs
from pyodide_app.documents.render import render
from pyodide_app.runtime.fetch import fetch, node_modules
from pyodide_app.runtime.glyphs import FontSource, GlyphFiles, build_glyphs, font_sources
from pyodide_app.site.papers import GLYPHS
from tests.conftest import ROOT, load_edition

CACHE = ROOT / ".cache"


@cache
def glyph_files(source: FontSource) -> GlyphFiles:
    texts = [load_edition().model_dump_json(), (ROOT / "pyodide_app" / "documents" / "words.toml").read_text("utf-8")]
    return build_glyphs([source], texts, CACHE / GLYPHS)


@pytest.fixture(scope="session")
def sources() -> list[FontSource]:
    fetch(CACHE)
    return font_sources(node_modules(CACHE))


@pytest.fixture(scope="session")
def glyphs(sources: list[FontSource]) -> GlyphFiles:
    """The chunks of the typeface that the build uses."""
    return glyph_files(sources[0])


@pytest.fixture(scope="session")
def index(glyphs: GlyphFiles) -> GlyphIndex:
    return GlyphIndex.parse((glyphs.folder / "index.json").read_bytes())


@pytest.fixture(scope="session")
def pdf(edition, glyphs):
    """A form of a document as PDF; with no document the blank form. Judged as the package is, unless findings are given."""

    def make(form: str, document: dict[str, Any] | None = None, findings: list | None = None, enclosed: dict[str, bytes] | None = None) -> bytes:
        if document is None:
            paper = papers.blank(edition, form)
        else:
            bundle = parse_bundle(copy.deepcopy(document))
            found = judge(edition, bundle, papers.stage_of(form)) if findings is None else findings
            paper = papers.paper(edition, form, bundle, found, enclosed)
        return render(paper, *read_glyphs(glyphs.folder, paper.text))

    return make


@pytest.fixture(scope="session")
def fullest(edition):
    """A document as full as a community may become: 12 members, 20 sessions, long texts, words without a break, rare characters."""
    return lambda case: _fill(case("neili-twelve-members"))


@pytest.fixture(scope="session")
def fullest_report():
    """A document with a year's end as full as it may become: 40 photos, 13 sessions, a long reflection, many vouchers, words without a break."""
    return lambda case: _fill_report(case("ciwen-full-year"))


def _fill_report(document: dict[str, Any]) -> dict[str, Any]:
    report = document["report"]
    report["school"] = document["school"] = "桃園市立大園國際高級中等學校附設國民中學部"
    report["convener"]["email"] = "a.very.long.address.of.a.teacher@mail.school.department.example"
    report["members"] = [copy.deepcopy(report["members"][number % 5]) for number in range(12)]
    report["reflection"] = (report["reflection"] * 4)[:1500]
    report["sessions"] = [copy.deepcopy(report["sessions"][number % 8]) for number in range(13)]
    report["photos"] = [copy.deepcopy(report["photos"][number % 16]) | {"file": f"photo-{number + 1:02}.jpg"} for number in range(40)]
    report["photos"][5] |= {"content": "分組討論與議課，" * 25, "place": "Supercalifragilisticexpialidocious"}
    report["photos"][6]["file"] = "x" * 110 + ".jpg"
    report["attachments"][0] |= {"file": "y" * 110 + ".pdf", "title": "教案" * 60}
    report["extra"].append({"title": "學生作品集", "note": "說明與省思。" * 300})
    document["feedback"][0]["difficulties"] = "困境與解決辦法。" * 150
    for line in document["settlement"]["lines"].values():
        line |= {"vouchers": [{"number": f"支出憑證簿第{number}號-0123456789", "date": "2019-03-05"} for number in range(4)], "note": "核實支應，" * 12}
    return document


def _fill(document: dict[str, Any]) -> dict[str, Any]:
    application, budget = document["application"], document["budget"]
    application["community_name"] = "跨域探究與在地水文農業多元選修課程共備社群暨新課綱素養導向評量研發小組"
    application["convener"] |= {"name": "𠮷田𤧟宏", "email": "a.very.long.address.of.a.teacher@mail.school.department.example"}
    application["topic_overview"] *= 8
    application["members"][0]["name"] = "𠮷田𤧟宏"
    application["members"][1]["school"] = "桃園市立大園國際高級中等學校附設國民中學部"
    application["sessions"] = [copy.deepcopy(application["sessions"][number % 8]) for number in range(20)]
    application["sessions"][3]["content"] = "分組、觀課、議課與回饋。" * 90
    application["sessions"][4]["materials"] = "https://example.example/very/long/address/without/any/break/0123456789"
    application["sessions"][5]["place"] = "Supercalifragilisticexpialidocious"
    trip = {"mode": "hsr", "route": "新竹—桃園", "fare": 130, "short": False}
    budget["lines"]["lecturer_transport"] = {"trips": [dict(trip) for _ in range(8)], "note": "往返車資，" * 30}
    budget["lines"]["data_collection"] |= {"note": "x" * 120}
    budget["books"] = [{"title": f"第{n}冊" + "課程設計" * 6, "unit_price": 100, "quantity": 1, "unit": "本", "note": "共備參考"} for n in range(15)]
    return document
