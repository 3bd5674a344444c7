"""A page's program holds what the page needs, now or later, and nothing of another page."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from pyodide_app.site.assemble import PROGRAMS, UI, UI_PACKAGE
from pyodide_app.site.program import reached


def modules(start: str) -> set[str]:
    return {PurePosixPath(path).stem for path in reached(UI_PACKAGE, UI, start)}


def test_the_application_brings_nothing_of_the_report() -> None:
    assert modules("main") & {"report", "prefill", "origins", "settlement", "checklist", "changes"} == set()


def test_the_report_brings_nothing_that_only_the_application_shows() -> None:
    assert modules("report") & {"main", "budget", "timeline"} == set()


def test_what_is_imported_only_later_is_brought_too() -> None:
    assert {"writer", "store"} < modules("main")


def test_every_module_belongs_to_a_page() -> None:
    assert {path.stem for path in UI.glob("*.py")} == set().union(*map(modules, PROGRAMS.values()))


@pytest.mark.parametrize("start", PROGRAMS.values())
def test_every_program_begins_with_its_own_module(start: str) -> None:
    assert start in modules(start)
