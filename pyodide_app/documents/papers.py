"""The official papers as values: edition, bundle and findings become what a Typst template shows. Pure: no layout, no file, no clock.

`paper` makes a filled form, `blank` an empty one; `pyodide_app.documents.render` makes the PDF. Which characters they need is
`Paper.text`: the page asks `GlyphIndex.missing(paper.text)` before the download and fetches `GlyphIndex.chunks_for(paper.text)`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import Finding
from pyodide_app.documents.application_paper import application_data
from pyodide_app.documents.budget_paper import budget_data
from pyodide_app.documents.findings_paper import findings_data
from pyodide_app.documents.words import WORDS

FORMS = ("application", "budget", "findings")
BLANK_FORMS = ("application", "budget")


@dataclass(frozen=True)
class Paper:
    """One paper, ready to be set: the template `form`, its data, and the bundle that is attached to the PDF (None on a blank form)."""

    form: str
    file_name: str
    data: dict[str, Any]
    attachment: bytes | None

    @property
    def text(self) -> str:
        """Every character that the paper may print."""
        return text_of(self.data)


def paper(edition: Edition, form: str, bundle: Bundle, findings: Sequence[Finding]) -> Paper:
    """A filled form, one of `FORMS`. While there are errors it bears the draft mark. KeyError for any other form."""
    fill = {
        "application": lambda: application_data(edition, bundle),
        "budget": lambda: budget_data(edition, bundle),
        "findings": lambda: findings_data(edition, bundle, findings),
    }[form]
    frame = _frame(edition, form, bundle.school, bundle.application.community_name)
    fingerprint = files.fingerprint(bundle)
    errors = sum(finding.severity == "error" for finding in findings)
    frame["document"]["date"] = _date(bundle.submission.date or edition.paper_date)
    frame["footer"] |= {"fingerprint": fingerprint, "qr_alt": WORDS["qr_alt"].format(fingerprint=fingerprint)}
    if errors:
        frame["draft"] = {"mark": WORDS["draft"], "reason": WORDS["draft_reason"].format(errors=errors)}
    return Paper(form, edition.forms.paper(form).file_name, frame | {"blank": False} | fill(), files.write_json(bundle))


def blank(edition: Edition, form: str) -> Paper:
    """An empty official form, one of `BLANK_FORMS`: nothing attached, no fingerprint."""
    fill = {"application": application_data, "budget": budget_data}[form]
    return Paper(form, edition.forms.paper(form).file_name, _frame(edition, form, "", "") | {"blank": True} | fill(edition, None), None)


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
