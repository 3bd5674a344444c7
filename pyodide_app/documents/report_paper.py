"""表三: what the report shows. The photos come as files; the additions that the plan allows stand behind the paper's own items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition, Section
from pyodide_app.documents.application_paper import session_cells
from pyodide_app.documents.pictures import BrokenPictures, Picture, kind_of
from pyodide_app.documents.values import boxes, date, lines, padded, part, parts, text, yes_no
from pyodide_app.documents.words import WORDS

WITH_FEEDBACK = "observation_record"
"""The kind of attachment that the plan wants with a record of the feedback."""


def report_data(edition: Edition, bundle: Bundle | None, enclosed: Mapping[str, bytes]) -> dict[str, Any]:
    """The fields of 表三 in the paper's order; of an empty form where there is no bundle. A photo's `image` is its name among `report_pictures`."""
    report = part(part(bundle.plain() if bundle else None).get("report"))
    convener = part(report.get("convener"))
    images = picture_names(bundle, enclosed)
    photos = enumerate(padded(report.get("photos"), edition, "report_photos"))
    return {
        "community_name": text(report.get("community_name")),
        "convener": {name: text(convener.get(name)) for name in ("name", "phone", "email")} | {"trained": yes_no(edition, convener.get("trained"))},
        "members": [_member(edition, number, row) for number, row in enumerate(padded(report.get("members"), edition, "report_members"), 1)],
        "reflection": text_kept(report.get("reflection")),
        "photos": [_photo(number + 1, photo, images.get(number, "")) for number, photo in photos],
        "added": _added(edition, report) if bundle else None,
    }


def report_pictures(bundle: Bundle, enclosed: Mapping[str, bytes]) -> dict[str, Picture]:
    """The photos of the report that are there, by the names that the paper calls them. Raises `BrokenPictures`."""
    photos = bundle.report.photos if bundle.report else []
    contents = {number: enclosed[entry] for number, photo in enumerate(photos) if (entry := files.entry_name(files.PHOTOS, photo.file)) in enclosed}
    names = picture_names(bundle, enclosed)
    broken = [photos[number].file for number in contents if number not in names]
    if broken:
        raise BrokenPictures(dict.fromkeys(broken))
    return {names[number]: Picture(photos[number].file, content) for number, content in contents.items()}


def picture_names(bundle: Bundle | None, enclosed: Mapping[str, bytes]) -> dict[int, str]:
    """Position of each photo that is there and whole → what the paper calls its file."""
    photos = bundle.report.photos if bundle and bundle.report else []
    kinds = ((number, kind_of(enclosed.get(files.entry_name(files.PHOTOS, photo.file) or "", b""))) for number, photo in enumerate(photos))
    return {number: f"photo-{number + 1}.{kind}" for number, kind in kinds if kind}


def text_kept(value: Any) -> str:
    """A long text with the indentation of its first line."""
    return value.rstrip() if isinstance(value, str) else text(value)


def _member(edition: Edition, number: int, member: dict) -> dict[str, str]:
    return {"number": str(number)} | {name: text(member.get(name)) for name in ("school", "name", "grade_subject")} | {
        "certificate": yes_no(edition, member.get("advanced_certificate")),
    }


def _photo(number: int, photo: dict, image: str) -> dict[str, str]:
    """One block. Without its file it says which one is missing; a block that nobody began says nothing."""
    words = WORDS["report"]
    session, content, file = text(photo.get("session")), text(photo.get("content")), text(photo.get("file"))
    said = {"date": date(photo.get("date")), "place": text(photo.get("place")), "content": content}
    missing = words["photo_missing"].format(file=file) if file else words["photo_without_file"] if any(photo.values()) else ""
    return said | {
        "number": str(number),
        "session": words["photo_session"].format(n=session) if session else "",
        "image": image,
        "alt": text(photo.get("alt")) or words["photo_alt"].format(number=number, content=content),
        "missing": "" if image else missing,
    }


# ---------------------------------------------------------------- added behind the paper's own items


def _added(edition: Edition, report: dict) -> dict[str, Any] | None:
    """The sessions as held, what is enclosed and the community's own results; None where there is nothing of it."""
    words = WORDS["report"]
    sessions = [_session(edition, number, session) for number, session in enumerate(parts(report.get("sessions")), 1)]
    attachments = [_attachment(edition, number, each) for number, each in enumerate(parts(report.get("attachments")), 1)]
    extra = [{"title": text(each.get("title")), "note": text_kept(each.get("note"))} for each in parts(report.get("extra"))]
    if not (sessions or attachments or extra):
        return None
    return {
        "heading": words["added"],
        "sessions": _titled(edition, "report_sessions", ("date", "content", "place"), sessions),
        "attachments": _titled(edition, "report_attachments", ("kind", "title", "session", "has_feedback", "file"), attachments),
        "extra": _titled(edition, "report_extra", ("title", "note"), extra),
        "number": words["number"],
    }


def _titled(edition: Edition, section_id: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> dict[str, Any]:
    """A table with the section's title and the labels of its controls."""
    section = next(section for section in edition.forms.sections if section.id == section_id)
    return {"title": section.title, "labels": {name: _label(section, name) for name in columns}, "rows": rows}


def _label(section: Section, name: str) -> str:
    return next((field.label for field in section.fields if field.path.rpartition(".")[2] == name), "")


def _session(edition: Edition, number: int, session: dict) -> dict[str, str]:
    cells = session_cells(edition, number, session)
    host = WORDS["report"]["host"].format(name=cells["host"]) if cells["host"] else ""
    return {name: cells[name] for name in ("number", "when", "content", "place")} | {"details": lines([cells["details"], host])}


def _attachment(edition: Edition, number: int, attachment: dict) -> dict[str, str]:
    kind, session, file = text(attachment.get("kind")), text(attachment.get("session")), text(attachment.get("file"))
    feedback = attachment.get("has_feedback")
    asked = feedback is not None or kind == WITH_FEEDBACK
    return {
        "number": str(number),
        "kind": edition.forms.option_label("attachment_kinds", kind) if kind else "",
        "title": text(attachment.get("title")),
        "session": WORDS["report"]["photo_session"].format(n=session) if session else "",
        "has_feedback": lines(boxes(edition.forms.options["yes_no"], [str(feedback).lower()])) if asked else "",
        "file": file or WORDS["report"]["enclosed_on_paper"],
    }
