"""A chunk: the TrueType outlines of some characters in one small compressed file.

`PLCG`, then zlib of: u16 count, u32 checksum of the outlines, and columns: count × u32 code point, count × (u16 advance width, i16 left
side bearing), count × u32 length of outline, the outlines. All big-endian and each outline padded to four bytes, as in a font file, so that
a font is made by copying columns. Outlines are `glyf` records without instructions and without components, so each stands on its own.
Code point 0 is the font's .notdef.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

MAGIC = b"PLCG"
_HEAD = struct.Struct(">HI")


class Glyph(NamedTuple):
    """One character's outline with its horizontal metrics, in the font's units."""

    code_point: int
    advance: int
    left_bearing: int
    outline: bytes


class Chunk(NamedTuple):
    """Glyphs as columns, as they stand in the file: see `numbers`. `metrics` is a piece of an `hmtx` table, `outlines` one of a `glyf` table with its
    checksum."""

    code_points: bytes
    metrics: bytes
    lengths: bytes
    outlines: bytes
    checksum: int


def pack(glyphs: Iterable[Glyph]) -> bytes:
    """The chunk file that holds these glyphs, in this order."""
    glyphs = list(glyphs)
    padded = [g.outline + bytes(-len(g.outline) % 4) for g in glyphs]
    outlines = b"".join(padded)
    columns = (
        _HEAD.pack(len(glyphs), checksum(outlines)),
        *(struct.pack(">I", g.code_point) for g in glyphs),
        *(struct.pack(">Hh", g.advance, g.left_bearing) for g in glyphs),
        *(struct.pack(">I", len(outline)) for outline in padded),
        outlines,
    )
    return MAGIC + zlib.compress(b"".join(columns), 9)


def unpack(chunk: bytes) -> Chunk:
    """The glyphs of a chunk file. ValueError if it is not one."""
    if chunk[: len(MAGIC)] != MAGIC:
        raise ValueError(f"not a glyph chunk: starts with {chunk[:4]!r}; expected {MAGIC!r}")
    data = zlib.decompress(chunk[len(MAGIC) :])
    count, total = _HEAD.unpack_from(data)
    code_points, metrics, lengths, outlines = (_HEAD.size + 4 * count * column for column in range(4))
    return Chunk(data[code_points:metrics], data[metrics:lengths], data[lengths:outlines], data[outlines:], total)


def numbers(column: bytes) -> tuple[int, ...]:
    """What a column of `code_points` or `lengths` says, or any other of 32-bit words."""
    return struct.unpack(f">{len(column) // 4}I", column)


def checksum(data: bytes) -> int:
    """A font table's checksum: the sum of its 32-bit words. `data` is a whole number of them."""
    return sum(numbers(data)) & 0xFFFFFFFF
