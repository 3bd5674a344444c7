"""The judgement: a bundle, seen with its edition, becomes a list of findings. What the page, the worker and the command line call."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import Case, CaseStage
from pyodide_app.core.edition import Edition, Stage
from pyodide_app.core.findings import Finding, finding
from pyodide_app.core.rules import REMARKS, RULES, Rule, rule_id

STAGES: dict[CaseStage, frozenset[Stage]] = {
    "application": frozenset({"application", "schedule", "budget", "submission"}),
    "report": frozenset({"report", "settlement", "feedback"}),
}
"""Which of the rules' stages are judged together."""

SEVERITIES = ("error", "warning", "info")


class Remark(NamedTuple):
    """A permission or a statistic beside the form: never a finding. `clause_url` is relative to the site's root."""

    rule: str
    path: str
    message: str
    clause: str
    clause_url: str


def judge(edition: Edition, bundle: Bundle, stage: CaseStage = "application", today: datetime.date | None = None) -> list[Finding]:
    """What `judged` finds in a case of its own. `today` stands in for a date of submission that is missing."""
    return judged(Case(edition, bundle, stage, today))


def judged(case: Case) -> list[Finding]:
    """Every finding of the case's stage, in the form's order, at one place the worst first.

    A rule that the edition does not have is not judged: another plan may leave it out.
    """
    position = case.edition.forms.position
    return sorted(_found(case, RULES), key=lambda each: (position(each.path), SEVERITIES.index(each.severity)))


def remarks(edition: Edition, bundle: Bundle, stage: CaseStage = "application") -> list[Remark]:
    """What `remarked` says of a case of its own."""
    return remarked(Case(edition, bundle, stage))


def remarked(case: Case) -> list[Remark]:
    """What the plan permits or reminds of at the case's stage, in the form's order."""
    said = [Remark(each.rule, each.path, each.message, each.clause, each.clause_url) for each in _found(case, REMARKS)]
    return sorted(said, key=lambda each: case.edition.forms.position(each.path))


def _found(case: Case, rules: Iterable[Rule]) -> Iterator[Finding]:
    """What those of the rules say that the edition has at the case's stage."""
    of_the_edition, stages = case.edition.rules, STAGES[case.stage]
    for rule in rules:
        name = rule_id(rule)
        if name in of_the_edition and not stages.isdisjoint(of_the_edition[name].stages):
            for hit in rule(case):
                yield finding(name, hit, case.edition)
