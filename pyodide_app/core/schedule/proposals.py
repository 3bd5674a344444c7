"""A whole schedule proposed from a teacher's wishes: the sessions that are kept, and those that the plan still asks for on days that fit.

The proposal is a change of the draft (`values`, `removes`), and the judge has spoken on it. What it suggests in words is `Edition.schedule`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from pyodide_app.core import draft as drafts, spelling
from pyodide_app.core.bundle import Session, parse_bundle
from pyodide_app.core.case import Case, Row
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import say
from pyodide_app.core.judge import judge
from pyodide_app.core.schedule import needs as missing
from pyodide_app.core.schedule.days import Skipped, period
from pyodide_app.core.schedule.roles import Role, roles_of
from pyodide_app.core.schedule.rows import row_at, ticked, with_reasons, with_rows
from pyodide_app.core.schedule.slots import Impossible, laid_out, wished_days
from pyodide_app.core.schedule.suggestions import new_rows
from pyodide_app.core.schedule.wishes import Wishes, troubles
from pyodide_app.core.schedule.year import called


def propose_schedule(edition: Edition, draft: drafts.Draft, wishes: Wishes) -> dict[str, Any]:
    """The answer to a wish, see docs/page.md: a schedule, or why there is none."""
    problems = [trouble._asdict() for trouble in troubles(edition, wishes)]
    if problems:
        return _answer(problems=problems, words=problems[0]["words"])
    case = _case(edition, draft)
    kept = [row for row in case.session_rows if row.no - 1 in wishes.keep and not case.blank(row)]
    fixed, loose = [row for row in kept if row.value.date is not None], [row for row in kept if row.value.date is None]
    fixed_case = _case(edition, with_rows(draft, {place: row_at(draft, row.no - 1) for place, row in enumerate(fixed)}))
    roles = roles_of(fixed_case, loose)
    days, skipped = wished_days(fixed_case, wishes)
    told = {"needed": len(roles), "found": len(days), "skipped": [_skipped(edition, each) for each in skipped]}
    try:
        laid = laid_out(fixed_case, days, roles)
    except Impossible as impossible:
        return _answer(words=_why(edition, wishes, impossible, skipped, fixed), **told)
    return _answer(possible=True, **told, **_schedule(case, draft, wishes, fixed, laid))


def _answer(**told: Any) -> dict[str, Any]:
    empty = {"possible": False, "words": "", "problems": [], "needed": 0, "found": 0, "skipped": []}
    return empty | {"sessions": [], "values": {}, "removes": [], "findings": []} | told


def _case(edition: Edition, draft: drafts.Draft) -> Case:
    return Case(edition, parse_bundle(drafts.to_document(draft, edition)))


# ---------------------------------------------------------------- the schedule as a change of the draft


def _schedule(
    case: Case, draft: drafts.Draft, wishes: Wishes, fixed: list[Row[Session]], laid: list[tuple[datetime.date, Role]]
) -> dict[str, Any]:
    edition = case.edition
    new = new_rows(case, draft, wishes, laid)
    dated = [(row.value.date, row.value.start or "", row_at(draft, row.no - 1), row.no - 1) for row in fixed]
    dated += [(date, row.get("start", ""), row, role.source) for (date, role), row in zip(laid, new, strict=True)]
    dated.sort(key=lambda each: each[:2])
    positions = {source: place for place, (*_, source) in enumerate(dated) if source is not None}
    changed = with_rows(with_reasons(draft, positions), {place: row for place, (_, _, row, _) in enumerate(dated)})
    changed |= ticked(_case(edition, changed), changed)
    told = _case(edition, changed)
    count = {"count": len(dated), "kept": len(positions)}
    words = say(edition.words["schedule_found"], count | {"first": dated[0][0], "last": dated[-1][0]}, edition) if laid else ""
    sources = {place: source for source, place in positions.items()}
    return {
        "words": words or say(edition.words["schedule_nothing"], count, edition),
        "sessions": [_told(told, row, sources.get(row.no - 1), draft) for row in told.session_rows],
        "values": {path: value for path, value in changed.items() if path not in draft or draft[path] != value},
        "removes": sorted(path for path in draft if path not in changed),
        "findings": [found._asdict() for found in judge(edition, told.bundle) if "schedule" in edition.rules[found.rule].stages],
    }


# ---------------------------------------------------------------- in words


def _told(case: Case, row: Row[Session], source: int | None, draft: drafts.Draft) -> dict[str, Any]:
    """A session of the proposal as the page shows it beside the present one; `source` is its position in the draft."""
    session = row.value
    before = {} if source is None else row_at(draft, source)
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
