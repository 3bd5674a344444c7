"""表二: what the budget form shows, its list of books and its row for the stamps. Amounts are computed, never read from the bundle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from pyodide_app.core import amounts, numerals
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import BudgetLine, Edition
from pyodide_app.documents.values import padded, part, parts, text
from pyodide_app.documents.words import WORDS


def budget_data(edition: Edition, bundle: Bundle | None) -> dict[str, Any]:
    """The lines of 表二 in the paper's order; of an empty form where there is no bundle. Without books there is no appendix, as the paper allows."""
    budget = part(part(bundle.plain() if bundle else None).get("budget"))
    sums = amounts.line_amounts(edition.budget, bundle.budget.lines if bundle else {})
    total = amounts.total(sums.values())
    books = parts(budget.get("books")) if bundle else padded([], edition, "books")
    book_sums = [amounts.book_amount(book) for book in bundle.budget.books] if bundle else []
    rows = [_line(edition, line, budget, sums[line.id]) for line in edition.budget.lines]
    return {
        "unit_note": edition.forms.paper("budget").unit_note,
        "lines": _merged(edition.budget.lines, rows),
        "total": _total(edition, total) if bundle else edition.budget.total_words,
        "reallocation_note": edition.budget.reallocation_note,
        "books": [_book(edition, number, book, amount) for number, (book, amount) in enumerate(zip_longest(books, book_sums), 1)],
        "books_total": text(amounts.total(book_sums)) if bundle else "",
        "stamps": list(edition.budget.stamps),
    }


def _total(edition: Edition, total: int) -> str:
    """The preprinted total with its capital numerals; where the lines come to something else, with their sum."""
    printed = edition.budget.total_words
    if total != edition.budget.total.value:
        return WORDS["total_differs"].format(total=printed, sum=f"{total:,}")
    return printed + WORDS["in_capitals"].format(capitals=numerals.in_capitals(total))


def _line(edition: Edition, line: BudgetLine, budget: dict, amount: int | None) -> dict[str, Any]:
    """One row: the paper's own unit, price and notes (`official`), and what was typed. A price that was typed replaces the preprinted one."""
    typed = part(part(budget.get("lines")).get(line.id))
    persons, sessions, trips = typed.get("persons"), typed.get("sessions"), parts(typed.get("trips"))
    quantity = {
        "quantity_price": typed.get("quantity"),
        "persons_sessions_price": _product(persons, sessions),
        "trips": len(trips) if typed else None,
        "amount": None,
    }[line.formula]
    details = [trip_words(edition, number, trip) for number, trip in enumerate(trips, 1)]
    if line.formula == "persons_sessions_price" and (persons or sessions):
        details.append(WORDS["persons_sessions"].format(persons=text(persons), sessions=text(sessions)))
    purpose, note = text(budget.get("books_purpose")), text(typed.get("note"))
    if line.id == edition.budget.books_line and purpose:
        details.append(WORDS["books_purpose"].format(purpose=purpose))
    if note and note not in details:
        details.append(WORDS["typed_note"].format(note=note))
    return {
        "label": line.label,
        "quantity": text(quantity),
        "unit": line.unit,
        "unit_price": text(typed.get("unit_price")) or text(line.unit_price),
        "amount": text(typed.get("amount") if amount is None else amount),
        "official": list(line.note),
        "details": details,
    }


def _merged(lines: Sequence[BudgetLine], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the note cells that the paper merges downwards: `span` is the height of a row's note cell, 0 under a merged one."""
    covered = 0
    for position, (line, row) in enumerate(zip(lines, rows, strict=True)):
        row["span"] = 0 if covered else line.note_rows
        if covered:
            covered -= 1
        else:
            covered = line.note_rows - 1
            row["details"] = [detail for below in rows[position : position + line.note_rows] for detail in below["details"]]
    return rows


def trip_words(edition: Edition, number: int, trip: dict) -> str:
    """One trip in a line of words."""
    mode, note = text(trip.get("mode")), text(trip.get("note"))
    mode = edition.forms.option_label("trip_modes", mode) if mode else ""
    said = WORDS["trip"].format(n=number, mode=mode, route=text(trip.get("route")), fare=text(trip.get("fare")))
    return said + (WORDS["trip_short"] if trip.get("short") is True else "") + (WORDS["trip_note"].format(note=note) if note else "")


def _book(edition: Edition, number: int, book: dict, amount: int | None) -> dict[str, str]:
    preprinted_unit = next((f.default for s in edition.forms.sections for f in s.fields if f.path == "budget.books.*.unit"), "")
    values = {name: text(book.get(name)) for name in ("title", "unit_price", "quantity", "unit", "note")}
    return values | {"number": str(number), "unit": values["unit"] or preprinted_unit, "amount": text(amount)}


def _product(*numbers: Any) -> int | None:
    """The product of whole numbers; None if one of them is none."""
    return math.prod(numbers) if all(type(number) is int for number in numbers) else None
