"""How values of a bundle's plain JSON are printed. Nothing that was typed is lost: what cannot be read stands as it was typed (「九月中」)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pyodide_app.core import spelling
from pyodide_app.core.edition import Edition, Option
from pyodide_app.documents.words import WORDS

OTHER = "other"
"""The option of a list that has a text of its own behind it."""


def part(value: Any) -> dict:
    """A part of the document; empty where something else was put in its place."""
    return value if isinstance(value, dict) else {}


def parts(value: Any) -> list[dict]:
    """The rows of a table."""
    return [part(item) for item in value] if isinstance(value, list) else []


def ids(value: Any) -> list[str]:
    """The ids of chosen options."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """A text, a count or an amount; "" for nothing."""
    return "" if value is None or isinstance(value, (bool, dict, list)) else str(value).strip()


def date(value: Any) -> str:
    """The ROC date."""
    read = spelling.parse_date(text(value))
    return spelling.roc_date(read) if read else text(value)


def lines(printed: Iterable[str]) -> str:
    """What is printed below one another in one cell."""
    return "\n".join(line for line in printed if line)


def padded(rows: Any, edition: Edition, section_id: str) -> list[dict]:
    """The typed rows, and empty ones up to as many as the paper prints."""
    section = next(section for section in edition.forms.sections if section.id == section_id)
    typed = parts(rows)
    return typed + [{}] * (section.rows.printed - len(typed) if section.rows else 0)


def printed_rows(options: Sequence[Option]) -> list[list[Option]]:
    """The options of a list in the lines that the paper prints."""
    return [[option for option in options if option.row == row] for row in sorted({option.row for option in options})]


def boxes(options: Sequence[Option], chosen: Iterable[str], other: str = "") -> list[str]:
    """`■label` or `□label`; `other` stands behind the option for anything else."""
    return [WORDS["ticked" if o.id in chosen else "unticked"] + o.label + (other if o.id == OTHER else "") for o in options]


def other_text(value: Any, blank: str) -> str:
    """What was typed for 其他, in brackets, else the paper's blank."""
    return WORDS["other"].format(text=text(value)) if text(value) else blank


def yes_no(edition: Edition, value: Any) -> str:
    """Both boxes in one line, the answer ticked; an answer that nobody could read stands behind them."""
    chosen = [str(value).lower()] if isinstance(value, bool) else []
    printed = [*boxes(edition.forms.options["yes_no"], chosen), text(value)]
    return WORDS["box_gap"].join(box for box in printed if box)
