"""When rows move, everything that is kept by path follows them."""

from pyodide_app.ui.positions import by_date, moved, rearranged, taken_out

MEMBERS = "application.members"
SESSIONS = "application.sessions"


def test_removing_the_first_row_moves_the_others_up():
    draft = {"school": "x", f"{MEMBERS}.0.name": "甲", f"{MEMBERS}.1.name": "乙", f"{MEMBERS}.2.name": "丙"}
    assert rearranged(draft, MEMBERS, {1: 0, 2: 1}) == {"school": "x", f"{MEMBERS}.0.name": "乙", f"{MEMBERS}.1.name": "丙"}


def test_two_rows_change_places():
    draft = {f"{MEMBERS}.0.name": "甲", f"{MEMBERS}.1.name": "乙"}
    assert rearranged(draft, MEMBERS, {0: 1, 1: 0}) == {f"{MEMBERS}.1.name": "甲", f"{MEMBERS}.0.name": "乙"}


def test_the_tenth_row_is_not_taken_for_the_first():
    assert moved(f"{MEMBERS}.10.name", MEMBERS, {1: 0, 10: 9}) == f"{MEMBERS}.9.name"


def test_the_reason_for_a_warning_follows_its_row():
    assert moved(f"reasons.lecture-length@{SESSIONS}.4.lecturer.hours", SESSIONS, {4: 2}) == f"reasons.lecture-length@{SESSIONS}.2.lecturer.hours"


def test_the_table_itself_and_other_tables_stay():
    assert moved(SESSIONS, SESSIONS, {}) == SESSIONS
    assert moved("budget.books.0.title", SESSIONS, {}) == "budget.books.0.title"


def test_what_is_taken_out_can_be_put_back():
    draft = {f"{MEMBERS}.0.name": "甲", f"{MEMBERS}.1.name": "乙", f"{MEMBERS}.10.name": "丙"}
    gone = taken_out(draft, MEMBERS, 1)
    assert gone == {f"{MEMBERS}.1.name": "乙"}
    rest = rearranged(draft, MEMBERS, {0: 0, 10: 9})
    assert rearranged(rest, MEMBERS, {0: 0, 9: 10}) | gone == draft


def test_sessions_are_sorted_by_day_then_by_time_and_unreadable_dates_stay_behind():
    dates = {f"{SESSIONS}.0.date": "107年10月3日（三）", f"{SESSIONS}.2.date": "107年9月12日（三）", f"{SESSIONS}.3.date": "107年9月12日（三）"}
    draft = {f"{SESSIONS}.2.start": "15:00", f"{SESSIONS}.3.start": "09:00"}
    assert by_date(SESSIONS, 4, dates, draft) == [3, 2, 0, 1]
