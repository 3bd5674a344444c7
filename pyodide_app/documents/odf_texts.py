"""表一 and 表三 as blocks of a text document, in the layout of the official forms: one grid of six columns, below it the long tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from pyodide_app.documents.odf_table import Cell, Image, Table
from pyodide_app.documents.pictures import Picture, size_of

# Widths of columns in cm, 17.2 together.
HEAD = (2.9, 2.4, 1.4, 3.6, 1.7, 5.2)
REPORT_HEAD = (2.6, 1.1, 4.3, 2.6, 3.1, 3.5)
SCHEDULE = (1.1, 3.0, 5.8, 2.5, 2.4, 2.4)
PHOTO_WIDTH, PHOTO_HEIGHT = 7.4, 5.3


@dataclass(frozen=True)
class Words:
    """A paragraph, or several: each line is one."""

    text: str
    style: str = "Standard"


@dataclass(frozen=True)
class Heading:
    text: str
    level: int
    style: str = "Heading"


Block = Words | Heading | Table


def titles(data: dict[str, Any]) -> Iterator[Block]:
    """The draft's mark, the form's number, the title lines."""
    if data["draft"]:
        yield Words(data["draft"]["reason"], "Draft")
    yield Words(data["number"], "Number")
    for line in data["titles"][:-1]:
        yield Words(line, "Title")
    yield Heading(data["titles"][-1], 1, "FormTitle")
    if data["subtitle"]:
        yield Words(data["subtitle"], "Center")


def application_text(data: dict[str, Any]) -> Iterator[Block]:
    """表一."""
    labels, convener = data["labels"], data["convener"]
    members = [[Cell(member["name"], columns=2), Cell(member["subject"], columns=2), Cell(member["certificate"])] for member in data["members"]]
    yield from titles(data)
    yield Table("application", HEAD, [
        [Cell(labels["community_name"]), Cell(data["community_name"], "Left", columns=5)],
        [Cell(labels["types"], small=labels["types_note"]), Cell("\n".join(data["types"]), "Left", columns=5)],
        convener_row(labels, convener),
        [Cell(labels["trained"], columns=3, small=labels["trained_note"]), Cell(convener["trained"], columns=3)],
        [Cell(labels["topic"]), Cell(data["topic_overview"], "Left", columns=5)],
        [
            Cell(labels["members"], small=labels["members_note"], rows=len(members) + 1),
            Cell(labels["member_name"], columns=2),
            Cell(labels["member_subject"], columns=2, small=labels["member_subject_note"]),
            Cell(labels["member_certificate"]),
        ],
        *members,
        [Cell(labels["methods_heading"] + "\n" + "\n".join("　".join(row) for row in data["methods"]), "Left", columns=6)],
        [Cell(labels["sessions_heading"], "Left", columns=6, small=labels["sessions_note"])],
    ])
    yield Table("sessions", SCHEDULE, [
        [
            Cell(labels["session_number"]), Cell(labels["session_when"]), Cell(labels["session_content"]),
            Cell(labels["session_host"], small=labels["session_host_note"]), Cell(labels["session_place"]), Cell(labels["session_materials"]),
        ],
        *([
            Cell(each["number"]), Cell(each["when"]), Cell(each["content"], "Left", small=each["details"]),
            Cell(each["host"]), Cell(each["place"]), Cell(each["materials"]),
        ] for each in data["sessions"]),
    ], header=1)


def convener_row(labels: dict[str, str], convener: dict[str, str]) -> list[Cell]:
    return [Cell(labels["convener"]), Cell(convener["name"]), Cell(labels["phone"]), Cell(small=convener["phone"]), Cell(labels["email"]), Cell(small=convener["email"])]


def report_text(data: dict[str, Any], pictures: Mapping[str, Picture]) -> Iterator[Block]:
    """表三, its photos two a row, and behind it what the community added."""
    labels, convener = data["labels"], data["convener"]
    columns = ("number", "school", "name", "certificate", "grade_subject")
    yield from titles(data)
    yield Table("report", REPORT_HEAD, [
        [Cell(labels["community_name"]), Cell(data["community_name"], "Left", columns=5)],
        [Cell(labels["convener"]), Cell(convener["name"], columns=2), Cell(labels["phone"]), Cell(convener["phone"], columns=2)],
        [Cell(labels["email"]), Cell(convener["email"], columns=5)],
        [Cell(labels["trained"], columns=3), Cell(convener["trained"], columns=3)],
        [Cell(labels["members"], small=labels["members_note"], rows=len(data["members"]) + 1), *(Cell(labels[f"member_{name}"]) for name in columns)],
        *([Cell(member[name]) for name in columns] for member in data["members"]),
        [Cell(labels["reflection_heading"] + "\n" + labels["reflection_prompts"] + "\n" + labels["reflection_prompts_end"], "Left", columns=6)],
        [Cell(data["reflection"], "Left", columns=6)],
    ])
    yield Heading(labels["photos_heading"], 2)
    for number, (one, other) in enumerate(zip_longest(*[iter(data["photos"])] * 2), 1):
        rows = zip(_photo(one, labels, pictures), _photo(other, labels, pictures), strict=True)
        yield Table(f"photos{number}", (1.0, 7.6, 1.0, 7.6), [[*left, *right] for left, right in rows], together=True)
    if data["added"]:
        yield from _added(data["added"])


def _photo(photo: dict[str, str] | None, labels: dict[str, str], pictures: Mapping[str, Picture]) -> list[list[Cell]]:
    """The three rows of one photo: its number, the photo, what it shows."""
    if photo is None:
        return [[Cell(columns=2)], [Cell(), Cell()], [Cell(), Cell()]]
    words = [labels["photo_content"] + photo["content"], labels["photo_date"] + photo["date"], labels["photo_place"] + photo["place"]]
    head = f"{labels['photo_number']} {photo['number']}　{photo['session']}".strip()
    return [
        [Cell(head, columns=2)],
        [Cell("\n".join(labels["photo"])), Cell(photo["missing"], image=_image(photo, pictures))],
        [Cell("\n".join(labels["photo_words"])), Cell("\n".join(words), "Left")],
    ]


def _image(photo: dict[str, str], pictures: Mapping[str, Picture]) -> Image | None:
    """The photo as large as its frame lets it be."""
    if not photo["image"]:
        return None
    width, height = size_of(pictures[photo["image"]].content)
    scale = min(PHOTO_WIDTH / width, PHOTO_HEIGHT / height)
    return Image(f"Pictures/{photo['image']}", width * scale, height * scale, photo["alt"].strip() or photo["number"])


def _added(added: dict[str, Any]) -> Iterator[Block]:
    yield Heading(added["heading"], 2)
    sessions, attachments, extra = added["sessions"], added["attachments"], added["extra"]
    if sessions["rows"]:
        labels = sessions["labels"]
        yield Heading(sessions["title"], 3)
        yield Table("held", (1.2, 3.2, 9.0, 3.8), [
            [Cell(added["number"]), Cell(labels["date"]), Cell(labels["content"]), Cell(labels["place"])],
            *([Cell(each["number"]), Cell(each["when"]), Cell(each["content"], "Left", small=each["details"]), Cell(each["place"])] for each in sessions["rows"]),
        ], header=1)
    if attachments["rows"]:
        columns = ("kind", "title", "session", "has_feedback", "file")
        yield Heading(attachments["title"], 3)
        yield Table("attachments", (1.2, 3.0, 4.9, 1.9, 2.2, 4.0), [
            [Cell(added["number"]), *(Cell(attachments["labels"][name]) for name in columns)],
            *([Cell(each["number"]), *(Cell(each[name]) for name in columns)] for each in attachments["rows"]),
        ], header=1)
    if extra["rows"]:
        yield Heading(extra["title"], 3)
        for each in extra["rows"]:
            if each["title"].strip():
                yield Heading(each["title"], 4)
            yield Words(each["note"])
