"""From navigation to the first verdict: a first visit and later ones, over three lines, beside JavaScript form libraries and the bare runtime.

A real key is typed into the control for the e-mail address of each page as soon as it is there, and then Tab, as a person would.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from pyodide_app.core.edition import Edition
from pyodide_app.runtime.assets import build_runtime
from tests.bench import peer_forms
from tests.bench.conftest import SETTLE
from tests.bench.figures import Series
from tests.bench.floor import FLOOR, add_floor
from tests.bench.peer_pages import OURS, PEERS_OF_THE_FORM, SURVEYJS, Contestant, write_form_pages
from tests.bench.pictures import Bar, bars
from tests.bench.probes import JUDGED, KEPT, TYPIST
from tests.bench.report import Report, cell, markdown
from tests.bench.shaped import LOOPBACK, Line, all_served
from tests.browser.conftest import ROOT

CONTESTANTS = (SURVEYJS, OURS, *PEERS_OF_THE_FORM[1:], FLOOR)
MARKS = {"field": "a key stands in the first field", "verdict": "first verdict shown"}
OURS_ONLY = {"micropython": "MicroPython has the page", "judged": "the whole form is judged"}
STATES = ("cold", "warm")
VISITS = ("cold", None, "warm", "warm")
"""A browser keeps compiled code from the second visit on, so the third and the fourth are the warm ones."""
IN_USE, PAUSE = 6, 0.15
"""Seconds of typing in the second visit, and between two keys: compiled WebAssembly is kept once it has been used for a while."""

METHOD = """\
Milliseconds from the start of navigation, by the page's clock: median (p95), and the ratio to SurveyJS in the same run. Each round opens every
page in a new profile of Chromium, {settle} seconds after the browser's start, when it has loaded its own pages. Cold: the profile's first visit.
Warm: the third and the fourth, after a second in which somebody typed for {use} seconds; this site then comes from its service worker, the others
from the HTTP cache. The server compresses and answers as GitHub Pages does, by HTTP/1.1; each answer waits one round trip, a new connection another one.

Every page has the {controls} controls of the form from the start; the peers' are generated from the edition's data. A real key is pressed in the
field for the e-mail address as soon as that is there (formio.js: as soon as its promise is kept; what is typed before is never checked), then Tab.
The first column is when the key stands in the value, the second when the page shows that the address is not complete. The peers check that one rule
by their own means; this site judges the whole form by every rule of the plan. *{floor}* is a page of PyScript with an empty program and a worker that
answers a constant, with this site's engine and image, but started when PyScript comes to it and not from the page's head."""


def visit(context: BrowserContext, contestant: Contestant, site: str, words: str, seconds: float = 0) -> dict[str, float]:
    """The marks of one visit, which goes on for `seconds` of typing."""
    page = context.new_page()
    told = {"control": contestant.control, "message": contestant.message, "words": words}
    page.add_init_script(f"({TYPIST})({json.dumps(told)});")
    page.goto(site + contestant.address, wait_until="commit")
    while page.evaluate("() => window.next()") == "type":
        page.keyboard.press("x")
        page.keyboard.press("Tab")
    is_ours = contestant in (OURS, FLOOR)
    marks = page.evaluate(JUDGED if is_ours else "() => window.marks")
    if seconds:
        page.locator(contestant.control).first.focus()
    for _ in range(round(seconds / PAUSE)):
        page.keyboard.press("x")
        page.wait_for_timeout(1000 * PAUSE)
    if contestant == OURS:
        page.evaluate(KEPT)
    page.close()
    return marks


def test_navigation_to_first_verdict(
    profile, built: Path, edition: Edition, report: Report, rounds: int, lines: tuple[Line, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    words = peer_forms.refusal(edition).rpartition("」")[2]
    peers = tmp_path_factory.mktemp("peers")
    write_form_pages(peers, edition)
    add_floor(built, build_runtime(ROOT / ".cache"), words)
    series = _series(lines)
    with all_served({"site": built, "peers": peers}, lines) as addresses:
        for _ in range(rounds):
            for line in lines:
                for contestant in CONTESTANTS:
                    site = addresses[line, "peers" if contestant in PEERS_OF_THE_FORM else "site"]
                    with profile() as context:
                        for state in VISITS:
                            marks = visit(context, contestant, site, words, 0 if state else IN_USE)
                            if state is None:
                                continue
                            for mark in (*MARKS, *OURS_ONLY):
                                if (line, state, contestant, mark) in series:
                                    series[line, state, contestant, mark].add(marks[mark])
    tables = [f"### {line.name}\n\n{_table(line, series)}\n\n{_table_of_ours(line, series)}" for line in lines]
    picture = report.picture("bench", "Milliseconds until the first verdict: this site beside JavaScript form libraries", _picture(lines, series))
    report.add("From navigation to the first verdict", METHOD.format(controls=peer_forms.controls(edition), floor=FLOOR.name, use=IN_USE, settle=SETTLE), picture, *tables)


def _series(lines: tuple[Line, ...]) -> dict[tuple, Series]:
    """One series a line, state, page and mark; SurveyJS is what the others are set beside."""
    series: dict[tuple, Series] = {}
    for line in lines:
        for state in STATES:
            for contestant in CONTESTANTS:
                for mark in MARKS:
                    beside = None if contestant == SURVEYJS else series[line, state, SURVEYJS, mark]
                    series[line, state, contestant, mark] = Series(contestant.name, beside)
            for mark in OURS_ONLY:
                series[line, state, FLOOR, mark] = Series(FLOOR.name)
                series[line, state, OURS, mark] = Series(OURS.name, series[line, state, FLOOR, mark])
    return series


def _table(line: Line, series: dict[tuple, Series]) -> str:
    head = ("page", *(f"{words}, {state}" for words in MARKS.values() for state in STATES))
    return markdown(head, [(each.name, *(cell(series[line, state, each, mark]) for mark in MARKS for state in STATES)) for each in CONTESTANTS])


def _table_of_ours(line: Line, series: dict[tuple, Series]) -> str:
    head = (f"× {FLOOR.name}", *(f"{words}, {state}" for words in OURS_ONLY.values() for state in STATES))
    pages = (OURS, FLOOR)
    return markdown(head, [(each.name, *(cell(series[line, state, each, mark]) for mark in OURS_ONLY for state in STATES)) for each in pages])


def _picture(lines: tuple[Line, ...], series: dict[tuple, Series]) -> str:
    shown = [contestant for contestant in CONTESTANTS if contestant != FLOOR]
    groups = []
    for line in lines:
        for state in STATES if line == LOOPBACK else ("cold",):
            found = sorted((series[line, state, each, "verdict"] for each in shown), key=lambda one: one.median)
            groups.append((f"First verdict, {state} ({line.name})", [Bar(one.name, one.median, one.name == OURS.name, one.ratio) for one in found]))
    return bars(groups, "Milliseconds until the first verdict")
