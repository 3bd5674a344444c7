"""表一 and 表二 as PDF: the engine's start, the first papers, the same again, after an edit; in the worker and in CPython."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

from pyodide_app.worker import papers
from tests.bench.figures import ROUNDS, Series, machine, table
from tests.bench.probes import CALL, GLYPHS, HAND_OVER, START_PAPERS
from tests.browser.pages import FormPage

FORMS = ("application", "budget")
EDITED = "application.topic_overview"
TARGET = 1000
METHOD = (
    f"{ROUNDS} rounds, each in a new tab of one profile (the first is cold and is left out), worker and CPython in turn with the same draft. "
    "Both forms, one after the other. Floor: CPython, whose engine is loaded once."
)
STEPS = ("first", "the same again", "after an edit")


def at_the_desk(work: Coroutine) -> Any:
    """Runs a coroutine beside Playwright, whose own loop holds this thread."""
    with ThreadPoolExecutor(1) as desk:
        return desk.submit(asyncio.run, work).result()


def test_papers(profile, running, written_drafts, edition_file, built: Path, monkeypatch) -> None:
    monkeypatch.setattr(papers, "EDITION", edition_file)
    papers.edition.cache_clear()
    [glyphs] = (built / "runtime").glob("glyphs-*")
    at_the_desk(papers.prepare(f"{glyphs}/"))
    draft = written_drafts["ciwen"]
    edited = json.dumps(json.loads(draft) | {EDITED: json.loads(draft)[EDITED][:-1]})
    load = Series("engine and glyphs ready, warm")
    desk = {step: Series(f"both forms, {step}: CPython") for step in STEPS}
    worker = {step: Series(f"both forms, {step}", desk[step], TARGET) for step in STEPS}
    with profile() as context:
        for count in range(ROUNDS + 1):
            page = FormPage(context.new_page(), running.site).open().page
            start = perf_counter()
            page.evaluate(START_PAPERS)
            page.evaluate(HAND_OVER, "papers")
            page.evaluate(CALL, ["papers", "prepare", page.evaluate(GLYPHS)])
            if count:
                load.add(1000 * (perf_counter() - start))
            for step, text in zip(STEPS, (draft, draft, edited)):
                took = sum(page.evaluate(CALL, ["papers", "paper", text, form]) for form in FORMS)
                start = perf_counter()
                for form in FORMS:
                    at_the_desk(papers.paper(text, form))
                if count:
                    worker[step].add(took)
                    desk[step].add(1000 * (perf_counter() - start))
            page.close()
    papers.edition.cache_clear()
    rows = [load, *(row for step in STEPS for row in (desk[step], worker[step]))]
    print(table("Papers", METHOD, machine(), rows))
