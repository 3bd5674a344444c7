"""Rules on the report as a whole: what it holds, its members, its sessions beside the plan, its enclosures, its day."""

from __future__ import annotations

from itertools import count
from typing import Any, Iterator

from pyodide_app.core import spelling
from pyodide_app.core.bundle import Tolerant
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit
from pyodide_app.core.report.changes import changes, words

DATE = "report.mail_date"
REFLECTION = "report.reflection"
ATTACHMENTS = "report.attachments"
HEAD = ("community_name", "convener.name", "convener.phone", "convener.email", "convener.trained")
OF_A_MEMBER = ("school", "name", "advanced_certificate", "grade_subject")
ORIGINAL = ("report", "feedback")


def report_forms_both(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: the report is begun, and there is a feedback form at least."""
    for form, there in (("report", case.report is not None), ("feedback", bool(case.sheets))):
        if not there and not case.unreadable(form):
            paper = case.edition.forms.paper(form)
            yield Hit(form, {"number": paper.number, "title": paper.title})


def report_complete(case: Case) -> Iterator[Hit]:
    """表三: each field is filled in, and each member has school, name, answer about the certificate, grade and subject."""
    if case.report is None:
        return
    for name in HEAD:
        path = f"report.{name}"
        if _lacking(case, case.report, name) and not case.unreadable(path):
            yield Hit(path, {"missing": [case.label(path)]})
    if not case.members and not case.unreadable(case.members_path) and "members" in case.report.model_fields_set:
        yield Hit(case.members_path, {"missing": [case.label(case.members_path)]})
    for row in case.members:
        missing = [path for name in OF_A_MEMBER if _lacking(case, row.value, name) and not case.unreadable(path := f"{row.path}.{name}")]
        if missing:
            yield Hit(missing[0], {"row": row.no, "missing": [case.label(path) for path in missing]}, "member")


def report_members_match(case: Case) -> Iterator[Hit]:
    """表三: the members are those of the application, by their names; silent without an application or without names."""
    if case.report is None or not case.applied_names or not case.member_names:
        return
    added = [row for row in case.members if said(row.value.name) and spelling.key(row.value.name) not in case.applied_names]
    gone = [member.name for member in case.bundle.application.members if said(member.name) and spelling.key(member.name) not in case.member_names]
    params = {"added": [row.value.name for row in added], "gone": gone}
    if added:
        yield Hit(f"{added[0].path}.name", params, "" if gone else "added")
    elif gone:
        yield Hit(case.members_path, params, "gone")


def schedule_followed(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: the year followed its plan; what differs is said and forbids nothing."""
    found = changes(case)
    if found:
        yield Hit(case.sessions_path, {"diff": [words(case, each) for each in found]})


def reflection_required(case: Case) -> Iterator[Hit]:
    """表三 心得: the community has written its reflection."""
    if case.report is not None and not said(case.report.reflection) and not case.unreadable(REFLECTION):
        yield Hit(REFLECTION)


def reflection_length(case: Case) -> Iterator[Hit]:
    """表三 心得: the reflection has enough characters, white space not counted; silent where there is none."""
    least = case.edition.report.reflection_chars.value
    length = 0 if case.report is None else spelling.length(case.report.reflection)
    if 0 < length < least:
        yield Hit(REFLECTION, {"len": length, "min": least, "lack": least - length})


def lesson_plans_min(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: enough lesson plans that were prepared together are enclosed."""
    yield from _enclosed(case, len(case.lesson_plans), case.edition.report.lesson_plans_min.value)


def observation_records_min(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: enough records of observations are enclosed, each with its record of the talk afterwards."""
    yield from _enclosed(case, len(case.observation_records), case.edition.report.observation_records_min.value)


def report_due(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: the report is with the centre by the last day, that day included. Without a date, the day of the judgement counts."""
    due = case.edition.dates.report_due.value
    if case.report is None or due is None or case.unreadable(DATE):
        return
    date = case.report.mail_date
    if date is not None and date > due:
        yield Hit(DATE, {"date": date, "due": due})
    elif date is None and case.today is not None and case.today > due:
        yield Hit(DATE, {"date": case.today, "due": due}, "today")


def original_items_kept(case: Case) -> Iterator[Hit]:
    """捌、五、（五）: no item of the original forms was taken out of the file; an item that is there and empty is another rule's matter."""
    told = set()
    for section in case.edition.forms.of(*ORIGINAL):
        for field in section.fields:
            for path in [] if field.ours else _taken_out(case.bundle, field.path.split("."), ""):
                if path not in told:
                    told.add(path)
                    yield Hit(path, {"label": case.label(path)})


def _lacking(case: Case, part: Any, name: str) -> bool:
    """Whether a field is there and empty; one that was taken out of the file is told by another rule."""
    *outer, last = name.split(".")
    for step in outer:
        part = getattr(part, step)
    if last not in part.model_fields_set:
        return False
    value = getattr(part, last)
    return not said(value) if isinstance(value, str) else value is None


def _taken_out(part: Any, steps: list[str], path: str) -> Iterator[str]:
    """The paths along `steps` that the file does not have; what was never begun, or has the wrong shape, is not taken out."""
    if not steps:
        return
    step, *rest = steps
    if isinstance(part, list):
        for position, below in zip(count(), part):
            yield from _taken_out(below, rest, f"{path}{position}.")
    elif isinstance(part, Tolerant) and "" not in part.kept and step not in part.kept:
        value = getattr(part, step)
        if path and step not in part.model_fields_set:
            yield f"{path}{step}"
        else:
            yield from _taken_out(value, rest, f"{path}{step}.")


def _enclosed(case: Case, count: int, least: int) -> Iterator[Hit]:
    if case.report is not None and count < least and not case.unreadable_within(ATTACHMENTS):
        yield Hit(ATTACHMENTS, {"count": count, "min": least, "lack": least - count})
