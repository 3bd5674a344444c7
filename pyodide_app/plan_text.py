"""The plan's text: what is compared with quotes, the anchors it has, and the plan page with the editor's notes beside their sentences.

`plan.md` is Markdown with attribute lists and raw HTML; everything that it shows is the plan's own. Only `plan_html` needs the Markdown
library, which is installed where pages are built.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pyodide_app.core.edition import Edition, Note

ATTRIBUTE_LIST = re.compile(r"\{:[^}]*\}")
TAG = re.compile(r"<[^>]*>")
HEADING = re.compile(r"^#+ ", re.MULTILINE)
ANCHOR = re.compile(r"""\{:[^}]*#([\w-]+)[^}]*\}|<[^>]*\bid="([^"]*)\"""")

BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "caption", "th", "td")


def squeezed(text: str) -> str:
    """The text as quotes are compared: NFC, without white space."""
    return "".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True)
class PlanText:
    """A plan's Markdown, read without rendering it."""

    markdown: str

    @cached_property
    def words(self) -> str:
        """The squeezed words, without the Markdown's marks."""
        return _plain(self.markdown)

    @cached_property
    def anchors(self) -> list[str]:
        """Every anchor id, in order, repeated where it is repeated."""
        return [first or second for first, second in ANCHOR.findall(self.markdown)]

    @cached_property
    def _words_from(self) -> dict[str, str]:
        places: dict[str, str] = {}
        for match in ANCHOR.finditer(self.markdown):
            in_markdown, in_html = match.groups()
            start = match.start() if in_html else self.markdown.rfind("\n\n", 0, match.start()) + 1
            places.setdefault(in_markdown or in_html, _plain(self.markdown[start:]))
        return places

    def words_from(self, anchor: str) -> str:
        """The squeezed words from the block with this anchor to the end of the plan; "" for an anchor that the plan lacks."""
        return self._words_from.get(anchor, "")


def _plain(markdown: str) -> str:
    return squeezed(html.unescape(TAG.sub("", HEADING.sub("", ATTRIBUTE_LIST.sub("", markdown)))))


def plan_html(folder: Path, edition: Edition) -> str:
    """The plan page's content, its h1 included: the plan, and each note as an `<aside class="editor-note" id="note-…">` beside its sentence."""
    from markdown import markdown
    from markdown.extensions.attr_list import AttrListExtension

    rendered = markdown((folder / "plan.md").read_text(encoding="utf-8"), extensions=[AttrListExtension()], output_format="xhtml")
    page = ElementTree.fromstring(f"<div>{rendered}</div>")
    parents = {child: parent for parent in page.iter() for child in parent}
    places: dict[Element, list[Note]] = {}
    for note in edition.notes:
        places.setdefault(_block(page, edition.clauses[note.clause], note.after), []).append(note)
    for block, notes in places.items():
        _put_beside(block, [_aside(note, edition.note_mark) for note in notes], parents)
    return "".join(ElementTree.tostring(child, encoding="unicode", method="html") for child in page)


def _block(page: Element, anchor: str, sentence: str) -> Element:
    """The innermost block that holds the sentence, the first one from the anchor on. An empty sentence stands in the anchor's own first block."""
    wanted = squeezed(sentence)
    reached = False
    for element in page.iter():
        reached = reached or element.get("id") == anchor
        if not reached or element.tag not in BLOCKS:
            continue
        if any(inner.tag in BLOCKS for inner in element.iter() if inner is not element):
            continue
        if wanted in squeezed("".join(element.itertext())):
            return element
    raise LookupError(f"no block from #{anchor} on holds: {sentence}")


def _put_beside(block: Element, asides: list[Element], parents: dict[Element, Element]) -> None:
    """Puts asides where HTML allows them and there is room: in a table into the row's last data cell, or behind the table; else behind the block."""
    if block.tag in ("th", "td"):
        row = parents[block]
        cells = row.findall("td")
        block = cells[-1] if cells else parents[parents[row]]
    if block.tag in ("td", "caption", "li"):
        block.extend(asides)
        return
    parent = parents[block]
    position = list(parent).index(block) + 1
    parent[position:position] = asides


def _aside(note: Note, mark: str) -> Element:
    aside = Element("aside", {"class": "editor-note", "id": f"note-{note.id.lower()}", "role": "note"})
    SubElement(aside, "p", {"class": "editor-note-mark"}).text = mark
    if note.after:
        SubElement(SubElement(aside, "p", {"class": "editor-note-quote"}), "q").text = note.after
    words = SubElement(aside, "p")
    SubElement(words, "strong").text = note.topic
    words[0].tail = f" {note.text}"
    return aside
