"""Paper data → PDF/A-3a + PDF/UA-1 with Typst. The same code in CPython and in Pyodide; no clock, so the same data give the same bytes."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import segno
import typst

from pyodide_app.documents.fonts import GlyphIndex, assemble

STANDARDS = ["a-3a", "ua-1"]
TEMPLATES = resources.files(__package__) / "templates"


def text_of(data: Any) -> str:
    """Every string of the data, joined: the characters that a paper may print."""
    if isinstance(data, str):
        return data
    values = data.values() if isinstance(data, dict) else data if isinstance(data, (list, tuple)) else ()
    return "".join(text_of(value) for value in values)


def render(form: str, data: dict[str, Any], index: GlyphIndex, read_chunk: Callable[[str], bytes], bundle_json: bytes | None) -> bytes:
    """The PDF of one form.

    `read_chunk` gives a chunk's bytes by its name; `index.chunks_for(text_of(data))` names them beforehand. `bundle_json` is attached as
    `bundle.json`. A character that no font has is printed as 〓; `index.missing` names it.
    """
    data = _printable(data, index)
    text = text_of(data)
    font = assemble(index, (read_chunk(name) for name in index.chunks_for(text)), text)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for template in TEMPLATES.iterdir():
            (folder / template.name).write_bytes(template.read_bytes())
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        (folder / "paper.ttf").write_bytes(font)
        if data["footer"]["fingerprint"]:
            (folder / "qr.svg").write_bytes(_qr_code(data["footer"]["fingerprint"]))
        if bundle_json is not None:
            (folder / "bundle.json").write_bytes(bundle_json)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        return typst.compile(folder / f"{form}.typ", root=folder, font_paths=fonts, format="pdf", pdf_standards=STANDARDS, timestamp=0)


def _printable(data: Any, index: GlyphIndex) -> Any:
    """The data with each string as it can be printed."""
    if isinstance(data, str):
        return index.substituted(data)
    if isinstance(data, dict):
        return {name: _printable(value, index) for name, value in data.items()}
    return [_printable(value, index) for value in data] if isinstance(data, (list, tuple)) else data


def _qr_code(text: str) -> bytes:
    """A QR code as SVG, black on white with the quiet zone."""
    out = io.BytesIO()
    segno.make(text.replace(" ", "").upper(), error="m", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, light="#fff", border=2)
    return out.getvalue()
