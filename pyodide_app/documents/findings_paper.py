"""檢核結果: every finding with its place, clause and quote, and the teacher's reasons for the warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import Finding
from pyodide_app.documents.values import text
from pyodide_app.documents.words import WORDS

WITH_REASON = "warning"
"""The severity that takes a written reason."""

DERIVED = "derived"
"""The kind of a check that the plan does not state in words."""


def findings_data(edition: Edition, bundle: Bundle, findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings in groups by severity, the gravest first, numbered through."""
    words = WORDS["findings"]
    severities = words["severities"]
    by_severity = {severity: [finding for finding in findings if finding.severity == severity] for severity in severities}
    counts = {severity: len(found) for severity, found in by_severity.items()}
    groups, number = [], 1
    for severity, found in by_severity.items():
        groups.append({
            "heading": words["heading"].format(severity=severities[severity], count=len(found)),
            "none": words["none"].format(severity=severities[severity]),
            "note": words["reasons_note"] if severity == WITH_REASON and found else "",
            "findings": [_finding(edition, bundle, n, finding) for n, finding in enumerate(found, number)],
        })
        number += len(found)
    return {
        "words": {name: words[name] for name in ("number", "where", "what", "clause")},
        "community": words["community"].format(name=text(bundle.application.community_name)),
        "verdict": words["incomplete" if counts["error"] else "complete"].format(**counts),
        "count": words["count"].format(**counts),
        "groups": groups,
    }


def _finding(edition: Edition, bundle: Bundle, number: int, finding: Finding) -> dict[str, str]:
    words = WORDS["findings"]
    return {
        "number": str(number),
        "where": place(edition, finding.path),
        "message": finding.message,
        "clause": finding.clause,
        "quote": words["quote"].format(quote=finding.quote) if finding.quote else words["derived"] if finding.kind == DERIVED else "",
        "reason": _reason(bundle, finding) if finding.severity == WITH_REASON else "",
    }


def _reason(bundle: Bundle, finding: Finding) -> str:
    """The teacher's reason for this very place, else the one for the rule anywhere."""
    reason = text(bundle.reasons.get(f"{finding.rule}@{finding.path}")) or text(bundle.reasons.get(finding.rule))
    return WORDS["findings"]["reason"].format(reason=reason) if reason else WORDS["findings"]["no_reason"]


def place(edition: Edition, path: str) -> str:
    """What people call a path: a control with its row, a row, a budget line, a section; "" for what no form shows."""
    label = files.label(edition, path)
    if label != path:
        return label
    head, _, last = path.rpartition(".")
    for section in edition.forms.sections:
        if section.rows and last.isdigit() and section.rows.path == head:
            return section.rows.legend.format(n=int(last) + 1)
        if path in (section.rows.path if section.rows else "", section.form, section.id):
            return section.title
    line, around = edition.budget.line(last), edition.forms.section_of(path)
    return line.label if line else around.title if around else ""
