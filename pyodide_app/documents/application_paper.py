"""表一: what the application form shows."""

from __future__ import annotations

from typing import Any

from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition
from pyodide_app.documents.values import boxes, date, ids, lines, other_text, padded, part, printed_rows, text, yes_no
from pyodide_app.documents.words import WORDS


def application_data(edition: Edition, bundle: Bundle | None) -> dict[str, Any]:
    """The fields of 表一 in the paper's order; of an empty form where there is no bundle. Preprinted methods are ticked whatever was chosen."""
    application = part(part(bundle.plain() if bundle else None).get("application"))
    convener = part(application.get("convener"))
    options = edition.forms.options
    types, methods = ids(application.get("types")), ids(application.get("methods"))
    preprinted = [option.id for option in options["methods"] if option.preprinted]
    other_type = other_text(application.get("type_other"), WORDS["blank_other"])
    other_method = other_text(application.get("method_other"), WORDS["blank_line"])
    return {
        "community_name": text(application.get("community_name")),
        "types": [WORDS["box_gap"].join(boxes(row, types, other_type)) for row in printed_rows(options["types"])],
        "convener": {name: text(convener.get(name)) for name in ("name", "phone", "email")} | {"trained": yes_no(edition, convener.get("trained"))},
        "topic_overview": text(application.get("topic_overview")),
        "members": [_member(edition, member) for member in padded(application.get("members"), edition, "members")],
        "methods": [boxes(row, methods + preprinted, other_method) for row in printed_rows(options["methods"])],
        "sessions": [
            session_cells(edition, number, session) for number, session in enumerate(padded(application.get("sessions"), edition, "sessions"), 1)
        ],
    }


def _member(edition: Edition, member: dict) -> dict[str, str]:
    name, school = text(member.get("name")), text(member.get("school"))
    return {
        "name": WORDS["other_school"].format(name=name, school=school) if school else name,
        "subject": text(member.get("subject")),
        "certificate": yes_no(edition, member.get("advanced_certificate")),
    }


def session_cells(edition: Edition, number: int, session: dict) -> dict[str, str]:
    """One row of the schedule. What the paper has no column for stands as `details` below the content."""
    start, end = text(session.get("start")), text(session.get("end"))
    return {
        "number": str(number),
        "when": lines([date(session.get("date")), WORDS["times"].format(start=start, end=end) if start and end else start or end]),
        "content": text(session.get("content")),
        "details": _details(edition, session),
        "host": text(session.get("host")),
        "place": lines([text(session.get("place")), text(session.get("remark"))]),
        "materials": text(session.get("materials")),
    }


def _details(edition: Edition, session: dict) -> str:
    """Methods and flags as tags, who teaches in public, and the lecturer on whom the fee depends."""
    methods = [edition.forms.option_label("methods", method) for method in ids(session.get("methods"))]
    tags = WORDS["methods"].format(methods=WORDS["joiner"].join(methods)) if methods else ""
    tags += "".join(WORDS[flag] for flag in ("enrichment", "guidance_visit") if session.get(flag) is True)
    demonstrator = text(session.get("demonstrator"))
    return lines([tags, WORDS["demonstrator"].format(name=demonstrator) if demonstrator else "", _lecturer(edition, part(session.get("lecturer")))])


def _lecturer(edition: Edition, lecturer: dict) -> str:
    if not lecturer:
        return ""
    affiliation, hours = text(lecturer.get("affiliation")), text(lecturer.get("hours"))
    fee = WORDS["paid_hours"].format(hours=hours) if lecturer.get("paid") is True else WORDS["unpaid"]
    facts = [text(lecturer.get("name")), edition.forms.option_label("affiliations", affiliation) if affiliation else "", fee]
    return WORDS["lecturer"].format(lecturer=WORDS["joiner"].join(fact for fact in facts if fact))
