"""Fonts into chunks: tiny fonts made here, so that each claim stands on a glyph that the test drew."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import ttProgram

from pyodide_app.documents import glyph_chunks
from pyodide_app.documents.fonts import CORE, assemble, read_glyphs
from pyodide_app.runtime import glyphs
from pyodide_app.runtime.glyphs import FontSource, build_glyphs, font_sources

EM = 1000


def box(x: int, width: int):
    pen = TTGlyphPen(None)
    pen.moveTo((x, 0))
    for point in ((x, 100), (x + width, 100), (x + width, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def write_font(path: Path, characters: dict[str, tuple[int, int]], advance: int = EM, twice: str = "") -> Path:
    """A font of boxes: character → (left edge, width). `twice` is a composite of two boxes of its first character."""
    shapes = {".notdef": box(0, 10)} | {f"u{ord(c):X}": box(*size) for c, size in characters.items()}
    program = ttProgram.Program()
    program.fromAssembly(["PUSHB[ ]", "1", "POP[ ]"])
    for shape in shapes.values():
        shape.program = program
    cmap = {ord(c): f"u{ord(c):X}" for c in characters}
    if twice:
        pen = TTGlyphPen({name: None for name in shapes})
        first = f"u{ord(next(iter(characters))):X}"
        pen.addComponent(first, (1, 0, 0, 1, 0, 0))
        pen.addComponent(first, (1, 0, 0, 1, 300, 0))
        shapes["twice"] = pen.glyph()
        cmap[ord(twice)] = "twice"
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(shapes))
    font.setupCharacterMap(cmap)
    font.setupGlyf(shapes)
    font.setupHorizontalMetrics({name: (advance, 0) for name in shapes})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)
    return path


def assembled(folder: Path, text: str) -> TTFont:
    index, chunks = read_glyphs(folder, text)
    return TTFont(io.BytesIO(assemble(index, chunks.values())), checkChecksums=2)


def outline(font: TTFont, character: str):
    return font["glyf"][font.getBestCmap()[ord(character)]]


def test_a_chunk_gives_back_what_was_packed() -> None:
    held = [glyph_chunks.Glyph(0x20BB7, 1024, -3, b"\1\2\3"), glyph_chunks.Glyph(0x20, 512, 0, b"")]
    chunk = glyph_chunks.unpack(glyph_chunks.pack(held))
    assert (glyph_chunks.numbers(chunk.code_points), chunk.metrics, glyph_chunks.numbers(chunk.lengths)) == ((0x20BB7, 0x20), struct.pack(">HhHh", 1024, -3, 512, 0), (4, 0))
    assert (chunk.outlines, chunk.checksum) == (b"\1\2\3\0", 0x01020300)


def test_a_file_that_is_no_chunk_is_refused() -> None:
    with pytest.raises(ValueError, match="not a glyph chunk: starts with b'<htm'"):
        list(glyph_chunks.unpack(b"<html>"))


def test_a_character_comes_from_the_first_font_that_has_it(tmp_path) -> None:
    first = write_font(tmp_path / "1.ttf", {"a": (0, 100)})
    second = write_font(tmp_path / "2.ttf", {"a": (0, 200), "𠮷": (0, 300)})
    made = build_glyphs([FontSource("two", (first, second))], [], tmp_path / "cache")
    font = assembled(made.folder, "a𠮷")
    assert [outline(font, c).xMax for c in "a𠮷"] == [100, 300]


def test_outlines_lose_their_instructions_and_components_and_keep_their_shape(tmp_path) -> None:
    made = build_glyphs([FontSource("one", (write_font(tmp_path / "1.ttf", {"a": (10, 100)}, twice="b"),))], [], tmp_path / "cache")
    font = assembled(made.folder, "ab")
    assert not outline(font, "b").isComposite() and outline(font, "b").numberOfContours == 2
    assert [list(outline(font, c).coordinates)[-1] for c in "ab"] == [(110, 0), (410, 0)]
    assert [bool(outline(font, c).program.getBytecode()) for c in "ab"] == [False, False]


def test_brackets_in_the_middle_of_their_em_move_to_their_side(tmp_path) -> None:
    made = build_glyphs([FontSource("one", (write_font(tmp_path / "1.ttf", {"（": (400, 200), "）": (400, 200), "「": (650, 200), "口": (400, 200)}),))], [], tmp_path / "cache")
    font = assembled(made.folder, "（）「口")
    assert [outline(font, c).xMin for c in "（）「口"] == [650, 150, 650, 400]


def test_a_hyphen_as_wide_as_a_dash_is_made_narrow(tmp_path) -> None:
    made = build_glyphs([FontSource("one", (write_font(tmp_path / "1.ttf", {"-": (50, 600), "_": (50, 600)}),))], [], tmp_path / "cache")
    font = assembled(made.folder, "-_")
    assert [font["hmtx"][font.getBestCmap()[ord(c)]][0] for c in "-_"] == [400, 1000]


def test_words_of_the_edition_are_in_the_core_and_rare_characters_are_not(tmp_path) -> None:
    made = build_glyphs([FontSource("one", (write_font(tmp_path / "1.ttf", {"龘": (0, 9), "𠮷": (0, 9), "a": (0, 9)}),))], ["龘"], tmp_path / "cache")
    index, _ = read_glyphs(made.folder, "")
    assert [index.chunk_of(c) for c in "龘a𠮷"] == [CORE, CORE, "x0000"]
    assert made.report == "glyphs: one, 4 characters in 2 chunks, core 0.00 MB"


def test_a_chunk_that_would_be_too_large_becomes_several(tmp_path, monkeypatch) -> None:
    rare = "龘靐厵爨"
    source = FontSource("one", (write_font(tmp_path / "1.ttf", {c: (number, 9) for number, c in enumerate(rare)}),))
    whole = build_glyphs([source], [], tmp_path / "whole")
    monkeypatch.setattr(glyphs, "LARGEST_CHUNK", (whole.folder / "x0000.bin").stat().st_size - 1)
    halves = build_glyphs([source], [], tmp_path / "halves")
    assert (whole.chunks, halves.chunks) == (2, 3)
    assert {ord(c) for c in rare} <= assembled(halves.folder, rare).getBestCmap().keys()


def test_a_font_without_the_core_is_refused(tmp_path) -> None:
    made = build_glyphs([FontSource("one", (write_font(tmp_path / "1.ttf", {"a": (0, 9), "𠮷": (0, 9)}),))], [], tmp_path / "cache")
    index, chunks = read_glyphs(made.folder, "𠮷")
    with pytest.raises(ValueError, match="not the one named 'core'"):
        assemble(index, [chunks["x0000"]])


def test_the_same_fonts_and_texts_give_the_same_files_without_work(tmp_path) -> None:
    source = FontSource("one", (write_font(tmp_path / "1.ttf", {"a": (0, 9), "口": (0, 9), "𠮷": (0, 9)}),))
    one, two = build_glyphs([source], ["口"], tmp_path / "one"), build_glyphs([source], ["口"], tmp_path / "two")
    assert one.folder.name == two.folder.name
    assert {p.name: p.read_bytes() for p in one.folder.iterdir()} == {p.name: p.read_bytes() for p in two.folder.iterdir()}
    (one.folder / "mark").touch()
    assert (build_glyphs([source], ["口"], tmp_path / "one").folder / "mark").exists()
    assert build_glyphs([source], ["龘"], tmp_path / "one").folder != one.folder


def test_debians_typeface_goes_before_npms_and_counts_only_if_it_is_complete(tmp_path) -> None:
    debian, npm = tmp_path / "debian", tmp_path / "node_modules"
    slices = npm / "@fontsource" / "lxgw-wenkai-tc" / "files"
    slices.mkdir(parents=True)
    debian.mkdir()
    (slices / "lxgw-wenkai-tc-0-400-normal.woff2").touch()
    (slices / "lxgw-wenkai-tc-0-700-normal.woff2").touch()
    (debian / glyphs.CNS_FILES[0]).touch()
    assert [(s.name, len(s.files)) for s in font_sources(npm, debian)] == [("LXGW WenKai TC (@fontsource/lxgw-wenkai-tc)", 1)]
    for name in glyphs.CNS_FILES:
        (debian / name).touch()
    assert [s.name for s in font_sources(npm, debian)][0] == "TW-Kai (fonts-cns11643-kai)"


def test_without_a_font_the_build_says_which_it_looked_for(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match="fonts-cns11643-kai"):
        build_glyphs(font_sources(tmp_path, tmp_path), [], tmp_path)


def test_no_half_written_folder_is_left_where_a_font_is_broken(tmp_path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(Exception, match="Not a TrueType or OpenType font"):
        build_glyphs([FontSource("broken", (broken,))], [], tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_lists_of_characters_hold_each_once() -> None:
    for path in (glyphs.RANKED, glyphs.NAMES):
        characters = "".join(path.read_text("utf-8").split())
        assert len(characters) == len(set(characters))


def test_the_index_is_plain_json(tmp_path) -> None:
    made = build_glyphs([FontSource("one", (write_font(tmp_path / "1.ttf", {"a": (0, 9), "b": (0, 9)}),))], [], tmp_path / "cache")
    index = json.loads((made.folder / "index.json").read_text("utf-8"))
    assert index["chunks"] == [CORE] and index["runs"] == [0, 1, 0, 96, 2, 0]
