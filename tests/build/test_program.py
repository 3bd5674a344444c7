"""A page's program holds what the page needs, now or later, and nothing of another page."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyodide_app.problem import ProblemsFound
from pyodide_app.runtime.assets import build_runtime
from pyodide_app.site.assemble import PROGRAMS, UI, UI_PACKAGE
from pyodide_app.site.program import imports, kept_imports, kept_program, reached

CACHE = Path(__file__).parents[2] / ".cache"
WORDS = {"form": {"title": "申請"}}


def modules(start: str) -> set[str]:
    return set(reached(imports(UI_PACKAGE, UI), start))


def program(start: str, micropython: Path, cache: Path) -> bytes:
    return kept_program(UI_PACKAGE, UI, start, sorted(modules(start)), WORDS, micropython, cache)


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
    assert {program("main", micropython, tmp_path / cache) for cache in ("one", "one", "other")} == {program("main", micropython, CACHE)}


def test_a_changed_module_changes_the_program(micropython: Path, tmp_path: Path) -> None:
    module = tmp_path / "start.py"
    module.write_text("def begin(): print(1)\n", "utf-8")
    before = kept_program("ui", tmp_path, "start", ["start"], WORDS, micropython, tmp_path / "cache")
    module.write_text("def begin(): print(2)\n", "utf-8")
    assert kept_program("ui", tmp_path, "start", ["start"], WORDS, micropython, tmp_path / "cache") != before


def test_other_words_change_the_program(micropython: Path, tmp_path: Path) -> None:
    (tmp_path / "host.py").write_text("texts = {}\n", "utf-8")
    (tmp_path / "start.py").write_text("from ui import host\ndef begin(): print(host.texts)\n", "utf-8")
    one, other = (kept_program("ui", tmp_path, "start", ["host", "start"], {"form": {"title": word}}, micropython, tmp_path / "cache") for word in ("申請", "成果"))
    assert "申請".encode() in one and "申請".encode() not in other
    assert "成果".encode() in other


def test_an_import_that_is_new_is_seen_though_the_others_were_kept(tmp_path: Path) -> None:
    for name, text in (("start", "def begin(): pass\n"), ("other", "")):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    assert kept_imports("ui", tmp_path, tmp_path / "cache")["start"] == []
    (tmp_path / "start.py").write_text("def begin():\n    from ui.other import what\n", "utf-8")
    assert kept_imports("ui", tmp_path, tmp_path / "cache")["start"] == ["other"]


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
            kept_program("ui", tmp_path, "start", ["start"], WORDS, micropython, tmp_path / "cache")
