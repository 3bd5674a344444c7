"""Photos for the tests: JPEG files of noise, which no camera's picture of the same size exceeds in bytes."""

from __future__ import annotations

import random
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import typst

SOURCE = (
    '#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n'
    '#image(read("noise.bin", encoding: none), format: (encoding: "rgb8", width: {width}, height: {height}), width: 100%, height: 100%)'
)


@cache
def jpeg(width: int = 320, height: int = 240, seed: int = 0, quality: int = 60) -> bytes:
    """A JPEG picture; about 0.3 bytes a pixel at quality 50, 0.6 at 80."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "noise.bin").write_bytes(random.Random(seed).randbytes(3 * width * height))
        (folder / "picture.typ").write_text(SOURCE.format(width=width, height=height), "utf-8")
        pdf = typst.compile(folder / "picture.typ")
    command = ["pdftoppm", "-jpeg", "-jpegopt", f"quality={quality}", "-r", "72", "-singlefile", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def photos(document: dict, **size: int) -> dict[str, bytes]:
    """A picture for every photo that a document names, by its entry in a package; sixteen different ones take turns."""
    return {f"photos/{photo['file']}": jpeg(seed=number % 16, **size) for number, photo in enumerate(document["report"]["photos"])}
