"""The lists of rules agree: code, the edition's data, the plan's rules as read off it. What may not stand in a rule's code."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from pyodide_app.core import rules
from pyodide_app.core.judge import STAGES
from pyodide_app.core.rules import REMARKS, RULES, rule_id

PLAN_RULES = {rule["id"]: rule for rule in json.loads((Path(__file__).parent / "plan_rules.json").read_text("utf-8"))}
MODULES = sorted(Path(rules.__file__).parent.glob("*.py"))
CJK = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
OURS = {"shape"}
JUDGED = frozenset().union(*STAGES.values())
"""Every stage of one community; what is judged across communities is none of them."""
HINTED = {"teaching-not-disrupted"}
"""Shown as an attestation, and a hint at single sessions besides."""


def test_the_data_has_the_plans_rules_and_ours(edition):
    assert set(edition.rules) == set(PLAN_RULES) | OURS


@pytest.mark.parametrize("rule_id", PLAN_RULES)
def test_a_rule_of_the_data_says_what_was_read_off_the_plan(edition, rule_id):
    rule, plan = edition.rules[rule_id], PLAN_RULES[rule_id]
    assert (rule.severity, rule.kind, list(rule.stages)) == (plan["severity"], plan["kind"], plan["stages"])
    assert [each.model_dump(exclude_defaults=True) for each in rule.sources] == plan["sources"]
    assert rule.mode == ("auto" if plan["checked"] else "manual")


def test_each_checked_rule_has_its_function(edition):
    checked = {name for name, rule in edition.rules.items() if rule.mode == "auto" and not JUDGED.isdisjoint(rule.stages)}
    assert sorted(map(rule_id, (*RULES, *REMARKS))) == sorted(checked | HINTED)


@pytest.mark.parametrize("rule", (*RULES, *REMARKS), ids=rule_id)
def test_a_rule_names_its_clause(edition, rule):
    cited = rule.__doc__.split(":")[0]
    assert any(cited.startswith(source.clause) for source in edition.rules[rule_id(rule)].sources)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_rules_code_holds_no_figure_and_no_sentence(module):
    tree = ast.parse(module.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body and isinstance(node.body[0], ast.Expr)
    }
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
    figures = [each for each in constants if isinstance(each, (int, float)) and not isinstance(each, bool) and each not in (0, 1)]
    sentences = [each for each in constants if isinstance(each, str) and (CJK.search(each) or re.search(r"[0-9]", each))]
    assert (figures, sentences) == ([], [])
