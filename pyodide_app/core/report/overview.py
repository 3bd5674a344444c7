"""What the report's page shows: the verdict and, beside it, the settlement's arithmetic, counters, changes of the plan, feedback, checklist.

`report_overview` gives JSON values, as docs/page.md fixes them. Sentences are the edition's words.
"""

from __future__ import annotations

from typing import Any

from pyodide_app.core import amounts, draft as drafts, spelling
from pyodide_app.core.case import Case
from pyodide_app.core.edition import BudgetLine, Edition
from pyodide_app.core.findings import say
from pyodide_app.core.judge import judged
from pyodide_app.core.overview import cap_shown, total_shown
from pyodide_app.core.report.changes import changes, words
from pyodide_app.core.report.checklist import State, checklist, feedback_counted, photos_counted, reflection_length, vouchers_counted
from pyodide_app.core.report.feedback import feedback
from pyodide_app.core.verdict import verdict


def report_overview(edition: Edition, draft: drafts.Draft) -> dict[str, Any]:
    """The answer to a draft at the year's end."""
    bundle, aside = drafts.read(draft, edition)
    case, due = Case(edition, bundle, "report"), edition.dates.report_due.value
    findings = judged(case)
    return verdict(case, draft, aside, findings) | {
        "settlement": _settlement(case),
        "counters": _counters(case),
        "changes": [
            {"kind": each.kind, "planned": each.planned and each.planned.path, "held": each.held and each.held.path, "words": words(case, each)}
            for each in changes(case)
        ],
        "feedback": feedback(case),
        "checklist": checklist(case, findings),
        "due": None if due is None else {"date": due.isoformat(), "words": spelling.roc_date(due, edition.words["weekdays"])},
    }


# ---------------------------------------------------------------- settlement


def _settlement(case: Case) -> dict[str, Any]:
    grant, total, approved = case.edition.budget.total.value, case.total, amounts.total(case.approved.values())
    word = "balance_rest" if total < grant else "balance_exact" if total == grant else "balance_over"
    return {
        "lines": {rule.id: _line(case, rule) for rule in case.edition.budget.lines},
        "approved": approved,
        **total_shown(case),
        "grant": grant,
        "balance": max(grant - total, 0),
        "words": say(case.edition.words[word], {"rest": grant - total, "over": total - grant, "grant": grant}, case.edition),
    }


def _line(case: Case, rule: BudgetLine) -> dict[str, Any]:
    amount, approved, texts = case.amounts[rule.id], case.approved[rule.id], case.edition.words
    difference = None if amount is None else amount - (approved or 0)
    cap, cap_words = cap_shown(case.edition, case, rule)
    left = None if cap is None else cap - (amount or 0)
    over = left is not None and left < 0
    return {
        "approved": approved,
        "amount": amount,
        "difference": difference,
        "difference_words": "" if difference is None else _difference(case, difference),
        "cap": cap,
        "cap_words": cap_words,
        "left_words": "" if left is None else say(texts["over" if over else "cap_left"], {"left": left, "over": -left}, case.edition),
        "over": over,
        "vouchers": sum(row.path.startswith(case.line_path(rule.id, "vouchers.")) for row in case.vouchers),
    }


def _difference(case: Case, difference: int) -> str:
    word = "difference_same" if not difference else "difference_more" if difference > 0 else "difference_less"
    return say(case.edition.words[word], {"diff": abs(difference)}, case.edition)


# ---------------------------------------------------------------- counters


def _counters(case: Case) -> dict[str, Any]:
    figures = case.edition.report
    return {
        "photos": _photos(case),
        "reflection": _reflection(case),
        "lesson_plans": _counter(State(None, len(case.lesson_plans), figures.lesson_plans_min.value)),
        "observation_records": _counter(State(None, len(case.observation_records), figures.observation_records_min.value)),
        "feedback": _counter(feedback_counted(case)),
        "vouchers": _counter(vouchers_counted(case)),
    }


def _counter(state: State) -> dict[str, Any]:
    return {"count": state.count, "needed": state.needed}


def _photos(case: Case) -> dict[str, Any]:
    """Photos per session held, and all that are there: `without` have no session yet, or one that was not held."""
    texts, needed = case.edition.words, case.edition.report.photos_per_session.value
    counts = [(row.no, len(case.photos_of(row.no))) for row in case.sessions]
    sessions = [
        {"no": no, "count": count, "needed": needed, "words": say(texts["photos_of_session"], {"no": no, "count": count, "needed": needed}, case.edition)}
        for no, count in counts
    ]
    total = len(case.photos)
    without = sum(row.value.session not in dict(counts) for row in case.photos)
    said = say(texts["photos_total"], {"total": total, "without": without}, case.edition)
    return _counter(photos_counted(case)) | {"sessions": sessions, "total": total, "without": without, "words": said}


def _reflection(case: Case) -> dict[str, Any]:
    texts, count, needed = case.edition.words, reflection_length(case), case.edition.report.reflection_chars.value
    word = "reflection_enough" if count >= needed else "reflection_short"
    said = say(texts[word], {"count": count, "lack": needed - count}, case.edition)
    return {"count": count, "needed": needed, "words": said, "how": texts["reflection_how"]}
