"""The bundle, `plc-bundle/1`: one document that follows one community through the year.

Tolerant: a value of the wrong shape reads as "not answered" (None, or an empty list), is kept as it was typed, is written back unchanged
and is named by `misshapen`. A key that the format does not know is refused by name: `UnknownKeys`. Amounts are whole NT$, dates
`datetime.date` (ISO in the file), times HH:MM, hours whole or half. Nothing here knows an edition: option ids and line ids are judged elsewhere.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from functools import cache
from typing import Annotated, Any, Callable, ClassVar, Iterator, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from pyodide_app.core import spelling

FORMAT = "plc-bundle/1"
LINE_ID = re.compile(r"[a-z][a-z0-9_]*")


class NotABundle(ValueError):
    """The JSON value is no object, or says another format than `FORMAT`."""


class UnknownKeys(ValueError):
    """The document has keys that the format does not know. `paths` names them all, dotted."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


def _read(parse: Callable[[str], Any], *ready: type) -> BeforeValidator:
    """Reads text with `parse`; "" and None are "not answered"; values of the types `ready` pass, through text, so that one reading holds for all."""

    def read(value: Any) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            if bool in ready:
                return value
        elif isinstance(value, (str, *ready)):
            parsed = parse(str(value))
            if parsed is not None:
                return parsed
        raise ValueError("unreadable")

    return BeforeValidator(read)


def _text(value: Any) -> Any:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_text), Field(strict=True)]
Date = Annotated[datetime.date | None, _read(spelling.parse_date, datetime.date)]
Time = Annotated[str | None, _read(spelling.parse_time)]
Number = Annotated[int | None, _read(spelling.parse_number, int, float)]
Hours = Annotated[int | float | None, _read(spelling.parse_hours, int, float)]
YesNo = Annotated[bool | None, _read(spelling.parse_yes_no, bool)]


def _flag(value: Any) -> Any:
    if value is None or value == "":
        return False
    return spelling.parse_yes_no(value) if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_flag), Field(strict=True)]
def _rows(value: Any) -> Any:
    return [] if value is None or value == "" else value


Ids = Annotated[list[Text], BeforeValidator(_rows)]


class Tolerant(BaseModel):
    """A part of the bundle. Fields named in `optional` are written only where they hold something; all others are always written."""

    model_config = ConfigDict(extra="forbid")
    optional: ClassVar[frozenset[str]] = frozenset()
    _kept: dict[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_what_was_typed(cls, value: Any, handler: Callable[[Any], Any]) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            part = handler({})
            if value not in (None, "", []):
                part._kept[""] = value
            return part
        try:
            return handler(value)
        except ValidationError as failure:
            problems = failure.errors(include_url=False, include_context=False, include_input=False)
            if any(problem["type"] == "extra_forbidden" for problem in problems):
                raise
            unreadable = {problem["loc"][0] for problem in problems}
        part = handler({name: item for name, item in value.items() if name not in unreadable})
        part._kept.update({name: value[name] for name in unreadable})
        return part

    @property
    def kept(self) -> dict[str, Any]:
        """What was typed and could not be read, by field; under "" what stood in place of the whole part."""
        return self.__pydantic_private__["_kept"]

    def misshapen(self) -> Iterator[tuple[str, Any]]:
        """Every kept value with its dotted path below this part, in the format's order."""
        kept, held = self.kept, self.__dict__
        if "" in kept:
            yield "", kept[""]
            return
        for name in names(type(self)):
            if name in kept:
                yield name, kept[name]
            elif type(value := held[name]) not in _SIMPLE:
                for at, part in _parts(name, value):
                    for path, raw in part.misshapen():
                        yield f"{at}.{path}" if path else at, raw

    def plain(self) -> Any:
        """JSON values in the format's order: what is written to a file."""
        kept, held = self.kept, self.__dict__
        if "" in kept:
            return kept[""]
        written = {}
        for name in self._written():
            if name in kept:
                written[name] = kept[name]
                continue
            value = held[name]
            if type(value) not in _IN_JSON:
                value = _plain(value)
            if name not in self.optional or value not in (None, "", [], {}):
                written[name] = value
        return written

    def _written(self) -> Collection[str]:
        """The fields that `plain` writes."""
        return names(type(self))


@cache
def names(model: type[Tolerant]) -> tuple[str, ...]:
    """The fields of a part in the format's order: asked of pydantic each time they would cost more than reading them."""
    return tuple(model.model_fields)


_IN_JSON = frozenset({str, int, float, bool, type(None)})
_SIMPLE = _IN_JSON | {datetime.date}
"""Types of values that no part stands in."""


def _parts(name: str, value: Any) -> Iterator[tuple[str, Tolerant]]:
    """The parts that a field holds, each with its path."""
    if isinstance(value, Tolerant):
        yield name, value
        return
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, Tolerant):
            yield f"{name}.{step}", part


def _plain(value: Any) -> Any:
    if isinstance(value, Tolerant):
        return value.plain()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value.isoformat() if isinstance(value, datetime.date) else value


class Submission(Tolerant):
    date: Date = None
    round: Text = "first"


class Convener(Tolerant):
    name: Text = ""
    phone: Text = ""
    email: Text = ""
    trained: YesNo = None


class Member(Tolerant):
    optional: ClassVar = frozenset({"school"})
    name: Text = ""
    school: Text = ""
    subject_kind: Text = ""
    subject: Text = ""
    advanced_certificate: YesNo = None


class Lecturer(Tolerant):
    name: Text = ""
    affiliation: Text = ""
    paid: Flag = False
    hours: Hours = None


class Session(Tolerant):
    optional: ClassVar = frozenset({"demonstrator", "lecturer"})
    date: Date = None
    start: Time = None
    end: Time = None
    content: Text = ""
    methods: Ids = Field(default_factory=list)
    host: Text = ""
    place: Text = ""
    remark: Text = ""
    materials: Text = ""
    enrichment: Flag = False
    guidance_visit: Flag = False
    demonstrator: Text = ""
    lecturer: Lecturer | None = None


class Application(Tolerant):
    community_name: Text = ""
    types: Ids = Field(default_factory=list)
    type_other: Text = ""
    convener: Convener = Field(default_factory=Convener)
    topic_overview: Text = ""
    members: Annotated[list[Member], BeforeValidator(_rows)] = Field(default_factory=list)
    methods: Ids = Field(default_factory=list)
    method_other: Text = ""
    sessions: Annotated[list[Session], BeforeValidator(_rows)] = Field(default_factory=list)


class Trip(Tolerant):
    optional: ClassVar = frozenset({"note"})
    mode: Text = ""
    route: Text = ""
    fare: Number = None
    short: Flag = False
    note: Text = ""


class Line(Tolerant):
    """One line of the budget. Which of its values count is said by the edition's formula for the line; a value that was never given is not written."""

    optional: ClassVar = frozenset({"note"})
    quantity: Number = None
    persons: Number = None
    sessions: Number = None
    unit_price: Number = None
    amount: Number = None
    trips: Annotated[list[Trip], BeforeValidator(_rows)] = Field(default_factory=list)
    note: Text = ""

    def _written(self) -> list[str]:
        given = self.model_fields_set | self.kept.keys()
        return [name for name in names(Line) if name in given]


class Book(Tolerant):
    title: Text = ""
    unit_price: Number = None
    quantity: Number = None
    unit: Text = ""
    note: Text = ""


def _lines(value: Any) -> Any:
    return {} if value in (None, "", []) else value


class Budget(Tolerant):
    lines: Annotated[dict[str, Line], BeforeValidator(_lines)] = Field(default_factory=dict)
    books: Annotated[list[Book], BeforeValidator(_rows)] = Field(default_factory=list)
    books_purpose: Text = ""


class ReportMember(Tolerant):
    name: Text = ""
    school: Text = ""
    grade_subject: Text = ""
    advanced_certificate: YesNo = None


class HeldSession(Session):
    """A session as it was really held."""

    optional: ClassVar = frozenset({"end", "host", "remark", "materials", "demonstrator", "lecturer"})


class Photo(Tolerant):
    optional: ClassVar = frozenset({"alt", "sha256"})
    file: Text = ""
    session: Number = None
    content: Text = ""
    date: Date = None
    place: Text = ""
    alt: Text = ""
    sha256: Text = ""


class Attachment(Tolerant):
    optional: ClassVar = frozenset({"has_feedback", "file", "sha256"})
    kind: Text = ""
    title: Text = ""
    session: Number = None
    has_feedback: YesNo = None
    file: Text = ""
    sha256: Text = ""


class Extra(Tolerant):
    title: Text = ""
    note: Text = ""


class Report(Tolerant):
    school: Text = ""
    community_name: Text = ""
    convener: Convener = Field(default_factory=Convener)
    mail_date: Date = None
    members: Annotated[list[ReportMember], BeforeValidator(_rows)] = Field(default_factory=list)
    sessions: Annotated[list[HeldSession], BeforeValidator(_rows)] = Field(default_factory=list)
    reflection: Text = ""
    photos: Annotated[list[Photo], BeforeValidator(_rows)] = Field(default_factory=list)
    attachments: Annotated[list[Attachment], BeforeValidator(_rows)] = Field(default_factory=list)
    extra: Annotated[list[Extra], BeforeValidator(_rows)] = Field(default_factory=list)


class Voucher(Tolerant):
    number: Text = ""
    date: Date = None


class SettlementLine(Tolerant):
    optional: ClassVar = frozenset({"trips", "quantity", "unit_price", "persons", "sessions", "note"})
    amount: Number = None
    vouchers: Annotated[list[Voucher], BeforeValidator(_rows)] = Field(default_factory=list)
    trips: Annotated[list[Trip], BeforeValidator(_rows)] = Field(default_factory=list)
    quantity: Number = None
    unit_price: Number = None
    persons: Number = None
    sessions: Number = None
    note: Text = ""


class Settlement(Tolerant):
    lines: Annotated[dict[str, SettlementLine], BeforeValidator(_lines)] = Field(default_factory=dict)


Opinion = Literal["strongly_agree", "somewhat_agree", "somewhat_disagree", "strongly_disagree"]

Answer = Annotated[Opinion | None, BeforeValidator(lambda value: None if value == "" else value)]


class Feedback(Tolerant):
    answers: Annotated[list[Answer], BeforeValidator(_rows)] = Field(default_factory=list)
    difficulties: Text = ""


class Bundle(Tolerant):
    """The whole document. `report`, `settlement` and `feedback` are absent until the report is begun."""

    optional: ClassVar = frozenset({"reasons", "report", "settlement", "feedback"})
    format: Literal["plc-bundle/1"] = FORMAT
    plan: Text = ""
    school: Text = ""
    submission: Submission = Field(default_factory=Submission)
    reasons: Annotated[dict[str, Text], BeforeValidator(_lines)] = Field(default_factory=dict)
    application: Application = Field(default_factory=Application)
    budget: Budget = Field(default_factory=Budget)
    report: Report | None = None
    settlement: Settlement | None = None
    feedback: Annotated[list[Feedback], BeforeValidator(_rows)] = Field(default_factory=list)


def parse_bundle(document: Any) -> Bundle:
    """The bundle that a JSON value holds. Raises `NotABundle`, or `UnknownKeys` with every key that the format does not know."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotABundle(FORMAT)
    try:
        bundle = Bundle.model_validate(document)
    except ValidationError as failure:
        problems = failure.errors(include_url=False, include_context=False, include_input=False)
        unknown = [problem for problem in problems if problem["type"] == "extra_forbidden"]
        raise UnknownKeys([".".join(str(step) for step in problem["loc"]) for problem in unknown]) from failure
    lines = {"budget.lines": bundle.budget.lines, "settlement.lines": bundle.settlement.lines if bundle.settlement else {}}
    odd = [f"{place}.{name}" for place, named in lines.items() for name in named if not LINE_ID.fullmatch(name)]
    if odd:
        raise UnknownKeys(odd)
    return bundle
