"""Reasons that a teacher wrote for warnings which are no more: kept, and shown apart from those that still explain something."""

from __future__ import annotations

from typing import Any

from pyodide_app.core.case import Case
from pyodide_app.core.findings import Finding
from pyodide_app.core.judge import STAGES

REASONS = "reasons."
TAKES_REASON = "warning"


def past_reasons(case: Case, findings: list[Finding]) -> list[dict[str, Any]]:
    """The written reasons of the stage's rules that explain none of the findings, as JSON: the control's name, the rule in words, the reason.

    A reason for a rule anywhere stands as long as the rule warns anywhere; one for a path as long as it warns there.
    """
    rules, stages = case.edition.rules, STAGES[case.stage]
    warned = [finding for finding in findings if finding.severity == TAKES_REASON]
    standing = {finding.rule for finding in warned} | {f"{finding.rule}@{finding.path}" for finding in warned}
    return [
        {"name": REASONS + key, "words": rules[rule].words, "reason": reason}
        for key, reason in case.bundle.reasons.items()
        if (rule := key.partition("@")[0]) in rules and key not in standing and reason.strip() and not stages.isdisjoint(rules[rule].stages)
    ]
