"""Rules on the books to be bought: the appendix of the budget."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core import amounts
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit

BOOKS = "budget.books"


def books_or_purpose(case: Case) -> Iterator[Hit]:
    """表二 資料蒐集費: whoever asks for money for books lists them, or says what they shall be good for."""
    amount = case.amount(case.edition.budget.books_line)
    unreadable = case.unreadable(BOOKS) or case.unreadable("budget.books_purpose")
    if amount > 0 and not case.books and not said(case.bundle.budget.books_purpose) and not unreadable:
        yield Hit(BOOKS, {"amount": amount})


def book_relevance(case: Case) -> Iterator[Hit]:
    """表二 資料蒐集費: each book's relevance to the community is said in its note, or for all of them in the purpose."""
    if said(case.bundle.budget.books_purpose):
        return
    for row in case.books:
        path = f"{row.path}.note"
        if said(row.value.note) or case.unreadable(path):
            continue
        if said(row.value.title):
            yield Hit(path, {"no": row.no, "title": row.value.title})
        else:
            yield Hit(path, {"no": row.no}, "untitled")


def books_total_match(case: Case) -> Iterator[Hit]:
    """表二 附錄: the books together cost what the line for them says."""
    line_id = case.edition.budget.books_line
    path = case.line_path(line_id, "amount")
    if not case.books or case.unreadable(path) or case.unreadable_within(BOOKS):
        return
    unpriced = [row.no for row in case.books if amounts.book_amount(row.value) is None]
    listed, amount = amounts.total(amounts.book_amount(row.value) for row in case.books), case.amount(line_id)
    if unpriced:
        first = case.books[[row.no for row in case.books].index(unpriced[0])]
        missing = "unit_price" if first.value.unit_price is None else "quantity"
        yield Hit(f"{first.path}.{missing}", {"no": first.no, "missing": case.label(f"{first.path}.{missing}")}, "unpriced")
    elif listed != amount:
        yield Hit(path, {"list": listed, "amount": amount})


def booklist_deletable(case: Case) -> Iterator[Hit]:
    """表二 附錄: without money for books the appendix may be left out. A permission."""
    if not case.amount(case.edition.budget.books_line) and not case.books:
        yield Hit(BOOKS)
