"""Characters in, a font out: what is printed, what is named as missing, and that a small font sets type as a full one does."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

from pyodide_app.documents.fonts import CORE, FAMILY, SUBSTITUTE, GlyphIndex, assemble, printable, read_glyphs
from tests.documents import readback
from tests.documents.conftest import glyph_files

RARE_NAMES = "𠮷𤧟"
SIGNS = "■□◎※＿（）【】①✓—·／"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
NO_FONT_HAS = "🙂"


@pytest.fixture(params=[0, -1], ids=["best-source", "last-source"])
def folder(request, sources) -> Path:
    """The chunks of the typeface that the build uses, and of the one that every machine can have."""
    return glyph_files(sources[request.param]).folder


def set_lines(tmp_path: Path, font: bytes, text: str) -> list[str]:
    """The lines that Typst breaks the text into."""
    (tmp_path / "paper.ttf").write_bytes(font)
    (tmp_path / "text.txt").write_text(text, "utf-8")
    (tmp_path / "lines.typ").write_text(
        f'#set page(width: 9cm, height: auto, margin: 1cm)\n#set text(font: "{FAMILY}", fallback: false, lang: "zh", region: "TW")\n'
        '#set par(justify: true)\n#read("text.txt")',
        "utf-8",
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[tmp_path])
    pdf = typst.compile(tmp_path / "lines.typ", font_paths=fonts)
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode().split("\n")


def test_the_font_has_every_character_that_is_not_named_as_missing(folder) -> None:
    text = f"慈文閱讀探路隊{RARE_NAMES}{SIGNS}{ASCII}{NO_FONT_HAS}"
    index, chunks = read_glyphs(folder, text)
    has = TTFont(io.BytesIO(assemble(index, chunks.values(), text)), checkChecksums=2).getBestCmap().keys()
    assert [c for c in text if ord(c) not in has] == index.missing(text)
    assert NO_FONT_HAS in index.missing(text) and not set(SIGNS + ASCII) & set(index.missing(text))


def test_rare_characters_of_names_print_or_are_named_first(sources, pdf, index, case) -> None:
    document = case("ciwen-valid")
    document["application"]["members"][0]["name"] = f"{RARE_NAMES}宏"
    text = readback.text(pdf("application", document))
    expected = "".join(SUBSTITUTE if c in index.missing(RARE_NAMES) else c for c in RARE_NAMES)
    assert f"{expected}宏" in text
    assert index.missing(RARE_NAMES) == [] or len(sources) == 1


def test_a_character_that_no_font_has_is_named_once_and_printed_as_a_geta(pdf, index, case) -> None:
    document = case("ciwen-valid")
    document["application"]["community_name"] = "快樂🙂閱讀🙂隊"
    assert index.missing("快樂🙂閱讀🙂隊") == [NO_FONT_HAS]
    assert f"快樂{SUBSTITUTE}閱讀{SUBSTITUTE}隊" in readback.text(pdf("application", document))


def test_characters_without_a_shape_are_neither_printed_nor_named(index) -> None:
    text = "慈\u200b文\ufe0f\U000e0100\r\n閱\t讀\x07"
    assert printable(text) == "慈文\n閱 讀"
    assert index.missing(text) == []


def test_a_small_font_breaks_lines_as_a_font_with_every_character_does(folder, tmp_path, case) -> None:
    document = case("ciwen-valid")["application"]
    text = document["topic_overview"] + "".join(session["content"] + "（03-0000000）" for session in document["sessions"])
    index, chunks = read_glyphs(folder, text)
    everything = "".join(chr(c) for start, end in zip(index.starts, index.ends, strict=True) for c in range(start, end))[:20_000] + text
    small = assemble(index, chunks.values(), text)
    full = assemble(*read_glyphs_of(folder, everything))
    assert len(full) > 20 * len(small)
    assert set_lines(tmp_path, small, text) == set_lines(tmp_path, full, text)


def read_glyphs_of(folder: Path, text: str) -> tuple[GlyphIndex, list[bytes], str]:
    index, chunks = read_glyphs(folder, text)
    return index, list(chunks.values()), text


def test_the_same_text_gives_the_same_font(folder) -> None:
    assert assemble(*read_glyphs_of(folder, "慈文閱讀")) == assemble(*read_glyphs_of(folder, "慈文閱讀"))


def test_what_the_papers_print_by_themselves_needs_the_core_alone(folder, edition) -> None:
    index, _ = read_glyphs(folder, "")
    assert index.chunks_for(edition.forms.model_dump_json() + edition.title) == [CORE]


def test_an_ordinary_application_needs_a_handful_of_chunks(folder, case) -> None:
    application = case("ciwen-valid")["application"]
    index, _ = read_glyphs(folder, "")
    assert len(index.chunks_for(str(application))) <= 10
