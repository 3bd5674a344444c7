"""On which days a schedule's new sessions fall: days that fit the wishes, enough of them in each semester, spread over the year."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from pyodide_app.core.case import Case
from pyodide_app.core.edition import Semester
from pyodide_app.core.schedule import needs as missing
from pyodide_app.core.schedule.days import DAY, Skipped, every_weeks, in_weeks, period
from pyodide_app.core.schedule.roles import Role
from pyodide_app.core.schedule.wishes import Wishes


class Impossible(Exception):
    """No such schedule: `reason` is a word of the edition, `params` its values."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason, params)
        self.reason = reason
        self.params = params


def wished_days(case: Case, wishes: Wishes) -> tuple[list[datetime.date], list[Skipped]]:
    """The school days that fit the wishes, and those that would if nothing stood against them. `case` holds the kept sessions."""
    start, end = period(case.edition)
    start = max(start, wishes.first_day or start)
    weekday = wishes.weekday or (wishes.first_day.isoweekday() if wishes.first_day else case.edition.calendar.free_weekday)
    fitting = in_weeks(start, end, weekday, wishes.weeks) if wishes.weeks else every_weeks(start, end, weekday, wishes.every or 1)
    free, skipped = [], []
    for date in fitting:
        reason = _reason(case, wishes, date)
        free += [date] if reason is None else []
        skipped += [] if reason is None else [Skipped(date, reason)]
    return free, skipped


def _reason(case: Case, wishes: Wishes, date: datetime.date) -> str | None:
    """Why no new session may fall on a day: the calendar's word, the teacher's, or a session that is kept."""
    words, final = case.edition.words, missing.final(case)
    if reason := case.no_lessons(date):
        return reason
    if any(span.first and span.first <= date <= (span.last or span.first) for span in wishes.without):
        return words["schedule_skip_wished"]
    if final is not None and date > final.value.date:
        return words["schedule_skip_after"]
    return words["schedule_skip_kept"] if any(row.value.date == date for row in case.dated_sessions) else None


def laid_out(case: Case, days: list[datetime.date], roles: list[Role]) -> list[tuple[datetime.date, Role]]:
    """Each role with its day, in the order of the days. Raises `Impossible`."""
    if len(roles) > len(days):
        raise Impossible("schedule_too_few", found=len(days), needed=len(roles), lack=len(roles) - len(days))
    others = [role for role in roles if not role.is_final]
    laid = [(_ends(case, days, others), role) for role in roles if role.is_final]
    for ends, _ in laid:
        days = [day for day in days if day < ends]
    return sorted([*laid, *_assigned(_chosen(case, days, others, laid), others)], key=lambda each: each[0])


def _ends(case: Case, days: list[datetime.date], others: list[Role]) -> datetime.date:
    """The day of the presentation: after every kept session, and with days to spare at the period's end where enough other days come before it."""
    kept = missing.last(case)
    late = [day for day in days if kept is None or day > kept.value.date]
    if not late:
        raise Impossible("schedule_no_end", no=kept.no, date=kept.value.date)
    early = [day for day in late if day <= period(case.edition)[1] - case.edition.schedule.spare_days * DAY]
    roomy = [day for day in early if _has_room([each for each in days if each < day], others)]
    return roomy[-1] if roomy else late[-1]


def _has_room(days: list[datetime.date], roles: list[Role]) -> bool:
    """Whether the days are enough for the roles, in each semester for those that are bound to it."""
    bound = Counter(role.semester for role in roles if role.semester is not None)
    return len(days) >= len(roles) and all(len(_inside(days, semester)) >= count for semester, count in bound.items())


def _inside(days: list[datetime.date], semester: Semester) -> list[datetime.date]:
    return [day for day in days if semester.start <= day <= semester.end]


def _chosen(case: Case, days: list[datetime.date], roles: list[Role], laid: list[tuple[datetime.date, Role]]) -> list[datetime.date]:
    """As many days as roles: in each semester those that must fall into it and its share of the rest, as even between the kept sessions as can be."""
    held = [_inside(days, semester) for semester in case.edition.semesters]
    quota = [sum(role.semester == semester for role in roles) for semester in case.edition.semesters]
    for semester, found, count in zip(case.edition.semesters, held, quota, strict=True):
        if count > len(found):
            ends = [role for day, role in laid if semester.start <= day <= semester.end]
            labels = dict.fromkeys(role.kind.label for role in (*roles, *ends) if role.semester == semester or role.is_final)
            params = {"found": len(found) + len(ends), "needed": count + len(ends), "kinds": list(labels)}
            raise Impossible("schedule_semester", semester=semester.name, **params)
    if len(roles) > len(days):
        raise Impossible("schedule_too_few", found=len(days) + len(laid), needed=len(roles) + len(laid), lack=len(roles) - len(days))
    kept = sorted(row.value.date for row in case.dated_sessions)
    fixed = [_inside(kept, semester) for semester in case.edition.semesters]
    whole = len(roles) + len(kept)
    for _ in range(len(roles) - sum(quota)):
        gaps = {
            index: len(found) / len(days) * whole - quota[index] - len(fixed[index]) for index, found in enumerate(held) if quota[index] < len(found)
        }
        quota[max(gaps, key=gaps.__getitem__)] += 1
    chosen: list[datetime.date] = []
    ends = [day for day, _ in laid]
    for semester, found, count, own in zip(case.edition.semesters, held, quota, fixed, strict=True):
        after = min((day for day in (*kept, *ends) if found and found[-1] < day <= semester.end), default=None)
        before = max((day for day in (*kept, *chosen) if found and day < found[0]), default=None)
        chosen += spread(found, count, own, before, after)
    return chosen


def spread(
    days: list[datetime.date], count: int, fixed: list[datetime.date], before: datetime.date | None, after: datetime.date | None
) -> list[datetime.date]:
    """`count` of the days, as evenly as can be between the `fixed` ones and the neighbours `before` and `after`: the sum of the squared gaps is least.

    Without a neighbour the first and the last of the days stand for one, and where nothing is fixed the first day itself is taken.
    """
    if not count:
        return []
    if before is None and not fixed:
        return [days[0], *spread(days[1:], count - 1, [], days[0], after)]
    start, end = before or min(days[0], fixed[0]), after or max([days[-1], *fixed])
    ways: dict[tuple[int, datetime.date], tuple[int, list[datetime.date]]] = {(0, start): (0, [])}
    for point in sorted({*days, *fixed}):
        is_fixed = point in fixed
        reached = {}
        for (taken, last), (cost, picked) in ways.items():
            way = (cost + (point - last).days ** 2, picked if is_fixed else [*picked, point])
            key = (taken + (not is_fixed), point)
            if key[0] <= count and (key not in reached or way[0] < reached[key][0]):
                reached[key] = way
        ways = reached if is_fixed else ways | reached
    ended = [(cost + (end - last).days ** 2, picked) for (taken, last), (cost, picked) in ways.items() if taken == count]
    return min(ended)[1]


def _assigned(days: list[datetime.date], roles: list[Role]) -> list[tuple[datetime.date, Role]]:
    """The roles that are bound to a semester take the day of it that is nearest to their place in the year; the others follow in their order."""
    whole = max(len(days), 1)
    free, laid = dict(enumerate(days)), []
    bound = [role for role in roles if role.semester is not None]
    for role in bound:
        inside = [index for index, day in free.items() if role.semester.start <= day <= role.semester.end]
        laid.append((free.pop(min(inside, key=lambda index: abs(index / whole - role.at))), role))
    rest = sorted((role for role in roles if role.semester is None), key=lambda role: role.at)
    return [*laid, *zip(free.values(), rest, strict=True)]
