"""The judgement: a bundle, seen with its edition, becomes a list of findings. What the page, the worker and the command line call."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

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


class Remark(BaseModel):
    """A permission or a statistic beside the form: never a finding. `clause_url` is relative to the site's root."""

    model_config = ConfigDict(frozen=True)

    rule: str
    path: str
    message: str
    clause: str
    clause_url: str


def judge(edition: Edition, bundle: Bundle, stage: CaseStage = "application", today: datetime.date | None = None) -> list[Finding]:
    """Every finding of the stage, in the form's order, at one place the worst first. `today` stands in for a date of submission that is missing.

    A rule that the edition does not have is not judged: another plan may leave it out.
    """
    case = Case(edition, bundle, stage, today)
    found = [
        finding(name, hit, edition)
        for name, rule in _rules_of(edition, RULES)
        if not STAGES[stage].isdisjoint(edition.rules[name].stages)
        for hit in rule(case)
    ]
    return sorted(found, key=lambda each: (edition.forms.position(each.path), SEVERITIES.index(each.severity)))


def remarks(edition: Edition, bundle: Bundle, stage: CaseStage = "application") -> list[Remark]:
    """What the plan permits or reminds of at this stage, in the form's order."""
    case = Case(edition, bundle, stage)
    found = [
        finding(name, hit, edition)
        for name, rule in _rules_of(edition, REMARKS)
        if not STAGES[stage].isdisjoint(edition.rules[name].stages)
        for hit in rule(case)
    ]
    said = [Remark(**each.model_dump(include=set(Remark.model_fields))) for each in found]
    return sorted(said, key=lambda each: edition.forms.position(each.path))


def _rules_of(edition: Edition, rules: Iterable[Rule]) -> Iterator[tuple[str, Rule]]:
    """Those of the rules that the edition has, each with its id."""
    return ((rule_id(rule), rule) for rule in rules if rule_id(rule) in edition.rules)
