"""Reasons whose warning has gone are told apart from those that still explain one."""

from __future__ import annotations

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import Case
from pyodide_app.core.judge import judge
from pyodide_app.core.reasons import past_reasons

WARNED = "lecturer-fee-min"


def told(case, edition, reasons: dict[str, str], fees: int | None) -> list[tuple[str, str]]:
    document = case("ciwen-valid") | {"reasons": reasons}
    for line in ("external_lecturer_fee", "internal_lecturer_fee"):
        document["budget"]["lines"][line]["quantity"] = fees
    bundle = parse_bundle(document)
    return [(each["name"], each["reason"]) for each in past_reasons(Case(edition, bundle), judge(edition, bundle))]


def test_a_reason_stands_as_long_as_its_rule_warns(case, edition):
    assert told(case, edition, {WARNED: "自有講師。"}, None) == []
    assert told(case, edition, {WARNED: "自有講師。"}, 2) == [(f"reasons.{WARNED}", "自有講師。")]


def test_a_reason_for_a_path_stands_as_long_as_the_rule_warns_there(case, edition):
    path = "budget.lines.external_lecturer_fee.quantity"
    assert told(case, edition, {f"{WARNED}@{path}": "自有講師。"}, None) == []
    assert told(case, edition, {f"{WARNED}@application.members": "自有講師。"}, None) == [(f"reasons.{WARNED}@application.members", "自有講師。")]


def test_a_reason_of_another_stage_an_unknown_rule_or_without_words_is_not_told(case, edition):
    later = next(name for name, rule in edition.rules.items() if rule.stages == ("settlement",))
    assert told(case, edition, {later: "之後再說。", "no-such-rule": "甲", WARNED: " "}, 2) == []


def test_a_past_reason_is_told_with_the_rule_in_words(case, edition):
    bundle = parse_bundle(case("ciwen-valid") | {"reasons": {WARNED: "自有講師。"}})
    (told_reason,) = past_reasons(Case(edition, bundle), judge(edition, bundle))
    assert told_reason["words"] == edition.rules[WARNED].words
