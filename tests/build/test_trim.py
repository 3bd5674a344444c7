"""Pyodide's machine exports what is asked for by name, and its script names nothing else."""

from __future__ import annotations

import pytest

from pyodide_app.runtime.image import SPLITTER, TRIMMER
from tests.build.checks import seen_by


@pytest.fixture(scope="module")
def left() -> dict:
    return seen_by("trim_check.mjs", trim=TRIMMER, split=SPLITTER)


def test_an_export_stays_that_the_script_reads_or_looks_up_or_a_library_imports(left: dict) -> None:
    assert left["kept"] == ["read", "imported", "placed", "by_text", "for_others", "direct"]


def test_a_name_that_nobody_reads_is_neither_declared_nor_assigned(left: dict) -> None:
    assert "unread" not in left["script"]


@pytest.mark.parametrize("name", ["read", "imported", "placed", "by_text", "for_others", "direct"])
def test_what_stays_is_declared_and_assigned(left: dict, name: str) -> None:
    assert f"_{name}," in left["script"] or f"_{name};" in left["script"]
    assert f'_{name}=Module["_{name}"]=wasmExports["{name}"]' in left["script"]
