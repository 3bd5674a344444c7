"""The table of contents of the plan page: the plan's headings, then one entry for each paper form."""

from html.parser import HTMLParser
from typing import NamedTuple

from pyodide_app.core.edition import Edition

HEADINGS = ("h2", "h3")


class Entry(NamedTuple):
    """A heading: 2 or 3 (`level`), its anchor and its words."""

    level: int
    anchor: str
    words: str


class Headings(HTMLParser):
    """The headings that have an anchor, and the sections that hold a paper."""

    def __init__(self, labels: dict[str, str]) -> None:
        super().__init__()
        self.labels = labels
        self.entries: list[Entry] = []
        self.heading = False
        self.paper = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        anchor = has.get("id") or ""
        if tag == "section" and has.get("class") == "paper":
            self.entries.append(Entry(2, anchor, self.labels[anchor]))
            self.paper = True
        elif tag in HEADINGS and anchor and not self.paper:
            self.entries.append(Entry(int(tag[1]), anchor, ""))
            self.heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self.heading = False
        if tag == "section":
            self.paper = False

    def handle_data(self, data: str) -> None:
        if self.heading:
            last = self.entries[-1]
            self.entries[-1] = last._replace(words=last.words + data)


def contents(html: str, edition: Edition) -> list[Entry]:
    """The plan page's headings of the second and third level, in order; a paper is called by its clause label (表一)."""
    found = Headings({anchor: label for label, anchor in edition.clauses.items()})
    found.feed(html)
    return found.entries
