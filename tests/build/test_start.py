"""What a start does otherwise than Emscripten: it sees damage while the image arrives, and gives addresses all at once."""

from __future__ import annotations

import pytest

from pyodide_app.runtime.image import GLUE, SHARED
from tests.build.checks import seen_by


@pytest.fixture(scope="module")
def seen() -> dict:
    return seen_by("start_check.mjs", memory=SHARED, glue=GLUE)


def test_the_sum_is_the_same_in_whatever_pieces_the_bytes_arrive(seen: dict) -> None:
    assert set(seen["pieces"]) == {seen["whole"]}


def test_a_bit_that_is_another_or_words_that_changed_places_give_another_sum(seen: dict) -> None:
    assert len({seen["whole"], *seen["damaged"]}) == 1 + 133 + 1


def test_functions_get_addresses_behind_those_that_are_taken_in_the_order_of_their_names(seen: dict) -> None:
    assert seen["addresses"] == [3, 1, 4, -1]


def test_a_function_is_called_by_its_address_with_the_types_of_its_signature(seen: dict) -> None:
    assert seen["called"] == [2.5, str(3 << 40)]


def test_the_script_keeps_all_but_the_changes(seen: dict) -> None:
    assert seen["script"].startswith("const _createPyodideModule = (async function _createPyodideModule(moduleArg={}){")
    assert seen["script"].endswith(";return moduleRtn});export default _createPyodideModule;")
    assert "updateTableMap" not in seen["script"]


@pytest.mark.parametrize("which", ["unknown", "twice"])
def test_a_script_that_changed_fails_the_build(seen: dict, which: str) -> None:
    assert seen[which] == "Pyodide's script has not one async function _createPyodideModule("
