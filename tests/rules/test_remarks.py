"""Permissions and statistics are shown beside the form and are never findings."""

from __future__ import annotations

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.judge import judge, remarks
from pyodide_app.core.rules import REMARKS, RULES, rule_id


def test_no_remark_is_a_rule_that_makes_findings():
    assert {rule_id(rule) for rule in REMARKS}.isdisjoint(rule_id(rule) for rule in RULES)


def test_a_remark_says_what_is_permitted_with_its_clause(edition, case):
    shown = {each.rule: each for each in remarks(edition, parse_bundle(case("neili-twelve-members")))}
    assert set(shown) == {"public-lesson-each-teacher", "transport-actual"}
    lesson = shown["public-lesson-each-teacher"]
    assert (lesson.path, lesson.clause, lesson.clause_url) == ("application.sessions", "貳、二", "107/plan/#c2-2")
    assert "12 位成員中已安排 0 位" in lesson.message


def test_a_remark_counts_each_member_who_gives_a_public_lesson(edition, case):
    shown = [each.message for each in remarks(edition, parse_bundle(case("ciwen-valid"))) if each.rule == "public-lesson-each-teacher"]
    assert len(shown) == 1 and "5 位成員中已安排 2 位" in shown[0]


def test_an_empty_bundle_is_judged_without_a_word_about_values_that_are_not_there(edition):
    findings = judge(edition, parse_bundle({"format": "plc-bundle/1"}))
    assert {"shape", "session-complete", "member-complete", "convener-is-member", "final-presentation"}.isdisjoint(each.rule for each in findings)


def test_an_appendix_that_lists_books_is_not_called_deletable(edition, case):
    document = case("ciwen-valid")
    document["budget"]["lines"]["data_collection"]["amount"] = 0
    assert "booklist-deletable" not in {each.rule for each in remarks(edition, parse_bundle(document))}
