"""What must hold between the parts of an edition: labels, anchors, quotes, ids, dates and sentences that refer to one another.

A check yields `(path, what is wrong, remedy)`, the path being keys and positions from the top of `Edition`.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from string import Formatter
from typing import Any, Iterator

from pydantic import BaseModel

from pyodide_app.core.edition import BudgetLine, Calendar, Edition, Figure, FormField, Option, PlanDate, RuleData, Section, SessionKind, Source
from pyodide_app.core.spelling import parse_time
from pyodide_app.plan_text import PlanText, squeezed

Path = tuple[str | int, ...]
Finding = tuple[Path, str, str]


def check(edition: Edition, plan: PlanText) -> list[Finding]:
    """Everything that does not hold in the edition and its plan."""
    return [
        *clauses_have_one_anchor(edition, plan),
        *labels_are_clauses(edition),
        *quotes_are_in_the_plan(edition, plan),
        *figures_say_what_their_words_say(edition),
        *dates_say_what_their_words_say(edition),
        *dates_are_in_order(edition),
        *calendar_fits_the_year(edition),
        *ids_exist(edition),
        *planner_is_sound(edition),
        *fields_are_sound(edition),
        *rules_are_complete(edition),
        *sentences_can_be_filled(edition),
        *our_sentences_state_the_plans_figures(edition),
        *ids_are_unique(edition),
        *suggestions_are_sound(edition),
    ]


def clauses_have_one_anchor(edition: Edition, plan: PlanText) -> Iterator[Finding]:
    counts = Counter(plan.anchors)
    for label, anchor in edition.clauses.items():
        if counts[anchor] == 0:
            yield ("clauses", label), f"plan.md has no anchor #{anchor}", "Put the anchor at the clause, or correct it here"
    for anchor, count in counts.items():
        if count > 1:
            yield ("plan.md", f"#{anchor}"), f"the anchor stands there {count} times", "Give each place its own anchor"


def labels_are_clauses(edition: Edition) -> Iterator[Finding]:
    for path, part in _parts(edition):
        if isinstance(part, Calendar):
            continue
        for key in ("source", "clause"):
            label = getattr(part, key, None)
            if label is not None and label not in edition.clauses:
                yield (*path, key), f"{label} is no clause label", "Use a label of clauses.toml, or add it there with its anchor"


def quotes_are_in_the_plan(edition: Edition, plan: PlanText) -> Iterator[Finding]:
    for path, quote, clause in _quotes(edition):
        anchor = edition.clauses.get(clause, "")
        if squeezed(quote) not in plan.words:
            yield path, f"the plan does not say: {quote}", "Copy the words from plan.md"
        elif anchor in plan.anchors and squeezed(quote) not in plan.words_from(anchor):
            yield path, f"the plan does not say at {clause} or later: {quote}", "Name the clause in which the words stand"


def figures_say_what_their_words_say(edition: Edition) -> Iterator[Finding]:
    for path, part in _parts(edition):
        if isinstance(part, Figure) and part.value not in _numbers(part.words):
            yield path, f"{part.value} is not in its words: {part.words}", "Correct the figure, or quote the words that state it"


def dates_say_what_their_words_say(edition: Edition) -> Iterator[Finding]:
    for name, date in _dates(edition).items():
        if date.value is None:
            continue
        wanted = [date.value.year - 1911, date.value.month, date.value.day]
        for words in (date.words, *(source.quote for source in date.also)):
            numbers = _numbers(words)
            if not any(numbers[start:start + 3] == wanted for start in range(len(numbers))):
                yield ("dates", name), f"{date.value} is not in its words: {words}", "Correct the date, or quote the sentence that states it"


def dates_are_in_order(edition: Edition) -> Iterator[Finding]:
    dates = _dates(edition)
    for name, date in dates.items():
        if date.suspected_typo != (date.suggested is not None):
            yield ("dates", name), "suspected_typo and suggested must stand together", "Give both, or neither"
    dates = {name: date.suggested or date.value for name, date in dates.items()}
    for before, after, may_be_equal in (
        ("period_start", "period_end", False),
        ("period_end", "report_due", False),
        ("apply_start", "apply_end", False),
        ("apply_end", "review", False),
        ("review", "first_result", False),
        ("first_result", "rereview_start", True),
        ("rereview_start", "rereview_end", True),
        ("rereview_end", "final_result", True),
    ):
        first, second = dates[before], dates[after]
        if first is not None and second is not None and (first > second or first == second and not may_be_equal):
            yield ("dates", after), f"{second} must be {'on or ' if may_be_equal else ''}after {before}, {first}", "Correct one of the two dates"


def calendar_fits_the_year(edition: Edition) -> Iterator[Finding]:
    semesters = edition.semesters
    year_start, year_end = datetime.date(edition.school_year + 1911, 8, 1), datetime.date(edition.school_year + 1912, 7, 31)
    if not semesters or (semesters[0].start, semesters[-1].end) != (year_start, year_end):
        yield ("semesters",), f"they do not run from {year_start} to {year_end}", "Let them cover the school year"
    for position, (first, second) in enumerate(pairwise(semesters), 1):
        if second.start - first.end != datetime.timedelta(days=1):
            yield ("semesters", position, "start"), f"{second.start} is not the day after {first.end}", "Let semesters follow each other without a gap"
    calendar = edition.calendar
    for path, day in (
        *((("calendar", "holidays", str(day)), day) for day in calendar.holidays),
        *((("calendar", "makeup_workdays", position), day) for position, day in enumerate(calendar.makeup_workdays)),
        *((("calendar", "breaks", position, key), getattr(each, key)) for position, each in enumerate(calendar.breaks) for key in ("start", "end")),
    ):
        if not year_start <= day <= year_end:
            yield path, f"{day} is not in the school year", f"Give a day from {year_start} to {year_end}"
    for position, each in enumerate(calendar.breaks):
        if each.start > each.end:
            yield ("calendar", "breaks", position), f"it ends on {each.end}, before it starts", "Correct one of the two dates"
    for day in calendar.makeup_workdays:
        if day in calendar.holidays:
            yield ("calendar", "makeup_workdays"), f"{day} is a holiday too", "Keep it in one of the lists"


def ids_exist(edition: Edition) -> Iterator[Finding]:
    options = {f"forms.options.{name}": {option.id for option in choices} for name, choices in edition.forms.options.items()}
    known = {**options, "budget.lines": {line.id for line in edition.budget.lines}, "rules": set(edition.rules)}
    for path, where, wanted in (*_ids_of_options(edition), *_ids_of_lines(edition), *((("examples", rule), "rules", rule) for rule in edition.examples)):
        if wanted not in known.get(where, ()):
            yield path, f"{where} has no {wanted}", f"Use one of its ids: {', '.join(sorted(known.get(where, ())))}"
    classes = edition.budget.lecturers.classes
    for affiliation in known.get("forms.options.affiliations", set()) - classes.keys():
        yield ("budget", "lecturers", "classes"), f"{affiliation} has no line that pays it", 'Name the line, or "" where nobody may be paid'
    if [question.number for question in edition.forms.questions] != list(range(1, len(edition.forms.questions) + 1)):
        yield ("forms", "questions"), "their numbers do not count from 1", "Number them in the order of the paper"
    for position, name in enumerate(edition.eligibility.full_name_examples):
        if not name.startswith(edition.eligibility.city) or not name.endswith(edition.eligibility.full_name_endings):
            yield ("eligibility", "full_name_examples", position), f"{name} is no full name itself", "Give a name with the city and one of the endings"


def _ids_of_options(edition: Edition) -> Iterator[tuple[Path, str, str]]:
    """Where the edition names an option: `(path, list, id)`."""
    programme, budget = edition.programme, edition.budget
    for key in ("final_method", "observation_method", "copreparation_method"):
        yield ("programme", key), "forms.options.methods", getattr(programme, key)
    for method in programme.enrichment_preset_methods:
        yield ("programme", "enrichment_preset_methods"), "forms.options.methods", method
    for path, kind in _session_kinds(edition):
        for method in kind.methods:
            yield (*path, "methods"), "forms.options.methods", method
    for mode in budget.transport.banned_modes:
        yield ("budget", "transport", "banned_modes"), "forms.options.trip_modes", mode
    if edition.forms.questions:
        yield ("forms", "example", "answer"), "forms.options.agreement", edition.forms.example.answer
    for affiliation in budget.lecturers.classes:
        yield ("budget", "lecturers", "classes"), "forms.options.affiliations", affiliation


def _session_kinds(edition: Edition) -> Iterator[tuple[Path, SessionKind]]:
    """What the schedule assistant suggests, with its path."""
    yield from ((path, part) for path, part in _parts(edition.schedule, ("schedule",)) if isinstance(part, SessionKind))


def suggestions_are_sound(edition: Edition) -> Iterator[Finding]:
    """A kind of session that the programme asks for has the programme's method; its places lie in the year, its times are times."""
    schedule, programme = edition.schedule, edition.programme
    for name, method in (
        ("observation", programme.observation_method),
        ("copreparation", programme.copreparation_method),
        ("presentation", programme.final_method),
    ):
        if method not in getattr(schedule, name).methods:
            yield ("schedule", name, "methods"), f"{method} is not among them", f"Add {method}, by which the rules tell such a session"
    for path, kind in _session_kinds(edition):
        if any(not 0 <= at <= 1 for at in kind.at):
            yield (*path, "at"), f"{kind.at} is not within the year", "Give places from 0, the first session, to 1, the last"
        for name in ("host", "visit_host"):
            invited = getattr(kind, name)
            if invited and not invited.startswith(programme.to_be_invited):
                yield (*path, name), f"{invited} may be somebody's name", f"Begin with one of {', '.join(programme.to_be_invited)}"
    for first, last in (("start", "end"), ("lesson_start", "lesson_end")):
        times = [getattr(schedule, name) for name in (first, last)]
        if [parse_time(time) for time in times] != times or times[0] >= times[1]:
            yield ("schedule", last), f"{times[0]} to {times[1]} is no time of a session", "Write both as HH:MM, the earlier one first"


def _ids_of_lines(edition: Edition) -> Iterator[tuple[Path, str, str]]:
    """Where the edition names a budget line: `(path, list, id)`."""
    budget = edition.budget
    for part, key in (
        ("", "consultation_line"),
        ("", "books_line"),
        ("miscellaneous", "line"),
        ("lecturers", "external_line"),
        ("lecturers", "internal_line"),
        ("transport", "line"),
        ("transport", "needs_line"),
    ):
        path = ("budget", part, key) if part else ("budget", key)
        yield path, "budget.lines", getattr(getattr(budget, part) if part else budget, key)
    for affiliation, line in budget.lecturers.classes.items():
        if line:
            yield ("budget", "lecturers", "classes", affiliation), "budget.lines", line
    for line in edition.planner.change_first:
        yield ("planner", "change_first"), "budget.lines", line
    for preference in edition.planner.preferences:
        for line in (*preference.fill, *preference.lectures):
            yield ("planner", "preferences", preference.id), "budget.lines", line


def planner_is_sound(edition: Edition) -> Iterator[Finding]:
    budget, planner = edition.budget, edition.planner
    share, fees = budget.line(budget.miscellaneous.line), {budget.lecturers.external_line, budget.lecturers.internal_line}
    if share is not None and share.formula != "amount":
        yield ("budget", "miscellaneous", "line"), f"{share.id} has the formula {share.formula}", "Name a line that is one amount: it follows from the sum of the others"
    for preference in planner.preferences:
        for line in preference.lectures.keys() - fees:
            yield ("planner", "preferences", preference.id, "lectures"), f"{line} pays no lecturers", f"Use one of {', '.join(sorted(fees))}"
    for kind, count in Counter(remedy.kind for remedy in planner.remedies).items():
        if count > 1:
            yield ("planner", "remedies", kind), f"it stands there {count} times", "Keep one of them"


def fields_are_sound(edition: Edition) -> Iterator[Finding]:
    papers = {paper.id for paper in edition.forms.papers}
    lines = {line.id for line in edition.budget.lines}
    for section in edition.forms.sections:
        at: Path = ("forms", "sections", section.id)
        if section.form not in {*papers, "submission"}:
            yield (*at, "form"), f"there is no paper {section.form}", "Use the id of a paper, or submission"
        for field in section.fields:
            here = (*at, field.path)
            if (field.kind in ("choice", "choices", "yes_no")) != bool(field.options):
                yield here, f"options do not go with the kind {field.kind}", "Name a list of options for choice, choices and yes_no, and for no other kind"
            if field.options and field.options not in edition.forms.options:
                yield here, f"there is no list of options {field.options}", f"Use one of {', '.join(edition.forms.options)}"
            if section.rows is not None and not field.path.startswith(f"{section.rows.path}.*."):
                yield here, f"it is no path of the rows {section.rows.path}", "Let the path start with the rows' path and .*."
            if section.rows is None and "*" in field.path:
                yield here, "a section without rows has a row's path", "Give the section its rows"
            parts = field.path.split(".")
            if parts[0] in ("budget", "settlement") and parts[1] == "lines" and parts[2] not in lines:
                yield here, f"budget.lines has no {parts[2]}", "Use the id of a budget line"
        if section.rows is not None and "{n}" not in section.rows.legend:
            yield (*at, "rows", "legend"), "it has no {n}", "Put {n} where the row's number stands"


def rules_are_complete(edition: Edition) -> Iterator[Finding]:
    places = {section.id for section in edition.forms.sections} | {field.path for section in edition.forms.sections for field in section.fields}
    for rule_id, rule in edition.rules.items():
        at: Path = ("rules", rule_id)
        for key in ("words", "message"):
            if not getattr(rule, key).strip():
                yield (*at, key), "it is empty", "Write the sentence"
        if not rule.sources:
            yield (*at, "sources"), "the rule names no clause", "Name the clause that it comes from"
        if rule.kind != "derived" and not all(source.quote for source in rule.sources):
            yield (*at, "sources"), f"a rule of the kind {rule.kind} has no quote", "Quote the plan's sentence, or make the rule derived"
        if rule.mode == "auto" and rule_id not in edition.examples:
            yield ("examples", rule_id), "the rule has no examples", "Give an allowed and a refused one"
        if rule.at and rule.at not in places:
            yield (*at, "at"), f"{rule.at} is no section and no field", "Use the id of a section or the path of a field of forms.toml"


def sentences_can_be_filled(edition: Edition) -> Iterator[Finding]:
    for path, sentence in (
        *((("rules", rule_id, "message"), rule.message) for rule_id, rule in edition.rules.items()),
        *((("rules", rule_id, "variants", name), text) for rule_id, rule in edition.rules.items() for name, text in rule.variants.items()),
        *((("words", name), text) for name, text in edition.words.items()),
        *((("report", "checklist", item.id), item.words) for item in edition.report.checklist),
        *((("planner", "words", name), text) for name, text in edition.planner.words.items()),
        *((("planner", "preferences", each.id, key), getattr(each, key)) for each in edition.planner.preferences for key in ("name", "words")),
        *((("planner", "remedies", each.kind, key), getattr(each, key)) for each in edition.planner.remedies for key in ("name", "words")),
        *((("forms", "sections", section.id, "rows", "legend"), section.rows.legend) for section in edition.forms.sections if section.rows),
    ):
        try:
            names = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
        except ValueError as error:
            yield path, f"its braces cannot be read: {error}", "Write each parameter as {name}"
            continue
        for name in names:
            if not name.isidentifier():
                yield path, f"{{{name}}} is no parameter's name", "Write each parameter as {name}"


def our_sentences_state_the_plans_figures(edition: Edition) -> Iterator[Finding]:
    """Help texts and the rules' words repeat figures and days; what stands in 「」 is an example, and one is no figure."""
    figures, limits = _figures(edition), {limit for rule in edition.rules.values() for limit in rule.limits.values()}
    days = {(date.month, date.day) for each in _dates(edition).values() for date in (each.value, each.suggested) if date}
    for path, part in _parts(edition):
        for key in ("help", "words") if isinstance(part, (BudgetLine, FormField, Option, RuleData, Section)) else ():
            sentence = re.sub("「[^」]*」", "", getattr(part, key, ""))
            for number, unit in re.findall(rf"([0-9][0-9,]*)({'|'.join(figures)})", sentence):
                value = int(number.replace(",", ""))
                if value != 1 and value not in figures[unit] | limits:
                    remedy = f"Say a figure that the edition has in {unit}: {', '.join(map(str, sorted(figures[unit])))}"
                    yield (*path, key), f"{number}{unit} is no figure of the edition: {sentence}", remedy
            for month, day in re.findall("([0-9]+)月([0-9]+)日", sentence):
                if (int(month), int(day)) not in days:
                    yield (*path, key), f"{month}月{day}日 is no date of the edition: {sentence}", "Say a date that stands in dates"


def _figures(edition: Edition) -> dict[str, set[int]]:
    """Unit → every figure of the edition in it, with what follows from the figures. A session is counted as 場 or 次, an hour that is paid as 節 or 小時."""
    figures: dict[str, set[int]] = {"元": {line.unit_price for line in edition.budget.lines if line.unit_price is not None}}
    for _, part in _parts(edition):
        if isinstance(part, Figure):
            figures.setdefault(part.unit, set()).add(part.value)
    for one, other in (("場", "次"), ("節", "小時")):
        figures[one] = figures[other] = figures.get(one, set()) | figures.get(other, set())
    figures["元"] |= _shares(edition)
    return figures


def _shares(edition: Edition) -> set[int]:
    """The most for miscellaneous expenses in a budget that comes to the grant, by both readings, and the first amount above each."""
    grant, per_cent = edition.budget.total.value, edition.budget.miscellaneous.per_cent.value
    readings = (grant * per_cent // 100, grant * per_cent // (100 + per_cent))
    return {each + more for each in readings for more in (0, 1)}


def ids_are_unique(edition: Edition) -> Iterator[Finding]:
    forms = edition.forms
    for path, ids in (
        (("budget", "lines"), [line.id for line in edition.budget.lines]),
        (("notes",), [note.id for note in edition.notes]),
        (("report", "checklist"), [item.id for item in edition.report.checklist]),
        (("planner", "preferences"), [preference.id for preference in edition.planner.preferences]),
        (("semesters",), [semester.id for semester in edition.semesters]),
        (("forms", "papers"), [paper.id for paper in forms.papers]),
        (("forms", "sections"), [section.id for section in forms.sections]),
        (("forms", "sections"), [field.path for section in forms.sections for field in section.fields]),
        *((("forms", "options", name), [option.id for option in choices]) for name, choices in forms.options.items()),
    ):
        for each, count in Counter(ids).items():
            if count > 1:
                yield path, f"{each} stands there {count} times", "Keep one of them"


def _parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every model inside a value, with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, (*path, key))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _parts(item, (*path, position))


def _numbers(words: str) -> list[float]:
    """The numbers that words state, in order, in digits (10,000) or as one numeral (一)."""
    found = re.findall(r"[0-9][0-9,]*|[^\W0-9]", words)
    return [float(each.replace(",", "")) if each[0].isdecimal() else unicodedata.numeric(each) for each in found if each.replace(",", "").isnumeric()]


def _dates(edition: Edition) -> dict[str, PlanDate]:
    return {name: getattr(edition.dates, name) for name in type(edition.dates).model_fields}


def _quotes(edition: Edition) -> Iterator[tuple[Path, str, str]]:
    """Everything that claims to be the plan's own words, with the clause in which it stands ("" for anywhere)."""
    for path, part in _parts(edition):
        if isinstance(part, Source):
            yield (*path, "quote"), part.quote, part.clause
        elif isinstance(part, (Figure, PlanDate)):
            yield (*path, "words"), part.words, part.source
    for note in edition.notes:
        yield ("notes", note.id, "after"), note.after, note.clause
    for path, words in (*_printed_in_the_budget(edition), *_printed_on_the_forms(edition)):
        yield path, words, ""
    for key in ("title_parent", "title"):
        yield (key,), getattr(edition, key), ""
    for key in ("name", "short", "host", "address"):
        yield ("center", key), getattr(edition.center, key), ""


def _printed_in_the_budget(edition: Edition) -> Iterator[tuple[Path, str]]:
    yield ("budget", "total_words"), edition.budget.total_words
    yield ("budget", "reallocation_note"), edition.budget.reallocation_note
    yield from ((("budget", "stamps", position), stamp) for position, stamp in enumerate(edition.budget.stamps))
    for line in edition.budget.lines:
        price = "" if line.unit_price is None else line.unit_price
        yield from ((("budget", "lines", line.id), words) for words in (f"{line.label}{line.unit}{price}", *line.note))


def _printed_on_the_forms(edition: Edition) -> Iterator[tuple[Path, str]]:
    """Papers, controls and their lists of options, unless they are ours."""
    at: Path = ("forms",)
    for paper in edition.forms.papers:
        if not paper.ours:
            for words in (paper.number, paper.title, paper.subtitle, paper.unit_note, *paper.labels.values()):
                yield (*at, "papers", paper.id), words
    printed_options = set()
    for section in edition.forms.sections:
        yield (*at, "sections", section.id, "note"), section.note
        for field in section.fields:
            yield (*at, "sections", section.id, field.path), field.note
            if not field.ours:
                yield (*at, "sections", section.id, field.path), field.label
                printed_options.add(field.options)
    for question in (edition.forms.example, *edition.forms.questions):
        yield (*at, "questions", question.number), question.question
        yield (*at, "questions", question.number), question.aspect
    for name, choices in edition.forms.options.items():
        if name in printed_options:
            yield from (((*at, "options", name, option.id), option.label) for option in choices)
