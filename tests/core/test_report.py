"""The year's end: what the report takes over, how it differs from the plan, and what its page shows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from pyodide_app.core import draft as drafts
from pyodide_app.core import files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import Case
from pyodide_app.core.report.changes import changes
from pyodide_app.core.report.overview import report_overview
from pyodide_app.core.report.prefill import prefill
from tests.conftest import load_edition
from tests.core.strategies import DRAFTS

TYPED_ANEW = ("report.mail_date", "report.reflection", "report.photos.", "report.attachments.", "report.extra.", "feedback.")
"""What no application holds."""
CHANGED = {
    *(f"report.members.{position}.grade_subject" for position in range(5)),
    "report.sessions.5.date",
    *(f"settlement.lines.{line}.amount" for line in ("printing", "data_collection", "miscellaneous")),
}
"""What came out otherwise than it was applied for."""


@pytest.fixture
def draft(case, edition):
    """The draft of a case file, with changes; a value of None takes a key away."""

    def made(name: str = "ciwen-full-year", **changed):
        shown = drafts.from_document(parse_bundle(case(name)), edition) | {path.replace("__", "."): value for path, value in changed.items()}
        return {path: value for path, value in shown.items() if value is not None}

    return made


@pytest.fixture
def shown(draft, edition):
    return lambda **changed: report_overview(edition, draft(**changed))


def taken_over(edition, before):
    return before | {path: each["value"] for path, each in prefill(edition, before).items()}


# ---------------------------------------------------------------- taking over


def test_a_year_is_reached_from_its_application_by_typing_only_what_is_new(edition, draft):
    begun, year = taken_over(edition, draft("ciwen-valid")), draft()
    assert {path for path in begun if begun[path] != year.get(path)} == CHANGED
    untyped = {path for path in year if path not in begun and not path.startswith(TYPED_ANEW)}
    assert {path for path in untyped if ".vouchers." not in path} == {"settlement.lines.printing.note"}


def test_each_proposal_says_where_it_comes_from(edition, draft):
    proposed = prefill(edition, draft("ciwen-valid"))
    assert proposed["report.school"] == {"value": "桃園市桃園區慈文國民小學", "from": "school"}
    assert proposed["report.members.4.school"] == {"value": "桃園市桃園區慈文國民小學", "from": "school"}
    assert proposed["report.sessions.3.place"]["from"] == "application.sessions.3.place"
    assert proposed["settlement.lines.tea.amount"] == {"value": "400", "from": "budget.lines.tea"}


def test_nothing_that_was_typed_is_proposed_again(edition, draft):
    assert prefill(edition, draft()) == {}


def test_a_table_that_was_begun_gets_no_rows(edition, draft):
    proposed = prefill(edition, draft("ciwen-valid", report__sessions__0__date="107/9/12", report__members__2__name="甲"))
    assert not any(path.startswith(("report.sessions.", "report.members.")) for path in proposed)
    assert "report.community_name" in proposed


def test_blank_rows_of_the_application_leave_no_gap(edition, draft):
    gap = {f"application__members__1__{name}": None for name in ("name", "subject", "subject_kind", "advanced_certificate")}
    proposed = prefill(edition, draft("ciwen-valid", **gap))
    assert [proposed[f"report.members.{position}.name"]["from"] for position in range(4)] == [f"application.members.{row}.name" for row in (0, 2, 3, 4)]


def test_a_photo_takes_over_words_day_and_place_of_its_session(edition, draft):
    proposed = prefill(edition, draft(report__photos__0__content=None, report__photos__0__date=None, report__photos__0__place=None))
    assert {path: each["from"] for path, each in proposed.items()} == {f"report.photos.0.{name}": f"report.sessions.0.{name}" for name in ("content", "date", "place")}


def test_a_photo_of_no_session_takes_over_nothing(edition, draft):
    assert prefill(edition, draft(report__photos__0__session="0", report__photos__0__place=None)) == {}


def test_a_school_that_only_the_report_names_is_proposed_for_the_titles(edition):
    assert prefill(edition, {"report.school": "桃園市立青溪國民中學"}) == {"school": {"value": "桃園市立青溪國民中學", "from": "report.school"}}


@given(draft=DRAFTS)
def test_no_draft_is_too_odd_to_be_taken_over(draft):
    proposed = prefill(load_edition(), draft)
    json.dumps(proposed, allow_nan=False)
    assert drafts.aside({path: each["value"] for path, each in proposed.items()}) == {}


# ---------------------------------------------------------------- the plan and the year


def kinds(edition, document):
    return [(each.kind, each.planned and each.planned.no, each.held and each.held.no) for each in changes(Case(edition, parse_bundle(document), "report"))]


def test_a_session_on_another_day_was_moved(edition, case):
    assert kinds(edition, case("ciwen-full-year")) == [("moved", 6, 6)]


def test_two_sessions_that_changed_places_were_both_moved(edition, case):
    document = case("ciwen-full-year")
    held = document["report"]["sessions"]
    held[0]["date"], held[1]["date"] = held[1]["date"], held[0]["date"]
    assert kinds(edition, document) == [("moved", 1, 1), ("moved", 2, 2), ("moved", 6, 6)]


def test_a_session_taken_out_was_dropped_and_moves_no_other(edition, case):
    document = case("ciwen-full-year")
    del document["report"]["sessions"][1]
    assert kinds(edition, document) == [("dropped", 2, None), ("moved", 6, 5)]


def test_a_session_that_nobody_planned_was_added(edition, case):
    document = case("ciwen-full-year")
    document["report"]["sessions"].insert(0, {"date": "2018-09-05", "content": "籌備會"})
    assert kinds(edition, document) == [("moved", 6, 7), ("added", None, 1)]


def test_other_contents_on_the_same_day_are_said(edition, case):
    document = case("ciwen-full-year")
    document["report"]["sessions"][1]["content"] = "專書研讀"
    assert kinds(edition, document) == [("reworded", 2, 2), ("moved", 6, 6)]


# ---------------------------------------------------------------- the page


def test_a_whole_year_is_done_throughout(shown):
    answer = shown()
    assert {section["state"] for section in answer["sections"].values()} == {"done"}
    assert all(item["done"] is not False for item in answer["checklist"])


def test_an_untouched_year_has_everything_to_do_and_no_problem(edition):
    answer = report_overview(edition, {})
    assert "problem" not in {section["state"] for section in answer["sections"].values()}
    assert {item["done"] for item in answer["checklist"]} == {False, None}


def test_what_is_lacking_is_to_do_and_what_is_wrong_is_a_problem(shown):
    answer = shown(report__photos__15__file=None, feedback__4__difficulties=None, settlement__lines__tea__amount="401")
    assert answer["sections"]["report_photos"]["state"] == "todo"
    assert answer["sections"]["settlement"]["state"] == "problem"


def test_only_the_reports_own_dates_are_read_back(shown):
    dates = shown()["dates"]
    assert dates["report.mail_date"] == "108年7月3日（三）"
    assert not any(path.startswith("application.") for path in dates)


def test_a_line_of_the_settlement_stands_beside_its_budget(shown):
    assert shown()["settlement"]["lines"]["data_collection"] == {
        "approved": 580,
        "amount": 592,
        "difference": 12,
        "difference_words": "比概算多 12 元，由其他項目勻支",
        "cap": 1000,
        "cap_words": "上限：200 元 × 5 人 = 1,000 元",
        "left_words": "距上限還有 408 元",
        "over": False,
        "vouchers": 1,
    }


@pytest.mark.parametrize(
    ("amount", "balance", "words"),
    [("460", 18, "結餘 18 元，應繳回"), ("478", 0, "剛好用完 10,000 元，沒有結餘"), ("479", 0, "超出補助 1 元，請由學校自籌")],
)
def test_the_balance_to_return(shown, amount, balance, words):
    settlement = shown(settlement__lines__miscellaneous__amount=amount)["settlement"]
    assert (settlement["balance"], settlement["words"]) == (balance, words)


def test_the_cap_of_miscellaneous_expenses_follows_from_what_else_was_spent(shown):
    assert shown()["settlement"]["lines"]["miscellaneous"]["cap_words"] == "上限：其他項目合計 9,522 元的 5% = 476 元"


def test_photos_are_counted_by_session_and_many_of_one_hide_no_other(shown):
    photos = shown(report__photos__15__session="1")["counters"]["photos"]
    assert (photos["count"], photos["needed"], photos["total"]) == (15, 16, 16)
    assert (photos["sessions"][0]["words"], photos["sessions"][7]["words"]) == ("第 1 場 3/2 張", "第 8 場 1/2 張")


def test_photos_without_a_session_are_told(shown):
    assert shown(report__photos__15__session=None)["counters"]["photos"]["words"] == "照片共 16 張，1 張還沒有指定場次"


@pytest.mark.parametrize(("text", "words"), [("字" * 399 + "　\n", "399 字，還差 1 字"), ("字，" * 200, "400 字")])
def test_the_reflections_counter_counts_what_is_no_white_space(shown, text, words):
    assert shown(report__reflection=text)["counters"]["reflection"]["words"] == words


def test_who_has_not_answered_is_a_number(shown):
    without = {f"feedback__4__answers__{number}": None for number in range(11)} | {"feedback__4__difficulties": None}
    answer = shown(**without)
    assert (answer["feedback"]["sheets"], answer["feedback"]["members"], answer["feedback"]["words"]) == (4, 5, "還有 1 份沒有收到")
    assert not any(name in json.dumps(answer["feedback"], ensure_ascii=False) for name in ("林佳穎", "陳柏翰", "黃怡君", "張淑芬", "吳冠廷"))


def test_the_answers_to_a_statement_are_counted_without_the_example(shown):
    answer = shown()["feedback"]
    assert len(answer["questions"]) == 11
    third = answer["questions"][2]
    assert third["counts"] == {"strongly_agree": 1, "somewhat_agree": 3, "somewhat_disagree": 1, "strongly_disagree": 0}
    assert all(sum(each["counts"].values()) + each["unanswered"] == 5 for each in answer["questions"])


def test_the_checklist_counts_and_cites(shown, edition):
    items = {item["id"]: item for item in shown(report__photos__15__file=None, settlement__lines__tea__vouchers__0__number=None)["checklist"]}
    assert list(items) == [item.id for item in edition.report.checklist]
    assert (items["photos"]["done"], items["photos"]["words"]) == (False, "成果照片 15/16 張，每場至少 2 張")
    assert (items["vouchers"]["done"], items["vouchers"]["count"], items["vouchers"]["needed"]) == (True, 7, 7)
    assert (items["remainder"]["words"], items["remainder"]["clause_url"]) == ("結餘 18 元，依主計規定繳回", "107/plan/#c8-4")
    assert items["stamps"]["done"] is None
    assert "108年7月5日（五）前寄到教專中心（桃園市桃園區莒光街15號）" in items["mail"]["words"]


def test_a_line_without_a_voucher_is_counted(shown):
    vouchers = {f"settlement__lines__printing__vouchers__0__{name}": None for name in ("number", "date")}
    assert shown(**vouchers)["counters"]["vouchers"] == {"count": 6, "needed": 7}


def test_without_a_remainder_nothing_is_to_be_returned(shown):
    assert "remainder" not in {item["id"] for item in shown(settlement__lines__miscellaneous__amount="478")["checklist"]}


def test_the_last_day_is_given_for_counting_down(shown):
    assert shown()["due"] == {"date": "2019-07-05", "words": "108年7月5日（五）"}


def test_an_answer_is_called_by_its_statement(edition, draft):
    there = draft(feedback__1__answers__2="strongly_disagree")
    (difference,) = files.differences(edition, draft(), there)
    assert (difference.label, difference.here, difference.there) == ("第 2 份回饋表 學校能提供教師及社群運作相關資源", "有點同意", "非常不同意")


@given(draft=DRAFTS)
def test_no_draft_is_too_odd_for_an_answer(draft):
    json.dumps(report_overview(load_edition(), draft), allow_nan=False)
