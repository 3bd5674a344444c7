"""What the measurements share: the browser tests' built site, server and browser, the documents that are measured with, and the report."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.runtime import fetch
from tests.bench.figures import ROUNDS
from tests.bench.report import Report
from tests.bench.shaped import LINES, Line
from tests.browser.conftest import ARGUMENTS, ROOT, TEACHER, built, chromium_path, playwright, running, site

__all__ = ["built", "playwright", "running", "site"]

MEMBERS, SESSIONS, WRONG_ROWS = 12, 20, 10
SETTLE = 3
"""Seconds that a browser is left alone after its start: meanwhile it loads pages of its own, with 0.7 s of processor time in a new profile."""
UNREADABLE = "?"
"""Typed where a date, a time or a number is wanted, so that a control has a finding of its own."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rounds", type=int, default=ROUNDS, help="how often each start and each paper is measured (default: %(default)s)")
    parser.addoption("--lines", type=int, default=len(LINES), help="over how many lines a start is measured, the fastest first (default: all)")
    parser.addoption("--to", type=Path, default=ROOT / ".cache" / "bench" / "report", help="the folder in which the report is written")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--rounds")


@pytest.fixture(scope="session")
def lines(request: pytest.FixtureRequest) -> tuple[Line, ...]:
    return LINES[: request.config.getoption("--lines")]


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest, rounds: int) -> Iterator[Report]:
    runtime = {name: fetch.npm_version(package) for name, package in (("PyScript", "@pyscript/core"), ("Pyodide", "pyodide"))}
    report = Report(rounds, runtime)
    yield report
    report.write(request.config.getoption("--to"))


@pytest.fixture(scope="module")
def profile(playwright: Playwright, report: Report) -> Callable:
    """A browser of its own with a new profile on disk, which keeps compiled code as a teacher's does."""

    @contextmanager
    def launch() -> Iterator[BrowserContext]:
        folder = tempfile.mkdtemp()
        context = playwright.chromium.launch_persistent_context(folder, executable_path=chromium_path(), args=ARGUMENTS, **TEACHER)
        report.versions["Chromium"] = context.browser.version
        time.sleep(SETTLE)
        try:
            yield context
        finally:
            context.close()
            shutil.rmtree(folder, ignore_errors=True)

    return launch


@pytest.fixture(scope="session")
def documents(case: Callable[[str], dict]) -> dict[str, dict[str, Any]]:
    """The example application; the fullest form, 12 members and 20 sessions; and the same with a mistake in nearly every control."""
    fullest = case("neili-twelve-members")
    for path, count in (("members", MEMBERS), ("sessions", SESSIONS)):
        rows = fullest["application"][path]
        fullest["application"][path] = [copy.deepcopy(rows[position % len(rows)]) for position in range(count)]
    wrong = copy.deepcopy(fullest)
    for member in wrong["application"]["members"]:
        member |= {"name": "", "advanced_certificate": None}
    for session in wrong["application"]["sessions"]:
        session |= {"date": UNREADABLE, "start": UNREADABLE, "end": UNREADABLE, "content": "", "host": "", "place": ""}
        session["lecturer"] = {"name": "", "affiliation": UNREADABLE, "paid": True, "hours": UNREADABLE}
    budget = wrong["budget"]
    budget["books"] = [{"title": "", "unit_price": UNREADABLE, "quantity": UNREADABLE} for _ in range(WRONG_ROWS)]
    budget["lines"]["lecturer_transport"] = {"trips": [{"mode": "taxi", "route": "", "fare": UNREADABLE} for _ in range(WRONG_ROWS)]}
    for line in budget["lines"].values():
        line |= {"unit_price": UNREADABLE} if "unit_price" in line else {}
    return {"ciwen": case("ciwen-valid"), "fullest form": fullest, "fullest form, all wrong": wrong}


@pytest.fixture(scope="session")
def written_drafts(documents: dict[str, dict[str, Any]], edition: Edition) -> dict[str, str]:
    """The documents as the page hands them to its workers."""
    return {name: json.dumps(drafts.from_document(parse_bundle(document), edition)) for name, document in documents.items()}


@pytest.fixture(scope="session")
def edition_file(built: Path) -> str:
    """The edition as the workers get it."""
    [found] = (built / "data").glob("107-*.json")
    return str(found)
