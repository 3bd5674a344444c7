"""Data of a library that no function of its first part can read is found by all that leads into it."""

from __future__ import annotations

import pytest

from pyodide_app.runtime.image import SHARED, UNREAD
from tests.build.checks import seen_by

READ_BY_A_FUNCTION, LED_TO_FROM_THERE = 0, 2
LED_INTO, BY_AN_OFFSET, BY_A_NAME, OFFERED = 4, 5, 6, 8
HOLD_ADDRESSES = (7, 9)
TOO_SHORT = 11


@pytest.fixture(scope="module")
def seen() -> dict:
    return seen_by("unread_check.mjs", unread=UNREAD, memory=SHARED)


def unread(seen: dict, case: str) -> list[int]:
    """The numbers of the pieces, each found for itself."""
    assert all(end == start + 1 for start, end in seen[case])
    return [start for start, _ in seen[case]]


def test_what_only_the_rest_leads_to_is_unread(seen: dict) -> None:
    assert unread(seen, "one") == [1, 3, 10]


@pytest.mark.parametrize("piece", [READ_BY_A_FUNCTION, LED_INTO, BY_AN_OFFSET, BY_A_NAME])
def test_what_a_function_of_the_first_part_leads_to_is_read(seen: dict, piece: int) -> None:
    assert piece not in unread(seen, "one")
    assert piece in unread(seen, "none") or piece == READ_BY_A_FUNCTION  # which holds an address


def test_what_something_read_holds_the_address_of_is_read(seen: dict) -> None:
    assert LED_TO_FROM_THERE not in unread(seen, "one")
    assert LED_TO_FROM_THERE in unread(seen, "none")


def test_what_others_may_ask_for_is_read(seen: dict) -> None:
    assert OFFERED not in unread(seen, "none")


@pytest.mark.parametrize("piece", HOLD_ADDRESSES)
def test_what_holds_addresses_stays_as_they_are_written_only_once(seen: dict, piece: int) -> None:
    assert piece not in unread(seen, "none")


def test_what_is_small_stays(seen: dict) -> None:
    assert TOO_SHORT not in unread(seen, "none")


def test_where_all_functions_are_in_the_first_part_nothing_is_unread(seen: dict) -> None:
    assert unread(seen, "all") == []
