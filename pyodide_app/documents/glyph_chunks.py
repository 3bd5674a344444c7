"""A chunk: the TrueType outlines of some characters in one small compressed file.

`PLCG`, then zlib of: u16 count, count x (u32 code point, u16 advance width, i16 left side bearing, u32 length of outline), the outlines.
All little-endian. Outlines are `glyf` records without instructions and without components, so each stands on its own.
Code point 0 is the font's .notdef.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAGIC = b"PLCG"
_COUNT = struct.Struct("<H")
_ENTRY = struct.Struct("<IHhI")


class Glyph(NamedTuple):
    """One character's outline with its horizontal metrics, in the font's units."""

    code_point: int
    advance: int
    left_bearing: int
    outline: bytes


def pack(glyphs: Iterable[Glyph]) -> bytes:
    """The chunk file that holds these glyphs, in this order."""
    glyphs = list(glyphs)
    entries = b"".join(_ENTRY.pack(g.code_point, g.advance, g.left_bearing, len(g.outline)) for g in glyphs)
    return MAGIC + zlib.compress(_COUNT.pack(len(glyphs)) + entries + b"".join(g.outline for g in glyphs), 9)


def unpack(chunk: bytes) -> Iterator[Glyph]:
    """The glyphs of a chunk file. ValueError if it is not one."""
    if chunk[: len(MAGIC)] != MAGIC:
        raise ValueError(f"not a glyph chunk: starts with {chunk[:4]!r}; expected {MAGIC!r}")
    data = zlib.decompress(chunk[len(MAGIC) :])
    (count,) = _COUNT.unpack_from(data)
    position = _COUNT.size + count * _ENTRY.size
    for code_point, advance, bearing, length in _ENTRY.iter_unpack(data[_COUNT.size : position]):
        yield Glyph(code_point, advance, bearing, data[position : position + length])
        position += length
