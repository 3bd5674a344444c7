"""What was answered, section by section as a person reads it through before the papers are printed."""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

from pyodide_app.core import draft as drafts, spelling
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition, FormField, Section
from pyodide_app.core.findings import say
from pyodide_app.core.overview import overview
from pyodide_app.core.report.overview import report_overview
from pyodide_app.core.verdict import FORMS


class Answer(NamedTuple):
    """One line: a control, a whole row of a table or a line of the budget. `value` is "" where nothing was given."""

    label: str
    value: str
    path: str


def answers(edition: Edition, draft: drafts.Draft, stage: CaseStage = "application") -> list[dict[str, Any]]:
    """`[{"section", "title", "answers"}]` of the forms that the stage judges, in their order. A part of the settlement that holds no row is left out."""
    typed = drafts.from_document(parse_bundle(drafts.to_document(draft, edition)), edition)
    read = [(section, [answer._asdict() for answer in _section(edition, section, typed, draft)]) for section in edition.forms.of(*FORMS[stage])]
    return [{"section": section.id, "title": section.title, "answers": answers} for section, answers in read if answers]


def _section(edition: Edition, section: Section, typed: drafts.Draft, draft: drafts.Draft) -> Iterator[Answer]:
    if section.rows is not None:
        return _rows(edition, section, typed)
    if section.id == "budget":
        return _lines(edition, typed, draft)
    if section.id == "settlement":
        return _spent(edition, typed, draft)
    return _fields(edition, section, typed)


def _fields(edition: Edition, section: Section, typed: drafts.Draft) -> Iterator[Answer]:
    """Every control of a section; one that only spells out an option of the choices before it is no blank of its own."""
    choices = None
    for field in section.fields:
        value = _value(edition, field, typed.get(field.path))
        spells_out = choices is not None and field.label in [option.label for option in edition.forms.options[choices.options]]
        if value or not spells_out:
            yield Answer(say(edition.words["label_in_row"], {"row": choices.label, "label": field.label}, edition) if spells_out else field.label, value, field.path)
        choices = field if field.kind == "choices" else choices


def _rows(edition: Edition, section: Section, typed: drafts.Draft) -> Iterator[Answer]:
    """A line for each row that holds an answer."""
    start = f"{section.rows.path}."
    given = drafts.given(typed, edition)
    begun = sorted({int(path.removeprefix(start).partition(".")[0]) for path in given if path.startswith(start)})
    for position in begun:
        values = [(field, _in_row(edition, field, typed, field.path.replace("*", str(position), 1))) for field in section.fields]
        said = [_named(edition, field, value) for field, value in values if value]
        yield Answer(section.rows.legend.format(n=position + 1), edition.words["answers_between"].join(said), f"{start}{position}.{section.fields[0].path.rpartition('.')[2]}")
    if not begun and section.form != "settlement":
        yield Answer(section.title, "", section.rows.path)


def _lines(edition: Edition, typed: drafts.Draft, draft: drafts.Draft) -> Iterator[Answer]:
    """A line of the budget with its arithmetic and its note, and what it all comes to."""
    budget = overview(edition, draft)["budget"]
    for rule in edition.budget.lines:
        path = f"budget.lines.{rule.id}"
        said = [each for each in (budget["lines"][rule.id]["words"], typed.get(f"{path}.note", "")) if each]
        yield Answer(rule.label, edition.words["answers_between"].join(said), path)
    total = say(edition.words["answers_total"], {"total": budget["total"], "balance": budget["words"]}, edition)
    yield Answer(edition.forms.paper("budget").labels["total"], total, "budget.lines")


def _spent(edition: Edition, typed: drafts.Draft, draft: drafts.Draft) -> Iterator[Answer]:
    """A line of the settlement with what was spent, how far that is from the budget, and its note; then what is left."""
    settlement = report_overview(edition, draft)["settlement"]
    for rule in edition.budget.lines:
        path, line = f"settlement.lines.{rule.id}", settlement["lines"][rule.id]
        amount = "" if line["amount"] is None else say(edition.words["arithmetic_amount"], {"amount": line["amount"]}, edition)
        said = [each for each in (amount, line["difference_words"], typed.get(f"{path}.note", "")) if each]
        yield Answer(rule.label, edition.words["answers_between"].join(said), path)
    total = say(edition.words["answers_total"], {"total": settlement["total"], "balance": settlement["words"]}, edition)
    yield Answer(edition.forms.paper("settlement").labels["total"], total, "settlement.lines")


def _in_row(edition: Edition, field: FormField, typed: drafts.Draft, path: str) -> str:
    """The value of a control in a row; a list of answers that nobody shall read for another is only counted."""
    if "*" not in path:
        return _value(edition, field, typed.get(path))
    count = sum(bool(value) for each, value in typed.items() if each.startswith(path.removesuffix("*")))
    return say(edition.words["answers_count"], {"count": count}, edition) if count else ""


def _named(edition: Edition, field: FormField, value: str) -> str:
    """A value in a row: what says nothing by itself (yes, a number, a tick) keeps its label."""
    speaks = field.kind not in ("yes_no", "flag", "number")
    if field.kind == "flag":
        return field.label
    return value if speaks else say(edition.words["answers_named"], {"label": field.label, "value": value}, edition)


def _value(edition: Edition, field: FormField, value: Any) -> str:
    """A control's value in words; "" where nothing was given."""
    if value in (None, "", []):
        return ""
    if field.kind == "date" and (date := spelling.parse_date(str(value))):
        return spelling.roc_date(date, edition.words["weekdays"])
    chosen = value if isinstance(value, list) else [value]
    words = [edition.forms.option_label(field.options, str(each)) if field.options else str(each) for each in chosen]
    unit = f" {field.unit}" if field.unit else ""
    return edition.words["joiner"].join(words) + unit
