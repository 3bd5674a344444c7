"""Photos for the papers: JPEG and PNG, looked at before a paper is set, so that a broken file is refused by its name and never by the typesetter."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

JPEG, PNG = "jpg", "png"

_JPEG_START = b"\xff\xd8"
_JPEG_END = b"\xff\xd9"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of JPEG without a length behind them."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG that begin a frame: the size of the picture stands there."""
_SCAN = 0xDA


class Picture(NamedTuple):
    """A photo as it was handed over: the name of its file, its bytes."""

    file: str
    content: bytes


class BrokenPictures(ValueError):
    """Photos that are no whole picture. `names` are their files."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        super().__init__(", ".join(self.names))


def kind_of(content: bytes) -> str | None:
    """`JPEG` or `PNG` by the content, whatever the file's name; None where it is neither or ends too early."""
    if content.startswith(_JPEG_START):
        return JPEG if _is_whole_jpeg(content) else None
    if content.startswith(_PNG_START):
        return PNG if _is_whole_png(content) else None
    return None


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a whole picture, in pixels as they are stored."""
    if content.startswith(_PNG_START):
        return struct.unpack_from(">II", content, 16)
    return next(size for size in _jpeg_sizes(content))


def _is_whole_jpeg(content: bytes) -> bool:
    """Whether the segments follow one another up to a scan, a frame with a size is among them, and an end stands behind."""
    position, sized = len(_JPEG_START), False
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF or marker in _STANDALONE:
            position += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, position + 2)
        if marker in _FRAMES and position + 9 <= len(content):
            sized = 0 not in struct.unpack_from(">HH", content, position + 5)
        position += 2 + length
        if marker == _SCAN:
            return sized and content.find(_JPEG_END, position) > 0
    return False


def _jpeg_sizes(content: bytes) -> Iterator[tuple[int, int]]:
    position = len(_JPEG_START)
    while position + 9 <= len(content):
        marker = content[position + 1]
        if marker == 0xFF or marker in _STANDALONE:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, position + 5)
            yield width, height
        position += 2 + struct.unpack_from(">H", content, position + 2)[0]


def _is_whole_png(content: bytes) -> bool:
    """Whether every chunk is there with its checksum, down to the end."""
    position = len(_PNG_START)
    while position + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, position)
        end = position + 8 + length
        if end + 4 > len(content) or struct.unpack_from(">I", content, end)[0] != zlib.crc32(content[position + 4 : end]):
            return False
        if name == b"IEND":
            return True
        position = end + 4
    return False
