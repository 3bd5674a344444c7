"""Who imports whom: the arrows of docs/architecture.md never turn back."""

from __future__ import annotations

import ast
import re
import sys

import pytest

from tests.health.repository import PACKAGE, imports, imports_at_once, modules

STANDARD = frozenset(sys.stdlib_module_names)
IN_MICROPYTHON = frozenset({"asyncio", "datetime", "json", "time"})
"""Modules of the standard library that MicroPython has and the page uses."""
THE_BROWSER = frozenset({"js", "jsffi", "polyscript"})
MAY_IMPORT = {
    "core": ("pydantic", "pydantic_core", "pyodide_app.core"),
    "documents": ("segno", "typst", "pyodide_app.core", "pyodide_app.documents"),
    "worker": ("js", "pyodide", "pyodide_js", "pyodide_app.core", "pyodide_app.documents"),
}
LATE = {"pyodide_app/core/files.py": {"pypdf.PdfReader"}, "pyodide_app/worker/judge.py": {"pyodide_app.core.planner.answer"}}
"""What is imported only when it is needed: for a PDF that somebody opens, for a budget that is asked for. The first verdict does without."""


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_a_part_imports_the_standard_library_and_what_it_stands_on(part: str) -> None:
    strangers = {
        (module, name)
        for module, tree in modules(PACKAGE / part).items()
        for name in imports(tree) - LATE.get(module, set())
        if name.split(".")[0] not in STANDARD and not is_within(name, MAY_IMPORT[part])
    }
    assert strangers == set()


def test_what_is_imported_late_is_not_imported_at_once() -> None:
    for module, names in LATE.items():
        tree = modules(PACKAGE)[module]
        assert names <= imports(tree)
        assert names.isdisjoint(imports_at_once(tree))


def test_the_judge_imports_nothing_of_the_papers() -> None:
    assert not any(name.startswith("pyodide_app.documents") for name in imports(modules(PACKAGE / "worker")["pyodide_app/worker/judge.py"]))


def test_the_page_imports_only_itself_and_what_micropython_has() -> None:
    allowed = {"pyodide_app/ui/host.py": THE_BROWSER}
    strangers = {
        (module, name)
        for module, tree in modules(PACKAGE / "ui").items()
        for name in imports(tree)
        if not is_within(name, ("pyodide_app.ui",)) and name.split(".")[0] not in IN_MICROPYTHON | allowed.get(module, set())
    }
    assert strangers == set()


def test_one_module_of_the_page_and_the_worker_that_fetches_glyphs_import_the_browser() -> None:
    importing = {module for module, tree in modules(PACKAGE).items() if any(name.split(".")[0] in THE_BROWSER for name in imports(tree))}
    assert importing == {"pyodide_app/ui/host.py", "pyodide_app/worker/papers.py"}


def test_nothing_outside_the_page_imports_the_page() -> None:
    importing = {module for module, tree in modules(PACKAGE).items() if any(is_within(name, ("pyodide_app.ui",)) for name in imports(tree))}
    assert all(module.startswith("pyodide_app/ui/") for module in importing)


def test_the_core_reads_no_clock_no_file_and_no_network() -> None:
    """By what they import and call; today's date is an argument."""
    outside = {"asyncio", "ctypes", "glob", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "time", "urllib"}
    importing = {
        (module, name) for module, tree in modules(PACKAGE / "core").items() for name in imports(tree) if name.split(".")[0] in outside
    }
    calling = {
        (module, node.lineno, ast.unparse(node.func))
        for module, tree in modules(PACKAGE / "core").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.fullmatch(r"open|input|print|.*\.(today|now|utcnow)", ast.unparse(node.func))
    }
    assert (importing, calling) == (set(), set())
