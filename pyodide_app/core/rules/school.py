"""Rules on the applying school."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core import spelling
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit


def school_name_required(case: Case) -> Iterator[Hit]:
    """表一–表四 標題: the school's full name is given; the preprinted one is a sample and never a default.

    One name stands in the titles of all forms. At the year's end it is asked for where the report names its school, as long as that is empty.
    """
    named = case.stage == "application" or (case.report is not None and said(case.report.school))
    path = "school" if named else "report.school"
    if not said(case.bundle.school) and not case.unreadable("school") and not case.unreadable(path):
        yield Hit(path)


def school_eligible(case: Case) -> Iterator[Hit]:
    """伍: the school is one of the city's own. Its name holds none of the words that other schools bear; it is in the edition's list where there is one."""
    name, eligibility = spelling.key(case.bundle.school), case.edition.eligibility
    if name and any(word in name for word in eligibility.deny):
        yield Hit("school", {"school": case.bundle.school})
    elif name and eligibility.schools and name not in eligibility.schools:
        yield Hit("school", {"school": case.bundle.school}, "unlisted")


def school_name_full(case: Case) -> Iterator[Hit]:
    """表一–表四 標題: the name looks like a full name, from the city to the kind of school."""
    name, eligibility = spelling.key(case.bundle.school), case.edition.eligibility
    full = name.startswith(eligibility.city) and any(
        name.endswith(ending) and len(name) > len(eligibility.city) + len(ending) for ending in eligibility.full_name_endings
    )
    if name and not full:
        yield Hit("school", {"school": case.bundle.school, "examples": eligibility.full_name_examples})
