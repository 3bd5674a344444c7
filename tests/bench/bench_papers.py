"""表一 and 表二 as PDF: the first, the same again, after an edit; in the worker, in CPython, and by JavaScript libraries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.worker import papers
from tests.bench.figures import Series
from tests.bench.peer_papers import LIBRARIES, parts, write_paper_pages
from tests.bench.probes import CALL, GLYPHS, HAND_OVER, KEPT, MAKE, START_PAPERS
from tests.bench.report import Report, cell, markdown
from tests.bench.shaped import LOOPBACK, served
from tests.browser.pages import FormPage

FORMS = ("application", "budget")
EDITED = "application.topic_overview"
FILE = "ciwen.json"
STEPS = ("first", "the same again", "after an edit")
OURS, IN_USE, DESK = "this site", "this site, its form in use", "CPython"
READY = 9
"""Seconds after a key until the engine is ready: the page waits for a pause of four, starts it and sets the papers once (pyodide_app/ui/early_papers.py)."""
METHOD = f"""\
Both forms, milliseconds from asking: median (p95), and the ratio to this site. Each round opens every page in a new tab of one profile, which has been
there before. *First* includes what has to be fetched and started: this site's engine and glyphs, a library and its font. *{IN_USE}*: what a person waits for
who typed something and paused, as the page has the papers set in each pause; the edit of its last column comes without one. *The same again* is no more
than handing over: this site keeps the papers that it made last. The peers' papers are simple tables of the same words, drawn by their own means; they
get a font that holds just the characters of this application, which a real page could not know, and their PDF has neither PDF/A, nor structure, nor the data inside. *{DESK}* is this site's code at the desk, where the engine is loaded once."""


def at_the_desk(work: Coroutine) -> Any:
    """Runs a coroutine beside Playwright, whose own loop holds this thread."""
    with ThreadPoolExecutor(1) as desk:
        return desk.submit(asyncio.run, work).result()


def test_papers(
    profile, running, documents, written_drafts, edition: Edition, edition_file, built: Path, report: Report, rounds: int,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(papers, "EDITION", edition_file)
    papers.edition.cache_clear()
    [glyphs] = (built / "runtime").glob("glyphs-*")
    at_the_desk(papers.prepare(f"{glyphs}/"))
    draft = written_drafts["ciwen"]
    edited = json.dumps(json.loads(draft) | {EDITED: json.loads(draft)[EDITED][:-1]})
    texts = (draft, draft, edited)
    versions = [parts(edition, parse_bundle(drafts.to_document(drafts.parse(text), edition))) for text in texts]
    write_paper_pages(tmp_path / "peers", glyphs, versions)
    names = (OURS, IN_USE, DESK, *LIBRARIES)
    (tmp_path / FILE).write_text(json.dumps(documents["ciwen"], ensure_ascii=False), "utf-8")
    series: dict[tuple[str, str], Series] = {}
    for step in STEPS:
        for name in names:
            series[name, step] = Series(name, None if name == OURS else series[OURS, step])
    with served(tmp_path / "peers", LOOPBACK) as peers, profile() as context:
        for count in range(rounds + 1):
            measured = {
                OURS: in_the_worker(context, running.site, texts),
                IN_USE: in_use(context, running.site, tmp_path / FILE, texts),
                DESK: in_python(texts),
            }
            for name, module in LIBRARIES.items():
                measured[name] = by_a_peer(context, peers, module, versions)
            for name in names if count else ():
                for step, took in zip(STEPS, measured[name], strict=True):
                    series[name, step].add(took)
    papers.edition.cache_clear()
    report.add("Papers", METHOD, markdown(("", *STEPS), [(name, *(cell(series[name, step]) for step in STEPS)) for name in names]))


def in_the_worker(context: BrowserContext, site: str, texts: tuple[str, ...]) -> list[float]:
    page = FormPage(context.new_page(), site).open().page
    page.evaluate(KEPT)
    start = perf_counter()
    page.evaluate(START_PAPERS)
    page.evaluate(HAND_OVER, "papers")
    page.evaluate(CALL, ["papers", "prepare", page.evaluate(GLYPHS)])
    started = 1000 * (perf_counter() - start)
    took = by_the_worker(page, texts)
    page.close()
    return [started + took[0], *took[1:]]


def in_use(context: BrowserContext, site: str, file: Path, texts: tuple[str, ...]) -> list[float]:
    form = FormPage(context.new_page(), site).open()
    form.put_in(file)
    form.page.evaluate(KEPT)
    form.control(EDITED).press("End")
    for key in ("1", "Backspace"):
        form.page.keyboard.press(key)
    form.page.wait_for_timeout(1000 * READY)
    form.page.evaluate(HAND_OVER, "papers")
    took = by_the_worker(form.page, texts)
    form.page.close()
    return took


def by_the_worker(page: Page, texts: tuple[str, ...]) -> list[float]:
    return [sum(page.evaluate(CALL, ["papers", "paper", text, form]) for form in FORMS) for text in texts]


def in_python(texts: tuple[str, ...]) -> list[float]:
    took = []
    for text in texts:
        start = perf_counter()
        for form in FORMS:
            at_the_desk(papers.paper(text, form))
        took.append(1000 * (perf_counter() - start))
    return took


def by_a_peer(context: BrowserContext, address: str, module: str, versions: list[list[dict[str, Any]]]) -> list[float]:
    page = context.new_page()
    page.goto(address)
    made = page.evaluate(MAKE, [module, versions])
    page.close()
    return [each["took"] for each in made]
