"""What is looked up in every rendered page before anything is written: links and anchors, ids, headings, labels, alternative texts."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pyodide_app.problem import Problem
from pyodide_app.runtime.kept import digest, kept_answer
from pyodide_app.site.cache import PAGES
from pyodide_app.site.files import index

LINKS = {"href", "src", "action", "data-href", "data-src"}
ID_LISTS = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
FIELDS = {"input", "select", "textarea", "meter", "progress"}


class Page(HTMLParser):
    """What the checks need to know of a page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.headings = 0
        self.labelled: set[str] = set()
        self.unlabelled: list[tuple[str, str | None]] = []
        self.pictures_without_alt: list[str] = []
        self.inline: list[str] = []
        self.policy = False
        self.open_labels = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if identifier := has.get("id"):
            self.ids[identifier] += 1
        self.links += [value for name, value in attributes if name in LINKS and value is not None]
        if config := has.get("config"):
            self.links += addresses_of(config)
        self.references += [(name, one) for name, value in attributes if name in ID_LISTS and value for one in value.split()]
        self.headings += tag == "h1"
        self.policy |= has.get("http-equiv", "") == "Content-Security-Policy"
        self.inline += [f"{name} of <{tag}>" for name in has if name == "style" or name.startswith("on")]
        if tag == "label":
            self.open_labels += 1
            self.labelled.add(has.get("for") or "")
        if tag in FIELDS and has.get("type") not in UNLABELLED_TYPES:
            if not (self.open_labels or has.get("aria-label") or has.get("aria-labelledby")):
                self.unlabelled.append((has.get("name") or tag, identifier))
        if tag == "img" and "alt" not in has:
            self.pictures_without_alt.append(has.get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        self.open_labels -= tag == "label"


class Checked(NamedTuple):
    """What was found on a page when it was checked by itself, and what other pages need of it to be checked."""

    problems: list[Problem]
    links: list[str]
    ids: set[str]


def addresses_of(config: str) -> list[str]:
    """The addresses in a `config` attribute of PyScript."""
    held = json.loads(config)
    return [held[key] for key in ("interpreter",) if key in held] + list(held.get("files", {}))


def check_pages(pages: dict[str, str], cache: Path, paths: set[str], unseen: Collection[str] = ()) -> Iterator[Problem]:
    """Problems of the pages (address → HTML). `paths` are all files that will be written; the addresses `unseen`
    could not be rendered because of a problem already reported: a link to them is taken for good."""
    seen = {address: checked(address, html, cache) for address, html in pages.items()}
    for address, page in seen.items():
        yield from page.problems
        for link in page.links:
            if problem := check_link(address, link, seen, paths, unseen):
                yield problem


def checked(address: str, html: str, cache: Path) -> Checked:
    """The page checked by itself; kept as long as it and this file stay the same."""

    def check() -> tuple[list[Problem], list[str], list[str]]:
        page = Page(address, html)
        return list(check_page(page)), list(dict.fromkeys(page.links)), sorted(page.ids)

    key = digest([Path(__file__).read_bytes(), address.encode(), html.encode()])
    problems, links, ids = kept_answer(cache / PAGES / f"page-{key}", check)
    return Checked([Problem(*problem) for problem in problems], links, set(ids))


def check_page(page: Page) -> Iterator[Problem]:
    where = page.address or "/"
    for identifier, times in page.ids.items():
        if times > 1:
            yield Problem(where, f'id="{identifier}"', f"stands {times} times on the page", "Give each element an id of its own")
    if page.headings != 1:
        yield Problem(where, "<h1>", f"the page has {page.headings}", "Give the page exactly one")
    if not page.policy:
        yield Problem(where, "Content-Security-Policy", "the page has none", "Let its template extend base.html")
    for name, identifier in page.unlabelled:
        if identifier is None or identifier not in page.labelled:
            yield Problem(where, name, "the control has no label", "Add a <label for> with its id, or aria-labelledby")
    for name, reference in page.references:
        if reference not in page.ids:
            yield Problem(where, f'{name}="{reference}"', "no element of the page has this id", "Mend the id")
    for source in page.pictures_without_alt:
        yield Problem(where, source, "the picture has no alt", 'Say what it shows, or alt="" where it only decorates')
    for inline in page.inline:
        yield Problem(where, inline, "the content security policy forbids it", "Move it to the style sheet or to a script file")


def check_link(address: str, link: str, seen: dict[str, Checked], paths: set[str], unseen: Collection[str]) -> Problem | None:
    """`address` is the page's that holds the link."""
    where = address or "/"
    parts = urlsplit(link)
    if parts.scheme == "data":
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return Problem(where, link, "is not relative to the page", "Write it with url(…) or asset(…), so that the site works under any prefix")
    folder = address.rpartition("/")[0]
    target = resolved(folder, unquote(parts.path)) if parts.path else address
    if target is None or index(target) not in paths:
        if target in unseen:
            return None
        return Problem(where, link, "leads to no file of the site", "Mend the address, or make the page it names")
    fragment = unquote(parts.fragment)
    if fragment and target in seen and fragment not in seen[target].ids:
        return Problem(where, link, f"{target or '/'} has no element with the id {fragment}", "Mend the anchor")
    return None


def resolved(folder: str, path: str) -> str | None:
    """The address that a relative path means; None where it leaves the site."""
    target = normpath(f"{folder}/{path}" if folder else path)
    if target == ".":
        return ""
    if target.startswith(".."):
        return None
    return target + "/" if path.endswith(("/", "/.", "/..")) or path in (".", "..") else target
