"""A library's data travels without the typefaces that lie in it, and all else in it stays where it was."""

from __future__ import annotations

import pytest

from pyodide_app.runtime.image import TYPEFACES
from tests.build.checks import seen_by

FOUND = {"one": [32], "two": [32, 37], "atEnd": [32], "cutOff": [], "unreadable": [], "none": []}


@pytest.fixture(scope="module")
def seen() -> dict:
    return seen_by("fonts_check.mjs", fonts=TYPEFACES)


@pytest.mark.parametrize("name", FOUND)
def test_a_typeface_is_what_begins_like_one_and_lies_whole_in_the_data(seen: dict, name: str) -> None:
    assert seen[name]["found"] == FOUND[name]


@pytest.mark.parametrize("name", FOUND)
def test_where_a_typeface_lay_the_memory_is_empty_and_all_else_stands_where_it_stood(seen: dict, name: str) -> None:
    assert seen[name]["others"]


@pytest.mark.parametrize("name", FOUND)
def test_a_module_without_typefaces_stays_as_it_is_and_any_other_gets_shorter(seen: dict, name: str) -> None:
    assert seen[name]["same"] == (FOUND[name] == [])
    assert FOUND[name] == [] or seen[name]["spared"] > 0
