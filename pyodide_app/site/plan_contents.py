"""The table of contents of the plan page, read off its headings."""

from html.parser import HTMLParser
from typing import NamedTuple


class Entry(NamedTuple):
    """A heading: 2 or 3 (`level`), its anchor and its words."""

    level: int
    anchor: str
    words: str


class Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.open = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        anchor = dict(attributes).get("id")
        if tag in ("h2", "h3") and anchor:
            self.entries.append(Entry(int(tag[1]), anchor, ""))
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3"):
            self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            last = self.entries[-1]
            self.entries[-1] = last._replace(words=last.words + data)


def contents(html: str) -> list[Entry]:
    """The headings of the second and third level that have an anchor, in order."""
    found = Headings()
    found.feed(html)
    return found.entries
