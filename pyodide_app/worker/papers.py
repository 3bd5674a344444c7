"""The papers worker: papers as PDF, 申請包 and 成果包, and the characters that no font has. Runs in the browser's Pyodide and, unchanged, in CPython.

The edition is the file `EDITION` in the working directory. The glyph chunks are fetched from the address that `prepare` is given, each once.
`enclosed` is what the report encloses: bytes under the names of their entries in a package (`photos/…`, `attachments/…`).
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition, read_edition
from pyodide_app.core.judge import judge
from pyodide_app.documents import odf
from pyodide_app.documents.fonts import CORE, GlyphIndex
from pyodide_app.documents.glyph_chunks import unpack
from pyodide_app.documents.package import Setter
from pyodide_app.documents.papers import missing_photos, paper as paper_of, stage_of, text_of
from pyodide_app.documents.pictures import BrokenPictures
from pyodide_app.documents.preview import Preview
from pyodide_app.documents.report_paper import report_pictures

__export__ = [
    "prepare", "missing_characters", "unusable_photos", "paper", "editable", "package", "report_package", "warm", "preview", "shapes", "drawing",
]

EDITION = "edition.json"

PREVIEWED = ("application", "budget")

_glyphs: dict[str, Any] = {"address": "", "index": None, "chunks": {}}
_kept: dict[str, Any] = {"of": None, "setter": None}
"""The draft that was judged last with its stage, and what was made `of` it: its papers are asked for one by one."""
_preview = Preview()


@lru_cache
def edition() -> Edition:
    return read_edition(Path(EDITION).read_bytes())


async def prepare(address: str) -> None:
    """Has the index and the core chunk of the folder `address` (it ends with a slash); to be awaited before anything else.

    They are fetched, but for those of a folder of this name that are held already: its name changes with what is in it.
    """
    if PurePosixPath(_glyphs["address"]).name != PurePosixPath(address).name:
        hold(address, await _fetch(f"{address}index.json"), await _fetch(f"{address}{CORE}.bin"))
    _glyphs["address"] = address


def hold(address: str, index: bytes, core: bytes) -> None:
    """Takes over the index and the core chunk of the folder `address`."""
    _kept.update(of=None, setter=None)
    _glyphs.update(address=address, index=GlyphIndex.parse(index), chunks={CORE: unpack(core)})


async def missing_characters(draft: str) -> str:
    """The characters of the draft that no font has, or that cannot be fetched now, each with the paths that hold it."""
    typed = drafts.parse(draft)
    index = await _reachable(_glyphs["index"].chunks_for(text_of(typed)))
    return json.dumps(
        [
            {"character": character, "paths": [path for path, value in typed.items() if character in text_of(value)]}
            for character in index.missing(text_of(typed))
        ],
        ensure_ascii=False,
    )


def unusable_photos(draft: str, enclosed: Any) -> str:
    """What the page says before the report's papers: `{"missing", "broken"}`, the files of photos that are not there or are no picture.

    A missing one leaves a frame with its name on the paper; with a broken one `paper` and `report_package` fail.
    """
    bundle, files = _bundle(draft), _files(enclosed)
    try:
        report_pictures(bundle, files)
        broken = []
    except BrokenPictures as refused:
        broken = refused.names
    return json.dumps({"missing": missing_photos(bundle, files), "broken": broken}, ensure_ascii=False)


async def paper(draft: str, form: str, enclosed: Any = None) -> Any:
    """One form as PDF."""
    setter = await _setter(draft, stage_of(form), enclosed)
    return _out(setter.paper(form, _glyphs["chunks"].__getitem__))


def editable(draft: str, form: str, enclosed: Any = None) -> Any:
    """One form as OpenDocument, .odt or .ods; needs no font."""
    bundle = _bundle(draft)
    return _out(odf.editable(paper_of(edition(), form, bundle, judge(edition(), bundle, stage_of(form)), _files(enclosed))))


async def package(draft: str) -> Any:
    """申請包 as zip."""
    setter = await _setter(draft, "application")
    return _out(setter.package(_glyphs["chunks"].__getitem__))


async def report_package(draft: str, enclosed: Any = None) -> Any:
    """成果包 as zip, with the photos and attachments that the draft names."""
    setter = await _setter(draft, "report", enclosed)
    return _out(setter.package(_glyphs["chunks"].__getitem__))


async def warm(draft: str) -> None:
    """Sets the papers of 申請包, so that they are there when somebody asks for them before anything else is typed; else most of what a paper needs is."""
    setter = await _setter(draft, "application")
    for form in setter.papers:
        setter.paper(form, _glyphs["chunks"].__getitem__)


async def preview(draft: str) -> str:
    """The pages of 表一 and 表二 as they would be printed now, and which font's shapes they use: `{"font", "pages": [{"form", "digest"}]}`.

    A page whose digest is shown already has not changed. Shapes of another font are used by no page any more.
    """
    setter = await _setter(draft, "application")
    _preview.grow(setter.chunks)
    for form in PREVIEWED:
        setter.draw(form, _preview, _glyphs["chunks"].__getitem__)
    pages = [{"form": form, "digest": page.digest} for form in PREVIEWED for page in _preview.pages[form]]
    return json.dumps({"font": _preview.font, "pages": pages})


def shapes(digest: str) -> str:
    """Some of the shapes that a page of the last preview uses and that were not handed out yet, as SVG; "" where there are none left."""
    return _preview.shapes(digest)


def drawing(digest: str) -> str:
    """One page of the last preview as SVG, without the shapes that it uses."""
    return _preview.drawing(digest)


def _bundle(draft: str) -> Bundle:
    return drafts.read(drafts.parse(draft), edition()).bundle


async def _setter(draft: str, stage: CaseStage, enclosed: Any = None) -> Setter:
    typed = drafts.parse(draft)
    if enclosed is None and _kept["of"] == (typed, stage):
        return _kept["setter"]
    bundle, files = drafts.read(typed, edition()).bundle, _files(enclosed)
    setter = Setter(edition(), bundle, _glyphs["index"], stage, files)
    index = await _reachable(setter.chunks)
    if index is not _glyphs["index"]:
        return Setter(edition(), bundle, index, stage, files)
    _kept.update({"of": (typed, stage), "setter": setter} if enclosed is None else {"of": None, "setter": None})
    return setter


async def _reachable(names: list[str]) -> GlyphIndex:
    """Fetches these chunks; the index without those that cannot be had now, as a rare character's without a network."""
    wanted = [name for name in names if name not in _glyphs["chunks"]]
    fetched = await asyncio.gather(*(_fetch(f"{_glyphs['address']}{name}.bin") for name in wanted), return_exceptions=True)
    _glyphs["chunks"] |= {name: unpack(chunk) for name, chunk in zip(wanted, fetched) if isinstance(chunk, bytes)}
    lost = [name for name in names if name not in _glyphs["chunks"]]
    return _glyphs["index"].without(lost) if lost else _glyphs["index"]


# ---------------------------------------------------------------- what differs between the hosts

_IN_BROWSER = sys.platform == "emscripten"


async def _fetch(address: str) -> bytes:
    if not _IN_BROWSER:
        return Path(address).read_bytes()
    from js import fetch

    response = await fetch(address)
    if not response.ok:
        raise OSError(f"{address}: {response.status}")
    return (await response.arrayBuffer()).to_bytes()


def _files(enclosed: Any) -> Mapping[str, bytes]:
    """Bytes by name; from the page they come as an object of Uint8Arrays."""
    if hasattr(enclosed, "to_py"):
        enclosed = enclosed.to_py()
    return {name: content.tobytes() if isinstance(content, memoryview) else bytes(content) for name, content in (enclosed or {}).items()}


def _out(content: bytes) -> Any:
    """Bytes for the page: in the browser a Uint8Array."""
    if not _IN_BROWSER:
        return content
    from pyodide.ffi import to_js

    return to_js(content)
