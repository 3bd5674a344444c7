"""Rules on sending the application in."""

from __future__ import annotations

import datetime
from typing import Iterator

from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit

DATE = "submission.date"
REREVIEW = "rereview"


def forms_both(case: Case) -> Iterator[Hit]:
    """柒、一: both forms are begun. Boxes and prices that the paper has preprinted begin neither."""
    application, budget = case.bundle.application, case.bundle.budget
    convener = application.convener
    texts = (application.community_name, application.topic_overview, convener.name, convener.phone, convener.email)
    begun = {
        "application": any(map(said, texts)) or bool(application.types or case.members or case.sessions) or case.unreadable_within("application"),
        "budget": any(case.amounts.values()) or bool(case.books) or said(budget.books_purpose) or case.unreadable_within("budget"),
    }
    for form, path in (("application", "application.community_name"), ("budget", case.lines_path)):
        if not begun[form]:
            paper = case.edition.forms.paper(form)
            yield Hit(path, {"number": paper.number, "title": paper.title})


def apply_window(case: Case) -> Iterator[Hit]:
    """柒、三、（一）: a first application is sent in by the last day, if there is one; there is no first day. Without a date, the day of the judgement counts."""
    last = case.edition.dates.apply_end.value
    if last is None or case.bundle.submission.round == REREVIEW or case.unreadable(DATE):
        return
    date: datetime.date | None = case.bundle.submission.date
    if date is not None and date > last:
        yield Hit(DATE, {"date": date, "last": last})
    elif date is None and case.today is not None and case.today > last:
        yield Hit(DATE, {"date": case.today, "last": last}, "today")


def rereview_window(case: Case) -> Iterator[Hit]:
    """柒、三、（四）: an application for the second review is sent in on its days, both included; silent where the plan leaves one open."""
    first, last, date = case.edition.dates.rereview_start.value, case.edition.dates.rereview_end.value, case.bundle.submission.date
    if first is None or last is None or date is None:
        return
    if case.bundle.submission.round == REREVIEW and not first <= date <= last:
        yield Hit(DATE, {"date": date, "first": first, "last": last})
