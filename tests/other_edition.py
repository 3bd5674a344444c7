"""A second edition, made up: the plan of the year after, with other numbers, days and lines, and no moving of money between lines.

It is 107's data with every change made in the plan's text as well, so that the edition's own checks hold for it. What passes for both
editions is tied to neither.
"""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from pyodide_app import edition_checks, editions
from pyodide_app.core.edition import Edition
from pyodide_app.plan_text import PlanText
from tests.conftest import ROOT, load_edition

ID = "tyc-plc-advanced-108"
YEAR = re.compile(r"10([78])(?=\s*年|學年度|/\d)")

REPLACED = {
    "至少8次": "至少6次",
    "都算在8次之內": "都算在6次之內",
    "也算在8次之內": "也算在6次之內",
    "至多12人": "至多10人",
    "以12人為原則": "以10人為原則",
    "476元": "571元",
    "477元": "572元",
    "500元": "600元",
    "10,000": "12,000",
    "10000": "12000",
    "2次共備": "1次共備",
    "得相互勻支": "不得相互勻支",
    "編列80元": "編列90元",
    "<td>人</td><td>80</td><td></td><td>每群": "<td>人</td><td>90</td><td></td><td>每群",
    "茶水": "代課費",
}
"""Words of the plan → words of the other one. Our own sentences repeat them and are changed with them."""

LINE = ("tea", "substitute_fee")
FIGURES = (
    ("programme", "sessions_min", 6),
    ("programme", "copreparations_min", 1),
    ("report", "lesson_plans_min", 1),
    ("members", "max", 10),
    ("budget", "total", 12000),
)
HOLIDAYS = {
    datetime.date(2019, 9, 13): "中秋節",
    datetime.date(2019, 10, 10): "國慶日",
    datetime.date(2019, 10, 11): "調整放假",
    datetime.date(2020, 1, 1): "開國紀念日",
    datetime.date(2020, 1, 23): "調整放假",
    datetime.date(2020, 1, 24): "農曆除夕",
    datetime.date(2020, 2, 28): "和平紀念日",
    datetime.date(2020, 4, 2): "調整放假",
    datetime.date(2020, 4, 3): "兒童節",
    datetime.date(2020, 6, 25): "端午節",
    datetime.date(2020, 6, 26): "調整放假",
}
MAKEUP_WORKDAYS = (datetime.date(2019, 10, 5), datetime.date(2020, 2, 15), datetime.date(2020, 6, 20))
BREAK = (datetime.date(2020, 1, 21), datetime.date(2020, 2, 10))


@cache
def other_edition() -> Edition:
    """The edition, checked like any other."""
    values = _reworded(load_edition().model_dump())
    values.update(id=ID, slug="108", school_year=108, paper_date=_a_year_later(values["paper_date"]))
    for date in values["dates"].values():
        date.update({name: _a_year_later(date[name]) for name in ("value", "suggested") if date[name]})
    for semester in values["semesters"]:
        semester.update({name: _a_year_later(semester[name]) for name in ("start", "end")})
    values["calendar"].update(holidays=HOLIDAYS, makeup_workdays=MAKEUP_WORKDAYS)
    [pause] = values["calendar"]["breaks"]
    pause.update(start=BREAK[0], end=BREAK[1])
    for part, name, value in FIGURES:
        values[part][name]["value"] = value
    [meals] = [line for line in values["budget"]["lines"] if line["id"] == "meals"]
    meals["unit_price"] = meals["per_person"]["value"] = 90
    [printed] = [field for section in values["forms"]["sections"] for field in section["fields"] if field["path"] == "budget.lines.meals.unit_price"]
    printed["default"] = "90"
    del values["rules"]["tea-cap"], values["examples"]["tea-cap"]
    edition = Edition.model_validate(values)
    found = edition_checks.check(edition, PlanText(_plan()))
    assert found == [], found
    return edition


def write(folder: Path) -> None:
    """The edition as a folder that a build reads, everything in its first file."""
    folder.mkdir()
    values = other_edition().model_dump()
    for name in editions.FILES:
        (folder / name).write_text("", "utf-8")
    (folder / editions.FILES[0]).write_text("".join(f"{key} = {_toml(value)}\n" for key, value in values.items() if value is not None), "utf-8")
    (folder / editions.PLAN).write_text(_plan(), "utf-8")


def _toml(value: Any) -> str:
    """A value in one line of TOML, which writes what JSON writes but tables, days and what is not there."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {_toml(part)}" for key, part in value.items() if part is not None) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value, ensure_ascii=False)


def _plan() -> str:
    return _replaced((ROOT / "site_src" / "editions" / "107" / editions.PLAN).read_text("utf-8"))


def _reworded(part: Any) -> Any:
    """The data with every sentence, every year and every name of the line that is another one."""
    if isinstance(part, str):
        return ".".join(LINE[1] if step == LINE[0] else step for step in _replaced(part).split(".")) if part.isascii() else _replaced(part)
    if isinstance(part, dict):
        return {_reworded(key): _reworded(value) for key, value in part.items()}
    return type(part)(_reworded(each) for each in part) if isinstance(part, (list, tuple)) else part


def _replaced(text: str) -> str:
    text = YEAR.sub(lambda found: f"10{int(found[1]) + 1}", text)
    for old, new in REPLACED.items():
        text = text.replace(old, new)
    return text


def _a_year_later(date: datetime.date) -> datetime.date:
    """The same day of the next year; no date of the plan is a 29th of February."""
    return date.replace(year=date.year + 1)
