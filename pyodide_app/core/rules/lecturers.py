"""Rules on lecturers' and consultants' fees: prices, hours, who may be paid."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core import amounts, spelling
from pyodide_app.core.bundle import SettlementLine
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit


def external_lecturer_rate(case: Case) -> Iterator[Hit]:
    """捌、四、（三）: lecturers from outside the city's agencies are paid the one price."""
    yield from _fixed_price(case, case.edition.budget.lecturers.external_line)


def internal_lecturer_rate(case: Case) -> Iterator[Hit]:
    """捌、四、（二）: lecturers from the city's agencies and schools are paid the one price."""
    yield from _fixed_price(case, case.edition.budget.lecturers.internal_line)


def consultation_rate(case: Case) -> Iterator[Hit]:
    """捌、四、（四）: each consultation is paid the one price."""
    yield from _fixed_price(case, case.edition.budget.consultation_line)


def lecturer_hours_match(case: Case) -> Iterator[Hit]:
    """捌、四、備註1: the hours of paid lecturers of each class are the quantity of the line that pays the class, once a paid lecture is declared."""
    hours: dict[str, float] = {}
    unknown: set[str] = set()
    for row in case.paid_lectures:
        line_id, lecturer = case.fee_line(row.value), row.value.lecturer
        if line_id is None and not said(lecturer.affiliation):
            yield Hit(f"{row.path}.lecturer.affiliation", {"no": row.no}, "no_affiliation")
        if line_id:
            hours[line_id] = hours.get(line_id, 0) + (lecturer.hours or 0)
        if lecturer.hours is None or line_id is None:
            unknown.update(case.edition.budget.lecturers.classes.values() if line_id is None else (line_id,))
    if not hours:
        return
    for line_id in (case.edition.budget.lecturers.external_line, case.edition.budget.lecturers.internal_line):
        quantity, held = case.quantity(line_id), hours.get(line_id, 0)
        if line_id in unknown or quantity is None or quantity == held:
            continue
        rule = case.edition.budget.line(line_id)
        params = {"line": rule.label, "quantity": quantity, "unit": rule.unit, "hours": int(held) if held == int(held) else held}
        yield Hit(case.line_path(line_id, "quantity"), params, "" if quantity < held else "too_many")


def lecturer_fee_min(case: Case) -> Iterator[Hit]:
    """捌、四、備註2: as a principle the two lecturers' lines together come to a least amount."""
    lecturers = case.edition.budget.lecturers
    lines = (lecturers.external_line, lecturers.internal_line)
    paid, least = sum(case.amount(line_id) for line_id in lines), lecturers.fee_min.value
    if paid < least and not any(case.unreadable_within(case.line_path(line_id)) for line_id in lines):
        yield Hit(case.line_path(lecturers.external_line, "quantity"), {"sum": paid, "min": least})


def lecture_length(case: Case) -> Iterator[Hit]:
    """表二 講座鐘點費 備註1: as a principle each paid lecture lasts as long as the plan says; without a declared one, the paid hours make whole lectures."""
    lecturers = case.edition.budget.lecturers
    usual = lecturers.hours_per_lecture.value
    for row in case.paid_lectures:
        path, hours = f"{row.path}.lecturer.hours", row.value.lecturer.hours
        if hours is None and not case.unreadable(path):
            yield Hit(path, {"no": row.no, "usual": usual}, "no_hours")
        elif hours is not None and hours != usual:
            yield Hit(path, {"no": row.no, "hours": hours, "usual": usual})
    if case.paid_lectures or not usual:
        return
    quantities = {line_id: case.quantity(line_id) for line_id in (lecturers.external_line, lecturers.internal_line)}
    if None not in quantities.values() and sum(quantities.values()) % usual:
        odd = next(line_id for line_id, quantity in quantities.items() if quantity % usual)
        yield Hit(case.line_path(odd, "quantity"), {"quantity": sum(quantities.values()), "usual": usual}, "undeclared")


def member_lecturer_unpaid(case: Case) -> Iterator[Hit]:
    """捌、四、備註2: a member who lectures is not paid. Whoever bears a member's name is taken for the member."""
    for row in case.paid_lectures:
        lecturer = row.value.lecturer
        named = said(lecturer.name) and spelling.key(lecturer.name) in case.member_names
        if named:
            yield Hit(f"{row.path}.lecturer.paid", {"no": row.no, "name": lecturer.name})
        elif case.fee_line(row.value) == "":
            yield Hit(f"{row.path}.lecturer.paid", {"no": row.no}, "affiliation")


def own_school_lecturer_limit(case: Case) -> Iterator[Hit]:
    """捌、四、備註3: a teacher of the own school is paid for so many lectures and hours and no more. Said at the session that goes beyond."""
    lecturers = case.edition.budget.lecturers
    times_max, hours_max = lecturers.own_school_times_max.value, lecturers.own_school_hours_max.value
    own = [row for row in case.paid_lectures if row.value.lecturer.affiliation == "own_school"]
    hours = sum(row.value.lecturer.hours or 0 for row in own)
    if len(own) > times_max:
        path = f"{own[times_max].path}.lecturer.paid"
    elif hours > hours_max:
        path = f"{own[-1].path}.lecturer.hours"
    else:
        return
    yield Hit(path, {"count": len(own), "hours": hours, "times_max": times_max, "hours_max": hours_max})


def consultation_equals_visits(case: Case) -> Iterator[Hit]:
    """表二 諮詢費 備註1: as many consultations as visits of the guidance group."""
    line_id = case.edition.budget.consultation_line
    quantity, visits = case.quantity(line_id), len(case.guidance_visits)
    if quantity is not None and quantity != visits and not case.unreadable(case.sessions_path):
        yield Hit(case.line_path(line_id, "quantity"), {"quantity": quantity, "visits": visits})


def consultation_not_over_visits(case: Case) -> Iterator[Hit]:
    """表二 諮詢費 備註1: no more consultations than sessions in which lessons are observed."""
    line_id = case.edition.budget.consultation_line
    quantity, observed = case.quantity(line_id), len(case.in_class)
    if quantity is not None and quantity > observed and not case.unreadable(case.sessions_path):
        yield Hit(case.line_path(line_id, "quantity"), {"quantity": quantity, "observed": observed})


def _fixed_price(case: Case, line_id: str) -> Iterator[Hit]:
    """A line that is used has the preprinted price, where that is the only one allowed; what was spent comes to that price."""
    found, path = case.line(line_id), case.line_path(line_id, "unit_price")
    if found is None or case.unreadable(path):
        return
    rule, line = found
    if rule.unit_price is None or rule.price_is != "fixed":
        return
    price, used = amounts.unit_price(rule, line), case.quantity(line_id)
    if used and price is None:
        yield Hit(path, {"line": rule.label, "fixed": rule.unit_price}, "no_price")
    elif used and price != rule.unit_price:
        yield Hit(path, {"line": rule.label, "fixed": rule.unit_price, "price": price})
    elif isinstance(line, SettlementLine) and used is not None and not amounts.is_spent_at(rule.unit_price, line):
        yield Hit(case.line_path(line_id, "amount"), {"line": rule.label, "unit": rule.unit, "fixed": rule.unit_price, "amount": line.amount}, "spent")
