"""The tables of the East Asian codecs are found by what leads to them, and travel with the machine's rest."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest

from pyodide_app.runtime.assets import build_runtime
from pyodide_app.runtime.image import CODECS
from tests.build.checks import seen_by

CACHE = Path(__file__).parents[2] / ".cache"
FIRST, LAST = 0x21, 0x7E  # bytes of a row of 94 characters
FULL_ROWS = {"gb2312": 0x30, "euc_jp": 0x30, "euc_kr": 0x30}


@pytest.fixture(scope="module")
def seen() -> dict:
    runtime = build_runtime(CACHE)
    [rest] = (path for name, path in runtime.files.items() if "/machine-" in name and name.endswith("/rest.wasm"))
    return seen_by("codecs_check.mjs", codecs=CODECS, wasm=CODECS.with_name("wasm.mjs"), rest=rest)


def test_rows_that_lead_to_entries_without_a_gap_lead_to_one_table(seen: dict) -> None:
    assert seen["one"] == [[seen["start"], seen["start"] + 4 * 200 + 4 * 188]]


def test_a_table_ends_where_the_next_row_leads_elsewhere(seen: dict) -> None:
    assert seen["gap"] == [[seen["start"], seen["start"] + 512], [seen["start"] + 514, seen["start"] + 514 + 512]]


@pytest.mark.parametrize("name", ["few", "small", "backwards", "outside"])
def test_what_only_looks_like_rows_leads_to_no_table(seen: dict, name: str) -> None:
    assert seen[name] == []


@pytest.mark.parametrize("name", FULL_ROWS)
def test_the_machines_rest_has_the_characters_that_python_knows(seen: dict, name: str) -> None:
    row = bytes(each for cell in range(FIRST, LAST + 1) for each in (FULL_ROWS[name] | 0x80, cell | 0x80)).decode(name)
    assert struct.pack(f"<{len(row)}H", *map(ord, row)) in base64.b64decode(seen["moved"])
