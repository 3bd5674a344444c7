"""What every form page shows of its forms: findings with their sections, the state of each section, dates read back, remarks, fingerprint."""

from __future__ import annotations

from typing import Any

from pyodide_app.core import draft as drafts, files, spelling
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition, Section
from pyodide_app.core.findings import Finding
from pyodide_app.core.judge import SEVERITIES, remarks
from pyodide_app.core.reasons import past_reasons

FORMS: dict[CaseStage, tuple[str, ...]] = {
    "application": ("application", "budget", "submission"),
    "report": ("report", "settlement", "feedback"),
}
"""The forms that one page shows, by what it judges."""


def verdict(edition: Edition, draft: drafts.Draft, bundle: Bundle, stage: CaseStage, findings: list[Finding]) -> dict[str, Any]:
    """JSON values, as docs/page.md fixes them. `aside` holds the paths of the draft that no bundle has a place for."""
    sections = edition.forms.of(*FORMS[stage])
    placed = [(finding, _section(edition, sections, finding.path)) for finding in findings]
    return {
        "findings": [finding.model_dump(mode="json") | {"section": section.id} for finding, section in placed],
        "counts": {severity: sum(finding.severity == severity for finding, _ in placed) for severity in SEVERITIES},
        "sections": _sections(edition, sections, placed, drafts.given(draft, edition)),
        "dates": _dates(edition, sections, draft),
        "remarks": [remark.model_dump(mode="json") for remark in remarks(edition, bundle, stage)],
        "past_reasons": past_reasons(edition, bundle, stage, findings),
        "fingerprint": files.fingerprint(bundle),
        "aside": sorted(drafts.aside(draft)),
    }


def _section(edition: Edition, sections: tuple[Section, ...], path: str) -> Section:
    """The section of the page that a path belongs to; the first for what stands in none of its forms."""
    section = edition.forms.section_of(path)
    return section if section in sections else sections[0]


def _sections(
    edition: Edition, sections: tuple[Section, ...], placed: list[tuple[Finding, Section]], given: frozenset[str]
) -> dict[str, dict[str, Any]]:
    filled: dict[str, set[str]] = {}
    for path in given:
        section = edition.forms.section_of(path)
        if section is not None:
            filled.setdefault(section.id, set()).add(path)
    told = {}
    for section in sections:
        findings = [finding for finding, own in placed if own is section]
        errors = [finding for finding in findings if finding.severity == "error"]
        told[section.id] = {
            "state": _state(section, errors, filled.get(section.id, set())),
            "errors": len(errors),
            "warnings": sum(finding.severity == "warning" for finding in findings),
        }
    return told


def _state(section: Section, errors: list[Finding], given: set[str]) -> str:
    """`problem`: something that was typed is wrong; `todo`: something is still missing; `done`: neither."""
    if any(not _missing(section, error, given) for error in errors):
        return "problem"
    return "todo" if errors or (not given and any(field.required for field in section.fields)) else "done"


def _missing(section: Section, error: Finding, given: set[str]) -> bool:
    """Whether an error says that something is not there yet.

    So it is where nothing was given at its path, or its table has fewer rows than the paper prints; at the year's end, where it counts what is lacking.
    """
    if section.form in FORMS["report"] and "lack" in error.params:
        return True
    path, below = error.path, {each for each in given if f"{each}.".startswith(f"{error.path}.")}
    if section.rows is None or path != section.rows.path:
        return not below
    return len({each.removeprefix(f"{path}.").partition(".")[0] for each in below}) < section.rows.printed


def _dates(edition: Edition, sections: tuple[Section, ...], draft: drafts.Draft) -> dict[str, str]:
    """Every date control of the page that could be read, as people write the date, with its weekday."""
    dates = {
        path: spelling.parse_date(typed)
        for path, typed in draft.items()
        if isinstance(typed, str) and (field := edition.forms.field(path)) and field.kind == "date" and edition.forms.section_of(path) in sections
    }
    return {path: spelling.roc_date(date, edition.words["weekdays"]) for path, date in dates.items() if date is not None}
