"""Text in, one small TrueType font out: the characters that a paper prints, put together from glyph chunks.

A `GlyphIndex` says which chunk holds a character and which characters no font has. `assemble` makes the font; it needs nothing but the
standard library, because it runs in the browser while somebody waits.
"""

from __future__ import annotations

import json
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pyodide_app.documents import glyph_chunks

FAMILY = "PLC Kai"
CORE = "core"
RANKED = "r"
"""Begins the name of a chunk of ranked characters; these and the core print nearly every text."""
OTHER = "x"
NOTDEF = 0
SUBSTITUTE = "〓"
"""Printed in the place of a character that no font has: the geta mark, which type setters use for this; an empty box would read as a tick box."""

_EPOCH_1904 = 0x5F0F3CF5  # the magic number of a `head` table
_REVISION = 0x10000


def printable(text: str) -> str:
    """The text as it can be printed: NFC, line ends as LF, tabs as spaces, without control, format and variation characters.

    Typst refuses a PDF/UA document with a character that no font has, and these have no shape of their own.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(c for c in text if c == "\n" or not (unicodedata.category(c) in ("Cc", "Cf", "Cs") or _is_variation_selector(c)))


def _is_variation_selector(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


@dataclass(frozen=True)
class GlyphIndex:
    """Where each character's outline is. Parsed from `index.json`, which the build writes beside the chunks."""

    source: str
    units_per_em: int
    ascender: int
    descender: int
    os2: bytes
    chunks: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    chunk_numbers: tuple[int, ...]

    @classmethod
    def parse(cls, data: bytes | str) -> GlyphIndex:
        """Reads `index.json`. `runs` is a flat list of (code points skipped since the last run, run length, chunk number)."""
        raw = json.loads(data)
        starts, ends, numbers, position = [], [], [], 0
        runs = iter(raw["runs"])
        for skipped, length, number in zip(runs, runs, runs, strict=True):
            starts.append(position + skipped)
            position += skipped + length
            ends.append(position)
            numbers.append(number)
        return cls(
            source=raw["source"],
            units_per_em=raw["units_per_em"],
            ascender=raw["ascender"],
            descender=raw["descender"],
            os2=bytes.fromhex(raw["os2"]),
            chunks=tuple(raw["chunks"]),
            starts=tuple(starts),
            ends=tuple(ends),
            chunk_numbers=tuple(numbers),
        )

    def chunk_of(self, character: str) -> str | None:
        """The name of the chunk that holds this character, None if no font has it."""
        i = bisect_right(self.starts, ord(character)) - 1
        return self.chunks[self.chunk_numbers[i]] if i >= 0 and ord(character) < self.ends[i] else None

    def chunks_for(self, text: str) -> list[str]:
        """The names of all chunks needed to print this text, the core first, then by name."""
        found = {self.chunk_of(c) for c in set(printable(text) + SUBSTITUTE)} - {None, CORE}
        return [CORE, *sorted(found)]

    def without(self, chunks: Collection[str]) -> GlyphIndex:
        """The index as if these chunks were not there: what they hold counts as missing."""
        kept = [run for run in zip(self.starts, self.ends, self.chunk_numbers) if self.chunks[run[2]] not in chunks]
        starts, ends, numbers = zip(*kept)
        return replace(self, starts=starts, ends=ends, chunk_numbers=numbers)

    def missing(self, text: str) -> list[str]:
        """The characters of the text that no font has, each once, in order of appearance."""
        return [c for c in dict.fromkeys(printable(text)) if c != "\n" and self.chunk_of(c) is None]

    def substituted(self, text: str) -> str:
        """The text as it will be printed: `printable`, with `SUBSTITUTE` for each character that no font has."""
        return "".join(c if c == "\n" or self.chunk_of(c) is not None else SUBSTITUTE for c in printable(text))


def is_common(chunk: str) -> bool:
    """Whether an ordinary application may need this chunk, so that a browser should keep it from the start."""
    return chunk == CORE or chunk.startswith(RANKED)


def read_glyphs(folder: Path, text: str) -> tuple[GlyphIndex, dict[str, bytes]]:
    """The index and the chunks that this text needs, from the folder that the build made; the desk's way to what the browser fetches."""
    index = GlyphIndex.parse((folder / "index.json").read_bytes())
    return index, {name: (folder / f"{name}.bin").read_bytes() for name in index.chunks_for(text)}


def assemble(index: GlyphIndex, chunks: Iterable[bytes], text: str) -> bytes:
    """One TrueType font named `FAMILY` with the characters of the text (and ASCII) that the chunks hold.

    The same text and chunks give the same bytes. Supplementary planes are reached by a format 12 cmap.
    """
    wanted = {NOTDEF, *range(0x20, 0x7F), ord(SUBSTITUTE), *map(ord, printable(text))}
    glyphs = {g.code_point: g for chunk in chunks for g in glyph_chunks.unpack(chunk) if g.code_point in wanted}
    ordered = [glyphs[code_point] for code_point in sorted(glyphs)]

    outlines, offsets, bounds, points, contours = bytearray(), [0], [], 0, 0
    for glyph in ordered:
        outlines += glyph.outline + bytes(-len(glyph.outline) % 4)
        offsets.append(len(outlines))
        if glyph.outline:
            count, *box = struct.unpack_from(">5h", glyph.outline)
            bounds.append(box)
            contours = max(contours, count)
            points = max(points, 1 + struct.unpack_from(">H", glyph.outline, 8 + 2 * count)[0] if count > 0 else 0)
    x_min, y_min = min(b[0] for b in bounds), min(b[1] for b in bounds)
    x_max, y_max = max(b[2] for b in bounds), max(b[3] for b in bounds)
    widest = max(g.advance for g in ordered)

    return _font_file(
        {
            b"OS/2": index.os2,
            b"cmap": _cmap([g.code_point for g in ordered]),
            b"glyf": bytes(outlines),
            b"head": struct.pack(
                ">IIIIHHqqhhhhHHhhh",
                _REVISION, _REVISION, 0, _EPOCH_1904, 3, index.units_per_em, 0, 0, x_min, y_min, x_max, y_max, 0, 8, 2, 1, 0,
            ),
            b"hhea": struct.pack(
                ">IhhhHhhh8hH", _REVISION, index.ascender, index.descender, 0, widest, x_min, 0, x_max, 1, 0, 0, 0, 0, 0, 0, 0, len(ordered)
            ),
            b"hmtx": b"".join(struct.pack(">Hh", g.advance, g.left_bearing) for g in ordered),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": struct.pack(">I14H", _REVISION, len(ordered), points, contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
            b"name": _name(FAMILY),
            b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
        }
    )


def _cmap(code_points: list[int]) -> bytes:
    """Format 12: groups of consecutive characters with consecutive glyphs. Glyph 0 is .notdef and maps from nothing."""
    groups: list[list[int]] = []
    for glyph, code_point in enumerate(code_points):
        if glyph == 0:
            continue
        if groups and groups[-1][1] == code_point - 1:
            groups[-1][1] = code_point
        else:
            groups.append([code_point, code_point, glyph])
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body


def _name(family: str) -> bytes:
    """Family, style, unique, full and PostScript names for Windows' Unicode platform."""
    records, strings = b"", b""
    for name_id, value in ((1, family), (2, "Regular"), (3, family), (4, family), (6, family.replace(" ", ""))):
        encoded = value.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, name_id, len(encoded), len(strings))
        strings += encoded
    return struct.pack(">3H", 0, len(records) // 12, 6 + len(records)) + records + strings


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    """The tables with their directory, in the order of their tags."""
    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(">IHHHH", 0x10000, len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)
    offset = len(header) + 16 * len(tables)
    directory, body = b"", bytearray()
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + bytes(-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", checksum, offset + len(body), len(data))
        body += padded
    return header + directory + bytes(body)
