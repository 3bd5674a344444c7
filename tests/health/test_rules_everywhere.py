"""A rule is one thing under one id: a function, a row of data, an entry of the rules page; and a function holds its condition alone."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import STAGES
from pyodide_app.core.rules import REMARKS, RULES, Rule, rule_id
from pyodide_app.site import pages, render
from tests.conftest import ROOT
from tests.health.repository import PACKAGE, modules, strings

IN_CODE = {rule_id(rule): rule for rule in (*RULES, *REMARKS)}
SHOWN_AND_HINTED = {"teaching-not-disrupted"}
"""No program can decide it: it is shown beside its field, and the function only points at single sessions."""
RULES_FOLDER = PACKAGE / "core" / "rules"


def test_no_rule_stands_twice_in_the_code() -> None:
    assert [name for name, count in Counter(map(rule_id, (*RULES, *REMARKS))).items() if count > 1] == []


def test_every_rule_in_the_code_is_a_row_of_data_that_a_program_checks(edition: Edition) -> None:
    automatic = {name for name, rule in edition.rules.items() if rule.mode == "auto"}
    assert set(IN_CODE) - automatic == SHOWN_AND_HINTED
    assert SHOWN_AND_HINTED <= set(edition.rules)


def test_every_automatic_rule_of_the_application_is_in_the_code(edition: Edition) -> None:
    wanted = {name for name, rule in edition.rules.items() if rule.mode == "auto" and not STAGES["application"].isdisjoint(rule.stages)}
    assert wanted - set(IN_CODE) == set()


def test_the_rules_page_has_every_row_of_data_once(edition: Edition) -> None:
    context = {
        **dict.fromkeys(render.NAMES, ""),
        "url": str, "asset": str, "edition": edition, "editions": (edition,),
        **pages.page_context("rules.html", edition, ROOT / "site_src" / "editions" / edition.slug),
    }  # fmt: skip
    html = render.environment(ROOT / "site_src" / "templates").get_template("rules.html").render(context)
    assert Counter(re.findall(r'<article class="rule" id="([^"]+)"', html)) == Counter(list(edition.rules))


@pytest.mark.parametrize("rule", IN_CODE.values(), ids=IN_CODE)
def test_a_rule_states_its_clause_and_then_itself_in_words(rule: Rule, edition: Edition) -> None:
    clause, _, words = (rule.__doc__ or "").partition(": ")
    assert clause in edition.clauses
    assert words


def test_rules_hold_no_number_but_0_and_1() -> None:
    numbers = {
        (module, node.lineno, node.value)
        for module, tree in modules(RULES_FOLDER).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and node.value not in (0, 1)
    }
    assert numbers == set()


def test_rules_hold_no_chinese_word() -> None:
    words = {(module, line, text) for module, tree in modules(RULES_FOLDER).items() for line, text in strings(tree) if re.search("[　-鿿＀-￯]", text)}
    assert words == set()
