"""What people read stands in data, and what developers need to know stands at the top of each module."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT
from tests.health.repository import PACKAGE, has_a_sentence, modules, place, strings, tracked

A_YEAR = re.compile(r"\b1\d\d/|\b1\d\d學年度|tyc-")
COMMENT = re.compile(r"(?m)^\s*(?://|#).*$|\{#[\s\S]*?#\}")


def without_comments(text: str) -> str:
    """A script, a template or a TOML file without the lines that are comments."""
    return COMMENT.sub("", text)


def code() -> dict[str, ast.Module]:
    return {**modules(PACKAGE), "build.py": ast.parse((ROOT / "build.py").read_text("utf-8"))}


def test_no_chinese_sentence_stands_in_python() -> None:
    assert {(module, line, text) for module, tree in code().items() for line, text in strings(tree) if has_a_sentence(text)} == set()


def test_a_sentence_is_told_from_a_word() -> None:
    assert has_a_sentence("請重新填寫")
    assert has_a_sentence("好。")
    assert not has_a_sentence("小時")
    assert not has_a_sentence("(?:星期|週)?[一二三四五六日天]")


def test_no_chinese_stands_in_scripts_and_in_the_layout_of_papers() -> None:
    files = tracked("site_src/static/*.js", "site_src/templates/*.js", "*.mjs", "*.typ")
    assert files
    assert [place(path) for path in files if has_a_sentence(without_comments(path.read_text("utf-8")))] == []


def test_every_module_says_what_it_holds() -> None:
    every = {**code(), **modules(ROOT / "tests")}
    assert [module for module, tree in every.items() if not ast.get_docstring(tree)] == []


def test_no_code_and_no_template_knows_a_school_year() -> None:
    """So that a new edition is a new folder and nothing else."""
    in_code = {(module, line, text) for module, tree in code().items() for line, text in strings(tree) if A_YEAR.search(text)}
    files = tracked("site_src/templates/*", "site_src/texts.toml", "site_src/static/*.js")
    in_pages = {place(path) for path in files if A_YEAR.search(without_comments(path.read_text("utf-8")))}
    assert files
    assert (in_code, in_pages) == (set(), set())
