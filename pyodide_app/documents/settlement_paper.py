"""收支結算表, which is none of the plan's own forms: approved and actual amounts line by line, what moved between the lines, and what goes back."""

from __future__ import annotations

from typing import Any

from pyodide_app.core import amounts, numerals
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import BudgetLine, Edition
from pyodide_app.documents.budget_paper import trip_words
from pyodide_app.documents.values import date, part, parts, text
from pyodide_app.documents.words import WORDS


def settlement_data(edition: Edition, bundle: Bundle) -> dict[str, Any]:
    """The lines of the budget in its order. A difference is actual less approved; the balance is the grant less what was spent."""
    words = WORDS["settlement"]
    document = part(bundle.plain())
    typed = part(part(document.get("settlement")).get("lines"))
    approved = amounts.line_amounts(edition.budget, bundle.budget.lines)
    actual = amounts.line_amounts(edition.budget, bundle.settlement.lines if bundle.settlement else {})
    spent, grant = amounts.total(actual.values()), edition.budget.total.value
    moved = {line.id: (actual[line.id] or 0) - (approved[line.id] or 0) for line in edition.budget.lines}
    over = sum(amount for amount in moved.values() if amount > 0)
    under = -sum(amount for amount in moved.values() if amount < 0)
    return {
        "unit_note": edition.forms.paper("settlement").unit_note,
        "lines": [_line(edition, line, part(typed.get(line.id)), approved[line.id], actual[line.id], moved[line.id]) for line in edition.budget.lines],
        "total": {"approved": _amount(amounts.total(approved.values())), "actual": _amount(spent), "difference": _signed(sum(moved.values()))},
        "in_words": [
            {"label": words["spent"], "words": _in_capitals(spent)},
            {"label": edition.forms.paper("settlement").labels["balance"], "words": _balance(grant, spent)},
        ],
        "moved": words["not_moved" if not over else "moved" if over <= under else "moved_short"].format(over=_amount(over), under=_amount(under)),
        "reallocation_note": edition.budget.reallocation_note,
        "stamps": list(edition.budget.stamps),
    }


def _line(edition: Edition, rule: BudgetLine, line: dict, approved: int | None, actual: int | None, moved: int) -> dict[str, Any]:
    """One row. What was typed for the amount and is none stands as it was typed."""
    vouchers = parts(line.get("vouchers"))
    return {
        "label": rule.label,
        "approved": _amount(approved),
        "actual": _amount(actual) or text(line.get("amount")),
        "difference": _signed(moved) if approved is not None or actual is not None else "",
        "vouchers": [{"number": text(voucher.get("number")), "date": date(voucher.get("date"))} for voucher in vouchers],
        "details": _details(edition, line, moved),
    }


def _details(edition: Edition, line: dict, moved: int) -> list[str]:
    """How much came from other lines or was left, what the amount follows from, and the teacher's note."""
    words = WORDS["settlement"]
    said = [words["more" if moved > 0 else "less"].format(amount=_amount(abs(moved)))] if moved else []
    said += [trip_words(edition, number, trip) for number, trip in enumerate(parts(line.get("trips")), 1)]
    persons, sessions, quantity, price = (text(line.get(name)) for name in ("persons", "sessions", "quantity", "unit_price"))
    if persons or sessions:
        said.append(WORDS["persons_sessions"].format(persons=persons, sessions=sessions))
    if quantity or price:
        said.append(words["quantity_price"].format(quantity=quantity, price=price))
    note = text(line.get("note"))
    return [*said, WORDS["typed_note"].format(note=note)] if note else said


def _balance(grant: int, spent: int) -> str:
    """What is left of the grant and goes back, or by how much it was exceeded."""
    words = WORDS["settlement"]
    return _in_capitals(grant - spent) if spent <= grant else words["exceeded"].format(amount=_amount(spent - grant))


def _in_capitals(amount: int) -> str:
    """An amount in figures and in capital numerals; in figures alone where it has none."""
    figures = WORDS["settlement"]["figures"].format(amount=_amount(amount))
    return figures + WORDS["in_capitals"].format(capitals=numerals.in_capitals(amount)) if amount in numerals.WRITABLE else figures


def _amount(amount: int | None) -> str:
    return "" if amount is None else f"{amount:,}"


def _signed(amount: int) -> str:
    return f"{amount:+,}" if amount else "0"
