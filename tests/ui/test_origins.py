"""Where what stands in the report came from, read off what it holds."""

from __future__ import annotations

from pyodide_app.ui.origins import likeliest, origins, rows_of, stripped

SESSIONS = "report.sessions"


def given(values: dict[str, str]) -> dict[str, dict[str, str]]:
    return {path: {"value": value, "from": path.replace("report", "application", 1)} for path, value in values.items()}


PLAN = {
    "report.convener.name": "林佳穎",
    "report.sessions.0.content": "啟動",
    "report.sessions.0.place": "圖書館",
    "report.sessions.1.content": "研讀",
    "report.sessions.1.place": "圖書館",
    "report.sessions.2.content": "備課",
    "report.sessions.2.place": "教室",
}


def test_a_control_that_stands_as_it_was_given_names_its_origin():
    assert origins({"report.convener.name": "林佳穎"}, given(PLAN), [SESSIONS]) == {"report.convener.name": "application.convener.name"}


def test_a_control_that_was_changed_names_none():
    assert origins({"report.convener.name": "陳柏翰"}, given(PLAN), [SESSIONS]) == {}


def test_a_row_that_moved_up_still_names_the_row_it_was():
    draft = {"report.sessions.0.content": "研讀", "report.sessions.0.place": "圖書館"}
    assert origins(draft, given(PLAN), [SESSIONS]) == {"report.sessions.0": "application.sessions.1.content"}


def test_a_row_that_was_rewritten_names_the_row_at_its_place_for_what_is_left():
    draft = {"report.sessions.1.content": "別的", "report.sessions.1.place": "圖書館"}
    assert origins(draft, given(PLAN), [SESSIONS]) == {"report.sessions.1": "application.sessions.1.place"}


def test_a_row_with_nothing_in_common_came_from_nowhere():
    assert likeliest({"content": "跨校分享"}, 0, {0: {"content": "啟動"}}) is None


def test_lists_of_ids_say_nothing_of_where_a_row_came_from():
    assert rows_of({"report.sessions.0.methods": ["lecture"], "report.sessions.0.content": "啟動"}, SESSIONS) == {0: {"content": "啟動"}}


def test_what_an_application_gives_is_asked_of_the_application_alone():
    assert stripped({"school": "慈文", "report.school": "慈文", "settlement.lines.tea.amount": "400"}, ("report.", "settlement.")) == {"school": "慈文"}
