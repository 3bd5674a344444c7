"""What is to be done before the report is mailed: each item with its count, derived from the report and the plan's figures."""

from __future__ import annotations

from typing import Any, NamedTuple

from pyodide_app.core import spelling
from pyodide_app.core.case import Case, said
from pyodide_app.core.edition import Task
from pyodide_app.core.findings import Finding, say


class State(NamedTuple):
    """How far an item is. `count` of `needed`, None where nothing is counted; `done` is None where only a person can say."""

    done: bool | None
    count: int | None = None
    needed: int | None = None


def checklist(case: Case, findings: list[Finding]) -> list[dict[str, Any]]:
    """`[{"id", "done", "count", "needed", "words", "clause", "clause_url"}]` in the edition's order; without a remainder there is no such item."""
    edition, states = case.edition, _states(case, findings)
    params = _params(case)
    return [
        {
            "id": item.id,
            **state._asdict(),
            "words": say(item.words, params | {"count": state.count, "needed": state.needed}, edition),
            "clause": item.source,
            "clause_url": edition.clause_url(item.source),
        }
        for item in edition.report.checklist
        if (state := states[item.id]) is not None
    ]


def photos_counted(case: Case) -> State:
    """Photos that count: of each session no more than are needed, so that many of one never hide that another has none."""
    each = case.edition.report.photos_per_session.value
    sessions = len(case.sessions) or case.edition.programme.sessions_min.value
    return _counted(sum(min(len(case.photos_of(row.no)), each) for row in case.sessions), sessions * each)


def vouchers_counted(case: Case) -> State:
    """Lines on which money was spent, and those of them that name a voucher."""
    spent = [line_id for line_id, amount in case.amounts.items() if amount]
    named = {row.path.split(".")[len("settlement.lines".split("."))] for row in case.vouchers if said(row.value.number)}
    return _counted(sum(line_id in named for line_id in spent), len(spent))


def feedback_counted(case: Case) -> State:
    """Feedback forms against members: too many are as wrong as too few."""
    count, needed = len(case.sheets), case.headcount
    return State(count == needed > 0, count, needed)


def _states(case: Case, findings: list[Finding]) -> dict[Task, State | None]:
    figures, errors = case.edition.report, [each for each in findings if each.severity == "error"]
    wrong = {task: any(_of(case, each) == task for each in errors) for task in ("report", "settlement")}
    begun = any(amount is not None for amount in case.amounts.values())
    return {
        "report": State(case.report is not None and not wrong["report"]),
        "reflection": _counted(reflection_length(case), figures.reflection_chars.value),
        "photos": photos_counted(case),
        "lesson_plans": _counted(len(case.lesson_plans), figures.lesson_plans_min.value),
        "observation_records": _counted(len(case.observation_records), figures.observation_records_min.value),
        "feedback": feedback_counted(case),
        "settlement": State(begun and not wrong["settlement"]),
        "vouchers": vouchers_counted(case),
        "stamps": State(None),
        "remainder": State(None) if begun and case.total < case.edition.budget.total.value else None,
        "mail": State(None),
    }


def reflection_length(case: Case) -> int:
    """Characters of the reflection, as they are counted."""
    return 0 if case.report is None else spelling.length(case.report.reflection)


def _counted(count: int, needed: int) -> State:
    return State(count >= needed and needed > 0, count, needed)


def _of(case: Case, finding: Finding) -> str:
    """The form that a finding belongs to."""
    section = case.edition.forms.section_of(finding.path)
    return "" if section is None else section.form


def _params(case: Case) -> dict[str, Any]:
    edition = case.edition
    due = edition.dates.report_due.value
    return {
        "each": edition.report.photos_per_session.value,
        "rest": edition.budget.total.value - case.total,
        "stamps": edition.budget.stamps,
        "due": edition.words["no_date"] if due is None else due,
        "center": edition.center.short,
        "address": edition.center.address,
    }
