"""A paper's pages as drawings for the screen, in parts that change for themselves: a page, and the shapes of the characters on it.

Typst writes each shape into every page that uses it, which makes a page of three megabytes; what a page says of its own is a fortieth of
that. So shapes are handed out once, under the names that Typst gives them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import NamedTuple

_SHAPE = re.compile(r'<symbol id="(\w+)"[^>]*><path[^>]*/></symbol>')


class Page(NamedTuple):
    """One page: `drawing` is a whole SVG document without the shapes that it names, `digest` of all that is on it."""

    digest: str
    drawing: str
    shapes: dict[str, str]


def page(svg: str) -> Page:
    """Takes the shapes out of a page that Typst drew."""
    shapes = {found[1]: found[0] for found in _SHAPE.finditer(svg)}
    drawing = _SHAPE.sub("", svg)
    return Page(hashlib.sha256(drawing.encode()).hexdigest()[:16], drawing, shapes)


@dataclass
class Preview:
    """What is shown of a draft: its pages by form, and the names of the shapes that were handed out so far."""

    pages: dict[str, list[Page]] = field(default_factory=dict)
    handed_out: set[str] = field(default_factory=set)

    def drawing(self, digest: str) -> str:
        """The page with this digest, and in it those of its shapes that were not handed out before. KeyError for a page that is gone."""
        for page in (page for pages in self.pages.values() for page in pages):
            if page.digest == digest:
                new = [name for name in page.shapes if name not in self.handed_out]
                self.handed_out.update(new)
                return page.drawing.replace("</svg>", f"<defs>{''.join(page.shapes[name] for name in new)}</defs></svg>")
        raise KeyError(digest)
