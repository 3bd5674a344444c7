"""A paper → PDF/A-3a + PDF/UA-1 with Typst. The same code in CPython and in Pyodide; no clock, so the same paper gives the same bytes."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import segno
import typst

from pyodide_app.documents.fonts import GlyphIndex, assemble
from pyodide_app.documents.papers import Paper
from pyodide_app.documents.pictures import BrokenPictures

STANDARDS = ["a-3a", "ua-1"]
TEMPLATES = resources.files(__package__) / "templates"


def render(paper: Paper, index: GlyphIndex, chunks: Mapping[str, bytes]) -> bytes:
    """The PDF. `chunks` holds at least those that `index.chunks_for(paper.text)` names.

    What was typed reaches Typst as JSON and is never markup. A character that no font has is printed as 〓; `index.missing` names it.
    Raises `BrokenPictures` where a photo cannot be read.
    """
    font = assemble(index, (chunks[name] for name in index.chunks_for(paper.text)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for template in TEMPLATES.iterdir():
            (folder / template.name).write_bytes(template.read_bytes())
        (folder / "data.json").write_text(json.dumps(_printable(paper.data, index), ensure_ascii=False), "utf-8")
        (folder / "paper.ttf").write_bytes(font)
        if paper.attachment is not None:
            (folder / "bundle.json").write_bytes(paper.attachment)
            (folder / "qr.svg").write_bytes(_qr_code(paper.data["footer"]["fingerprint"]))
        for name_in_paper, picture in paper.pictures.items():
            (folder / name_in_paper).write_bytes(picture.content)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        try:
            return typst.compile(folder / f"{paper.template}.typ", root=folder, font_paths=fonts, format="pdf", pdf_standards=STANDARDS, timestamp=0)
        except typst.TypstError:
            broken = [picture.file for name_in_paper, picture in paper.pictures.items() if not _can_be_set(folder, name_in_paper)]
            if broken:
                raise BrokenPictures(dict.fromkeys(broken)) from None
            raise


def _can_be_set(folder: Path, picture: str) -> bool:
    """Whether the typesetter can read a picture: one may be whole and yet make no sense."""
    alone = folder / "alone.typ"
    alone.write_text(f'#image("{picture}")', "utf-8")
    try:
        typst.compile(alone, root=folder)
    except typst.TypstError:
        return False
    return True


def _printable(data: Any, index: GlyphIndex) -> Any:
    """The data with each string as the font can print it."""
    if isinstance(data, str):
        return index.substituted(data)
    if isinstance(data, dict):
        return {name: _printable(value, index) for name, value in data.items()}
    return [_printable(value, index) for value in data] if isinstance(data, (list, tuple)) else data


def _qr_code(fingerprint: str) -> bytes:
    """The 16 digits as a QR code in SVG. Capitals, because these have the smallest code; hex digits are the same in either case."""
    out = io.BytesIO()
    segno.make(fingerprint.replace(" ", "").upper(), error="m", micro=False).save(out, kind="svg", xmldecl=False, light="#fff", border=2)
    return out.getvalue()
