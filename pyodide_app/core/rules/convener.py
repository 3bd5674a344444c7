"""Rules on the convener."""

from __future__ import annotations

import re
from typing import Iterator

from pyodide_app.core import spelling
from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit

NAME = "application.convener.name"
TRAINED = "application.convener.trained"
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def convener_one(case: Case) -> Iterator[Hit]:
    """捌、五、（一）: exactly one person is the convener."""
    name = case.bundle.application.convener.name
    if case.unreadable(NAME):
        return
    if not said(name):
        yield Hit(NAME)
    elif _several(case, name):
        yield Hit(NAME, {"name": name}, "several")


def convener_is_member(case: Case) -> Iterator[Hit]:
    """捌、五、（一）: the convener is one of the members; silent while there is no member or no one convener."""
    name = case.bundle.application.convener.name
    if said(name) and case.member_names and spelling.key(name) not in case.member_names and not _several(case, name):
        yield Hit(NAME, {"name": name})


def convener_contact(case: Case) -> Iterator[Hit]:
    """表一 召集人: a telephone number with enough digits and an address for mail are given."""
    convener, digits = case.bundle.application.convener, case.limit("convener-contact", "phone_digits")
    phone_path, email_path = "application.convener.phone", "application.convener.email"
    phone, email = spelling.plain(convener.phone), spelling.plain(convener.email)
    if not case.unreadable(phone_path):
        if not phone:
            yield Hit(phone_path, {"digits": digits}, "phone_missing")
        elif sum(character.isdigit() for character in phone) < digits:
            yield Hit(phone_path, {"phone": convener.phone, "digits": digits}, "phone_short")
    if not case.unreadable(email_path):
        if not email:
            yield Hit(email_path)
        elif not EMAIL.fullmatch(email):
            yield Hit(email_path, {"email": convener.email}, "email_invalid")


def convener_trained_recommended(case: Case) -> Iterator[Hit]:
    """捌、五、（一）: a member who took the conveners' training is the better choice. A recommendation: never more than a hint."""
    if case.bundle.application.convener.trained is False:
        yield Hit(TRAINED)


def convener_trained_unanswered(case: Case) -> Iterator[Hit]:
    """表一 召集人培訓: the question is for statistics only and may stay unanswered."""
    if case.bundle.application.convener.trained is None and not case.unreadable(TRAINED):
        yield Hit(TRAINED)


def _several(case: Case, name: str) -> bool:
    """Whether a name names several persons.

    A word such as "and" may be part of a name: it parts only what is long enough on both sides, and never a member's name.
    """
    if spelling.key(name) in case.member_names:
        return False
    words, bare = case.edition.words, spelling.plain(name)
    if any(len([part for part in bare.split(mark) if part]) > 1 for mark in words["name_separators"]):
        return True
    return any(
        len(parts) > 1 and all(len(part) > 1 for part in parts)
        for parts in (bare.split(mark) for mark in words["name_joiners"])
    )
