"""表二 and 收支結算表 as spreadsheets in the layout of the official forms: amounts are numbers, and what follows from others is a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from pyodide_app.documents.odf_table import Cell, Table, placed

BUDGET = (1.2, 1.9, 1.4, 1.3, 1.5, 1.8, 1.4, 1.9, 4.8)
"""One grid for the lines and for the list of books: an item reaches over A and B, its note over G to I; a title over B to D."""
SETTLEMENT = (2.9, 1.75, 1.75, 1.75, 1.75, 3.1, 4.2)
LINE_HEIGHT, LEAST_HEIGHT, STAMP_HEIGHT = 0.47, 0.7, 2.0
HALF_CHARACTER = 0.2
"""cm that half a Chinese character takes, or a letter."""
NOTE_SCALE = 0.86
"""How large a note's characters are beside the others."""

_WHOLE = re.compile(r"[+-]?\d{1,3}(,\d{3})+|[+-]?\d{1,15}")


def budget_sheet(data: dict[str, Any]) -> Table:
    """表二: amount = quantity × unit price where it is so, the sum of the lines, the books and their sum, the row for the stamps."""
    labels, rows = data["labels"], _titles(data, len(BUDGET))
    rows.append([Cell(labels["item"], columns=2), *(Cell(labels[name]) for name in ("quantity", "unit", "unit_price", "amount")), Cell(labels["note"], columns=3)])
    first = len(rows) + 1
    for line in data["lines"]:
        number = len(rows) + 1
        row = [Cell(line["label"], columns=2), _number(line["quantity"]), Cell(line["unit"]), _number(line["unit_price"]), _product(line, f"[.C{number}]*[.E{number}]")]
        note = [Cell("\n".join([*line["official"], *line["details"]]), "Note", columns=3, rows=line["span"])] if line["span"] else []
        rows.append([*row, *note])
    amounts = [whole(line["amount"]) or 0 for line in data["lines"]]
    rows.append([
        Cell(labels["total"], columns=2),
        Cell(data["total"], columns=3),
        Cell(f"{sum(amounts):,}", "Amount", number=sum(amounts), formula=f"SUM([.F{first}:.F{len(rows)}])"),
        Cell(columns=3),
    ])
    rows.append([Cell(data["reallocation_note"], "Left", columns=9)])
    if data["books"]:
        rows += _books(data, len(rows) + 3)
    rows += [[Cell(style="Plain", columns=9)], _stamps(data["stamps"], (3, 3, 2, 1))]
    return _sheet(data["number"], BUDGET, rows)


def _books(data: dict[str, Any], header: int) -> list[list[Cell]]:
    """The appendix; `header` is the number of the row that its column titles stand in."""
    labels = data["labels"]
    rows = [
        [Cell(style="Plain", columns=9)],
        [Cell(labels["books_heading"], "Plain", columns=9)],
        [
            Cell(labels["book_number"]), Cell(labels["book_title"], columns=3),
            *(Cell(labels[f"book_{name}"]) for name in ("unit_price", "quantity", "unit", "amount", "note")),
        ],
    ]
    for number, book in enumerate(data["books"], header + 1):
        rows.append([
            Cell(book["number"]), Cell(book["title"], "Left", columns=3), _number(book["unit_price"]), _number(book["quantity"]), Cell(book["unit"]),
            _product(book, f"[.E{number}]*[.F{number}]"), Cell(book["note"], "Note"),
        ])
    total = whole(data["books_total"])
    last = header + len(data["books"])
    rows.append([
        Cell(labels["books_total"], columns=7),
        Cell(data["books_total"], "Amount", number=total, formula=f"SUM([.H{header + 1}:.H{last}])" if total is not None else ""),
        Cell(),
    ])
    return rows


def settlement_sheet(data: dict[str, Any]) -> Table:
    """收支結算表: difference = actual − approved, the sums; a line's cells reach over the rows of its vouchers."""
    labels, rows = data["labels"], _titles(data | {"number": ""}, len(SETTLEMENT))
    rows.append([Cell(labels[name]) for name in ("item", "approved", "actual", "difference", "vouchers", "voucher_date", "note")])
    first = len(rows) + 1
    for line in data["lines"]:
        number, height = len(rows) + 1, max(1, len(line["vouchers"]))
        vouchers = [[Cell(voucher["number"]), Cell(voucher["date"])] for voucher in line["vouchers"]] or [[Cell(), Cell()]]
        known = whole(line["actual"]) is not None or not line["actual"]
        rows.append([
            Cell(line["label"], rows=height),
            _number(line["approved"], height),
            _number(line["actual"], height),
            _number(line["difference"], height, "Difference", f"[.C{number}]-[.B{number}]" if known else ""),
            *vouchers[0],
            Cell("\n".join(line["details"]), "Note", rows=height),
        ])
        rows += vouchers[1:]
    last, total = len(rows), data["total"]
    sums = [
        _number(total[name], 1, style, f"SUM([.{column}{first}:.{column}{last}])")
        for name, column, style in (("approved", "B", "Amount"), ("actual", "C", "Amount"), ("difference", "D", "Difference"))
    ]
    rows.append([Cell(labels["total"]), *sums, Cell(data["moved"], "Note", columns=3)])
    rows += [[Cell(row["label"]), Cell(row["words"], columns=6)] for row in data["in_words"]]
    rows.append([Cell(data["reallocation_note"], "Left", columns=7)])
    rows += [[Cell(style="Plain", columns=7)], _stamps(data["stamps"], (2, 2, 2, 1))]
    return _sheet(data["number"], SETTLEMENT, rows)


def whole(text: str) -> int | None:
    """The whole number that a printed amount says; None for anything else."""
    return int(text.replace(",", "")) if _WHOLE.fullmatch(text) else None


def _number(text: str, rows: int = 1, style: str = "Amount", formula: str = "") -> Cell:
    """A printed number as a number; what somebody typed instead stands as typed."""
    number = whole(text)
    return Cell(text, style if number is not None else "Right", rows=rows, number=number, formula=formula if number is not None else "")


def _product(row: dict[str, Any], formula: str) -> Cell:
    """An amount, as a formula where it is what the two numbers beside it give."""
    numbers = [whole(row[name]) for name in ("quantity", "unit_price", "amount")]
    follows = None not in numbers and numbers[0] * numbers[1] == numbers[2]
    return _number(row["amount"], formula=formula if follows else "")


def _titles(data: dict[str, Any], width: int) -> list[list[Cell]]:
    """The draft's mark, the form's number where it is one of the plan's, the title lines, the unit."""
    rows = [[Cell(data["draft"]["reason"], "Draft", columns=width)]] if data["draft"] else []
    if data["number"]:
        rows.append([Cell(data["number"], "Number", columns=width)])
    rows += [[Cell(line, "Title", columns=width)] for line in data["titles"][:-1]]
    rows.append([Cell(data["titles"][-1], "FormTitle", columns=width)])
    rows += [[Cell(data["subtitle"], "Title", columns=width)]] if data["subtitle"] else []
    return [*rows, [Cell(data["unit_note"], "Number", columns=width)]]


def _stamps(stamps: Sequence[str], spans: Sequence[int]) -> list[Cell]:
    return [Cell(stamp, "Stamp", columns=span) for stamp, span in zip(stamps, spans, strict=True)]


def _sheet(name: str, widths: Sequence[float], rows: list[list[Cell]]) -> Table:
    """The sheet with the heights of its rows: no program makes room for what stands in merged cells."""
    heights = [LEAST_HEIGHT] * len(rows)
    for number, cells in enumerate(placed(rows, len(widths))):
        for column, cell in enumerate(cells):
            if cell is not None:
                needed = _height(cell, sum(widths[column : column + cell.columns]))
                for below in range(number, number + cell.rows):
                    heights[below] = max(heights[below], needed / cell.rows)
    heights[-1] = STAMP_HEIGHT
    return Table(name, widths, rows, heights=heights)


def _height(cell: Cell, width: float) -> float:
    scale = NOTE_SCALE if cell.style == "Note" else 1
    per_line = max(2, int((width - 0.3) / (HALF_CHARACTER * scale)))
    lines = sum(max(1, math.ceil(_length(line) / per_line)) for line in cell.text.split("\n"))
    return lines * LINE_HEIGHT * scale + 0.2


def _length(line: str) -> int:
    """In half characters."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in line)
