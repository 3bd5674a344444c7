"""A case: one bundle seen with its edition. What the rules read, so that a rule holds nothing but its own condition.

Nothing is stored that follows from the bundle; a case is made for one judgement. At the stage `report` the sessions are those held and
the lines those of the settlement, under the same names, so that one rule serves both.
"""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any, Generic, Iterator, Literal, NamedTuple, TypeVar

from pyodide_app.core import amounts, spelling
from pyodide_app.core.bundle import Attachment, Book, Bundle, Feedback, Line, Member, Photo, Report, ReportMember, Session, SettlementLine, Tolerant, Trip, Voucher, names
from pyodide_app.core.edition import BudgetLine, Edition
from pyodide_app.core.paths import beginnings

T = TypeVar("T")

CaseStage = Literal["application", "report"]
REPORTED = frozenset({"report", "settlement", "feedback"})  # the parts of a bundle that the year's end adds
PRESET = frozenset({"subject_kind", "unit"})  # chosen for the teacher before anything is typed: they alone do not make a row begun


class Row(NamedTuple, Generic[T]):
    """One row of a table: its number as people count (from 1), its path, what it holds."""

    no: int
    path: str
    value: T


def said(text: str) -> bool:
    """Whether a text field holds more than white space."""
    return bool(text.strip())


def empty(value: Any) -> bool:
    """Whether a value holds nothing that somebody gave: no text but white space, no number, no tick, no row; of a part, all of its values."""
    if isinstance(value, str):
        return not said(value)
    if isinstance(value, Tolerant):
        for name in names(type(value)):
            if name not in PRESET and not empty(getattr(value, name)):
                return False
        return True
    return value is None or value is False or value == []


class Case:
    """See the module. `today` is the day of the judgement, None where no rule shall depend on it."""

    def __init__(self, edition: Edition, bundle: Bundle, stage: CaseStage = "application", today: datetime.date | None = None) -> None:
        self.edition = edition
        self.bundle = bundle
        self.stage = stage
        self.today = today
        begun = stage == "report" and bundle.report is not None
        self.report: Report | None = bundle.report if stage == "report" else None
        self.sessions_path = "report.sessions" if stage == "report" else "application.sessions"
        self.members_path = "report.members" if begun else "application.members"
        self.lines_path = "settlement.lines" if stage == "report" else "budget.lines"

    # what could not be read

    @cached_property
    def misshapen(self) -> dict[str, Any]:
        """Every value of the wrong shape, path → as typed."""
        return dict(self.bundle.misshapen())

    def unreadable(self, path: str) -> bool:
        """Whether the value at `path`, or a part of the bundle that it stands in, has the wrong shape."""
        return bool(self.misshapen) and not self.misshapen.keys().isdisjoint(beginnings(path))

    def unreadable_within(self, path: str) -> bool:
        """Whether the value at `path`, or anything below it or around it, has the wrong shape."""
        return path in self._around_misshapen or self.unreadable(path)

    @cached_property
    def _around_misshapen(self) -> frozenset[str]:
        """Every path below which something has the wrong shape."""
        return frozenset(around for wrong in self.misshapen for around in beginnings(wrong)[:-1])

    def judged(self, path: str) -> bool:
        """Whether a path belongs to what this stage judges."""
        return (path.split(".")[0] in REPORTED) == (self.stage == "report")

    # the form

    def label(self, path: str) -> str:
        """The label of a control, or the title of the section that anything else stands in; the path itself outside the forms."""
        return self.edition.forms.spot(path).label

    def place(self, path: str) -> str:
        """Which row or budget line a control stands in, as people call it; "" where that needs no saying."""
        row = self.edition.forms.spot(path).row
        if row or not path.startswith(self.lines_path + "."):
            return row
        rule = self.edition.budget.line(path.removeprefix(self.lines_path + ".").split(".")[0])
        return "" if rule is None else rule.label

    def clause(self, path: str) -> str:
        """The clause or the place on the paper that a path comes from; "" outside the forms."""
        return self.edition.forms.spot(path).source

    def values(self, pattern: str) -> Iterator[tuple[str, Any]]:
        """Every value whose path fits a pattern with `*` for rows, with its path."""
        found: list[tuple[str, Any]] = [("", self.bundle)]
        for step in pattern.split("."):
            below: list[tuple[str, Any]] = []
            for path, part in found:
                if isinstance(part, list):
                    below += [(f"{path}{position}.", value) for position, value in enumerate(part)]
                else:
                    value = part.get(step) if isinstance(part, dict) else getattr(part, step)
                    below += [] if value is None else [(f"{path}{step}.", value)]
            found = below
        return ((path.removesuffix("."), value) for path, value in found)

    def limit(self, rule_id: str, name: str) -> int:
        """A figure of a derived rule."""
        return self.edition.rules[rule_id].limits[name]

    # rows

    def _rows(self, path: str, values: list[T]) -> list[Row[T]]:
        return [Row(no, f"{path}.{no - 1}", value) for no, value in enumerate(values, 1)]

    def blank(self, row: Row[Any]) -> bool:
        """Whether nothing at all was given in a row."""
        return empty(row.value) and not self.unreadable_within(row.path)

    @cached_property
    def member_rows(self) -> list[Row[Member | ReportMember]]:
        """Every row of the list of members, blank ones included."""
        return self._rows(self.members_path, self.bundle.application.members if self.report is None else self.report.members)

    @cached_property
    def members(self) -> list[Row[Member | ReportMember]]:
        """The rows that count as members: not wholly blank."""
        return [row for row in self.member_rows if not self.blank(row)]

    @cached_property
    def member_names(self) -> list[str]:
        """The names given, comparable: without white space."""
        return [spelling.key(row.value.name) for row in self.members if said(row.value.name)]

    @cached_property
    def applied_names(self) -> list[str]:
        """The names of the application's members, comparable."""
        return [spelling.key(member.name) for member in self.bundle.application.members if said(member.name)]

    @cached_property
    def headcount(self) -> int:
        """How many members the caps are multiplied by: those of the report, or of the application while the report names none; 0 for none at all."""
        return len(self.members) or sum(not empty(member) for member in self.bundle.application.members)

    def member_key(self, member: Member | ReportMember) -> tuple[str, str]:
        """What two entries of one teacher have in common: school (the applying one where none is given) and name."""
        return spelling.key(member.school) or spelling.key(self.bundle.school), spelling.key(member.name)

    @cached_property
    def session_rows(self) -> list[Row[Session]]:
        """Every row of the schedule, blank ones included. At the year's end the sessions that were held: none before the report is begun."""
        if self.stage == "report":
            return self._rows(self.sessions_path, [] if self.report is None else self.report.sessions)
        return self._rows(self.sessions_path, self.bundle.application.sessions)

    @property
    def schedule_begun(self) -> bool:
        """Whether there is a schedule to be judged: before the report is begun, that it is missing is said once and elsewhere."""
        return self.stage == "application" or self.report is not None

    @cached_property
    def planned_sessions(self) -> list[Row[Session]]:
        """The sessions of the application, whatever the stage; wholly blank rows aside."""
        return [row for row in self._rows("application.sessions", self.bundle.application.sessions) if not self.blank(row)]

    @cached_property
    def sessions(self) -> list[Row[Session]]:
        """The sessions: rows of the schedule that are not wholly blank."""
        return [row for row in self.session_rows if not self.blank(row)]

    @cached_property
    def dated_sessions(self) -> list[Row[Session]]:
        """The sessions whose date is given and readable, in the order of the rows."""
        return [row for row in self.sessions if row.value.date is not None]

    def sessions_with(self, method: str) -> list[Row[Session]]:
        """The sessions held by this method."""
        return [row for row in self.sessions if method in row.value.methods]

    @cached_property
    def observations(self) -> list[Row[Session]]:
        """Sessions in which a lesson is observed and talked over."""
        return self.sessions_with(self.edition.programme.observation_method)

    @cached_property
    def guidance_visits(self) -> list[Row[Session]]:
        """Sessions to which the city's guidance group is invited."""
        return [row for row in self.sessions if row.value.guidance_visit]

    @cached_property
    def in_class(self) -> list[Row[Session]]:
        """Sessions that need pupils in class: observations and guidance visits."""
        observed = {row.no for row in self.observations} | {row.no for row in self.guidance_visits}
        return [row for row in self.sessions if row.no in observed]

    @cached_property
    def lectures(self) -> list[Row[Session]]:
        """Sessions with a lecturer declared."""
        return [row for row in self.sessions if row.value.lecturer is not None]

    @cached_property
    def paid_lectures(self) -> list[Row[Session]]:
        """Sessions whose lecturer is paid by the hour."""
        return [row for row in self.lectures if row.value.lecturer.paid]

    def fee_line(self, session: Session) -> str | None:
        """Id of the line that pays this session's lecturer; "" = may not be paid; None = affiliation not given or unknown."""
        return self.edition.budget.lecturers.classes.get(session.lecturer.affiliation)

    # days

    def day_off(self, date: datetime.date) -> str | None:
        """Why a day is no working day: the holiday's name, or the word for a weekend; None for a working day, make-up days included."""
        calendar = self.edition.calendar
        if date in calendar.holidays:
            return calendar.holidays[date]
        return self.edition.words["weekend"] if date.isoweekday() > 5 and date not in calendar.makeup_workdays else None

    def no_lessons(self, date: datetime.date) -> str | None:
        """Why no pupils are in class on a day: holiday, weekend or the break's name; None for a school day."""
        reason = self.day_off(date)
        if reason is not None:
            return reason
        return next((pause.name for pause in self.edition.calendar.breaks if pause.start <= date <= pause.end), None)

    def in_lesson_time(self, session: Session) -> bool:
        """Whether a session with date and start overlaps the hours of lessons on a school day; the free afternoon of the week is no lesson time."""
        calendar = self.edition.calendar
        if session.date is None or session.start is None or self.no_lessons(session.date):
            return False
        if session.date.isoweekday() == calendar.free_weekday and session.start >= calendar.free_from:
            return False
        if session.start >= calendar.class_hours_start:
            return session.start < calendar.class_hours_end
        return session.end is not None and session.end > calendar.class_hours_start

    # money

    @cached_property
    def lines(self) -> dict[str, Line | SettlementLine]:
        """The lines as filled in, unknown ids included."""
        if self.stage == "report":
            return {} if self.bundle.settlement is None else self.bundle.settlement.lines
        return self.bundle.budget.lines

    @cached_property
    def amounts(self) -> dict[str, int | None]:
        """Amount of each line of the plan."""
        return amounts.line_amounts(self.edition.budget, self.lines)

    def amount(self, line_id: str) -> int:
        """A line's amount, 0 where it is not answered."""
        return self.amounts.get(line_id) or 0

    @cached_property
    def total(self) -> int:
        return amounts.total(self.amounts.values())

    def line(self, line_id: str) -> tuple[BudgetLine, Line | SettlementLine] | None:
        """What the plan says of a line and what was filled in; None where either is missing."""
        rule, line = self.edition.budget.line(line_id), self.lines.get(line_id)
        return None if rule is None or line is None else (rule, line)

    def line_path(self, line_id: str, value: str = "") -> str:
        """Path of a line, or of a value of it."""
        return f"{self.lines_path}.{line_id}.{value}" if value else f"{self.lines_path}.{line_id}"

    def quantity(self, line_id: str) -> int | None:
        """A line's quantity: blank is 0, unreadable is None."""
        if self.unreadable(self.line_path(line_id, "quantity")):
            return None
        line = self.lines.get(line_id)
        return 0 if line is None or line.quantity is None else line.quantity

    @cached_property
    def trips(self) -> list[Row[Trip]]:
        """The trips that are not wholly blank."""
        line_id = self.edition.budget.transport.line
        line = self.lines.get(line_id)
        return [row for row in self._rows(self.line_path(line_id, "trips"), [] if line is None else line.trips) if not self.blank(row)]

    @cached_property
    def books(self) -> list[Row[Book]]:
        """The books that are not wholly blank."""
        return [row for row in self._rows("budget.books", self.bundle.budget.books) if not self.blank(row)]

    @cached_property
    def approved(self) -> dict[str, int | None]:
        """Amount of each line as it was applied for: what a settlement is compared with."""
        return amounts.line_amounts(self.edition.budget, self.bundle.budget.lines)

    @cached_property
    def vouchers(self) -> list[Row[Voucher]]:
        """The vouchers of every line of the settlement that are not wholly blank, numbered within their line."""
        lines = {} if self.bundle.settlement is None else self.bundle.settlement.lines
        rows = (row for line_id, line in lines.items() for row in self._rows(f"settlement.lines.{line_id}.vouchers", line.vouchers))
        return [row for row in rows if not self.blank(row)]

    # the year's end

    @cached_property
    def photos(self) -> list[Row[Photo]]:
        """The photos of the report: rows that are not wholly blank."""
        return self._begun("report.photos", [] if self.report is None else self.report.photos)

    def photos_of(self, session_no: int) -> list[Row[Photo]]:
        """The photos of a session; one without a file is none."""
        return [row for row in self.photos if row.value.session == session_no and said(row.value.file)]

    @cached_property
    def lesson_plans(self) -> list[Row[Attachment]]:
        """The lesson plans that are enclosed."""
        return [row for row in self.attachments if row.value.kind == "lesson_plan"]

    @cached_property
    def observation_records(self) -> list[Row[Attachment]]:
        """The records of observations that are enclosed and hold the feedback too: one without the other does not count."""
        return [row for row in self.attachments if row.value.kind == "observation_record" and row.value.has_feedback is True]

    @cached_property
    def attachments(self) -> list[Row[Attachment]]:
        """What is enclosed with the report: rows that are not wholly blank."""
        return self._begun("report.attachments", [] if self.report is None else self.report.attachments)

    @cached_property
    def sheets(self) -> list[Row[Feedback]]:
        """The feedback forms: those that are not wholly blank."""
        rows = self._rows("feedback", self.bundle.feedback)
        return [row for row in rows if any(row.value.answers) or said(row.value.difficulties) or self.unreadable_within(row.path)]

    def _begun(self, path: str, values: list[T]) -> list[Row[T]]:
        return [row for row in self._rows(path, values) if not self.blank(row)]
