"""A page's program holds what the page needs, now or later, and nothing of another page."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from pyodide_app.problem import ProblemsFound
from pyodide_app.runtime.assets import build_runtime
from pyodide_app.site.assemble import PROGRAMS, UI, UI_PACKAGE
from pyodide_app.site.program import kept_program, reached

CACHE = Path(__file__).parents[2] / ".cache"


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


@pytest.fixture(scope="module")
def micropython() -> Path:
    runtime = build_runtime(CACHE)
    return runtime.folder / runtime.micropython


def test_the_same_modules_give_the_same_memory(micropython: Path, tmp_path: Path) -> None:
    assert {kept_program(UI_PACKAGE, UI, "main", micropython, tmp_path / cache) for cache in ("one", "one", "other")} == {
        kept_program(UI_PACKAGE, UI, "main", micropython, CACHE)
    }


def test_a_changed_module_changes_the_program(micropython: Path, tmp_path: Path) -> None:
    module = tmp_path / "start.py"
    module.write_text("def begin(): print(1)\n", "utf-8")
    before = kept_program("ui", tmp_path, "start", micropython, tmp_path / "cache")
    module.write_text("def begin(): print(2)\n", "utf-8")
    assert kept_program("ui", tmp_path, "start", micropython, tmp_path / "cache") != before


BROKEN = {
    "cannot be compiled": ("match 1:\n    case _: pass\n", "start.py: MicroPython cannot compile it"),
    "cannot be imported": ("import nowhere\n", "no module named 'nowhere'"),
    "has no beginning": ("begun = 1\n", "can't import name begin"),
    "keeps what the browser gave it": ("import js\nsettings = js.Object.new()\ndef begin(): pass\n", "a module keeps what JavaScript gave it"),
}


@pytest.mark.parametrize(("code", "words"), BROKEN.values(), ids=BROKEN)
def test_a_module_is_reported_each_time_that_it(code: str, words: str, micropython: Path, tmp_path: Path) -> None:
    (tmp_path / "start.py").write_text(code, "utf-8")
    for _ in range(2):
        with pytest.raises(ProblemsFound, match=words):
            kept_program("ui", tmp_path, "start", micropython, tmp_path / "cache")
