"""A library that was linked at build finds its own functions and data where it is loaded, and asks others only for what is theirs."""

from __future__ import annotations

import pytest

from pyodide_app.runtime.image import LINKER, SHARED
from tests.build.checks import seen_by


@pytest.fixture(scope="module")
def seen() -> dict:
    return seen_by("linked_check.mjs", linked=LINKER, memory=SHARED)


def test_it_asks_others_for_what_is_theirs_alone(seen: dict) -> None:
    assert seen["asked"] == ["elsewhere"]


def test_it_offers_what_it_was_not_asking_for_itself(seen: dict) -> None:
    assert seen["offered"] == ["placeOfF", "placeOfD", "other", "callF"]


def test_its_functions_stand_in_the_table_behind_those_it_had_and_its_data_where_they_were(seen: dict) -> None:
    assert seen["places"] == [1, 4, 16, 0, 2, 0]
    assert seen["addresses"] == [5 + 1, 1024 + 8, 77]


def test_a_function_is_called_by_its_place(seen: dict) -> None:
    assert seen["called"] == [42, 77]


def test_a_library_that_asks_for_nothing_of_its_own_stays_as_it_is(seen: dict) -> None:
    assert seen["same"]
