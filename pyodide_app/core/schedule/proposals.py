"""A whole schedule proposed from a teacher's wishes: the sessions that are kept, and those that the plan still asks for on days that fit.

The proposal is a change of the draft (`values`, `removes`), and the judge has spoken on it. What it suggests in words is `Edition.schedule`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import cycle
from typing import Any, Iterator

from pyodide_app.core import draft as drafts, spelling
from pyodide_app.core.bundle import Session, parse_bundle
from pyodide_app.core.case import Case, Row, said
from pyodide_app.core.edition import Edition, SessionKind
from pyodide_app.core.findings import say
from pyodide_app.core.judge import judge
from pyodide_app.core.schedule import needs as missing
from pyodide_app.core.schedule.days import Skipped, period
from pyodide_app.core.schedule.slots import Impossible, Role, laid_out, wished_days
from pyodide_app.core.schedule.wishes import Times, Wishes, times, troubles
from pyodide_app.core.schedule.year import called

ROWS = "application.sessions"
METHODS = "application.methods"
LACKING = ("start", "end", "host", "place")
"""What a planned session without a date is given where it is blank."""
NAMED = ("observation", "copreparation", "enrichment", "presentation")

Values = dict[str, Any]


def propose_schedule(edition: Edition, draft: drafts.Draft, wishes: Wishes) -> dict[str, Any]:
    """The answer to a wish, see docs/page.md: a schedule, or why there is none."""
    problems = [trouble._asdict() for trouble in troubles(edition, wishes)]
    if problems:
        return _answer(problems=problems, words=problems[0]["words"])
    case = _case(edition, draft)
    kept = [row for row in case.session_rows if row.no - 1 in wishes.keep and not case.blank(row)]
    fixed, loose = [row for row in kept if row.value.date is not None], [row for row in kept if row.value.date is None]
    fixed_case = _case(edition, _with_rows(draft, {place: _row(draft, row.no - 1) for place, row in enumerate(fixed)}))
    roles = _roles(fixed_case, loose)
    days, skipped = wished_days(fixed_case, wishes)
    told = {"needed": len(roles), "found": len(days), "skipped": [_skipped(edition, each) for each in skipped]}
    try:
        laid = laid_out(fixed_case, days, roles)
    except Impossible as impossible:
        return _answer(words=_why(edition, wishes, impossible, skipped, fixed), **told)
    return _answer(possible=True, **told, **_schedule(case, draft, wishes, fixed, laid))


def _answer(**told: Any) -> dict[str, Any]:
    empty = {"possible": False, "words": "", "problems": [], "needed": 0, "found": 0, "skipped": [], "sessions": [], "values": {}, "removes": [], "findings": []}
    return empty | told


def _case(edition: Edition, draft: drafts.Draft) -> Case:
    return Case(edition, parse_bundle(drafts.to_document(draft, edition)))


# ---------------------------------------------------------------- what is still to be held


def _roles(case: Case, loose: list[Row[Session]]) -> list[Role]:
    """The sessions that have no day yet: what the rules ask for, planned sessions without a date first, and others up to the plan's number."""
    needs = missing.needs(case)
    kinds = case.edition.schedule
    waiting = list(loose)
    held = Counter(kind for row in case.dated_sessions for kind in missing.kinds(case, row))
    roles = [role for semester in _semesters(case, needs) for role in semester]
    anywhere = [(need.kind, need.count) for need in needs if need.semester is None and need.kind in NAMED]
    wanted = [*roles, *(Role(getattr(kinds, kind), 0, is_final=kind == "presentation") for kind, count in anywhere for _ in range(count))]
    filled = [_numbered(case, _taken(case, role, waiting), held) for role in wanted]
    filled += [Role(_like(case, row), 0, source=row.no - 1) for row in waiting]
    lack = max((need.count for need in needs if need.kind == "session"), default=0) - len(filled)
    others = cycle(kinds.others)
    return [*filled, *(Role(next(others), 0) for _ in range(lack))]


def _semesters(case: Case, needs: list[missing.Need]) -> Iterator[list[Role]]:
    """For each semester its observations; the guidance group comes to as many of them as visits are missing."""
    for semester in case.edition.semesters:
        counts = Counter({need.kind: need.count for need in needs if need.semester == semester})
        observation = case.edition.schedule.observation
        yield [Role(observation, 0, semester, visit=place < counts["visit"]) for place in range(max(counts["visit"], counts["observation"]))]


def _kind_of(case: Case, role: Role) -> str:
    return next((name for name in NAMED if getattr(case.edition.schedule, name) is role.kind), "")


def _taken(case: Case, role: Role, waiting: list[Row[Session]]) -> Role:
    """The role, filled by a planned session without a date where one is of its kind."""
    row = next((row for row in waiting if _kind_of(case, role) in missing.kinds(case, row) and row.value.guidance_visit >= role.visit), None)
    if row is None:
        return role
    waiting.remove(row)
    return role._replace(source=row.no - 1)


def _numbered(case: Case, role: Role, held: Counter[str]) -> Role:
    kind = _kind_of(case, role)
    held[kind] += 1
    return role._replace(number=held[kind] - 1)


def _like(case: Case, row: Row[Session]) -> SessionKind:
    """The kind whose place in the year a planned session without a date takes."""
    named = next((kind for kind in missing.kinds(case, row) if kind in NAMED), None)
    return case.edition.schedule.others[0] if named is None else getattr(case.edition.schedule, named)


# ---------------------------------------------------------------- the schedule as a change of the draft


def _schedule(
    case: Case, draft: drafts.Draft, wishes: Wishes, fixed: list[Row[Session]], laid: list[tuple[datetime.date, Role]]
) -> dict[str, Any]:
    edition, planned = case.edition, times(case.edition, wishes)
    new = _new_rows(case, draft, wishes, planned, laid)
    dated = [(row.value.date, row.value.start or "", _row(draft, row.no - 1), row.no - 1) for row in fixed]
    dated += [(date, row.get("start", ""), row, role.source) for (date, role), row in zip(laid, new, strict=True)]
    dated.sort(key=lambda each: each[:2])
    positions = {source: place for place, (*_, source) in enumerate(dated) if source is not None}
    changed = _with_rows(_reasons(draft, positions), {place: row for place, (_, _, row, _) in enumerate(dated)})
    changed |= _ticked(edition, changed, [method for _, _, row, _ in dated for method in row.get("methods", ())])
    told = _case(edition, changed)
    count = {"count": len(dated), "kept": len(positions)}
    words = say(edition.words["schedule_found"], count | {"first": dated[0][0], "last": dated[-1][0]}, edition) if laid else ""
    sources = {place: source for source, place in positions.items()}
    return {
        "words": words or say(edition.words["schedule_nothing"], count, edition),
        "sessions": [_told(told, row, sources.get(row.no - 1), draft) for row in told.session_rows],
        "values": {path: value for path, value in changed.items() if path not in draft or draft[path] != value},
        "removes": sorted(path for path in draft if path not in changed),
        "findings": [found.model_dump(mode="json") for found in judge(edition, told.bundle) if "schedule" in edition.rules[found.rule].stages],
    }


def _new_rows(case: Case, draft: drafts.Draft, wishes: Wishes, planned: Times, laid: list[tuple[datetime.date, Role]]) -> list[Values]:
    """What each session holds that was given a day. A planned one keeps all that it says and is given the time, host and place that it lacks."""
    members = cycle([row.value.name.strip() for row in case.members if said(row.value.name)] or [""])
    rows: list[Values] = []
    for date, role in laid:
        suggested = _suggested(case, wishes, planned, date, role)
        typed = {} if role.source is None else _row(draft, role.source)
        if not suggested["host"] and not typed.get("host"):
            suggested["host"] = next(members)
        if role.source is not None:
            suggested = {name: suggested[name] for name in LACKING} | {name: value for name, value in typed.items() if value} | {"date": suggested["date"]}
        rows.append({name: value for name, value in suggested.items() if value not in ("", [])})
    _cover(case, wishes, laid, rows)
    return rows


def _suggested(case: Case, wishes: Wishes, planned: Times, date: datetime.date, role: Role) -> Values:
    start, end = _time(case, planned, date, role)
    suggestion: Values = {
        "date": spelling.roc_date(date),
        "start": start,
        "end": end,
        "content": role.kind.contents[min(role.number, len(role.kind.contents) - 1)],
        "methods": list(role.kind.methods),
        "host": role.kind.visit_host if role.visit else role.kind.host,
        "place": wishes.place.strip() or role.kind.place,
        "materials": role.kind.materials,
    }
    flags = {"enrichment": role.kind is case.edition.schedule.enrichment, "guidance_visit": role.visit}
    return suggestion | {name: "true" for name, is_set in flags.items() if is_set}


def _time(case: Case, planned: Times, date: datetime.date, role: Role) -> tuple[str, str]:
    """A lesson is observed while lessons are: at the wished time only where that is one."""
    is_lesson = role.kind is case.edition.schedule.observation
    if is_lesson and not case.in_lesson_time(Session(date=date, start=planned.start, end=planned.end)):
        return planned.lesson_start, planned.lesson_end
    return planned.start, planned.end


def _cover(case: Case, wishes: Wishes, laid: list[tuple[datetime.date, Role]], rows: list[Values]) -> None:
    """Methods that the teacher has ticked and that no session uses become those of the sessions that no rule asks for, and are added to others last."""
    kept = {method for row in case.sessions if row.no - 1 in wishes.keep for method in row.value.methods}
    others = [row for row, (_, role) in zip(rows, laid, strict=True) if role.source is None and not _kind_of(case, role)]
    used = kept | {method for row in rows if not any(row is other for other in others) for method in row.get("methods", ())}
    labels = {option.id: option.label for option in case.edition.forms.options["methods"]}
    unused = [method for method in case.bundle.application.methods if method in labels and method not in used and method != "other"]
    for row in others:
        own = next((method for method in unused if method in row["methods"]), None)
        if own is not None:
            unused.remove(own)
        elif unused:
            row["methods"] = [unused.pop(0)]
            row["content"] = say(case.edition.words["schedule_theme"], {"method": labels[row["methods"][0]]}, case.edition)
            row.pop("materials", None)
    targets = others or [row for row, (_, role) in zip(rows, laid, strict=True) if role.source is None]
    for method, row in zip(unused, cycle(targets)):
        row["methods"] = [*row["methods"], method]


def _ticked(edition: Edition, draft: drafts.Draft, used: list[str]) -> Values:
    """The ticked methods with those that the sessions use, in the paper's order."""
    options = edition.forms.options["methods"]
    ticked = draft.get(METHODS, [option.id for option in options if option.preprinted])
    if not isinstance(ticked, list) or set(used) <= set(ticked):
        return {}
    listed = [option.id for option in options if option.id in {*ticked, *used}]
    return {METHODS: [*listed, *(method for method in ticked if method not in listed)]}


# ---------------------------------------------------------------- rows of the draft


def _row(draft: drafts.Draft, position: int) -> Values:
    """What was typed in a row, by the rest of the path."""
    prefix = f"{ROWS}.{position}."
    return {path.removeprefix(prefix): value for path, value in draft.items() if path.startswith(prefix)}


def _with_rows(draft: drafts.Draft, rows: dict[int, Values]) -> Values:
    """The draft with these sessions and no others."""
    rest = {path: value for path, value in draft.items() if not path.startswith(f"{ROWS}.") and path != ROWS}
    return rest | {f"{ROWS}.{position}.{name}": value for position, row in rows.items() for name, value in row.items()}


def _reasons(draft: drafts.Draft, positions: dict[int, int]) -> Values:
    """The draft with the reasons at kept sessions following them; a reason at a session that goes, goes with it."""
    moved: Values = {}
    for path, value in draft.items():
        before, at, place = path.partition(f"@{ROWS}.")
        position, _, rest = place.partition(".")
        if not path.startswith("reasons.") or not at or not position.isdecimal():
            moved[path] = value
        elif int(position) in positions:
            moved[f"{before}{at}{positions[int(position)]}{'.' if rest else ''}{rest}"] = value
    return moved


# ---------------------------------------------------------------- in words


def _told(case: Case, row: Row[Session], source: int | None, draft: drafts.Draft) -> dict[str, Any]:
    """A session of the proposal as the page shows it beside the present one; `source` is its position in the draft, `changed` what it was given."""
    session = row.value
    before = {} if source is None else _row(draft, source)
    return {
        "no": row.no,
        "path": row.path,
        "source": source,
        "kinds": missing.kinds(case, row),
        "kinds_words": called(case, row),
        "date": None if session.date is None else session.date.isoformat(),
        "date_words": "" if session.date is None else spelling.roc_date(session.date, case.edition.words["weekdays"]),
        "start": session.start or "",
        "end": session.end or "",
        "content": session.content,
        "methods": [case.edition.forms.option_label("methods", method) for method in session.methods],
        "host": session.host,
        "place": session.place,
        "is_new": source is None,
        "is_dated_now": source is not None and spelling.parse_date(str(before.get("date") or "")) is None,
    }


def _skipped(edition: Edition, each: Skipped) -> dict[str, str]:
    return {"date": each.date.isoformat(), "date_words": spelling.roc_date(each.date, edition.words["weekdays"]), "reason": each.reason}


def _why(edition: Edition, wishes: Wishes, impossible: Impossible, skipped: list[Skipped], fixed: list[Row[Session]]) -> str:
    """Why there is no schedule, and which days were taken away by what."""
    start, end = period(edition)
    params = {"start": max(start, wishes.first_day or start), "end": end} | impossible.params
    if impossible.reason == "schedule_no_end":
        params["no"] = fixed[impossible.params["no"] - 1].no
    words = say(edition.words[impossible.reason], params, edition)
    if not skipped:
        return words
    counted = Counter(each.reason for each in skipped)
    reasons = [say(edition.words["schedule_excluded"], {"reason": reason, "count": count}, edition) for reason, count in counted.items()]
    return words + say(edition.words["schedule_why"], {"reasons": reasons}, edition)
