"""What the application's page shows: the verdict and, beside it, the budget's arithmetic in words and numbers to take over.

`overview` gives JSON values, as docs/page.md fixes them. Sentences are the edition's words.
"""

from __future__ import annotations

from typing import Any

from pyodide_app.core import amounts, draft as drafts, numerals
from pyodide_app.core.case import Case
from pyodide_app.core.edition import BudgetLine, Edition
from pyodide_app.core.findings import say
from pyodide_app.core.judge import judged
from pyodide_app.core.offers import offers
from pyodide_app.core.verdict import verdict


def overview(edition: Edition, draft: drafts.Draft) -> dict[str, Any]:
    """The answer to a draft of the application."""
    bundle, aside = drafts.read(draft, edition)
    case = Case(edition, bundle)
    return verdict(case, draft, aside, judged(case)) | {
        "budget": budget_shown(case),
        "offers": [{"path": each.path, "value": str(each.value), "words": each.words, "from": each.sources} for each in offers(case)],
    }


# ---------------------------------------------------------------- budget


def budget_shown(case: Case) -> dict[str, Any]:
    """What the page shows beside the budget's lines and under them."""
    edition, budget = case.edition, case.edition.budget
    grant, books = budget.total.value, [amounts.book_amount(book) for book in case.bundle.budget.books]
    return {
        "lines": {rule.id: _line(edition, case, rule) for rule in budget.lines},
        **total_shown(case),
        "words": _balance(edition, case.total, grant),
        "grant": grant,
        "books": [None if amount is None else f"{amount:,}" for amount in books],
        "books_total_words": f"{amounts.total(books):,}",
    }


def total_shown(case: Case) -> dict[str, Any]:
    """The total in NT$ as a number, with a comma, and in 國字大寫 where it can be written so."""
    capitals = numerals.in_capitals(case.total) if case.total in numerals.WRITABLE else ""
    return {"total": case.total, "total_words": f"{case.total:,}", "total_capitals": capitals}


def _balance(edition: Edition, total: int, grant: int) -> str:
    word = "total_exact" if total == grant else "total_short" if total < grant else "total_over"
    return say(edition.words[word], {"grant": grant, "short": grant - total, "over": total - grant}, edition)


def _line(edition: Edition, case: Case, rule: BudgetLine) -> dict[str, Any]:
    amount = case.amounts[rule.id]
    cap, cap_words = cap_shown(edition, case, rule)
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


def cap_shown(edition: Edition, case: Case, rule: BudgetLine) -> tuple[int | None, str]:
    """A line's cap with its arithmetic; none where the plan has none, or where there are no members yet to multiply by."""
    share = edition.budget.miscellaneous
    if rule.id == share.line:
        cap = amounts.miscellaneous_caps(edition.budget, case.amounts).chosen
        base = edition.budget.total.value if share.base == "total" else case.total - case.amount(rule.id)
        return cap, say(edition.words[f"cap_per_cent_{share.base}"], {"base": base, "per_cent": share.per_cent.value, "cap": cap}, edition)
    cap = amounts.line_cap(rule, case.headcount) if case.headcount else None
    if cap is None:
        return None, ""
    word = "cap_per_person" if rule.sessions_max is None else "cap_per_person_sessions"
    return cap.amount, say(edition.words[word], cap._asdict() | {"cap": cap.amount}, edition)
