"""The judgement alone: one draft in CPython and in the browser's worker, then thousands of applications in a row: rate, memory, growth."""

from __future__ import annotations

import copy
import json
import multiprocessing
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import jsonpatch
from playwright.sync_api import BrowserContext

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.worker import judge
from tests.bench.figures import ROUNDS, Series
from tests.bench.pictures import Line, plots
from tests.bench.probes import CALL, HAND_OVER, JUDGE_MANY
from tests.bench.report import Report, markdown, table
from tests.browser.pages import FormPage
from tests.conftest import CASES

CALLS = 50
METHOD = f"{CALLS} calls each, CPython and the worker in turn with the same draft; the worker's are round trips from JavaScript. Floor: CPython."

AT_THE_DESK, IN_THE_BROWSER, POINTS = 10_000, 1_000, 10
METHOD_OF_MANY = """\
Applications judged one after the other, in a process of CPython and in the browser's worker, round trips included. They are the case
files with each mutation of the tests in turn, and no two are the same. Growth is linear where the points lie on the line through the
origin. Memory is the peak of the whole process: Python, or the browser's process that holds page and workers."""


def test_judgement(profile, running, written_drafts, edition_file, report: Report) -> None:
    rows = []
    with desk(edition_file), profile() as context:
        page = FormPage(context.new_page(), running.site).open().page
        page.evaluate(HAND_OVER, "judge")
        for name, draft in written_drafts.items():
            in_python = Series(f"CPython, {name}")
            worker = Series(f"worker, {name}", in_python)
            rows += [in_python, worker]
            for _ in range(CALLS):
                start = perf_counter()
                judge.judge(draft)
                in_python.add(1000 * (perf_counter() - start))
                worker.add(page.evaluate(CALL, ["judge", "judge", draft]))
    report.add("Judgement", METHOD, table(rows))


def test_thousands_of_applications(profile, running, case: Callable, edition: Edition, edition_file: str, report: Report, rounds: int) -> None:
    bases = mutated(case, edition)
    at_the_desk, in_the_browser = (count * min(rounds, ROUNDS) // ROUNDS for count in (AT_THE_DESK, IN_THE_BROWSER))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        times, before, after = pool.apply(judge_many, (edition_file, bases, at_the_desk))
    lines = [Line("CPython", times)]
    rows = [row(lines[0], before, after)]
    with profile() as context:
        page = FormPage(context.new_page(), running.site).open().page
        page.evaluate(HAND_OVER, "judge")
        before = peak_of_renderers(context)
        step = in_the_browser // POINTS
        taken = page.evaluate(JUDGE_MANY, [list(applications(bases, in_the_browser)), in_the_browser, step])
        lines.append(Line("the browser's worker", [(step * number, taken_ms / 1000) for number, taken_ms in enumerate(taken, 1)]))
        rows.append(row(lines[1], before, peak_of_renderers(context)))
    head = ("", "applications", "seconds", "a second", "farthest point from the line", "peak MiB before", "peak MiB after")
    picture = report.picture("bench-scale", "Seconds by applications judged, with the line through the origin", plots(lines, "applications", "s", METHOD_OF_MANY))
    report.add("Thousands of applications", METHOD_OF_MANY, markdown(head, rows), picture)


class desk:
    """The judge as the worker has it, in this process."""

    def __init__(self, edition_file: str) -> None:
        self.edition_file = edition_file

    def __enter__(self) -> None:
        self.kept, judge.EDITION = judge.EDITION, self.edition_file
        judge.edition.cache_clear()

    def __exit__(self, *_: object) -> None:
        judge.EDITION = self.kept
        judge.edition.cache_clear()


def mutated(case: Callable[[str], dict], edition: Edition) -> list[dict[str, Any]]:
    """The drafts of the case files with each mutation of an application that the tests have."""
    mutations = json.loads((CASES / "mutations.json").read_text("utf-8"))
    patched = [jsonpatch.apply_patch(case(each["base"].removesuffix(".json")), each["patch"]) for each in mutations if each["stage"] == "application"]
    return [drafts.from_document(parse_bundle(copy.deepcopy(document)), edition) for document in patched]


def applications(bases: list[dict[str, Any]], count: int) -> Iterator[str]:
    """That many drafts as the page hands them over, each with a name of its own."""
    name = "application.community_name"
    for number in range(count):
        base = bases[number % len(bases)]
        yield json.dumps(base | {name: f"{base.get(name, '')} {number}"}, ensure_ascii=False)


def judge_many(edition_file: str, bases: list[dict[str, Any]], count: int) -> tuple[list[tuple[float, float]], float, float]:
    """Runs in a process of its own: (how many, seconds until then), and the peak of memory before and after, in MiB."""
    points, taken = [], 0.0
    with desk(edition_file):
        judge.judge(json.dumps(bases[0]))
        before = peak()
        for number, draft in enumerate(applications(bases, count), 1):
            start = perf_counter()
            judge.judge(draft)
            taken += perf_counter() - start
            if number % (count // POINTS) == 0:
                points.append((number, taken))
    return points, before, peak()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peak_of_renderers(context: BrowserContext) -> float:
    """The largest peak of the browser's processes that run pages, in MiB."""
    processes = context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    stati = [Path(f"/proc/{process['id']}/status").read_text() for process in processes if process["type"] == "renderer"]
    return max(int(line.split()[1]) / 1024 for status in stati for line in status.splitlines() if line.startswith("VmHWM"))


def row(line: Line, before: float, after: float) -> tuple[str, ...]:
    count, seconds = line.points[-1]
    return line.name, f"{count:,.0f}", f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{line.worst:.0%}", f"{before:.0f}", f"{after:.0f}"
