"""Characters in, a font out: what is printed, what is named as missing, and that a small font sets type as a full one does."""

from __future__ import annotations

import io
import subprocess
from functools import cache
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.judge import judge
from pyodide_app.documents import papers, render
from pyodide_app.documents.fonts import CORE, FAMILY, SUBSTITUTE, GlyphIndex, assemble, printable, read_chunk, read_glyphs
from pyodide_app.runtime.font_glyphs import HYPHEN
from pyodide_app.site.serve import zipped
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
    has = TTFont(io.BytesIO(assemble(index, chunks.values())), checkChecksums=2).getBestCmap().keys()
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
    everything = text + "".join(chr(c) for start, end in zip(index.starts, index.ends, strict=True) for c in range(start, end))[:20_000]
    small = assemble(index, chunks.values())
    full = assemble(*read_glyphs_of(folder, everything))
    assert len(full) > 4 * len(small)
    assert set_lines(tmp_path, small, text) == set_lines(tmp_path, full, text)


def read_glyphs_of(folder: Path, text: str) -> tuple[GlyphIndex, list[bytes]]:
    index, chunks = read_glyphs(folder, text)
    return index, list(chunks.values())


def test_the_same_text_gives_the_same_font(folder) -> None:
    assert assemble(*read_glyphs_of(folder, "慈文閱讀")) == assemble(*read_glyphs_of(folder, "慈文閱讀"))


def test_what_the_papers_print_by_themselves_needs_the_core_alone(folder, edition) -> None:
    index, _ = read_glyphs(folder, "")
    assert index.chunks_for(edition.forms.model_dump_json() + edition.title) == [CORE]


# What the browser fetches. Chunks are compressed by themselves and travel as they are; GitHub Pages gzips the index.

FIRST_APPLICATION = 1_500_000
NEXT_APPLICATION = 100_000
RARE_CHARACTER = 20_000
ORDINARY = ("ciwen-valid", "ciwen-full-year", "dayuan-six-violations", "neili-twelve-members", "qingxi-three-members")


def fetched(folder: Path, text: str) -> dict[str, int]:
    """Chunks that a text needs, with the bytes that travel for each."""
    return {name: (folder / f"{name}.bin").stat().st_size for name in read_glyphs(folder, text)[1]}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_application_needs_no_more_glyphs_than_planned(folder, case, name) -> None:
    index = len(zipped(folder / "index.json"))
    assert index + sum(fetched(folder, str(case(name))).values()) <= FIRST_APPLICATION


@pytest.mark.parametrize("name", ORDINARY)
def test_the_next_application_needs_few_more(folder, case, name) -> None:
    kept = fetched(folder, str(case("ciwen-valid")))
    assert sum(length for chunk, length in fetched(folder, str(case(name))).items() if chunk not in kept) <= NEXT_APPLICATION


def test_a_rare_character_needs_one_small_chunk(folder) -> None:
    assert max(path.stat().st_size for path in folder.glob("*.bin") if path.stem != CORE) <= RARE_CHARACTER


def test_every_character_of_the_best_source_prints(sources) -> None:
    source = sources[0]
    index = GlyphIndex.parse((glyph_files(source).folder / "index.json").read_bytes())
    characters = "".join(chr(code_point) for path in source.files for code_point in covered(path))
    assert index.missing(characters) == []
    assert len(set(characters)) > 110_000 or not source.name.startswith("TW-Kai")


def test_lines_break_as_with_the_font_of_its_makers(sources, tmp_path, case) -> None:
    document = case("ciwen-valid")["application"]
    text = document["topic_overview"] + "".join(session["content"] + "（03-0000000）" for session in document["sessions"])
    makers = max(sources[0].files, key=lambda path: len(set(map(ord, text)) & covered(path)))
    text = "".join(c for c in text if ord(c) in covered(makers))
    index, chunks = read_glyphs(glyph_files(sources[0]).folder, text)
    assert set_lines(tmp_path, assemble(index, chunks.values()), text) == set_lines(tmp_path, as_ours(makers), text)


@cache
def covered(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def as_ours(path: Path) -> bytes:
    """The makers' font under our name, with the one advance width that differs on purpose."""
    font, out = TTFont(io.BytesIO(path.read_bytes())), io.BytesIO()
    font.flavor = None
    for name_id in (1, 3, 4, 6, 16, 21):
        font["name"].setName(FAMILY, name_id, 3, 1, 0x409)
    if "-" in map(chr, cmap := font.getBestCmap()):
        advance, bearing = font["hmtx"][cmap[ord("-")]]
        em = font["head"].unitsPerEm
        font["hmtx"][cmap[ord("-")]] = (round(HYPHEN * em) if advance >= HYPHEN * em * 1.25 else advance, bearing)
    font["name"].names = [record for record in font["name"].names if record.platformID == 3 and record.langID == 0x409 and record.nameID < 7]
    font.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["ciwen-valid", "ciwen-full-year", "neili-twelve-members"])
@pytest.mark.parametrize("form", ["application", "budget"])
def test_a_paper_has_the_pages_and_places_of_words_that_a_font_with_every_character_gives_it(folder, edition, case, monkeypatch, form, name) -> None:
    bundle = parse_bundle(case(name))
    paper = papers.paper(edition, form, bundle, judge(edition, bundle))
    index, chunks = read_glyphs(folder, paper.text)
    small = render.render(paper, index, chunks)
    every = (*chunks, *(chunk for chunk in index.chunks if chunk not in chunks))[:1500]
    monkeypatch.setattr(index.__class__, "chunks_for", lambda self, text: every)
    assert places(small) == places(render.render(paper, index, {chunk: read_chunk(folder, chunk) for chunk in every}))


def places(pdf: bytes) -> str:
    """Every word of every page with its box."""
    return subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
