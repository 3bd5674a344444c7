"""Text in, one small TrueType font out: the characters that a paper prints, put together from glyph chunks.

A `GlyphIndex` says which chunk holds a character and which characters no font has. `assemble` makes the font; it needs nothing but the
standard library and copies whole columns, because it runs in the browser while somebody waits. A font holds everything that its chunks do,
not a text's characters alone: so it stays the same, and what was set with it need not be set again, while somebody goes on typing.
"""

from __future__ import annotations

import json
import struct
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from pyodide_app.documents.glyph_chunks import Chunk, checksum as checksum_of, numbers, unpack

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
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).translate(_SHAPED)


class _Shaped(dict):
    """A table for `str.translate`, filled as characters are met: "" for one without a shape, the character itself for any other."""

    def __missing__(self, code_point: int) -> str:
        selector = 0xFE00 <= code_point <= 0xFE0F or 0xE0100 <= code_point <= 0xE01EF
        shapeless = code_point != ord("\n") and (selector or unicodedata.category(chr(code_point)) in ("Cc", "Cf", "Cs"))
        self[code_point] = "" if shapeless else chr(code_point)
        return self[code_point]


_SHAPED = _Shaped()


class _Printed(dict):
    """A table for `str.translate`: the substitute for a character that the index does not have."""

    def __init__(self, index: GlyphIndex) -> None:
        self.index = index

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        self[code_point] = character if character == "\n" or self.index.chunk_of(character) is not None else SUBSTITUTE
        return self[code_point]


@dataclass(frozen=True, eq=False)
class GlyphIndex:
    """Where each character's outline is. Parsed from `index.json`, which the build writes beside the chunks. One index equals itself alone."""

    source: str
    units_per_em: int
    ascender: int
    descender: int
    os2: bytes
    box: tuple[int, int, int, int]
    """Of all outlines of the typeface, as the other limits: x min, y min, x max, y max."""
    widest: int
    points: int
    contours: int
    chunks: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    chunk_numbers: array[int]
    _printed: _Printed = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_printed", _Printed(self))

    @classmethod
    def parse(cls, data: bytes | str) -> GlyphIndex:
        """Reads `index.json`. `runs` is a flat list of (code points skipped since the last run, run length, chunk number)."""
        raw = json.loads(data)
        (starts, ends, chunk_numbers), position = _columns(), 0
        runs = iter(raw["runs"])
        for skipped, length, number in zip(runs, runs, runs, strict=True):
            starts.append(position + skipped)
            position += skipped + length
            ends.append(position)
            chunk_numbers.append(number)
        return cls(
            source=raw["source"],
            units_per_em=raw["units_per_em"],
            ascender=raw["ascender"],
            descender=raw["descender"],
            os2=bytes.fromhex(raw["os2"]),
            box=tuple(raw["box"]),
            widest=raw["widest"],
            points=raw["points"],
            contours=raw["contours"],
            chunks=tuple(raw["chunks"]),
            starts=starts,
            ends=ends,
            chunk_numbers=chunk_numbers,
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
        starts, ends, chunk_numbers = columns = _columns()
        for run in zip(self.starts, self.ends, self.chunk_numbers):
            if self.chunks[run[2]] not in chunks:
                for column, value in zip(columns, run):
                    column.append(value)
        return replace(self, starts=starts, ends=ends, chunk_numbers=chunk_numbers)

    def missing(self, text: str) -> list[str]:
        """The characters of the text that no font has, each once, in order of appearance."""
        return [c for c in dict.fromkeys(printable(text)) if c != "\n" and self.chunk_of(c) is None]

    def substituted(self, text: str) -> str:
        """The text as it will be printed: `printable`, with `SUBSTITUTE` for each character that no font has."""
        return printable(text).translate(self._printed)


def _columns() -> tuple[array[int], array[int], array[int]]:
    return array("I"), array("I"), array("I")


def is_common(chunk: str) -> bool:
    """Whether an ordinary application may need this chunk, so that a browser should keep it from the start."""
    return chunk == CORE or chunk.startswith(RANKED)


def read_glyphs(folder: Path, text: str) -> tuple[GlyphIndex, dict[str, Chunk]]:
    """The index and the chunks that this text needs, from the folder that the build made; the desk's way to what the browser fetches."""
    index = GlyphIndex.parse((folder / "index.json").read_bytes())
    return index, {name: read_chunk(folder, name) for name in index.chunks_for(text)}


def read_chunk(folder: Path, name: str) -> Chunk:
    return unpack((folder / f"{name}.bin").read_bytes())


def assemble(index: GlyphIndex, chunks: Iterable[Chunk]) -> bytes:
    """One TrueType font named `FAMILY` with the characters of these chunks, the core first. ValueError where another is.

    The same chunks in the same order give the same bytes. Supplementary planes are reached by a format 12 cmap.
    """
    held = list(chunks)
    code_points = [code_point for chunk in held for code_point in numbers(chunk.code_points)]
    if not code_points or code_points[0] != NOTDEF:
        raise ValueError(f"the first chunk is not the one named {CORE!r}: it does not begin with the glyph for what is missing")
    offsets = list(accumulate((length for chunk in held for length in numbers(chunk.lengths)), initial=0))
    outlines = b"".join(chunk.outlines for chunk in held)
    count = len(code_points)
    return _font_file(
        {
            b"OS/2": index.os2,
            b"cmap": _cmap(code_points),
            b"glyf": outlines,
            b"head": struct.pack(
                ">IIIIHHqqhhhhHHhhh",
                _REVISION, _REVISION, 0, _EPOCH_1904, 3, index.units_per_em, 0, 0, *index.box, 0, 8, 2, 1, 0,
            ),
            b"hhea": struct.pack(
                ">IhhhHhhh8hH",
                _REVISION, index.ascender, index.descender, 0, index.widest, index.box[0], 0, index.box[2], 1, 0, 0, 0, 0, 0, 0, 0, count,
            ),
            b"hmtx": b"".join(chunk.metrics for chunk in held),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": struct.pack(">I14H", _REVISION, count, index.points, index.contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
            b"name": _name(FAMILY),
            b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
        },
        {b"glyf": sum(chunk.checksum for chunk in held) & 0xFFFFFFFF},
    )


def _cmap(code_points: list[int]) -> bytes:
    """Format 12: groups of consecutive characters with consecutive glyphs. Glyph 0 is .notdef and maps from nothing."""
    groups: list[list[int]] = []
    for code_point, glyph in sorted(zip(code_points[1:], range(1, len(code_points)))):
        if groups and groups[-1][1] == code_point - 1 and groups[-1][2] + code_point - groups[-1][0] == glyph:
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


def _font_file(tables: dict[bytes, bytes], checksums: dict[bytes, int]) -> bytes:
    """The tables with their directory, in the order of their tags. `checksums`: those that are known already."""
    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(">IHHHH", 0x10000, len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)
    offset = len(header) + 16 * len(tables)
    directory, body = b"", bytearray()
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + bytes(-len(data) % 4)
        checksum = checksums[tag] if tag in checksums else checksum_of(padded)
        directory += tag + struct.pack(">III", checksum, offset + len(body), len(data))
        body += padded
    return header + directory + bytes(body)
