"""A paper → PDF/A-3a + PDF/UA-1 with Typst. The same code in CPython and in Pyodide; no clock, so the same paper gives the same bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import segno
import typst

from pyodide_app.documents.fonts import GlyphIndex
from pyodide_app.documents.glyph_chunks import Chunk
from pyodide_app.documents.papers import Paper
from pyodide_app.documents.pictures import BrokenPictures
from pyodide_app.documents.preview import Preview
from pyodide_app.documents.typesetter import typesetter

STANDARDS = ["a-3a", "ua-1"]
MARGINS = ("draft", "footer")


def render(paper: Paper, index: GlyphIndex, chunks: Mapping[str, Chunk]) -> bytes:
    """The PDF. `chunks` are those that the font is made of, the core first, at least those that `index.chunks_for(paper.text)` names.

    What was typed reaches Typst as JSON and is never markup. A character that no font has is printed as 〓; `index.missing` names it.
    Raises `BrokenPictures` where a photo cannot be read.
    """
    pictures = {name: picture.content for name, picture in paper.pictures.items()}
    files = _values(paper.data, index) | pictures
    if paper.attachment is not None:
        files |= {"bundle.json": paper.attachment, "qr.svg": _qr_code(paper.data["footer"]["fingerprint"])}
    font = tuple(chunks.values())
    try:
        return typesetter().set(paper.template, files, index, font, format="pdf", pdf_standards=STANDARDS)
    except typst.TypstError:
        broken = [picture.file for name, picture in paper.pictures.items() if not _can_be_set(name, picture.content, index, font)]
        if broken:
            raise BrokenPictures(dict.fromkeys(broken)) from None
        raise


def _can_be_set(name: str, picture: bytes, index: GlyphIndex, font: tuple[Chunk, ...]) -> bool:
    """Whether the typesetter can read a picture: one may be whole and yet make no sense."""
    try:
        typesetter().set("alone", {"alone.typ": f'#image("{name}")'.encode(), name: picture}, index, font, format="pdf")
    except typst.TypstError:
        return False
    return True


def draw(paper: Paper, index: GlyphIndex, chunks: Mapping[str, Chunk], preview: Preview) -> None:
    """Puts its pages into a preview, to be looked at while somebody types: nothing attached, and no fingerprint, which would change with every key."""
    values = _values(paper.data | {"footer": paper.data["footer"] | {"fingerprint": None, "qr_alt": None}}, index)
    preview.show(paper.template, b"".join(values.values()), lambda: typesetter().draw(paper.template, values, index, tuple(chunks.values())))


def _values(data: Mapping[str, Any], index: GlyphIndex) -> dict[str, bytes]:
    """What the template shows. What stands in the margins changes with any edit and is a file of its own: the template says why."""
    margins = {name: data[name] for name in MARGINS}
    return {"margins.json": _written(margins, index), "data.json": _written({n: value for n, value in data.items() if n not in MARGINS}, index)}


def _written(data: Any, index: GlyphIndex) -> bytes:
    return json.dumps(_printable(data, index), ensure_ascii=False).encode()


def _printable(data: Any, index: GlyphIndex) -> Any:
    """The data with each string as the font can print it."""
    if isinstance(data, str):
        return index.substituted(data)
    if isinstance(data, dict):
        return {name: _printable(value, index) for name, value in data.items()}
    return [_printable(value, index) for value in data] if isinstance(data, (list, tuple)) else data


@lru_cache(maxsize=2)
def _qr_code(fingerprint: str) -> bytes:
    """The 16 digits as a QR code in SVG. Capitals, because these have the smallest code; hex digits are the same in either case."""
    out = io.BytesIO()
    segno.make(fingerprint.replace(" ", "").upper(), error="m", micro=False).save(out, kind="svg", xmldecl=False, light="#fff", border=2)
    return out.getvalue()
