"""What the page may ask the judge worker of the schedule: JSON text in, JSON text out."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest

from pyodide_app import editions
from pyodide_app.core import files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.worker import judge as worker
from tests.conftest import CASES, load_edition
from tests.other_edition import other_edition
from tests.schedule.years import draft_of, people

DRAFT = json.dumps(draft_of("ciwen-valid"))


@pytest.fixture
def page_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the worker that of a page of an edition."""
    monkeypatch.chdir(tmp_path)

    def start(edition: Edition) -> None:
        (tmp_path / worker.EDITION).write_text(editions.to_json(edition), "utf-8")
        worker.edition.cache_clear()

    yield start
    worker.edition.cache_clear()


def carried(old: str = "") -> dict[str, Any]:
    content = files.write_json(parse_bundle(json.loads((CASES / "ciwen-full-year.json").read_text("utf-8"))))
    return json.loads(asyncio.run(worker.carry_over("last-year.json", content, old)))


def test_a_schedule_is_proposed(page_of: Any) -> None:
    page_of(load_edition())
    answer = json.loads(worker.propose_schedule(json.dumps(people()), json.dumps({"first_day": "107/9/12", "weekday": 3, "weeks": [2, 4]})))
    assert list(answer) == ["possible", "words", "problems", "needed", "found", "skipped", "sessions", "values", "removes", "findings"]
    assert answer["words"] == "共排出 8 場，其中保留 0 場，從107年9月12日（三）到108年6月12日（三）。"
    assert answer["values"]["application.sessions.0.date"] == "107年9月12日"


def test_a_wish_that_nobody_knows_is_refused(page_of: Any) -> None:
    page_of(load_edition())
    with pytest.raises(ValueError, match="colour"):
        worker.propose_schedule("{}", '{"colour": 1}')


def test_the_year_is_shown(page_of: Any) -> None:
    page_of(load_edition())
    shown = json.loads(worker.year(DRAFT))
    assert [session["no"] for session in shown["sessions"]] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_calendar_file_is_a_calendar(page_of: Any) -> None:
    page_of(load_edition())
    assert len(icalendar.Calendar.from_ical(worker.calendar(DRAFT)).events) > 8


def test_last_years_file_begins_this_years_draft(page_of: Any) -> None:
    page_of(other_edition())
    answer = carried(editions.to_json(load_edition()))
    assert answer["title"] == draft_of("ciwen-full-year")["application.community_name"]
    assert answer["draft"]["application.sessions.0.date"] == "108年9月11日"
    assert answer["moved"][0] | {"words": ""} == {"path": "application.sessions.0.date", "no": 1, "date": "2018-09-12", "to": "2019-09-11", "words": ""}
    assert {"path": "report", "value": "", "words": "「成果報告」屬於原來的那一年，沒有帶過來。"} in answer["left"]


def test_a_file_of_a_plan_that_the_page_does_not_have_is_refused(page_of: Any) -> None:
    page_of(other_edition())
    assert carried() == {"refused": "這個檔案屬於另一個計畫「tyc-plc-advanced-107」，請到那個計畫的頁面開啟。", "plan": "tyc-plc-advanced-107"}


def test_a_draft_of_last_year_begins_this_years_as_its_file_does(page_of: Any) -> None:
    page_of(other_edition())
    old = editions.to_json(load_edition())
    draft = json.dumps(draft_of("ciwen-full-year"))
    assert json.loads(worker.carry_draft(draft, old)) == carried(old)
