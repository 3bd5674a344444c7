"""What the form page shows: the findings and, beside them, the state of each section, the budget's arithmetic in words, dates read back.

`overview` gives JSON values, as docs/page.md fixes them. Sentences are the edition's words.
"""

from __future__ import annotations

from typing import Any, Iterable

from pyodide_app.core import amounts, draft as drafts, files, spelling
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import Case
from pyodide_app.core.edition import BudgetLine, Edition, Section
from pyodide_app.core.findings import Finding, say
from pyodide_app.core.judge import judge, remarks
from pyodide_app.core.offers import offers


APPLICATION = ("application", "budget", "submission")
"""The forms of the application's page."""


def overview(edition: Edition, draft: drafts.Draft) -> dict[str, Any]:
    """The answer to a draft of the application. `aside` holds the paths of the draft that no bundle has a place for."""
    bundle = parse_bundle(drafts.to_document(draft, edition))
    findings = judge(edition, bundle, "application")
    placed = [(finding, _section(edition, finding.path)) for finding in findings]
    return {
        "findings": [finding.model_dump(mode="json") | {"section": section.id} for finding, section in placed],
        "counts": {severity: sum(finding.severity == severity for finding in findings) for severity in ("error", "warning", "info")},
        "sections": _sections(edition, placed, drafts.given(draft, edition)),
        "budget": budget_shown(Case(edition, bundle)),
        "offers": [offer._asdict() | {"value": str(offer.value)} for offer in offers(Case(edition, bundle))],
        "dates": _dates(edition, draft),
        "remarks": [remark.model_dump(mode="json") for remark in remarks(edition, bundle)],
        "fingerprint": files.fingerprint(bundle),
        "aside": sorted(drafts.aside(draft)),
    }


# ---------------------------------------------------------------- sections


def _section(edition: Edition, path: str) -> Section:
    """The section of the form that a path belongs to; the first for what stands in no form."""
    return edition.forms.section_of(path) or edition.forms.of(*APPLICATION)[0]


def _sections(edition: Edition, placed: list[tuple[Finding, Section]], given: Iterable[str]) -> dict[str, dict[str, Any]]:
    filled = {}
    for path in given:
        filled.setdefault(_section(edition, path).id, set()).add(path)
    told = {}
    for section in edition.forms.of(*APPLICATION):
        findings = [finding for finding, own in placed if own is section]
        errors = [finding for finding in findings if finding.severity == "error"]
        paths = filled.get(section.id, set())
        told[section.id] = {
            "state": _state(section, errors, paths),
            "errors": len(errors),
            "warnings": sum(finding.severity == "warning" for finding in findings),
        }
    return told


def _state(section: Section, errors: list[Finding], given: set[str]) -> str:
    """`problem`: something that was typed is wrong; `todo`: something is still missing; `done`: neither."""
    if any(not _missing(section, error.path, given) for error in errors):
        return "problem"
    return "todo" if errors or (not given and any(field.required for field in section.fields)) else "done"


def _missing(section: Section, path: str, given: set[str]) -> bool:
    """Whether an error says that something is not there yet: nothing was given at its path, or its table has fewer rows than the paper prints."""
    below = {each for each in given if f"{each}.".startswith(f"{path}.")}
    if section.rows is None or path != section.rows.path:
        return not below
    return len({each.removeprefix(f"{path}.").partition(".")[0] for each in below}) < section.rows.printed


# ---------------------------------------------------------------- budget


def budget_shown(case: Case) -> dict[str, Any]:
    """What the page shows beside the budget's lines and under them."""
    edition, budget = case.edition, case.edition.budget
    grant, books = budget.total.value, [amounts.book_amount(book) for book in case.bundle.budget.books]
    return {
        "lines": {rule.id: _line(edition, case, rule) for rule in budget.lines},
        "total": case.total,
        "total_words": f"{case.total:,}",
        "words": _balance(edition, case.total, grant),
        "grant": grant,
        "books": [None if amount is None else f"{amount:,}" for amount in books],
        "books_total_words": f"{amounts.total(books):,}",
    }


def _balance(edition: Edition, total: int, grant: int) -> str:
    word = "total_exact" if total == grant else "total_short" if total < grant else "total_over"
    return say(edition.words[word], {"grant": grant, "short": grant - total, "over": total - grant}, edition)


def _line(edition: Edition, case: Case, rule: BudgetLine) -> dict[str, Any]:
    amount = case.amounts[rule.id]
    cap, cap_words = _cap(edition, case, rule)
    left = None if cap is None else cap - (amount or 0)
    over = left is not None and left < 0
    return {
        "amount": amount,
        "words": "" if amount is None else _arithmetic(edition, case, rule, amount),
        "cap": cap,
        "cap_words": cap_words,
        "left_words": "" if left is None else say(edition.words["over" if over else "left"], {"left": left, "over": -left}, edition),
        "over": over,
    }


def _arithmetic(edition: Edition, case: Case, rule: BudgetLine, amount: int) -> str:
    line = case.lines[rule.id]
    values = {
        "amount": amount,
        "unit": rule.unit,
        "unit_price": amounts.unit_price(rule, line),
        "quantity": line.quantity,
        "persons": line.persons,
        "sessions": line.sessions,
        "trips": sum(trip.fare is not None for trip in line.trips),
    }
    return say(edition.words[f"arithmetic_{rule.formula}"], values, edition)


def _cap(edition: Edition, case: Case, rule: BudgetLine) -> tuple[int | None, str]:
    """A line's cap with its arithmetic; none where the plan has none, or where there are no members yet to multiply by."""
    share = edition.budget.miscellaneous
    if rule.id == share.line:
        cap = amounts.miscellaneous_caps(edition.budget, case.amounts).chosen
        base = edition.budget.total.value if share.base == "total" else case.total - case.amount(rule.id)
        return cap, say(edition.words[f"cap_per_cent_{share.base}"], {"base": base, "per_cent": share.per_cent.value, "cap": cap}, edition)
    cap = amounts.line_cap(rule, len(case.members)) if case.members else None
    if cap is None:
        return None, ""
    word = "cap_per_person" if rule.sessions_max is None else "cap_per_person_sessions"
    return cap.amount, say(edition.words[word], cap._asdict() | {"cap": cap.amount}, edition)


# ---------------------------------------------------------------- dates


def _dates(edition: Edition, draft: drafts.Draft) -> dict[str, str]:
    """Every date control that could be read, as people write the date, with its weekday."""
    dates = {
        path: spelling.parse_date(typed)
        for path, typed in draft.items()
        if isinstance(typed, str) and (field := edition.forms.field(path)) and field.kind == "date"
    }
    return {path: spelling.roc_date(date, edition.words["weekdays"]) for path, date in dates.items() if date is not None}
