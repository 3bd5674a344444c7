"""What is kept from paper to paper changes no paper."""

from __future__ import annotations

import pytest

from pyodide_app.documents.fonts import read_glyphs
from pyodide_app.documents.typesetter import KEPT, Typesetter

PAGE = '#set text(font: "PLC Kai", fallback: false)\n'.encode()


@pytest.fixture
def typesetter() -> Typesetter:
    return Typesetter()


def written(typesetter: Typesetter, folder, text: str, **more: bytes) -> bytes:
    index, chunks = read_glyphs(folder, text)
    return typesetter.set("page", {"page.typ": PAGE + text.encode()} | more, index, tuple(chunks.values()), format="pdf")


def test_a_paper_is_the_same_after_others(typesetter, glyphs) -> None:
    first = written(typesetter, glyphs.folder, "慈文")
    written(typesetter, glyphs.folder, "閱讀")
    written(typesetter, glyphs.folder, "龘")
    assert written(typesetter, glyphs.folder, "慈文") == first == written(Typesetter(), glyphs.folder, "慈文")


def test_what_one_paper_read_is_not_there_for_the_next(typesetter, glyphs) -> None:
    written(typesetter, glyphs.folder, "慈文", photo=b"somebody's")
    written(typesetter, glyphs.folder, "閱讀")
    assert not (typesetter.paper / "photo").exists()


def test_few_fonts_are_kept_and_no_file_of_theirs(typesetter, glyphs) -> None:
    for text in "慈𠮷𤧟龘":
        written(typesetter, glyphs.folder, text)
    assert len(typesetter.compilers) <= KEPT
    assert not [path for path in typesetter.folder.rglob("*.ttf")]
