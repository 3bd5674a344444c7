"""What a PDF says about itself, read back with pypdf and poppler."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterable, Iterator

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

ZERO_WIDTH_SPACE = "\u200b"


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def squeezed(text: str) -> str:
    """Without white space, so that a line break of the paper does not matter."""
    return "".join(text.replace(ZERO_WIDTH_SPACE, "").split())


def page_texts(pdf: bytes) -> list[str]:
    """Each page's text in the order in which it is written, without white space."""
    return [squeezed(page.extract_text()) for page in reader(pdf).pages]


def text(pdf: bytes) -> str:
    return "".join(page_texts(pdf))


def out_of_order(text: str, labels: Iterable[str]) -> list[str]:
    """The labels that do not follow, each behind the one before."""
    missing, position = [], 0
    for label in map(squeezed, labels):
        found = text.find(label, position)
        if found < 0:
            missing.append(label)
        else:
            position = found + len(label)
    return missing


def attachments(pdf: bytes) -> dict[str, bytes]:
    return {name: contents[0] for name, contents in reader(pdf).attachments.items()}


def fonts(pdf: bytes) -> Iterator[DictionaryObject]:
    """Every font of every page, down to the descendant that holds the outlines."""
    for page in reader(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            yield font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font


def outside_margins(pdf: bytes, margin: float) -> list[str]:
    """Words that stand nearer to the sides of their page than `margin` points."""
    html = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    width = float(re.search(r'<page width="([\d.]+)"', html).group(1))
    words = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">(.*?)</word>', html)
    return [word for left, right, word in words if float(left) < margin or float(right) > width - margin]
