"""The papers beside the fields while somebody types: which pages are drawn again, and what a drawing holds."""

from __future__ import annotations

import asyncio
import json
import re
import xml.etree.ElementTree as ElementTree
from functools import partial

import pytest

from pyodide_app import editions
from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.documents.preview import Preview
from pyodide_app.documents.typesetter import Typesetter
from pyodide_app.worker import papers as worker

TOPIC = "application.topic_overview"
ALLOWED = {"svg", "g", "path", "use", "symbol", "defs", "clipPath"}
"""What a page may hold: shapes alone, nothing that runs, loads or styles."""


@pytest.fixture(autouse=True)
def prepared(edition, glyphs, tmp_path, monkeypatch):
    (tmp_path / worker.EDITION).write_text(editions.to_json(edition), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "_preview", Preview())
    worker.edition.cache_clear()
    asyncio.run(worker.prepare(f"{glyphs.folder}/"))
    yield
    worker.edition.cache_clear()


@pytest.fixture
def draft(case, edition) -> dict:
    return drafts.from_document(parse_bundle(case("ciwen-valid")), edition)


def preview(draft: dict) -> dict:
    return json.loads(asyncio.run(worker.preview(json.dumps(draft))))


def pages(draft: dict) -> list[dict]:
    return preview(draft)["pages"]


def named(digest: str) -> tuple[set[str], set[str]]:
    """The shapes that a page uses, and those that come with it."""
    brought = "".join(iter(partial(worker.shapes, digest), ""))
    return set(re.findall(r'<use xlink:href="#(\w+)"', worker.drawing(digest))), set(re.findall(r'<symbol id="(\w+)"', brought))


def test_a_preview_has_every_page_of_both_forms_in_order(draft, case, pdf) -> None:
    count = {form: pdf(form, case("ciwen-valid")).count(b"/Type/Page/") for form in worker.PREVIEWED}
    assert [each["form"] for each in pages(draft)] == [form for form in worker.PREVIEWED for _ in range(count[form])]


def test_only_the_pages_that_an_edit_reaches_have_a_new_digest(draft) -> None:
    before = pages(draft)
    after = pages(draft | {TOPIC: draft[TOPIC][:-1]})
    assert [old == new for old, new in zip(before, after, strict=True)].count(False) == 1
    assert before[0]["form"] == "application" and before[0] != after[0]
    assert pages(draft) == before


def test_the_form_that_nobody_types_into_is_not_drawn_again(draft, monkeypatch) -> None:
    drawn: list[str] = []
    draw = Typesetter.draw
    monkeypatch.setattr(Typesetter, "draw", lambda self, template, *given: drawn.append(template) or draw(self, template, *given))
    pages(draft)
    pages(draft | {TOPIC: draft[TOPIC][:-1]})
    assert drawn == ["application", "budget", "application"]


def test_every_shape_that_a_page_uses_comes_with_it_or_came_before(draft) -> None:
    known: set[str] = set()
    for each in pages(draft):
        uses, brings = named(each["digest"])
        assert not brings & known
        known |= brings
        assert uses and uses <= known


def test_nothing_that_is_handed_over_at_once_is_large(draft) -> None:
    for each in pages(draft):
        pieces = list(iter(partial(worker.shapes, each["digest"]), ""))
        assert all(len(piece) < 200_000 for piece in pieces)
        assert len(worker.drawing(each["digest"])) < 150_000


def test_a_drawing_holds_shapes_alone(draft) -> None:
    for each in pages(draft | {TOPIC: "<script>alert(1)</script><img src=x onerror=alert(1)>"}):
        for piece in (*iter(partial(worker.shapes, each["digest"]), ""), worker.drawing(each["digest"])):
            drawing = ElementTree.fromstring(piece)
            assert {element.tag.rpartition("}")[2] for element in drawing.iter()} <= ALLOWED
            assert not [name for element in drawing.iter() for name in element.attrib if name == "style" or name.startswith("on")]


def test_a_page_of_an_older_preview_is_gone(draft) -> None:
    before = pages(draft)
    pages(draft | {TOPIC: ""})
    with pytest.raises(KeyError):
        worker.drawing(before[0]["digest"])


def test_what_was_typed_and_taken_back_leaves_the_font_and_its_shapes(draft, index) -> None:
    rare = next(c for c in "龘靐犇" if index.chunk_of(c) and index.chunk_of(c) not in index.chunks_for(json.dumps(draft, ensure_ascii=False)))
    before = preview(draft)["font"]
    after = preview(draft | {TOPIC: rare})
    assert after["font"] != before
    uses, brings = named(after["pages"][0]["digest"])
    assert uses == brings
    assert preview(draft)["font"] == after["font"]


def test_what_is_no_shape_of_a_character_stays_in_the_page() -> None:
    svg = '<svg><use xlink:href="#gA"/><defs><clipPath id="c"><path d="M 0 0"/></clipPath><symbol id="gA"><path d="M 1 1"/></symbol></defs></svg>'
    shown = Preview()
    page = shown.page(svg)
    assert page.drawing == '<svg><use xlink:href="#gA"/><defs><clipPath id="c"><path d="M 0 0"/></clipPath></defs></svg>'
    assert shown.waiting == {"gA": '<symbol id="gA"><path d="M 1 1"/></symbol>'}
