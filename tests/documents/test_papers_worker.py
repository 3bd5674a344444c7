"""The papers worker's functions, called as a page calls them; the glyph chunks come from a folder instead of a server."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from pyodide_app import editions
from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.documents.typesetter import Typesetter
from pyodide_app.worker import papers as worker
from tests.documents.photos import jpeg, photos
from tests.documents.readback import attachments, text


@pytest.fixture
def folder(glyphs, tmp_path):
    """The glyph chunks as a server has them, here to be taken away."""
    return shutil.copytree(glyphs.folder, tmp_path / "glyphs")


@pytest.fixture(autouse=True)
def prepared(edition, folder, tmp_path, monkeypatch):
    (tmp_path / worker.EDITION).write_text(editions.to_json(edition), "utf-8")
    monkeypatch.chdir(tmp_path)
    worker.edition.cache_clear()
    asyncio.run(worker.prepare(f"{folder}/"))
    yield
    worker.edition.cache_clear()


@pytest.fixture
def draft(case, edition) -> dict:
    return drafts.from_document(parse_bundle(case("ciwen-valid")), edition)


def missing(draft: dict) -> list:
    return json.loads(asyncio.run(worker.missing_characters(json.dumps(draft))))


def test_the_package_holds_the_bundle_and_every_paper(draft, case):
    with zipfile.ZipFile(io.BytesIO(asyncio.run(worker.package(json.dumps(draft))))) as package:
        assert package.namelist() == ["bundle.json", "表一-申請書.pdf", "表二-經費概算表.pdf", "檢核結果.pdf"]
        assert json.loads(package.read("bundle.json")) == case("ciwen-valid")
        assert json.loads(attachments(package.read("表一-申請書.pdf"))["bundle.json"]) == case("ciwen-valid")


def test_papers_that_were_set_in_a_pause_are_there_when_they_are_asked_for(draft, monkeypatch):
    asyncio.run(worker.warm(json.dumps(draft)))
    monkeypatch.setattr(Typesetter, "set", lambda *_arguments, **_options: pytest.fail("a paper was set again"))
    asyncio.run(worker.paper(json.dumps(draft), "budget"))
    asyncio.run(worker.package(json.dumps(dict(reversed(draft.items())))))


def test_a_character_that_no_font_has_is_named_with_its_place(draft):
    draft["application.members.1.name"] = "陳😀"
    assert missing(draft) == [{"character": "😀", "paths": ["application.members.1.name"]}]


def test_a_character_whose_chunk_cannot_be_fetched_is_named_and_the_paper_is_made_all_the_same(draft, folder, index, tmp_path):
    rare = next(c for c in ("𤧟", "龘", "𠮷", "靐", "厵") if index.chunk_of(c) and not index.chunk_of(c).startswith(("r", "core")))
    draft["application.members.1.name"] = f"陳{rare}"
    assert missing(draft) == []
    lacking = Path(shutil.copytree(folder, tmp_path / "lacking"))
    (lacking / f"{index.chunk_of(rare)}.bin").unlink()
    asyncio.run(worker.prepare(f"{lacking}/"))
    assert missing(draft) == [{"character": rare, "paths": ["application.members.1.name"]}]
    assert "陳〓" in text(asyncio.run(worker.paper(json.dumps(draft), "application")))


# ---------------------------------------------------------------- the year's end


@pytest.fixture
def year(case, edition) -> dict:
    return drafts.from_document(parse_bundle(case("ciwen-full-year")), edition)


def test_the_package_of_the_year_holds_its_papers_and_photos(year, case):
    enclosed = photos(case("ciwen-full-year"))
    with zipfile.ZipFile(io.BytesIO(asyncio.run(worker.report_package(json.dumps(year), enclosed)))) as package:
        assert package.namelist()[:5] == ["bundle.json", "表三-成果.pdf", "表四-檢核回饋表.pdf", "收支結算表.pdf", "檢核結果.pdf"]
        assert {name: package.read(name) for name in package.namelist()[5:]} == enclosed
        assert json.loads(package.read("bundle.json")) == case("ciwen-full-year")


def test_a_paper_of_the_report_is_made_alone_with_its_photos(year, case):
    made = asyncio.run(worker.paper(json.dumps(year), "report", photos(case("ciwen-full-year"))))
    assert "缺少照片檔" not in text(made)


def test_photos_come_from_the_page_as_memory_in_an_object(year):
    class Proxy:
        """An object of Uint8Arrays as Pyodide hands it over."""

        def to_py(self):
            return {"photos/photo-01.jpg": memoryview(jpeg())}

    assert "缺少照片檔photo-01.jpg" not in text(asyncio.run(worker.paper(json.dumps(year), "report", Proxy())))


def test_photos_that_are_missing_or_broken_are_named_before(year, case):
    enclosed = photos(case("ciwen-full-year")) | {"photos/photo-04.jpg": b"no picture"}
    del enclosed["photos/photo-09.jpg"]
    assert json.loads(worker.unusable_photos(json.dumps(year), enclosed)) == {"missing": ["photo-09.jpg"], "broken": ["photo-04.jpg"]}
