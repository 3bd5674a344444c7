"""A paper's pages as drawings for the screen, in parts that change for themselves: a page, and the shapes of the characters on it.

Typst writes each shape into every page that uses it, which makes a page of three megabytes; what a page says of its own is a fortieth of
that. So shapes are handed out once, under the names that Typst gives them, and are forgotten here when they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

AT_ONCE = 150_000
"""Characters of shapes, and at least one shape: whoever takes them over is never held up for long."""

_SHAPE = re.compile(r'<symbol id="(\w+)"[^>]*><path[^>]*/></symbol>')


class Page(NamedTuple):
    """One page: `drawing` is a whole SVG document without the shapes that it names, `digest` of all that is on it."""

    digest: str
    drawing: str
    names: tuple[str, ...]


class Preview:
    """What is shown of a draft: its pages by form, and the shapes of one font that were not handed out yet.

    A shape has a name of its own in each font. The font only ever grows, so that it need not be made again for what was typed and taken back.
    """

    def __init__(self) -> None:
        self.pages: dict[str, list[Page]] = {}
        self.shown: dict[str, bytes] = {}
        self.chunks: frozenset[str] = frozenset()
        self.known: set[str] = set()
        self.waiting: dict[str, str] = {}

    @property
    def font(self) -> str:
        """Says which font the shapes are of."""
        return hashlib.sha256(" ".join(sorted(self.chunks)).encode()).hexdigest()[:16]

    def grow(self, chunks: Iterable[str]) -> None:
        """These chunks are in the font from now on."""
        if not self.chunks.issuperset(chunks):
            self.chunks = self.chunks.union(chunks)
            self.shown.clear()
            self.known.clear()
            self.waiting.clear()

    def show(self, form: str, data: bytes, draw: Callable[[], Iterable[str]]) -> None:
        """What `draw` makes of the data are the pages of this form now; the form that somebody is not typing into is not drawn again."""
        if self.shown.get(form) != data:
            self.pages[form] = [self.page(svg) for svg in draw()]
            self.shown[form] = data

    def page(self, svg: str) -> Page:
        """Takes the shapes out of a page that Typst drew."""
        names = []

        def take(found: re.Match) -> str:
            names.append(found[1])
            if found[1] not in self.known:
                self.known.add(found[1])
                self.waiting[found[1]] = found[0]
            return ""

        drawing = _SHAPE.sub(take, svg)
        return Page(hashlib.sha256(drawing.encode()).hexdigest()[:16], drawing, tuple(names))

    def shapes(self, digest: str) -> str:
        """An SVG document with some of the shapes that this page uses and nobody got yet, "" where it has all. KeyError for a page that is gone."""
        names = iter([name for name in self._page(digest).names if name in self.waiting])
        taken = ""
        while len(taken) < AT_ONCE and (name := next(names, None)):
            taken += self.waiting.pop(name)
        return f'<svg xmlns="http://www.w3.org/2000/svg">{taken}</svg>' if taken else ""

    def drawing(self, digest: str) -> str:
        """The page with this digest. KeyError for a page that is gone."""
        return self._page(digest).drawing

    def _page(self, digest: str) -> Page:
        for page in (page for pages in self.pages.values() for page in pages):
            if page.digest == digest:
                return page
        raise KeyError(digest)
