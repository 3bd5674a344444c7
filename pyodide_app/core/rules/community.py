"""Rules on the community itself: name, type, topic, methods."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit

OTHER = "other"


def community_name_required(case: Case) -> Iterator[Hit]:
    """表一 社群名稱: the community has a name."""
    path = "application.community_name"
    if not said(case.bundle.application.community_name) and not case.unreadable(path):
        yield Hit(path)


def type_required(case: Case) -> Iterator[Hit]:
    """表一 辦理類型: at least one type is ticked."""
    path = "application.types"
    if not case.bundle.application.types and not case.unreadable(path):
        yield Hit(path)


def type_other_text(case: Case) -> Iterator[Hit]:
    """表一 辦理類型: who ticks "other" says which, and who says which ticks it."""
    application = case.bundle.application
    yield from _other(case, application.types, application.type_other, "application.types", "application.type_other")


def topic_required(case: Case) -> Iterator[Hit]:
    """表一 社群議題概述: the topic is described."""
    path = "application.topic_overview"
    if not said(case.bundle.application.topic_overview) and not case.unreadable(path):
        yield Hit(path)


def methods_preprinted(case: Case) -> Iterator[Hit]:
    """表一 一: the methods that the paper has ticked in print stay ticked."""
    path = "application.methods"
    missing = [option.label for option in case.edition.forms.options["methods"] if option.preprinted and option.id not in case.bundle.application.methods]
    if missing and not case.unreadable(path):
        yield Hit(path, {"missing": missing})


def method_other_text(case: Case) -> Iterator[Hit]:
    """表一 一: who ticks "other" says which, and who says which ticks it."""
    application = case.bundle.application
    yield from _other(case, application.methods, application.method_other, "application.methods", "application.method_other")


def method_presentation_ticked(case: Case) -> Iterator[Hit]:
    """表一 一: every plan ends with a presentation, so its box may as well be ticked."""
    path, method = "application.methods", case.edition.programme.final_method
    if method not in case.bundle.application.methods and not case.unreadable(path):
        yield Hit(path, {"method": case.edition.forms.option_label("methods", method)})


def method_coverage(case: Case) -> Iterator[Hit]:
    """表一 一: every ticked method is used in a session; silent while there is no session."""
    planned = {method for row in case.sessions for method in row.value.methods}
    options = {option.id: option.label for option in case.edition.forms.options["methods"]}
    unused = [options[method] for method in case.bundle.application.methods if method in options and method not in planned and method != OTHER]
    if unused and case.sessions and not any(case.unreadable(f"{row.path}.methods") for row in case.sessions):
        yield Hit("application.methods", {"method": unused})


def _other(case: Case, ticked: list[str], text: str, list_path: str, text_path: str) -> Iterator[Hit]:
    if case.unreadable(list_path) or case.unreadable(text_path):
        return
    if OTHER in ticked and not said(text):
        yield Hit(text_path)
    elif OTHER not in ticked and said(text):
        yield Hit(text_path, {"text": text.strip()}, "unticked")
