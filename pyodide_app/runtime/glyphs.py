"""Build time: Kai fonts → glyph chunks that the browser fetches a few of.

Official papers are set in Kai. Two sources are known, the first that is installed is used:

- 全字庫正楷體 TW-Kai with Ext-B and Plus (Debian `fonts-cns11643-kai`, Open Government Data License): every character of a name that a
  household office writes;
- LXGW WenKai TC (npm `@fontsource/lxgw-wenkai-tc`, woff2 slices, OFL): on machines without Debian's package.

The *core* chunk holds what every paper needs (the edition's words, Latin, punctuation), the commonest characters and those of names. Other
ranked characters come in small chunks, all remaining ones in chunks by code point; a chunk that is fetched for the sake of one character is
small whatever it holds. `index.json` says which chunk has a character.
The files depend on the fonts, the texts and this file's constants alone; they are kept by a hash of these.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pyodide_app.documents import glyph_chunks
from pyodide_app.documents.fonts import CORE, NOTDEF, OTHER, RANKED as RANKED_NAME, SUBSTITUTE
from pyodide_app.documents.glyph_chunks import Glyph
from pyodide_app.runtime.kept import digest, kept, kept_answer

DEBIAN_FONTS = Path("/usr/share/fonts/truetype/cns11643")
CNS_FILES = ("TW-Kai-98_1.ttf", "TW-Kai-Ext-B-98_1.ttf", "TW-Kai-Plus-98_1.ttf")
LXGW_SLICES = "@fontsource/lxgw-wenkai-tc/files/*-400-normal.woff2"

HERE = Path(__file__).parent
RANKED = HERE / "ranked_characters.txt"
NAMES = HERE / "name_characters.txt"

FORMAT = 2
"""Raise it when the same fonts would give other files: it is part of the cache's key."""
COMMON = 1200
"""How many of the ranked characters the core holds."""
RANKED_PER_CHUNK = 16
OUTLINES_PER_CHUNK = 34_000
"""Bytes of outlines in a chunk besides the core, before they are compressed to about half."""
LARGEST_CHUNK = 20_000
"""Bytes of a chunk besides the core: what a single rare character may cost. A chunk that came out larger is halved."""
ALWAYS = ((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2150, 0x218B), (0x2190, 0x2199), (0x2460, 0x249B),
          (0x25A0, 0x25CF), (0x2605, 0x2606), (0x2611, 0x2612), (0x2713, 0x2718), (0x3000, 0x303F), (0x3105, 0x3129), (0xFF01, 0xFF5E))  # fmt: skip
"""Ranges of signs that forms are full of: Latin, dashes and quotes, arrows, ①, □■◎, ✓, CJK punctuation, 注音, full-width forms."""

FONTS = "fonts"
"""The folder beside that of the chunks in which the fonts' hashes are kept."""


@dataclass(frozen=True)
class FontSource:
    """Fonts that together make one typeface; a character is taken from the first file that has it."""

    name: str
    files: tuple[Path, ...]

    @property
    def kind(self) -> str:
        """The name as a part of a file's name."""
        return "-".join(re.findall("[a-z0-9]+", self.name.lower()))


class PlannedChunk(NamedTuple):
    """Characters of one chunk, and its file."""

    code_points: list[int]
    packed: bytes


@dataclass(frozen=True)
class GlyphFiles:
    """What the build made: `folder` holds `index.json` and `<chunk>.bin`; its name ends with the hash of what went in."""

    folder: Path
    source: str
    characters: int
    core_bytes: int
    chunks: int

    @property
    def name(self) -> str:
        """The folder's name in the site."""
        return f"glyphs-{self.folder.name.rpartition('-')[2]}"

    @property
    def report(self) -> str:
        """One line for the build's output."""
        return f"glyphs: {self.source}, {self.characters} characters in {self.chunks} chunks, core {self.core_bytes / 1e6:.2f} MB"


def font_sources(node_modules: Path, debian_fonts: Path = DEBIAN_FONTS) -> list[FontSource]:
    """The sources that are complete on this machine, best first."""
    cns = tuple(debian_fonts / name for name in CNS_FILES)
    slices = tuple(sorted(node_modules.glob(LXGW_SLICES)))
    found = []
    if all(path.is_file() for path in cns):
        found.append(FontSource("TW-Kai (fonts-cns11643-kai)", cns))
    if slices:
        found.append(FontSource("LXGW WenKai TC (@fontsource/lxgw-wenkai-tc)", slices))
    return found


def build_glyphs(sources: list[FontSource], texts: Iterable[str], cache: Path) -> GlyphFiles:
    """Makes the chunks of the first source in `cache/<source>-<hash>/`, or finds them there.

    `texts`: every word that papers print by themselves (the edition's data, our own words); their characters go into the core.
    FileNotFoundError if there is no source.
    """
    if not sources:
        raise FileNotFoundError(
            f"no Kai font: neither {DEBIAN_FONTS}/{CNS_FILES[0]} nor {LXGW_SLICES} in node_modules; "
            "install Debian's fonts-cns11643-kai or run the build once with a network"
        )
    source = sources[0]
    core = _core_characters(texts)
    folder = kept(cache / f"{source.kind}-{_key(source, core, cache.with_name(FONTS))}", lambda unfinished: _write(source, core, unfinished))
    index = json.loads((folder / "index.json").read_bytes())
    return GlyphFiles(folder, source.name, sum(index["runs"][1::3]), (folder / f"{CORE}.bin").stat().st_size, len(index["chunks"]))


def _core_characters(texts: Iterable[str]) -> set[int]:
    ranked = "".join(RANKED.read_text("utf-8").split())[:COMMON]
    names = "".join(NAMES.read_text("utf-8").split())
    always = (code_point for first, last in ALWAYS for code_point in range(first, last + 1))
    return {NOTDEF, ord(SUBSTITUTE), *always, *map(ord, ranked), *map(ord, names), *(ord(c) for c in set("".join(texts)) if c.isprintable())}


def _key(source: FontSource, core: set[int], hashes: Path) -> str:
    key = hashlib.sha256(json.dumps([FORMAT, RANKED_PER_CHUNK, OUTLINES_PER_CHUNK, LARGEST_CHUNK, source.name, sorted(core)]).encode())
    key.update(RANKED.read_bytes())
    for font in font_hashes(source, hashes):
        key.update(bytes.fromhex(font))
    return key.hexdigest()[:16]


def font_hashes(source: FontSource, hashes: Path) -> list[str]:
    """The hashes of the fonts, which are large: a font whose place, size and time are those of an earlier build is taken for the same."""
    states = [(path, path.stat()) for path in source.files]
    seen = digest(f"{path} {state.st_size} {state.st_mtime_ns}".encode() for path, state in states)
    return kept_answer(hashes / f"{source.kind}-{seen}", lambda: [hashlib.sha256(path.read_bytes()).hexdigest() for path in source.files])


def _write(source: FontSource, core: set[int], folder: Path) -> None:
    from fontTools.ttLib import TTFont  # loads what only new fonts need

    from pyodide_app.runtime.font_glyphs import glyphs_of

    folder.mkdir()
    fonts = [TTFont(io.BytesIO(path.read_bytes()), lazy=True) for path in source.files]
    glyphs: dict[int, Glyph] = {}
    for font in fonts:
        for glyph in glyphs_of(font, glyphs.keys()):
            glyphs[glyph.code_point] = glyph
    plan = _plan(glyphs, core)
    for name, chunk in plan.items():
        (folder / f"{name}.bin").write_bytes(chunk.packed)
    first = fonts[0]
    index = {
        "source": source.name,
        "units_per_em": first["head"].unitsPerEm,
        "ascender": first["hhea"].ascent,
        "descender": first["hhea"].descent,
        "os2": first.getTableData("OS/2").hex(),
        **_limits(glyphs.values()),
        "chunks": list(plan),
        "runs": _runs([chunk.code_points for chunk in plan.values()]),
    }
    (folder / "index.json").write_text(json.dumps(index, separators=(",", ":")), "utf-8")


def _limits(glyphs: Iterable[Glyph]) -> dict[str, Any]:
    """What the head of a font says about its outlines, here about those of the whole typeface."""
    heads = [(g.outline, struct.unpack_from(">5h", g.outline)) for g in glyphs if g.outline]
    return {
        "box": [*(min(head[side] for _, head in heads) for side in (1, 2)), *(max(head[side] for _, head in heads) for side in (3, 4))],
        "widest": max(g.advance for g in glyphs),
        "points": max(1 + struct.unpack_from(">H", outline, 8 + 2 * head[0])[0] for outline, head in heads if head[0]),
        "contours": max(head[0] for _, head in heads),
    }


def _plan(glyphs: Mapping[int, Glyph], core: set[int]) -> dict[str, PlannedChunk]:
    """The chunks by name. Names sort in the order of use: core, ranked `r0000`…, others `x0000`…."""
    available = glyphs.keys()
    plan = {CORE: _packed(sorted(available & core), glyphs)}
    ranked = [ord(c) for c in "".join(RANKED.read_text("utf-8").split())]
    ranked = [c for c in ranked if c in available - core]
    others = sorted(available - core - set(ranked))
    for letter, code_points, most in ((RANKED_NAME, ranked, RANKED_PER_CHUNK), (OTHER, others, len(others))):
        pieces = (small for piece in _cut(code_points, glyphs, most) for small in _halved(piece, glyphs))
        plan |= {f"{letter}{number:04d}": chunk for number, chunk in enumerate(pieces)}
    return plan


def _packed(code_points: list[int], glyphs: Mapping[int, Glyph]) -> PlannedChunk:
    return PlannedChunk(code_points, glyph_chunks.pack(glyphs[c] for c in code_points))


def _cut(code_points: list[int], glyphs: Mapping[int, Glyph], most: int) -> Iterator[list[int]]:
    """The characters in pieces of at most so many and of at most `OUTLINES_PER_CHUNK`, or of one."""
    piece, size = [], 0
    for code_point in code_points:
        length = len(glyphs[code_point].outline)
        if piece and (len(piece) == most or size + length > OUTLINES_PER_CHUNK):
            yield piece
            piece, size = [], 0
        piece.append(code_point)
        size += length
    if piece:
        yield piece


def _halved(code_points: list[int], glyphs: Mapping[int, Glyph]) -> Iterator[PlannedChunk]:
    """The piece as one chunk, or as several where one would be larger than `LARGEST_CHUNK`."""
    chunk = _packed(code_points, glyphs)
    if len(chunk.packed) <= LARGEST_CHUNK or len(code_points) == 1:
        yield chunk
        return
    middle = len(code_points) // 2
    yield from _halved(code_points[:middle], glyphs)
    yield from _halved(code_points[middle:], glyphs)


def _runs(chunks: list[list[int]]) -> list[int]:
    """Consecutive characters of one chunk, as (code points skipped, length, chunk number), flat."""
    chunk_of = {code_point: number for number, code_points in enumerate(chunks) for code_point in code_points}
    runs: list[list[int]] = []
    end = 0
    for code_point in sorted(chunk_of):
        if runs and code_point == end and runs[-1][2] == chunk_of[code_point]:
            runs[-1][1] += 1
        else:
            runs.append([code_point - end, 1, chunk_of[code_point]])
        end = code_point + 1
    return [number for run in runs for number in run]
