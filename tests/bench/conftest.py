"""What the measurements share with the browser tests: the built site, its server, the browser; and the documents that they are made with."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from tests.browser.conftest import ARGUMENTS, TEACHER, built, chromium_path, playwright, running, site

__all__ = ["built", "playwright", "running", "site"]

MEMBERS, SESSIONS = 12, 20


@pytest.fixture(scope="module")
def profile(playwright: Playwright) -> Callable:
    """A browser of its own with a new profile on disk, which keeps compiled code as a teacher's does."""

    @contextmanager
    def launch() -> Iterator[BrowserContext]:
        folder = tempfile.mkdtemp()
        context = playwright.chromium.launch_persistent_context(folder, executable_path=chromium_path(), args=ARGUMENTS, **TEACHER)
        try:
            yield context
        finally:
            context.close()
            shutil.rmtree(folder, ignore_errors=True)

    return launch


@pytest.fixture(scope="session")
def documents(case: Callable[[str], dict]) -> dict[str, dict[str, Any]]:
    """The example application, and the fullest form: 12 members, 20 sessions."""
    fullest = case("neili-twelve-members")
    for path, count in (("members", MEMBERS), ("sessions", SESSIONS)):
        rows = fullest["application"][path]
        fullest["application"][path] = [copy.deepcopy(rows[position % len(rows)]) for position in range(count)]
    return {"ciwen": case("ciwen-valid"), "fullest form": fullest}


@pytest.fixture(scope="session")
def written_drafts(documents: dict[str, dict[str, Any]], edition: Edition) -> dict[str, str]:
    """The documents as the page hands them to its workers."""
    return {name: json.dumps(drafts.from_document(parse_bundle(document), edition)) for name, document in documents.items()}


@pytest.fixture(scope="session")
def edition_file(built: Path) -> str:
    """The edition as the workers get it."""
    [found] = (built / "data").glob("107-*.json")
    return str(found)
