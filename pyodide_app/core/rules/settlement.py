"""Rules on the settlement: what was spent, beside the grant and the budget. Its prices and caps are judged with those of the budget."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core.case import Case
from pyodide_app.core.findings import Hit

SETTLEMENT = "settlement"


def settlement_required(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: the settlement is there: an amount at least is given."""
    if all(amount is None for amount in case.amounts.values()) and not case.unreadable_within(SETTLEMENT):
        yield Hit(SETTLEMENT)


def settlement_total(case: Case) -> Iterator[Hit]:
    """捌、四: no more was spent than was granted; less is fine."""
    grant = case.edition.budget.total.value
    if case.total > grant:
        yield Hit(case.lines_path, {"sum": case.total, "grant": grant, "diff": case.total - grant})


def settlement_remainder(case: Case) -> Iterator[Hit]:
    """捌、四: what is left of the grant is returned; silent before an amount is given, and while one cannot be read."""
    grant = case.edition.budget.total.value
    begun = any(amount is not None for amount in case.amounts.values())
    if begun and case.total < grant and not case.unreadable_within(case.lines_path):
        yield Hit(case.lines_path, {"sum": case.total, "rest": grant - case.total})


def reallocation(case: Case) -> Iterator[Hit]:
    """表二 註: a line may cost more than was budgeted; prices and caps stay. Silent without a budget."""
    if all(amount is None for amount in case.approved.values()):
        return
    for rule in case.edition.budget.lines:
        more = case.amount(rule.id) - (case.approved[rule.id] or 0)
        if more > 0:
            yield Hit(case.line_path(rule.id, "amount"), {"item": rule.label, "diff": more})


def voucher_in_period(case: Case) -> Iterator[Hit]:
    """陸: each voucher is of the plan's period, first and last day included; silent where the plan leaves one open."""
    start, end = case.edition.dates.period_start.value, case.edition.dates.period_end.value
    if start is None or end is None:
        return
    for row in case.vouchers:
        date = row.value.date
        if date is not None and not start <= date <= end:
            yield Hit(f"{row.path}.date", {"number": row.value.number or row.no, "date": date, "start": start, "end": end})
