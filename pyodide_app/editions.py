"""Editions on disk: a folder of TOML files and plan.md becomes a `core.edition.Edition`, or one error that names every problem of the folder.

Each file holds some of the top-level keys of `Edition`; together they hold them all. Only `words` may stand in several files, word by word. Needs the standard library and pydantic only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pyodide_app import edition_checks
from pyodide_app.core.edition import Edition
from pyodide_app.plan_text import PlanText
from pyodide_app.problem import Problem, ProblemsFound

FILES = ("edition.toml", "calendar.toml", "forms.toml", "clauses.toml", "rules.toml", "examples.toml", "notes.toml", "words.toml", "schedule.toml", "planner.toml")
PLAN = "plan.md"

REMEDIES = {
    "extra_forbidden": "Remove the key, or give it a meaning in pyodide_app/core/edition.py",
    "missing": "Add it",
}


def load(folder: Path) -> Edition:
    """Reads and checks the edition in `folder`. Raises `ProblemsFound`."""
    values, owners, problems = _read(folder)
    plan = folder / PLAN
    if not plan.is_file():
        problems.append(Problem(str(plan), PLAN, "the file is missing", "Write the plan's whole text there"))
    if problems:
        raise ProblemsFound(problems)

    def problem_at(path: tuple[str | int, ...], what: str, remedy: str) -> Problem:
        return Problem(str(owners.get(path[0], folder / PLAN)), ".".join(str(part) for part in path), what, remedy)

    try:
        edition = Edition.model_validate(values)
    except ValidationError as failure:
        raise ProblemsFound([
            problem_at(error["loc"], error["msg"], REMEDIES.get(error["type"], f"Correct the value {error['input']!r:.80}"))
            for error in failure.errors(include_url=False)
        ]) from None

    found = edition_checks.check(edition, PlanText(plan.read_text(encoding="utf-8")))
    if found:
        raise ProblemsFound([problem_at(*each) for each in found])
    return edition


def load_all(root: Path) -> dict[str, Edition]:
    """Every edition below `root` (one folder each) by its id, the oldest first: by school year, then by id. Raises one `ProblemsFound` for all of them."""
    editions: dict[str, Edition] = {}
    problems: list[Problem] = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        try:
            edition = load(folder)
        except ProblemsFound as found:
            problems += found.problems
            continue
        if edition.id in editions:
            problems.append(Problem(str(folder / FILES[0]), "id", f"another folder has the id {edition.id} too", "Give each edition its own id"))
        if edition.slug != folder.name:
            problems.append(Problem(str(folder / FILES[0]), "slug", f"it is {edition.slug}, the folder is {folder.name}", "Use the folder's name"))
        editions[edition.id] = edition
    if problems:
        raise ProblemsFound(problems)
    return {edition.id: edition for edition in sorted(editions.values(), key=_age)}


def newest(editions: Iterable[Edition]) -> Edition:
    """The edition that counts where none is named: of the latest school year, of two such the one whose id comes last. ValueError without any."""
    return max(editions, key=_age)


def _age(edition: Edition) -> tuple[int, str]:
    return edition.school_year, edition.id


def to_json(edition: Edition) -> str:
    """The edition as it travels to the browser; `Edition.model_validate_json` reads it."""
    return edition.model_dump_json()


def _read(folder: Path) -> tuple[dict[str, Any], dict[str | int, Path], list[Problem]]:
    """The top-level values of all files, the file that each key stands in, and what could not be read."""
    values: dict[str, Any] = {}
    owners: dict[str | int, Path] = {}
    problems: list[Problem] = []
    for name in FILES:
        path = folder / name
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            problems.append(Problem(str(path), name, "the file is missing", "Every edition has " + ", ".join(FILES)))
            continue
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), name, f"it is not TOML: {error}", "Correct the line"))
            continue
        for key, value in content.items():
            if key == "words" and key in owners and not values[key].keys() & value.keys():
                values[key] |= value
                continue
            if key in owners:
                problems.append(Problem(str(path), key, f"{owners[key].name} holds this key too", "Keep one of them"))
            values[key] = value
            owners[key] = path
    return values, owners, problems
