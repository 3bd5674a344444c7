"""The edition's examples show what they say: the allowed one keeps its rule silent, the refused one breaks its rule and no other."""

from __future__ import annotations

import pytest

from pyodide_app.core.judge import judge, remarks
from pyodide_app.core.rules import REMARKS, RULES, rule_id
from tests.rules.documents import Example, examples

JUDGED = {rule_id(rule) for rule in (*RULES, *REMARKS)}
EXAMPLES = [example for example in examples() if example.rule in JUDGED]

FOLLOWS = {
    "observations-min": {"observation-each-semester"},
    "fb-no-identity": {"feedback-each-member"},
    "forms-both": {"budget-total", "lecturer-hours-match"},
}
"""Errors that nobody can avoid who makes the one of the example."""


def errors(example_document) -> set[str]:
    case = example_document.case()
    return {each.rule for each in judge(case.edition, case.bundle, case.stage) if each.severity == "error"}


def shown(example: Example) -> set[str]:
    case = example.document.case()
    return {each.rule for each in (*judge(case.edition, case.bundle, case.stage), *remarks(case.edition, case.bundle, case.stage))}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.document.name)
def test_an_example_shows_its_rule(example):
    assert (example.rule in shown(example)) == example.refused


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.document.name)
def test_an_example_breaks_no_other_rule(example):
    assert errors(example.document) - {example.rule} - FOLLOWS.get(example.rule, set()) <= errors(example.base)


def test_every_rule_has_both_examples():
    assert {(example.rule, example.refused) for example in EXAMPLES} == {(rule, refused) for rule in JUDGED for refused in (False, True)}
