"""The documents that the rules are tested with: case files, their mutations, the edition's examples and the bounds, each as it is judged."""

from __future__ import annotations

import datetime
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import jsonpatch

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import Case, CaseStage
from tests.conftest import CASES, ROOT, load_edition

EXAMPLES = ROOT / "site_src" / "editions" / "107" / "examples"
BOUNDS = Path(__file__).parent / "bounds.toml"
FIRST_BASE = "ciwen-valid.json"


class Document(NamedTuple):
    """A bundle's document and how it is judged; `name` says what it shows."""

    name: str
    value: Any
    stage: CaseStage = "application"
    today: datetime.date | None = None

    def case(self) -> Case:
        return Case(load_edition(), parse_bundle(self.value), self.stage, self.today)


class Bound(NamedTuple):
    """A document with the one rule that it is about, and the paths at which that rule fires."""

    rule: str
    document: Document
    paths: list[str]


class Example(NamedTuple):
    """One example of the edition: whether its rule is to fire, and the unpatched bundle that it was made from."""

    rule: str
    refused: bool
    document: Document
    base: Document


@cache
def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _patched(folder: Path, base: str, patch: Any) -> Any:
    return jsonpatch.apply_patch(json.loads(_read(folder / base)), list(patch))


def case_files(stage: CaseStage) -> Iterator[tuple[Document, dict[str, list[str]]]]:
    """The case files of a stage, each with the rules that it breaks by severity."""
    for name, case in json.loads(_read(CASES / "expected.json")).items():
        if case["stage"] == stage:
            yield Document(name, json.loads(_read(CASES / name)), stage), case["expect"]


def mutations(stage: CaseStage) -> Iterator[tuple[Document, list[str]]]:
    """The mutations of a stage, each with the rules whose errors and warnings it causes."""
    for mutation in json.loads(_read(CASES / "mutations.json")):
        if mutation["stage"] == stage:
            yield Document(mutation["rule"], _patched(CASES, mutation["base"], mutation["patch"]), stage), mutation["expect"]


def examples() -> Iterator[Example]:
    """Every example of the edition."""
    for rule, pair in load_edition().examples.items():
        for example in (pair.allowed, pair.refused):
            base = Document(example.base, _patched(EXAMPLES, example.base, ()), example.stage)
            document = Document(f"{rule}: {example.words}", _patched(EXAMPLES, example.base, example.patch), example.stage)
            yield Example(rule, example is pair.refused, document, base)


def bounds() -> Iterator[Bound]:
    """Every entry of bounds.toml."""
    for rule, entries in tomllib.loads(_read(BOUNDS)).items():
        for entry in entries:
            value = _patched(CASES, entry.get("base", FIRST_BASE), entry.get("patch", ()))
            yield Bound(rule, Document(f"{rule}: {entry['words']}", value, entry.get("stage", "application"), entry.get("today")), entry["paths"])
