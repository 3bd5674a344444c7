"""表四: one sheet a member, without a name, and the summary with the counts of each question."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition, Question
from pyodide_app.documents.values import parts, text
from pyodide_app.documents.words import WORDS

AGREEMENT = "agreement"
"""The list of answers, in the paper's order."""


def feedback_data(edition: Edition, bundle: Bundle | None) -> dict[str, Any]:
    """The sheets in the bundle's order, one empty sheet where there are none; the summary only of sheets that are there."""
    sheets = parts(_sheets(bundle)) if bundle else []
    answers = [_answers(edition, sheet) for sheet in sheets]
    words = WORDS["feedback"]
    return {
        "instruction": edition.forms.paper("feedback").labels["instruction"].removesuffix(words["lost_tick"]) + words["ticked"],
        "columns": [option.label for option in edition.forms.options[AGREEMENT]],
        "sheets": [_sheet(edition, sheet, given) for sheet, given in zip(sheets or [{}], answers or [_answers(edition, {})], strict=True)],
        "summary": _summary(edition, answers) if answers else None,
    }


def _sheets(bundle: Bundle) -> Any:
    plain = bundle.plain()
    return plain.get("feedback") if isinstance(plain, dict) else None


def _answers(edition: Edition, sheet: dict) -> list[Any]:
    """What was answered to each question of the plan; None where nothing was."""
    given = sheet.get("answers")
    given = given if isinstance(given, list) else [given]
    return [given[number] if number < len(given) else None for number in range(len(edition.forms.questions))]


def _sheet(edition: Edition, sheet: dict, answers: list[Any]) -> dict[str, Any]:
    """The questions under their aspects; the example stands before them with the paper's own tick."""
    example = edition.forms.example
    rows = [_row(edition, question, answer) for question, answer in zip(edition.forms.questions, answers, strict=True)]
    aspects = [
        {"aspect": aspect, "rows": [row for _, row in group]}
        for aspect, group in groupby(zip(edition.forms.questions, rows, strict=True), lambda pair: pair[0].aspect)
    ]
    return {
        "aspects": [{"aspect": example.aspect, "rows": [_row(edition, example, example.answer)]}, *aspects],
        "difficulties": text(sheet.get("difficulties")),
    }


def _row(edition: Edition, question: Question, answer: Any) -> dict[str, Any]:
    """One statement with a mark under one answer. An answer that the paper does not have stands behind the statement as it was typed."""
    options = [option.id for option in edition.forms.options[AGREEMENT]]
    words, odd = WORDS["feedback"], text(answer) if answer not in options else ""
    return {
        "number": str(question.number),
        "question": question.question + (WORDS["other"].format(text=odd) if odd else ""),
        "marks": [words["ticked"] if answer == option else WORDS["unticked"] for option in options],
    }


def _summary(edition: Edition, sheets: list[list[Any]]) -> dict[str, Any]:
    """How many members gave each answer; whoever gave none that the paper has is counted as not having answered."""
    words, options = WORDS["feedback"], [option.id for option in edition.forms.options[AGREEMENT]]
    rows = []
    for question, given in zip(edition.forms.questions, zip(*sheets, strict=True), strict=True):
        counts = [sum(answer == option for answer in given) for option in options]
        rows.append({"number": str(question.number), "question": question.question, "counts": [str(count) for count in (*counts, len(given) - sum(counts))]})
    return {
        "title": words["summary"],
        "ours": words["ours"],
        "sheets": words["sheets"].format(count=len(sheets)),
        "unanswered": words["unanswered"],
        "rows": rows,
    }
