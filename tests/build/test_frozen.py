"""The modules that Python has as byte code are found by what leads to them, and travel with the machine's rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyodide_app.runtime.assets import build_runtime
from pyodide_app.runtime.image import FROZEN
from tests.build.checks import seen_by

CACHE = Path(__file__).parents[2] / ".cache"


@pytest.fixture(scope="module")
def seen() -> dict:
    runtime = build_runtime(CACHE)
    [rest] = (path for name, path in runtime.files.items() if "/machine-" in name and name.endswith("/rest.wasm"))
    return seen_by("frozen_check.mjs", frozen=FROZEN, wasm=FROZEN.with_name("wasm.mjs"), rest=rest)


def test_rows_of_names_and_code_lead_to_modules_in_their_order(seen: dict) -> None:
    assert seen["three"] == [[seen["at"] + 8 * place, seen["at"] + 8 * place + 5] for place in range(3)]


def test_a_module_of_two_names_is_found_once(seen: dict) -> None:
    assert seen["twice"] == seen["three"]


@pytest.mark.parametrize("name", ["two", "unnamed", "other bytes", "too large", "no package"])
def test_what_only_looks_like_rows_leads_to_nothing(seen: dict, name: str) -> None:
    assert seen[name] == []


def test_the_machines_rest_has_the_code_of_importlib(seen: dict) -> None:
    assert seen["moved"] == ["_find_and_load", "FileFinder"]
