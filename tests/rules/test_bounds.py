"""Each rule at its bound, one below, one above, and where it must keep silent; the settings of an edition that the 107 plan does not use."""

from __future__ import annotations

from collections import Counter

import jsonpatch
import pytest

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import STAGES, judge
from pyodide_app.core.rules import REMARKS, RULES, rule_id
from tests.rules.documents import Document, bounds, case_files, examples, mutations


def paths(rule: str, document: Document) -> list[str]:
    case = document.case()
    return [each.path for each in judge(case.edition, case.bundle, case.stage, case.today) if each.rule == rule]


@pytest.mark.parametrize("bound", list(bounds()), ids=lambda bound: bound.document.name)
def test_a_rule_fires_where_it_must_and_nowhere_else(bound):
    assert Counter(paths(bound.rule, bound.document)) == Counter(bound.paths)


def test_every_sentence_of_the_checked_rules_is_said_by_some_document(edition):
    documents = [each.document for each in bounds()] + [each.document for each in examples()]
    documents += [document for document, _ in (each for stage in STAGES for each in (*case_files(stage), *mutations(stage)))]
    said = {
        (rule_id(rule), hit.variant)
        for case in (document.case() for document in documents)
        for rule in (*RULES, *REMARKS)
        if not STAGES[case.stage].isdisjoint(edition.rules[rule_id(rule)].stages)
        for hit in rule(case)
    }
    written = {(rule_id(rule), variant) for rule in (*RULES, *REMARKS) for variant in ("", *edition.rules[rule_id(rule)].variants)}
    assert written - said == {("school-eligible", "unlisted")}, "the 107 edition lists no schools; all others must be heard"


def changed(edition: Edition, **parts) -> Edition:
    return edition.model_copy(update=parts)


def rules_of(edition: Edition, document) -> set[str]:
    return {each.rule for each in judge(edition, parse_bundle(document))}


@pytest.mark.parametrize(("amount", "rule"), [(499, "miscellaneous-below"), (500, None), (501, "miscellaneous-cap")])
def test_where_the_share_is_of_the_total_only_the_total_bounds_it(edition, case, amount, rule):
    miscellaneous = edition.budget.miscellaneous.model_copy(update={"base": "total"})
    other = changed(edition, budget=edition.budget.model_copy(update={"miscellaneous": miscellaneous}))
    document = case("ciwen-valid")
    document["budget"]["lines"]["miscellaneous"]["amount"] = amount
    about = {"miscellaneous-cap", "miscellaneous-over-subtotal", "miscellaneous-below"}
    assert rules_of(other, document) & about == ({rule} if rule else set())


@pytest.mark.parametrize(("school", "eligible"), [("桃園市桃園區慈文國民小學", True), ("桃園市桃園區 慈文國民小學", True), ("桃園市立大園國民中學", False)])
def test_where_the_edition_lists_schools_only_they_are_eligible(edition, case, school, eligible):
    listed = changed(edition, eligibility=edition.eligibility.model_copy(update={"schools": ("桃園市桃園區慈文國民小學",)}))
    assert ("school-eligible" in rules_of(listed, case("ciwen-valid") | {"school": school})) != eligible


def test_another_severity_is_another_row_of_data(edition, case):
    stricter = edition.rules["members-max"].model_copy(update={"severity": "error"})
    other = changed(edition, rules={**edition.rules, "members-max": stricter})
    member = {"op": "add", "path": "/application/members/-", "value": {"name": "馮志遠", "subject": "體育", "advanced_certificate": False}}
    document = jsonpatch.apply_patch(case("neili-twelve-members"), [member])
    assert {each.severity for each in judge(other, parse_bundle(document)) if each.rule == "members-max"} == {"error"}
