"""Typst with what it reads, kept from paper to paper.

Typst remembers what it set and sets anew only what changed, as long as it is given the same font. So a compiler is kept for each set of
chunks that a font is made of, and the folder that it reads is kept with what lies in it.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from pyodide_app.documents.fonts import FAMILY, GlyphIndex, assemble
from pyodide_app.documents.glyph_chunks import Chunk

TEMPLATES = {
    file.name: file.read_bytes() for file in (resources.files(__package__) / "templates").iterdir() if file.name.endswith(".typ")
}
KEPT = 2
"""Compilers: the papers of one draft mostly need the same chunks, and a font takes about 2.5 MB."""


_FIRST_SIGN = f'#set text(font: "{FAMILY}", fallback: false)\n1'.encode()


class Typesetter:
    """One folder with the templates; what a single paper reads is laid beside them and taken away before the next."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.paper = self.folder / "paper"
        self.paper.mkdir()
        self.pages = self.folder / "pages"
        self.pages.mkdir()
        self.laid: dict[str, bytes] = {}
        self.compilers: dict[tuple[Chunk, ...], typst.Compiler] = {}

    def set(self, template: str, read: Mapping[str, bytes], index: GlyphIndex, chunks: tuple[Chunk, ...], **options: Any) -> Any:
        """What Typst makes of the template with these files: one file's bytes, or those of each page. `options` are those of `Compiler.compile`."""
        self._lay(TEMPLATES | read)
        return self._compiler(index, chunks).compile(input=self.paper / f"{template}.typ", timestamp=0, **options)

    def draw(self, template: str, read: Mapping[str, bytes], index: GlyphIndex, chunks: tuple[Chunk, ...]) -> Iterator[str]:
        """The pages as SVG documents, one after the other: of three megabytes each, none is held longer than it takes."""
        self._lay(TEMPLATES | read)
        self._compiler(index, chunks).compile(input=self.paper / f"{template}.typ", output=self.pages / "{0p}.svg", format="svg", timestamp=0)
        for page in sorted(self.pages.iterdir()):
            svg = page.read_text("utf-8")
            page.unlink()
            yield svg

    def _lay(self, files: Mapping[str, bytes]) -> None:
        for name in self.laid.keys() - files.keys():
            (self.paper / name).unlink()
        for name, content in files.items():
            if self.laid.get(name) != content:
                (self.paper / name).write_bytes(content)
        self.laid = dict(files)

    def _compiler(self, index: GlyphIndex, chunks: tuple[Chunk, ...]) -> typst.Compiler:
        compiler = self.compilers.pop(chunks, None)
        if compiler is None:
            while len(self.compilers) >= KEPT:
                del self.compilers[next(iter(self.compilers))]
            with tempfile.TemporaryDirectory(dir=self.folder) as place:
                (Path(place) / "paper.ttf").write_bytes(assemble(index, chunks))
                fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[place])
                compiler = typst.Compiler(root=self.paper, font_paths=fonts)
                compiler.compile(input=_FIRST_SIGN, format="pdf")  # the font is read at the first sign that is set with it
        self.compilers[chunks] = compiler
        return compiler


@cache
def typesetter() -> Typesetter:
    """The one of this process."""
    return Typesetter()
