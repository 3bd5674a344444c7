"""What every test may use: the edition as it is loaded from its folder, and the case files by name."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any, Callable

import hypothesis
import pytest

from pyodide_app import editions
from pyodide_app.core.edition import Edition

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
APPLICATION_CASES = ("ciwen-valid", "dayuan-six-violations", "neili-twelve-members", "qingxi-three-members")
ALL_CASES = (*APPLICATION_CASES, "ciwen-full-year")

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")


@cache
def load_edition() -> Edition:
    """For tests whose inputs hypothesis makes: it would print a fixture with each failure."""
    return editions.load(ROOT / "site_src" / "editions" / "107")


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load_edition()


@pytest.fixture(scope="session")
def case() -> Callable[[str], dict[str, Any]]:
    """The document of a case file by its name without `.json`, a fresh copy each time."""
    documents = {name: json.loads((CASES / f"{name}.json").read_text("utf-8")) for name in ALL_CASES}
    return lambda name: copy.deepcopy(documents[name])
