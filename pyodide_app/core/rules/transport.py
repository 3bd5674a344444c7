"""Rules on lecturers' transport."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core.case import Case
from pyodide_app.core.findings import Hit


def transport_external_only(case: Case) -> Iterator[Hit]:
    """捌、四: transport is paid to lecturers from outside: a fee for one is in the budget, or one lectures unpaid."""
    transport = case.edition.budget.transport
    amount, needed = case.amount(transport.line), case.quantity(transport.needs_line)
    unpaid = any(case.fee_line(row.value) == transport.needs_line and not row.value.lecturer.paid for row in case.lectures)
    if amount > 0 and needed == 0 and not unpaid:
        yield Hit(case.line_path(transport.line, "trips"), {"amount": amount})


def no_taxi(case: Case) -> Iterator[Hit]:
    """捌、四、（一）: no trip by taxi, by its mode or by what its route or note says."""
    transport = case.edition.budget.transport
    for row in case.trips:
        trip = row.value
        if trip.mode in transport.banned_modes:
            yield Hit(f"{row.path}.mode", {"no": row.no})
            continue
        for name in ("route", "note"):
            text = getattr(trip, name).casefold()
            word = next((word for word in transport.banned_words if word in text), None)
            if word is not None:
                yield Hit(f"{row.path}.{name}", {"no": row.no, "word": word}, "word")
                break


def short_trip_cap(case: Case) -> Iterator[Hit]:
    """表二 講座交通費 備註3: a short trip costs no more than the cap, one way."""
    cap = case.edition.budget.transport.short_trip_max.value
    for row in case.trips:
        if row.value.short and row.value.fare is not None and row.value.fare > cap:
            yield Hit(f"{row.path}.fare", {"no": row.no, "fare": row.value.fare, "cap": cap})


def transport_actual(case: Case) -> Iterator[Hit]:
    """表二 講座交通費 備註2: transport is paid as it was; none at all is a valid budget. Shown beside the line while it is empty.

    At the year's end, where trips are listed, they together are what was paid.
    """
    line_id = case.edition.budget.transport.line
    fares = [row.value.fare for row in case.trips]
    if not case.amount(line_id):
        yield Hit(case.line_path(line_id, "trips"))
    elif case.stage == "report" and fares and None not in fares and sum(fares) != case.amount(line_id):
        yield Hit(case.line_path(line_id, "amount"), {"fares": sum(fares), "amount": case.amount(line_id)}, "spent")
