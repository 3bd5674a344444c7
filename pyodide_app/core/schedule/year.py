"""The year at a glance: semesters, breaks, holidays, sessions, deadlines, and what is still missing with the last day on which it can be."""

from __future__ import annotations

import datetime
from typing import Any

from pyodide_app.core import draft as drafts, spelling
from pyodide_app.core.bundle import Session, parse_bundle
from pyodide_app.core.case import Case, Row
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import Finding, say
from pyodide_app.core.judge import SEVERITIES, judge
from pyodide_app.core.schedule.days import DAY, last_school_day, months, period
from pyodide_app.core.schedule.needs import Need, final, kinds, last, needs
from pyodide_app.core.timeline import timeline


def year(edition: Edition, draft: drafts.Draft) -> dict[str, Any]:
    """The answer, see docs/page.md. Days are ISO for drawing, with their words beside them for reading."""
    case = Case(edition, parse_bundle(drafts.to_document(draft, edition)))
    start, end = period(edition)
    first, finish = edition.semesters[0].start, edition.semesters[-1].end
    findings = judge(edition, case.bundle)
    return {
        "start": first.isoformat(),
        "end": finish.isoformat(),
        "period": _span(edition, start, end),
        "months": [_span(edition, *month) | {"words": _month(edition, month[0])} for month in months(first, finish)],
        "semesters": [_span(edition, semester.start, semester.end) | {"id": semester.id, "name": semester.name} for semester in edition.semesters],
        "breaks": [_span(edition, pause.start, pause.end) | {"name": pause.name} for pause in edition.calendar.breaks],
        "holidays": [_day(edition, date) | {"name": name} for date, name in sorted(edition.calendar.holidays.items())],
        "makeup_workdays": [_day(edition, date) for date in edition.calendar.makeup_workdays],
        "deadlines": [
            _day(edition, line.day) | {"key": line.key, "label": line.date.label, "is_deadline": line.date.deadline} for line in timeline(edition)
        ],
        "sessions": [_session(case, row, findings) for row in case.sessions],
        "missing": [_missing(case, need) for need in needs(case)],
    }


def _day(edition: Edition, date: datetime.date) -> dict[str, str]:
    return {"date": date.isoformat(), "date_words": spelling.roc_date(date, edition.words["weekdays"])}


def _span(edition: Edition, start: datetime.date, end: datetime.date) -> dict[str, str]:
    weekdays = edition.words["weekdays"]
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "start_words": spelling.roc_date(start, weekdays),
        "end_words": spelling.roc_date(end, weekdays),
    }


def _month(edition: Edition, first: datetime.date) -> str:
    return say(edition.words["year_month"], {"year": first.year - spelling.ROC_OFFSET, "month": first.month}, edition)


def kind_label(edition: Edition, kind: str) -> str:
    """What a kind of session is called."""
    return edition.words["year_visit"] if kind == "visit" else getattr(edition.schedule, kind).label


def called(case: Case, row: Row[Session]) -> list[str]:
    """What a session is, in words: its kinds, else its methods, else that it is one."""
    labels = [kind_label(case.edition, kind) for kind in kinds(case, row)]
    return labels or [case.edition.forms.option_label("methods", method) for method in row.value.methods] or [case.edition.words["year_session"]]


def _session(case: Case, row: Row[Session], findings: list[Finding]) -> dict[str, Any]:
    """A session; `severity` is the worst that is said of it, "" where nothing is."""
    session, found = row.value, [finding for finding in findings if f"{finding.path}.".startswith(f"{row.path}.")]
    severities = [finding.severity for finding in found]
    return {
        "no": row.no,
        "path": row.path,
        "kinds": kinds(case, row),
        "kinds_words": called(case, row),
        "date": None if session.date is None else session.date.isoformat(),
        "date_words": "" if session.date is None else spelling.roc_date(session.date, case.edition.words["weekdays"]),
        "start": session.start or "",
        "end": session.end or "",
        "content": session.content,
        "host": session.host,
        "place": session.place,
        "severity": min(severities, key=SEVERITIES.index, default=""),
        "messages": [finding.message for finding in found],
    }


def _missing(case: Case, need: Need) -> dict[str, Any]:
    """A lack, with the last day on which it can still be made good."""
    day = _last_day(case, need)
    word = "year_missing_session" if need.kind == "session" else "year_missing_semester" if need.semester else "year_missing"
    params = {"count": need.count, "last": day, "semester": need.semester.name if need.semester else ""}
    if need.kind != "session":
        params["kind"] = kind_label(case.edition, need.kind)
    return {
        "rule": need.rule,
        "kind": need.kind,
        "count": need.count,
        "semester": need.semester.id if need.semester else None,
        "last_day": day.isoformat() if day else None,
        "words": say(case.edition.words[word if day else f"{word}_late"], params, case.edition),
    }


def _last_day(case: Case, need: Need) -> datetime.date | None:
    """The last school day in the period, in the semester that lacks it, and before the presentation; the presentation itself comes after every session."""
    start, end = period(case.edition)
    ends, latest = final(case), last(case)
    if need.semester is not None:
        start, end = max(start, need.semester.start), min(end, need.semester.end)
    if ends is not None and need.kind != "presentation":
        end = min(end, ends.value.date - DAY)
    if need.kind == "presentation" and latest is not None:
        start = max(start, latest.value.date)
    return last_school_day(case, start, end)
