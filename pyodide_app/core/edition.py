"""What an edition is: one school year's plan of one city, as typed data.

An edition is written as TOML and Markdown in `site_src/editions/<year>/`, read and cross-checked by `pyodide_app.editions`, and
travels to the browser as the JSON of `Edition`. Unknown keys are refused. Amounts are whole New Taiwan dollars (NT$), dates are
`datetime.date`, all bounds are inclusive. `source` and `clause` always hold a clause label such as 捌、三、（四） or 表二 膳費,
one of the keys of `Edition.clauses`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, Generic, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from pyodide_app.core.paths import REMEMBERED, beginnings, pattern

T = TypeVar("T")

Severity = Literal["error", "warning", "info"]
Stage = Literal["application", "schedule", "budget", "submission", "report", "settlement", "feedback", "citywide"]


class Frozen(BaseModel):
    """A value of the edition: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy takes nothing along that was worked out from values which `update` may replace."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(copied).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Figure(Frozen, Generic[T]):
    """One figure of the plan: `value` in `unit` (NT$ as 元, 人, 次, 場, 節, 小時, 字 …), which the clause `source` states in its own `words`."""

    value: T
    unit: str
    words: str
    source: str


class Source(Frozen):
    """A sentence of the plan: `quote` is a substring of the plan's text after NFC and removal of white space; "" where something is derived from the clause."""

    clause: str
    quote: str = ""


class Center(Frozen):
    """The office that runs the grant and receives the paper."""

    name: str
    short: str
    host: str
    address: str
    source: str


class Eligibility(Frozen):
    """Which schools may apply. A school whose name holds a word of `deny` may not; a full name starts with `city` and ends with one of `full_name_endings`."""

    city: str
    deny: tuple[str, ...]
    full_name_endings: tuple[str, ...]
    full_name_examples: tuple[str, ...]
    schools: tuple[str, ...] = ()
    source: str


class PlanDate(Frozen):
    """One date of the plan. `value` is None where the plan leaves the bound open (即日起). `suggested` is an editor's reading of a suspected slip; no rule computes from it.

    `words` states the date; `also` are further sentences that state the same one.
    """

    value: datetime.date | None = None
    label: str
    words: str
    source: str
    also: tuple[Source, ...] = ()
    timeline: bool = True
    deadline: bool = False
    suspected_typo: bool = False
    suggested: datetime.date | None = None


class Dates(Frozen):
    """Every date of the plan, inclusive."""

    period_start: PlanDate
    period_end: PlanDate
    apply_start: PlanDate
    apply_end: PlanDate
    review: PlanDate
    first_result: PlanDate
    rereview_start: PlanDate
    rereview_end: PlanDate
    final_result: PlanDate
    report_due: PlanDate


class Semester(Frozen):
    """A semester of the school year, both days inclusive."""

    id: str
    name: str
    start: datetime.date
    end: datetime.date
    source: str


class Break(Frozen):
    """A school break, both days inclusive: no pupils are in class."""

    name: str
    start: datetime.date
    end: datetime.date


class Calendar(Frozen):
    """Public holidays, make-up work days and breaks of the school year. `source` names the public notice, not a clause."""

    source: str
    holidays: dict[datetime.date, str]
    makeup_workdays: tuple[datetime.date, ...]
    breaks: tuple[Break, ...]
    class_hours_start: str
    class_hours_end: str
    free_weekday: int = Field(description="ISO weekday (1 = Monday) whose afternoon is free of lessons")
    free_from: str


class Members(Frozen):
    min: Figure[int]
    max: Figure[int]


class Communities(Frozen):
    per_school_max: Figure[int]
    per_teacher_max: Figure[int]


class Programme(Frozen):
    """What the year's sessions must hold."""

    sessions_min: Figure[int]
    observations_min: Figure[int]
    observations_per_semester: Figure[int]
    enrichment_min: Figure[int]
    enrichment_preset_methods: tuple[str, ...]
    guidance_visits_per_semester: Figure[int]
    copreparations_min: Figure[int]
    final_method: str
    observation_method: str
    copreparation_method: str
    to_be_invited: tuple[str, ...] = Field(description="host entries that stand for 'not invited yet' (代聘, 待聘)")


LineFormula = Literal["quantity_price", "persons_sessions_price", "trips", "amount"]


class BudgetLine(Frozen):
    """One line of the budget form.

    `formula` says how its amount follows from what is typed. `unit_price` is the preprinted price (NT$); `price_is` says whether it is
    the only price allowed or a ceiling. `per_person` is a cap per member (NT$ for one unit), `sessions_max` how many sessions it may be
    multiplied by (1 if absent), so that the line's cap is per_person × members × sessions_max. `note_rows` > 1 merges the note cell downwards.
    """

    id: str
    label: str
    unit: str = ""
    formula: LineFormula
    unit_price: int | None = None
    price_is: Literal["fixed", "ceiling", "free"] = "free"
    per_person: Figure[int] | None = None
    sessions_max: Figure[int] | None = None
    note: tuple[str, ...] = ()
    note_rows: int = 1
    help: str = ""
    source: str


class Miscellaneous(Frozen):
    """The 5 % clause. `per_cent` of `base` at most (or exactly, `mode`): the chosen reading; a warning above it, an error above the laxest reading (5 % of the total)."""

    line: str
    per_cent: Figure[int]
    base: Literal["subtotal", "total"]
    mode: Literal["cap", "exact"]


class Lecturers(Frozen):
    """Fees of lecturers. `classes` maps an affiliation to the id of the budget line that pays it ("" = may not be paid)."""

    fee_min: Figure[int]
    hours_per_lecture: Figure[int]
    own_school_times_max: Figure[int]
    own_school_hours_max: Figure[int]
    classes: dict[str, str]
    external_line: str
    internal_line: str


class Transport(Frozen):
    line: str
    short_trip_max: Figure[int]
    banned_modes: tuple[str, ...]
    banned_words: tuple[str, ...]
    needs_line: str = Field(description="id of the line that must be used where transport is paid")


class Budget(Frozen):
    total: Figure[int]
    total_words: str
    reallocation_note: str
    consultation_line: str
    books_line: str
    lines: tuple[BudgetLine, ...]
    miscellaneous: Miscellaneous
    lecturers: Lecturers
    transport: Transport
    stamps: tuple[str, ...]

    def line(self, line_id: str) -> BudgetLine | None:
        """The line with this id, or None where the plan has no such line."""
        return self._by_id.get(line_id)

    @cached_property
    def _by_id(self) -> dict[str, BudgetLine]:
        return {line.id: line for line in reversed(self.lines)}


class SessionKind(Frozen):
    """What is suggested for a session of one kind. `at` says where in the year (0 = first session, 1 = last) each such session is best held, `contents`
    what it holds; where there are more sessions than entries the last one counts again. `host` and `visit_host` (with the guidance group) stand for
    people not invited yet; without one the members host in turn.
    """

    label: str
    methods: tuple[str, ...] = ()
    at: tuple[float, ...] = Field(min_length=1)
    contents: tuple[str, ...] = Field(min_length=1)
    host: str = ""
    visit_host: str = ""
    place: str = ""
    materials: str = ""


class Schedule(Frozen):
    """What the schedule assistant suggests, all of it ours and none the plan's. Times are HH:MM; `others` fill up the year where no rule asks for a kind."""

    start: str
    end: str
    lesson_start: str
    lesson_end: str
    spare_days: int
    observation: SessionKind
    copreparation: SessionKind
    enrichment: SessionKind
    presentation: SessionKind
    others: tuple[SessionKind, ...] = Field(min_length=1)


Task = Literal["report", "reflection", "photos", "lesson_plans", "observation_records", "feedback", "settlement", "vouchers", "stamps", "remainder", "mail"]


class ChecklistItem(Frozen):
    """One thing to do before the report is mailed. `words` name it with its values in braces."""

    id: Task
    words: str
    source: str


class Pictures(Frozen):
    """What becomes of a picture that is added to the report: the longest side in pixels of a photo, and of a paper that was photographed as an
    attachment; the quality of the JPEG in per cent."""

    photo_side: int
    paper_side: int
    quality: int


class Report(Frozen):
    """The year's end: its least numbers, and the checklist before mailing in the order in which it is shown."""

    pictures: Pictures
    checklist: tuple[ChecklistItem, ...]
    lesson_plans_min: Figure[int]
    observation_records_min: Figure[int]
    photos_per_session: Figure[int]
    reflection_chars: Figure[int]


class Option(Frozen):
    """One choice of a list. `label` is verbatim from the paper where the paper prints it; `row` is its printed line (1-based)."""

    id: str
    label: str
    row: int = 1
    preprinted: bool = False
    help: str = ""


FieldKind = Literal["text", "textarea", "tel", "email", "date", "time", "number", "choice", "choices", "yes_no", "flag", "file"]


class FormField(Frozen):
    """One control. `path` is the control's name, `*` standing for a row's position.

    `label` and `note` are verbatim from the paper; `help` is ours. `ours` marks a control that the paper does not have, with a label of ours.
    `options` names a list of `Forms.options`. A control that holds no more than its `default` counts as untouched.
    """

    path: str
    label: str
    kind: FieldKind
    source: str
    note: str = ""
    help: str = ""
    unit: str = ""
    options: str = ""
    required: bool = False
    ours: bool = False
    optional_part: str = Field("", description="id of a foldable part of a row, e.g. lecturer")
    default: str = ""


class Rows(Frozen):
    """A table of the paper. `legend` has {n}; `printed` rows stand there from the start; `add` is the button's name."""

    path: str
    add: str
    legend: str
    printed: int


class Section(Frozen):
    """A part of the form page and of the paper, in the paper's order."""

    id: str
    form: str
    title: str
    source: str
    note: str = ""
    help: str = ""
    rows: Rows | None = None
    fields: tuple[FormField, ...]


class PaperForm(Frozen):
    """One form: its number (表一), the name after the school in its title, and the file name of its PDF. `ours` marks a paper that the plan does not have."""

    id: str
    number: str
    title: str
    subtitle: str = ""
    unit_note: str = ""
    file_name: str
    ours: bool = False
    labels: dict[str, str] = Field(default_factory=dict, description="verbatim words of the paper that belong to no control")


class Question(Frozen):
    """One statement of the feedback form, verbatim, under its `aspect` (層面). `answer` is the id of the answer that the paper has ticked, of the example alone."""

    aspect: str
    number: int
    question: str
    answer: str = ""
    source: str


class Spot(NamedTuple):
    """Where a path stands in the forms: its control and section if there are any, its position in the forms' order, what people call it and its row.

    `label` and `source` are those of the control, or else of the section; `row` is "" outside of tables.
    """

    field: FormField | None
    section: Section | None
    position: tuple[int, int, int]
    label: str
    source: str
    row: str


class Forms(Frozen):
    options: dict[str, tuple[Option, ...]]
    papers: tuple[PaperForm, ...]
    sections: tuple[Section, ...]
    example: Question
    questions: tuple[Question, ...]

    def of(self, *form_ids: str) -> tuple[Section, ...]:
        """The sections of these forms, in the order of the data: what one page shows."""
        return tuple(section for section in self.sections if section.form in form_ids)

    def paper(self, form_id: str) -> PaperForm:
        """The form with this id; KeyError for any other."""
        for paper in self.papers:
            if paper.id == form_id:
                return paper
        raise KeyError(form_id)

    @cached_property
    def choices(self) -> tuple[tuple[FormField, frozenset[str]], ...]:
        """The controls whose value is one option, or several, each with the ids of its options."""
        fields = (field for section in self.sections for field in section.fields if field.kind in ("choice", "choices"))
        return tuple((field, frozenset(option.id for option in self.options[field.options])) for field in fields)

    @cached_property
    def defaults(self) -> dict[str, str]:
        """What a control holds that nobody touched, by its path; controls without a default aside."""
        return {field.path: field.default for section in self.sections for field in section.fields if field.default}

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Every path and every beginning of a path, rows as `*` → section and place in it of the first control there."""
        places: dict[str, tuple[int, int]] = {}
        for number, section in enumerate(self.sections):
            for place, field in enumerate(section.fields):
                steps = field.path.split(".")
                for length in range(len(steps), 0, -1):
                    places.setdefault(".".join(steps[:length]), (number, place))
        return places

    def field(self, path: str) -> FormField | None:
        """The control with this name, row numbers included; None where there is none. An answer has its own statement as its label."""
        return self.spot(path).field

    def section_of(self, path: str) -> Section | None:
        """The section in which a path stands, be it a control, a row, a list or something that has no control; None outside the forms."""
        return self.spot(path).section

    def position(self, path: str) -> tuple[int, int, int]:
        """Where a path stands in the form's order: section, row (-1 for a list as a whole), control. Paths outside the forms come last."""
        return self.spot(path).position

    @cached_property
    def spot(self) -> Callable[[str], Spot]:
        """Path → `Spot`, remembered: a form is asked for the same paths at each keystroke."""
        return lru_cache(REMEMBERED)(self._find)

    def _find(self, path: str) -> Spot:
        spelt = pattern(path)
        place = next((self._places[begun] for begun in reversed(beginnings(spelt)) if begun in self._places), None)
        if place is None:
            return Spot(None, None, (len(self.sections), -1, 0), path, "", "")
        section = self.sections[place[0]]
        rows, field = section.rows, section.fields[place[1]]
        found = re.match(r"\.(\d+)", path[len(rows.path):]) if rows is not None and path.startswith(rows.path) else None
        row = int(found.group(1)) if found else -1
        if field.path != spelt:
            field = None
        elif spelt.endswith(".*"):
            field = self._answer(field, path.rpartition(".")[2])
        label, source = (section.title, section.source) if field is None else (field.label, field.source)
        return Spot(field, section, (place[0], row, place[1]), label, source, rows.legend.format(n=row + 1) if found else "")

    def _answer(self, field: FormField, position: str) -> FormField:
        """The control of one answer of a list: `field` with the statement at this position."""
        if not position.isdigit() or int(position) >= len(self.questions):
            return field
        question = self.questions[int(position)]
        return field.model_copy(update={"label": question.question, "source": question.source})

    def option_label(self, list_name: str, option_id: str) -> str:
        """The label of an option; the id itself where the list does not hold it."""
        return next((o.label for o in self.options[list_name] if o.id == option_id), option_id)


class RuleData(Frozen):
    """One rule as data: `words` states it for the rules page, `message` and `variants` are the sentences of its findings ({params} in braces).

    `limits` holds the figures of a derived rule, which are ours and no clause's.
    """

    severity: Severity
    kind: Literal["plan", "form", "permission", "derived"]
    mode: Literal["auto", "manual"]
    stages: tuple[Stage, ...]
    sources: tuple[Source, ...]
    words: str
    message: str
    variants: dict[str, str] = Field(default_factory=dict)
    limits: dict[str, int] = Field(default_factory=dict)
    at: str = Field("", description="for mode manual: the section or field path beside which it is shown")


class Example(Frozen):
    """An example of a rule: a bundle of the edition with a JSON patch (RFC 6902), and what it shows in one sentence."""

    words: str
    base: str
    patch: tuple[dict, ...] = ()
    stage: Literal["application", "report"] = "application"


class RuleExamples(Frozen):
    allowed: Example
    refused: Example


class Note(Frozen):
    """An editor's note on a contradiction or slip of the plan; stands beside `clause`, marked as not the plan's own words. `after` is the sentence it stands beside, verbatim."""

    id: str
    clause: str
    topic: str
    text: str
    after: str = ""


class Preference(Frozen):
    """One way to spend the grant that the planner proposes. `lectures`: how many lectures of the usual length each lecturers' line pays, none on the lines not named;
    without it as few as may be. `fill`: lines in the order in which they are filled to their bound; all others get as little as can be."""

    id: str
    name: str
    words: str
    lectures: dict[str, int] = Field(default_factory=dict)
    fill: tuple[str, ...]


RemedyKind = Literal["reading", "visit", "hours", "external", "lecture", "transport", "member", "books", "unlock"]


class Remedy(Frozen):
    """A change outside the budget's numbers that the planner tries where they cannot come to the grant; `words` says what the teacher has to do."""

    kind: RemedyKind
    name: str
    words: str
    source: str


class Planner(Frozen):
    """How budgets are proposed. `change_first` names the lines in the order in which they change where as little as can be is changed; lines not named change last.

    Prices that are not printed are multiples of `round_price` (NT$) and sums of `round_amount`, where that is possible.
    """

    round_price: int = Field(ge=1)
    round_amount: int = Field(ge=1)
    kept_name: str
    kept_words: str
    change_first: tuple[str, ...]
    preferences: tuple[Preference, ...]
    remedies: tuple[Remedy, ...]
    words: dict[str, str]


class Edition(Frozen):
    """One plan, whole."""

    id: str
    slug: str = Field(description="folder of its pages, e.g. 107")
    school_year: int = Field(description="ROC year in which the school year begins")
    title_parent: str
    title: str
    paper_date: datetime.date = Field(description="date that a paper bears where the bundle has no submission date; keeps its bytes the same")
    center: Center
    eligibility: Eligibility
    dates: Dates
    semesters: tuple[Semester, ...]
    calendar: Calendar
    members: Members
    communities: Communities
    programme: Programme
    schedule: Schedule
    budget: Budget
    planner: Planner
    report: Report
    forms: Forms
    clauses: dict[str, str] = Field(description="clause label → anchor on the plan page")
    rules: dict[str, RuleData]
    examples: dict[str, RuleExamples]
    notes: tuple[Note, ...]
    note_mark: str = Field(description="what marks every note as the editor's and not the plan's")
    words: dict[str, str] = Field(default_factory=dict, description="words that findings are composed of: joiners, weekdays, names of what is missing")

    def clause_url(self, clause: str) -> str:
        """Where a clause stands, relative to the site's root: `107/plan/#…`."""
        return f"{self.slug}/plan/#{self.clauses[clause]}"


@lru_cache
def read_edition(content: bytes) -> Edition:
    """The edition of a file; kept by its bytes: the image that a browser starts from has read every edition of its site."""
    return Edition.model_validate_json(content)
