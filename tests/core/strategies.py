"""Bundles and drafts as nobody would write them: the format's keys with values of every shape."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from hypothesis import strategies as st

from pyodide_app.core.bundle import FORMAT, Bundle, Tolerant

WORDS = st.sampled_from(
    ["", " ", "九月中", "約500", "107/9/12", "107年9月12日", "2018-09-12", "1070912", "２０００", "80元", "13:30", "下午1點", "計程車", "代聘", "true", "是", "1.5",
     "{0}", "{amount}", "%s", "<b>", "桃園市立青溪國民中學", "私立", "林佳穎", "first", "rereview", "train", "taxi", "member", "own_school", "city", "other"]
)  # fmt: skip
TEXT = WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-5, 12_000) | st.sampled_from([0, -1, 10**9, 10**14, 0.5, 1e30, -0.0])
IDS = st.lists(st.sampled_from(["observation", "copreparation", "lecture", "presentation", "other", "subject", "nonsense", ""]), max_size=4)
LINE_IDS = st.sampled_from(
    ["external_lecturer_fee", "internal_lecturer_fee", "consultation_fee", "lecturer_transport", "printing", "meals", "tea", "teaching_materials",
     "data_collection", "miscellaneous", "unheard_of"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
ODD = SCALARS | st.lists(SCALARS, max_size=3)
ODDEST = ODD | st.dictionaries(TEXT, SCALARS, max_size=2)


def _parts(annotation: Any) -> type[Tolerant] | None:
    options = get_args(annotation) or (annotation,)
    return next((option for option in options if isinstance(option, type) and issubclass(option, Tolerant)), None)


def _field(annotation: Any) -> st.SearchStrategy[Any]:
    part = _parts(annotation)
    if get_origin(annotation) is dict and part:
        return st.dictionaries(LINE_IDS, _part(part) | ODD, max_size=4) | ODD
    if get_origin(annotation) is list and part:
        return st.lists(_part(part) | _part(part) | SCALARS, max_size=4) | ODD
    if part:
        return _part(part) | _part(part) | ODD
    return IDS | ODDEST if get_origin(annotation) is list else ODDEST


def _part(model: type[Tolerant]) -> st.SearchStrategy[dict[str, Any]]:
    return st.deferred(
        lambda: st.fixed_dictionaries(
            {}, optional={name: _field(field.annotation) for name, field in model.model_fields.items() if name not in ("format", "plan")}
        )
    )


DOCUMENTS = _part(Bundle).map(lambda document: {"format": FORMAT, "plan": "tyc-plc-advanced-107"} | document)
"""Documents whose every key is known; their values are anything."""

PATHS = st.sampled_from(
    ["school", "submission.date", "submission.round", "application.types", "application.convener.name", "application.members",
     "application.members.0", "application.members.0.name", "application.members.2.advanced_certificate", "application.members.7.subject",
     "application.sessions.0.date", "application.sessions.3.lecturer", "application.sessions.3.lecturer.paid", "application.sessions.3.lecturer.hours",
     "application.sessions.1.methods", "application.sessions.1.enrichment", "budget", "budget.lines", "budget.lines.meals", "budget.lines.meals.persons",
     "budget.lines.tea.unit_price", "budget.lines.lecturer_transport.trips.1.fare", "budget.lines.lecturer_transport.trips", "budget.books.2.unit",
     "budget.books.1.title", "budget.lines.unheard_of.amount", "reasons.no-taxi@budget.lines.lecturer_transport.trips.0.mode", "reasons",
     "report", "report.sessions", "report.sessions.0.date", "report.sessions.1.methods", "report.members.0.name", "report.convener.trained", "report.reflection",
     "report.photos.0.session", "report.photos.0.date", "report.photos.2.file", "report.attachments.0.kind", "report.attachments.0.has_feedback",
     "report.extra.1.note", "report.mail_date", "settlement", "settlement.lines.tea.amount", "settlement.lines.tea.persons",
     "settlement.lines.external_lecturer_fee.unit_price", "settlement.lines.miscellaneous.vouchers.0.date", "settlement.lines.lecturer_transport.trips.0.fare",
     "feedback", "feedback.0", "feedback.0.answers", "feedback.0.answers.3", "feedback.2.answers.10", "feedback.1.difficulties",
     "application.members.999999999.name", "application.members.-1.name", "application.members.01.name", "format", "plan", "old.path", "", ".", "budget."]
)  # fmt: skip
DRAFTS = st.dictionaries(PATHS | TEXT, TEXT | IDS | ODDEST, max_size=14)
