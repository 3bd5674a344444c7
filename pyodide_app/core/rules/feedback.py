"""Rules on the members' feedback forms, which bear no names: they are counted, never matched with persons."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit

SHEETS = "feedback"


def feedback_each_member(case: Case) -> Iterator[Hit]:
    """表四 標題下: as many forms as members; silent while there is none of either, which another rule says."""
    count, members = len(case.sheets), case.headcount
    if count and members and count != members and not case.unreadable(SHEETS):
        lacking = {"lack": members - count} if count < members else {}
        yield Hit(SHEETS, {"count": count, "n": members, **lacking}, "" if lacking else "too_many")


def feedback_answered(case: Case) -> Iterator[Hit]:
    """表四 說明: each statement has its answer."""
    for row in case.sheets:
        answers = row.value.answers
        if case.unreadable(f"{row.path}.answers") or "answers" not in row.value.model_fields_set:
            continue
        for position, question in enumerate(case.edition.forms.questions):
            if position >= len(answers) or answers[position] is None:
                yield Hit(f"{row.path}.answers.{position}", {"no": row.no, "item": question.number})


def feedback_difficulties(case: Case) -> Iterator[Hit]:
    """表四 困境: what was difficult may be written down, or nothing."""
    for row in case.sheets:
        path = f"{row.path}.difficulties"
        if not said(row.value.difficulties) and not case.unreadable(path):
            yield Hit(path, {"no": row.no})


def fb_no_identity(case: Case) -> Iterator[Hit]:
    """表四: nobody's name stands on the form. Said as long as not every member's form is there."""
    if len(case.sheets) < max(case.headcount, 1):
        yield Hit(SHEETS)
