"""What every form page shows of its forms: findings with their sections, the state of each section, dates read back, remarks, fingerprint."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pyodide_app.core import draft as drafts, files, spelling
from pyodide_app.core.case import Case, CaseStage
from pyodide_app.core.edition import Edition, Section
from pyodide_app.core.findings import Finding
from pyodide_app.core.judge import SEVERITIES, remarked
from pyodide_app.core.paths import beginnings
from pyodide_app.core.reasons import past_reasons

FORMS: dict[CaseStage, tuple[str, ...]] = {
    "application": ("application", "budget", "submission"),
    "report": ("report", "settlement", "feedback"),
}
"""The forms that one page shows, by what it judges."""


def verdict(case: Case, draft: drafts.Draft, aside: Collection[str], findings: list[Finding]) -> dict[str, Any]:
    """JSON values, as docs/page.md fixes them. `aside` holds the paths of the draft that no bundle has a place for."""
    sections = case.edition.forms.of(*FORMS[case.stage])
    placed = [(finding, _section(case, sections, finding.path)) for finding in findings]
    severities = [finding.severity for finding in findings]
    return {
        "findings": [finding._asdict() | {"section": section.id} for finding, section in placed],
        "counts": {severity: severities.count(severity) for severity in SEVERITIES},
        "sections": _sections(case.edition, sections, placed, drafts.given(draft, case.edition)),
        "dates": _dates(case, draft),
        "remarks": [remark._asdict() for remark in remarked(case)],
        "past_reasons": past_reasons(case, findings),
        "fingerprint": files.fingerprint(case.bundle),
        "aside": sorted(aside),
    }


def _section(case: Case, sections: tuple[Section, ...], path: str) -> Section:
    """The section of the page that a path belongs to; the first for what stands in none of its forms."""
    section = case.edition.forms.spot(path).section
    return section if section is not None and section.form in FORMS[case.stage] else sections[0]


def _sections(
    edition: Edition, sections: tuple[Section, ...], placed: list[tuple[Finding, Section]], given: frozenset[str]
) -> dict[str, dict[str, Any]]:
    filled: dict[str, list[str]] = {}
    for path in given:
        section = edition.forms.spot(path).section
        if section is not None:
            filled.setdefault(section.id, []).append(path)
    found: dict[str, list[Finding]] = {section.id: [] for section in sections}
    for finding, section in placed:
        found[section.id].append(finding)
    told = {}
    for section in sections:
        findings = found[section.id]
        errors = [finding for finding in findings if finding.severity == "error"]
        told[section.id] = {
            "state": _state(section, errors, filled.get(section.id, [])),
            "errors": len(errors),
            "warnings": sum(finding.severity == "warning" for finding in findings),
        }
    return told


def _state(section: Section, errors: list[Finding], given: list[str]) -> str:
    """`problem`: something that was typed is wrong; `todo`: something is still missing; `done`: neither."""
    if not errors:
        return "todo" if not given and any(field.required for field in section.fields) else "done"
    begun = {beginning for path in given for beginning in beginnings(path)}
    return "todo" if all(_missing(section, error, given, begun) for error in errors) else "problem"


def _missing(section: Section, error: Finding, given: list[str], begun: set[str]) -> bool:
    """Whether an error says that something is not there yet. `begun` holds all paths at or below which something was given.

    So it is where nothing was given at its path, or its table has fewer rows than the paper prints; at the year's end, where it counts what is lacking.
    """
    if section.form in FORMS["report"] and "lack" in error.params:
        return True
    path = error.path
    if section.rows is None or path != section.rows.path:
        return path not in begun
    below = (each for each in given if each == path or each.startswith(f"{path}."))
    return len({each.removeprefix(f"{path}.").partition(".")[0] for each in below}) < section.rows.printed


def _dates(case: Case, draft: drafts.Draft) -> dict[str, str]:
    """Every date control of the page that could be read, as people write the date, with its weekday."""
    spot, shown = case.edition.forms.spot, FORMS[case.stage]
    dates = {
        path: spelling.parse_date(typed)
        for path, typed in draft.items()
        if (field := spot(path).field) and field.kind == "date" and isinstance(typed, str) and spot(path).section.form in shown
    }
    return {path: spelling.roc_date(date, case.edition.words["weekdays"]) for path, date in dates.items() if date is not None}
