"""Rules on the list of members."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core import spelling
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit


def members_min(case: Case) -> Iterator[Hit]:
    """捌、五、（一）: enough different persons are members, the convener included. Wholly blank rows do not count; one name listed twice counts once."""
    unnamed = [row for row in case.members if not said(row.value.name)]
    named = {case.member_key(row.value) for row in case.members if said(row.value.name)}
    count, least = len(named) + len(unnamed), case.edition.members.min.value
    if count < least and not case.unreadable(case.members_path):
        yield Hit(case.members_path, {"n": count, "min": least, "lack": least - count})


def members_max(case: Case) -> Iterator[Hit]:
    """捌、五、（一）: as a principle no more members than the plan names."""
    most = case.edition.members.max.value
    if len(case.members) > most:
        yield Hit(case.members_path, {"n": len(case.members), "max": most})


def members_unique(case: Case) -> Iterator[Hit]:
    """表一 社群成員: nobody is listed twice; same school and same name, white space aside."""
    first: dict[tuple[str, str], int] = {}
    for row in case.members:
        if not said(row.value.name):
            continue
        earlier = first.setdefault(case.member_key(row.value), row.no)
        if earlier != row.no:
            yield Hit(f"{row.path}.name", {"row": row.no, "first": earlier, "name": row.value.name})


def member_complete(case: Case) -> Iterator[Hit]:
    """表一 社群成員: each member has a name and an answer about the certificate; a blank row is filled in or removed."""
    for row in case.member_rows:
        name, certificate = f"{row.path}.name", f"{row.path}.advanced_certificate"
        if case.blank(row):
            yield Hit(name, {"row": row.no}, "blank")
            continue
        missing = [
            path
            for path, lacking in ((name, not said(row.value.name)), (certificate, row.value.advanced_certificate is None))
            if lacking and not case.unreadable(path)
        ]
        if missing:
            yield Hit(missing[0], {"row": row.no, "missing": [case.label(path) for path in missing]})


def member_subject(case: Case) -> Iterator[Hit]:
    """表一 社群成員: each member has a subject, a domain or a grade."""
    for row in case.members:
        path = f"{row.path}.subject"
        if not said(row.value.subject) and not case.unreadable(path):
            yield Hit(path, {"row": row.no})


def member_cross_school(case: Case) -> Iterator[Hit]:
    """表三 社群成員: a member of another school is not forbidden, and is pointed out."""
    own = spelling.key(case.bundle.school)
    for row in case.members:
        if own and said(row.value.school) and spelling.key(row.value.school) != own:
            yield Hit(f"{row.path}.school", {"row": row.no, "name": row.value.name, "school": row.value.school})


def priority_certificate(case: Case) -> Iterator[Hit]:
    """伍: a community with a holder of the advanced certificate is funded first."""
    count = sum(row.value.advanced_certificate is True for row in case.members)
    if count:
        yield Hit(case.members_path, {"count": count})
