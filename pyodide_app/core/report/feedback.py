"""The feedback forms as the report's page shows them: how many, what was answered to each statement, as figures and as a bar, what was difficult.

The example of the paper is no answer. Who has not answered is a number and never a name.
"""

from __future__ import annotations

from typing import Any, Iterator

from pyodide_app.core.case import Case, Row, said
from pyodide_app.core.bundle import Feedback
from pyodide_app.core.edition import Question
from pyodide_app.core.findings import say

UNANSWERED = "unanswered"
WHOLE = 100


def feedback(case: Case) -> dict[str, Any]:
    """The part `feedback` of the report's answer, as docs/page.md fixes it."""
    words, edition = case.edition.words, case.edition
    count, lack = len(case.sheets), max(case.headcount - len(case.sheets), 0)
    return {
        "sheets": count,
        "members": case.headcount,
        "lack": lack,
        "words": say(words["feedback_missing"], {"lack": lack}, edition) if lack else "",
        "received": say(words["feedback_received"], {"count": count, "members": case.headcount}, edition),
        "questions": [_question(case, position, question) for position, question in enumerate(edition.forms.questions)],
        "rows": [{"no": row.no, "words": _row(case, row)} for row in case.sheets],
        "difficulties": [row.value.difficulties.strip() for row in case.sheets if said(row.value.difficulties)],
    }


def _question(case: Case, position: int, question: Question) -> dict[str, Any]:
    """How often each answer was given to a statement; an answer that the paper does not have counts as none."""
    options = case.edition.forms.options.get("agreement", ())
    given = [sheet.value.answers[position] for sheet in case.sheets if position < len(sheet.value.answers)]
    counts = {option.id: given.count(option.id) for option in options}
    unanswered = len(case.sheets) - sum(counts.values())
    labels = [option.label for option in options] + [case.edition.words["feedback_unanswered"]]
    parts = [
        say(case.edition.words["feedback_part"], {"label": label, "count": count}, case.edition)
        for label, count in zip(labels, (*counts.values(), unanswered), strict=True)
        if count
    ]
    return {
        "number": question.number,
        "aspect": question.aspect,
        "question": question.question,
        "counts": counts,
        "unanswered": unanswered,
        "bar": list(_bar(counts | {UNANSWERED: unanswered}, len(case.sheets))),
        "bar_words": say(case.edition.words["feedback_bar"], {"number": question.number, "parts": parts}, case.edition) if parts else "",
    }


def _bar(counts: dict[str, int], sheets: int) -> Iterator[dict[str, Any]]:
    """The parts of one stacked bar from left to right, in per cent of its width; answers that nobody gave have no part."""
    before = 0
    for answer, count in counts.items():
        if count:
            yield {"answer": answer, "count": count, "start": round(WHOLE * before / sheets, 2), "width": round(WHOLE * count / sheets, 2)}
        before += count


def _row(case: Case, row: Row[Feedback]) -> str:
    answered = sum(answer is not None for answer in row.value.answers)
    told = case.edition.words["feedback_with_difficulties" if said(row.value.difficulties) else "feedback_without_difficulties"]
    return say(case.edition.words["feedback_row"], {"answered": answered, "all": len(case.edition.forms.questions), "difficulties": told}, case.edition)
