"""Build time: the glyphs of a font file, each as a simple outline that type setting can use."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph as SimpleGlyph

from pyodide_app.documents.fonts import NOTDEF
from pyodide_app.documents.glyph_chunks import Glyph

OPENING, CLOSING = "（「『【《〈〔｛［", "）」』】》〉〕｝］"
HYPHEN = 0.4
"""Advance width of the hyphen, in em."""


def glyphs_of(font: TTFont, known: Iterable[int]) -> Iterator[Glyph]:
    """The font's glyphs for characters that are not known yet, without instructions and components; .notdef as code point 0."""
    data = font.getTableData("glyf")  # before anything parses the table: then it comes as it stands in the file
    metrics, offsets = font["hmtx"].metrics, font["loca"]
    for code_point, name in [(NOTDEF, ".notdef"), *sorted(font.getBestCmap().items())]:
        if code_point in known:
            continue
        number = font.getGlyphID(name)
        outline = data[offsets[number] : offsets[number + 1]]
        if outline and struct.unpack_from(">h", outline)[0] < 0:
            outline = _decomposed(font, name)
        yield _fitted(Glyph(code_point, *metrics[name], _without_instructions(outline)), font["head"].unitsPerEm)


def _fitted(glyph: Glyph, em: int) -> Glyph:
    """Brackets and the hyphen as type setting expects them.

    TW-Kai draws brackets in the middle of their em, while Typst, as any modern setter, trims the half that it takes to be empty at the ends
    of lines and between signs; and its hyphen is as wide as a dash, which makes a telephone number two numbers.
    """
    character = chr(glyph.code_point)
    if character not in OPENING + CLOSING + "-":
        return glyph
    outline = SimpleGlyph(glyph.outline)
    outline.expand(None)
    advance = glyph.advance
    if character == "-":
        if advance < HYPHEN * em * 1.25:
            return glyph
        outline.coordinates.scale((HYPHEN * em / advance, 1))
        advance = round(HYPHEN * em)
    elif abs(outline.xMin + outline.xMax - em) < em / 8:
        outline.coordinates.translate((em / 4 if character in OPENING else -em / 4, 0))
    outline.coordinates.toInt()
    outline.recalcBounds(None)
    return Glyph(glyph.code_point, advance, outline.xMin, outline.compile(None))


def _without_instructions(outline: bytes) -> bytes:
    """A simple `glyf` record with its hinting program cut out: browsers' and printers' type needs none, and it is a third of the bytes."""
    if not outline:
        return outline
    at = 10 + 2 * struct.unpack_from(">h", outline)[0]
    (length,) = struct.unpack_from(">H", outline, at)
    return outline[:at] + b"\0\0" + outline[at + 2 + length :]


def _decomposed(font: TTFont, name: str) -> bytes:
    """A composite glyph as a simple `glyf` record."""
    glyph_set = font.getGlyphSet()
    recording, pen = DecomposingRecordingPen(glyph_set), TTGlyphPen(None)
    glyph_set[name].draw(recording)
    recording.replay(pen)
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    return glyph.compile(font["glyf"])
