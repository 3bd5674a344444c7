"""What pytest passes over without a word: folders whose names it takes for something else than tests."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def test_no_folder_of_tests_has_a_name_that_is_passed_over(pytestconfig: pytest.Config) -> None:
    folders = {part for file in TESTS.rglob("test_*.py") for part in file.relative_to(TESTS).parts[:-1]} - {"node_modules"}
    assert {"build", "browser"} <= folders
    assert [name for name in folders for pattern in pytestconfig.getini("norecursedirs") if fnmatch(name, pattern)] == []
