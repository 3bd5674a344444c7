"""The repository as text: its files in git, its modules as syntax trees, and the strings in them that are not for developers."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

PACKAGE = ROOT / "pyodide_app"
FOR_DEVELOPERS = ("description",)
"""Arguments of a call whose text is documentation."""

SENTENCE = re.compile(r"[一-鿿]{4,}|[一-鿿][。，；！？]")
CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """The files in git that fit a pattern (`*.py` fits in every folder), as they stand in the work tree."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def place(path: Path) -> str:
    """The path as people write it: from the repository's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules(folder: Path) -> dict[str, ast.Module]:
    """Every Python module below a folder of the work tree, parsed, by its path from the root."""
    return {place(path): ast.parse(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py"))}


def imports(tree: ast.AST) -> set[str]:
    """The dotted names that a module or a part of it imports: `a.b` for `import a.b`, `a.b.c` for `from a.b import c`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found - {"__future__.annotations"}


def imports_at_once(tree: ast.AST) -> set[str]:
    """What is imported as soon as the module is, not inside a function."""
    if isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    if isinstance(tree, (ast.Import, ast.ImportFrom)):
        return imports(tree)
    return {name for part in ast.iter_child_nodes(tree) for name in imports_at_once(part)}


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string that the program works with: no docstrings, no descriptions of fields."""
    documentation = {id(value) for node in ast.walk(tree) for value in _documentation(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def _documentation(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        yield from (argument.value for argument in node.keywords if argument.arg in FOR_DEVELOPERS)
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from (statement.value for statement in node.body if isinstance(statement, ast.Expr))


def has_a_sentence(text: str) -> bool:
    """Whether a text holds Chinese that reads as more than a word: four characters in a row outside a regular expression's class, or punctuation behind one."""
    return bool(SENTENCE.search(CHARACTER_CLASS.sub("", text)))
