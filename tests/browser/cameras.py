"""Photos as a telephone makes them: pictures drawn by the browser, with what a camera writes into the file: the day, the way it was held, the place."""

from __future__ import annotations

import base64
import struct
from typing import Any

from playwright.sync_api import Page

DRAW = """async ([width, height, first, second]) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = first;
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = second;
  context.fillRect(width / 2, 0, width / 2, height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""

PLACE = b"24.9936N 121.3010E"
"""Stands in the block of a photo where a camera writes the place; nothing of it may be left."""

SHORT, LONG, ASCII = 3, 4, 2
ORIENTATION, EXIF_DIRECTORY, GPS_DIRECTORY, DATE_TAKEN, GPS_AREA = 0x0112, 0x8769, 0x8825, 0x9003, 0x001C


def picture(page: Page, width: int = 320, height: int = 240, first: str = "red", second: str = "blue") -> bytes:
    """A JPEG, its left half in the first colour, its right half in the second."""
    return base64.b64decode(page.evaluate(DRAW, [width, height, first, second]))


def as_taken(jpeg: bytes, moment: str = "", orientation: int = 1) -> bytes:
    """The same picture with what a camera writes into it. `moment` is 2018:10:17 14:03:22, "" for a camera without a clock."""
    block = b"Exif\x00\x00" + _tiff(moment, orientation)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def _tiff(moment: str, orientation: int) -> bytes:
    """A main directory that leads to one with the date and to one with the place, big-endian as most cameras write it."""
    head, length = 8, 2 + 3 * 12 + 4
    dated, placed = head + length, head + length + 18
    text, place = placed + 18, placed + 18 + 20
    written = moment.encode().ljust(20, b"\x00")
    main = _directory((ORIENTATION, SHORT, 1, orientation << 16), (EXIF_DIRECTORY, LONG, 1, dated), (GPS_DIRECTORY, LONG, 1, placed))
    return (
        b"MM\x00*"
        + struct.pack(">I", head)
        + main
        + _directory((DATE_TAKEN, ASCII, 20, text))
        + _directory((GPS_AREA, ASCII, len(PLACE), place))
        + written
        + PLACE
    )


def _directory(*entries: tuple[int, int, int, int]) -> bytes:
    return struct.pack(">H", len(entries)) + b"".join(struct.pack(">HHII", *entry) for entry in entries) + bytes(4)


def chosen(name: str, content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    """A file as a chooser takes it."""
    return {"name": name, "mimeType": kind, "buffer": content}
