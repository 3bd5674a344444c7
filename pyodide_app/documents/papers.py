"""The papers as values: edition, bundle, findings and photos become what a Typst template shows. Pure: no layout, no file, no clock.

`paper` makes a filled form, `papers_of` those of a stage, `blank` an empty one; `pyodide_app.documents.render` makes the PDF. Which characters
they need is `Paper.text`: the page asks `GlyphIndex.missing(paper.text)` before the download and fetches `GlyphIndex.chunks_for(paper.text)`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import Finding
from pyodide_app.documents.application_paper import application_data
from pyodide_app.documents.budget_paper import budget_data
from pyodide_app.documents.feedback_paper import feedback_data
from pyodide_app.documents.findings_paper import findings_data
from pyodide_app.documents.pictures import Picture
from pyodide_app.documents.report_paper import report_data, report_pictures
from pyodide_app.documents.settlement_paper import settlement_data
from pyodide_app.documents.words import WORDS

FORMS_OF: dict[CaseStage, tuple[str, ...]] = {
    "application": ("application", "budget", "findings"),
    "report": ("report", "feedback", "settlement", "report_findings"),
}
"""The papers of each stage, in the order in which they are sent; a paper bears the mark of the findings of its own stage."""
FORMS = tuple(form for forms in FORMS_OF.values() for form in forms)
BLANK_FORMS = ("application", "budget", "report", "feedback")
TEMPLATES = {"report_findings": "findings"}
"""Forms that are set by the template of another."""


@dataclass(frozen=True)
class Paper:
    """One paper, ready to be set: its template, its data, the bundle that is attached to the PDF (None on a blank form), its photos by the names in the data."""

    template: str
    file_name: str
    data: dict[str, Any]
    attachment: bytes | None
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Every character that the paper may print."""
        return text_of(self.data)


def stage_of(form: str) -> CaseStage:
    """The stage whose findings a paper bears. KeyError for what is none of `FORMS`."""
    for stage, forms in FORMS_OF.items():
        if form in forms:
            return stage
    raise KeyError(form)


def paper(edition: Edition, form: str, bundle: Bundle, findings: Sequence[Finding], enclosed: Mapping[str, bytes] | None = None) -> Paper:
    """A filled form, one of `FORMS`, with the findings of its stage. While there are errors it bears the draft mark. KeyError for any other form.

    `enclosed` holds the photos under the names of their entries in a package (`photos/…`). Raises `BrokenPictures`.
    """
    return _filled(edition, form, bundle, _written(bundle), findings, enclosed or {})


def papers_of(
    edition: Edition, stage: CaseStage, bundle: Bundle, findings: Sequence[Finding], enclosed: Mapping[str, bytes] | None = None
) -> dict[str, Paper]:
    """The filled forms of a stage by name, as `paper` makes each: they bear the same data and fingerprint, which are written once."""
    written = _written(bundle)
    return {form: _filled(edition, form, bundle, written, findings, enclosed or {}) for form in FORMS_OF[stage]}


class _Written(NamedTuple):
    """What every paper of a bundle bears: the data file, and the fingerprint."""

    content: bytes
    fingerprint: str


def _written(bundle: Bundle) -> _Written:
    return _Written(files.write_json(bundle), files.fingerprint(bundle))


def _filled(
    edition: Edition, form: str, bundle: Bundle, written: _Written, findings: Sequence[Finding], enclosed: Mapping[str, bytes]
) -> Paper:
    stage = stage_of(form)
    fill = {
        "application": lambda: application_data(edition, bundle),
        "budget": lambda: budget_data(edition, bundle),
        "findings": lambda: findings_data(edition, bundle, findings),
        "report": lambda: report_data(edition, bundle, enclosed),
        "feedback": lambda: feedback_data(edition, bundle),
        "settlement": lambda: settlement_data(edition, bundle),
        "report_findings": lambda: findings_data(edition, bundle, findings),
    }[form]
    report = bundle.report if stage == "report" else None
    school, community = (report.school, report.community_name) if report else ("", "")
    frame = _frame(edition, form, school or bundle.school, community or bundle.application.community_name)
    errors = sum(finding.severity == "error" for finding in findings)
    frame["document"]["date"] = _date(_dated(edition, bundle, stage))
    frame["footer"] |= {"fingerprint": written.fingerprint, "qr_alt": WORDS["qr_alt"].format(fingerprint=written.fingerprint)}
    if errors:
        frame["draft"] = {"mark": WORDS["draft"], "reason": WORDS["draft_reason"].format(errors=errors)}
    pictures = report_pictures(bundle, enclosed) if form == "report" else {}
    return Paper(_template(form), edition.forms.paper(form).file_name, frame | {"blank": False} | fill(), written.content, pictures)


def blank(edition: Edition, form: str) -> Paper:
    """An empty official form, one of `BLANK_FORMS`: nothing attached, no fingerprint."""
    fill = {
        "application": application_data,
        "budget": budget_data,
        "report": lambda edition, bundle: report_data(edition, bundle, {}),
        "feedback": feedback_data,
    }[form]
    return Paper(_template(form), edition.forms.paper(form).file_name, _frame(edition, form, "", "") | {"blank": True} | fill(edition, None), None)


def missing_photos(bundle: Bundle, enclosed: Mapping[str, bytes]) -> list[str]:
    """The files of photos that the report names and nobody handed over, each once."""
    photos = bundle.report.photos if bundle.report else []
    named = dict.fromkeys(photo.file for photo in photos if photo.file)
    return [name for name in named if files.entry_name(files.PHOTOS, name) not in enclosed]


def _template(form: str) -> str:
    return TEMPLATES.get(form, form)


def _dated(edition: Edition, bundle: Bundle, stage: CaseStage) -> datetime.date:
    """The date that a paper bears: of sending where it is given, else one of the edition's."""
    if stage == "application":
        return bundle.submission.date or edition.paper_date
    return (bundle.report and bundle.report.mail_date) or edition.dates.report_due.value or edition.paper_date


def _frame(edition: Edition, form: str, school: str, community: str) -> dict[str, Any]:
    """What all papers have: title lines, labels, document properties, footer."""
    sheet = edition.forms.paper(form)
    school = school.strip() or WORDS["blank_school"] + sheet.labels.get("school_hint", "")
    name = WORDS["document_title"].format(number=sheet.number, title=sheet.title)
    community = community.strip()
    return {
        "document": {
            "title": WORDS["document_title_of"].format(name=name, community=community) if community else name,
            "date": _date(edition.paper_date),
            "attachment": WORDS["attachment"],
        },
        "draft": None,
        "footer": {"page": WORDS["page"], "fingerprint": None, "fingerprint_label": WORDS["fingerprint"]},
        "number": sheet.number,
        "titles": [edition.title_parent, edition.title, school + sheet.title],
        "subtitle": sheet.subtitle,
        "labels": sheet.labels,
    }


def _date(date: datetime.date) -> list[int]:
    return [date.year, date.month, date.day]


def text_of(data: Any) -> str:
    """Every string of a JSON value, joined; keys left out."""
    if isinstance(data, str):
        return data
    values = data.values() if isinstance(data, dict) else data if isinstance(data, (list, tuple)) else ()
    return "".join(map(text_of, values))
