"""The papers worker: official papers as PDF and 申請包, and the characters that no font has. Runs in the browser's Pyodide and, unchanged, in CPython.

The edition is the file `EDITION` in the working directory. The glyph chunks are fetched from the address that `prepare` is given, each once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.documents.fonts import CORE, GlyphIndex
from pyodide_app.documents.package import Setter
from pyodide_app.documents.papers import text_of

__export__ = ["prepare", "missing_characters", "paper", "package"]

EDITION = "edition.json"

_glyphs: dict[str, Any] = {"address": "", "index": None, "chunks": {}}


@lru_cache
def edition() -> Edition:
    return Edition.model_validate_json(Path(EDITION).read_bytes())


async def prepare(address: str) -> None:
    """Fetches the index and the core chunk from the folder `address` (it ends with a slash); to be awaited before anything else."""
    if _glyphs["address"] != address:
        index, core = await _fetch(f"{address}index.json"), await _fetch(f"{address}{CORE}.bin")
        _glyphs.update(address=address, index=GlyphIndex.parse(index), chunks={CORE: core})


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


async def paper(draft: str, form: str) -> Any:
    """One form as PDF."""
    setter = await _setter(draft)
    return _out(setter.paper(form, _glyphs["chunks"].__getitem__))


async def package(draft: str) -> Any:
    """申請包 as zip."""
    setter = await _setter(draft)
    return _out(setter.package(_glyphs["chunks"].__getitem__))


async def _setter(draft: str) -> Setter:
    bundle = parse_bundle(drafts.to_document(drafts.parse(draft), edition()))
    setter = Setter(edition(), bundle, _glyphs["index"])
    index = await _reachable(setter.chunks())
    return setter if index is _glyphs["index"] else Setter(edition(), bundle, index)


async def _reachable(names: list[str]) -> GlyphIndex:
    """Fetches these chunks; the index without those that cannot be had now, as a rare character's without a network."""
    wanted = [name for name in names if name not in _glyphs["chunks"]]
    fetched = await asyncio.gather(*(_fetch(f"{_glyphs['address']}{name}.bin") for name in wanted), return_exceptions=True)
    _glyphs["chunks"] |= {name: chunk for name, chunk in zip(wanted, fetched) if isinstance(chunk, bytes)}
    lost = [name for name in names if name not in _glyphs["chunks"]]
    return _glyphs["index"].without(lost) if lost else _glyphs["index"]


# ---------------------------------------------------------------- what differs between the hosts

_IN_BROWSER = sys.platform == "emscripten"


async def _fetch(address: str) -> bytes:
    if not _IN_BROWSER:
        return Path(address).read_bytes()
    from pyodide.http import pyfetch

    response = await pyfetch(address)
    response.raise_for_status()
    return await response.bytes()


def _out(content: bytes) -> Any:
    """Bytes for the page: in the browser a Uint8Array."""
    if not _IN_BROWSER:
        return content
    from pyodide.ffi import to_js

    return to_js(content)
