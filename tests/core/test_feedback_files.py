"""The members' feedback files: what is taken, what is refused, and that nothing tells whose they are."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, strategies as st

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.report.feedback_files import add_feedback, remove_feedback, sheets
from pyodide_app.core.report.overview import report_overview
from tests.conftest import load_edition


def file(edition, *given, **other) -> bytes:
    return json.dumps({"format": "plc-bundle/1", "plan": edition.id, "feedback": given} | other, ensure_ascii=False).encode()


def changed(draft: dict, change: dict) -> dict:
    return {path: value for path, value in draft.items() if path not in change["removes"]} | change["values"]


def gathered(edition, draft: dict, contents, again: bool = False) -> dict:
    for content in contents:
        draft = changed(draft, add_feedback(edition, draft, content, again))
    return draft


@pytest.fixture
def members(case) -> list[dict]:
    return case("ciwen-full-year")["feedback"]


@pytest.fixture
def valid(case, edition) -> dict:
    return drafts.from_document(parse_bundle(case("ciwen-valid")), edition)


def test_the_members_files_are_the_reports_forms(edition, members, valid):
    draft = gathered(edition, valid, [file(edition, sheet) for sheet in members])
    bundle = drafts.to_document(draft, edition)
    assert sorted(map(json.dumps, bundle["feedback"])) == sorted(map(json.dumps, members))


def test_the_order_in_which_files_came_leaves_no_trace(edition, members, valid):
    contents = [file(edition, sheet) for sheet in members[:3]]
    assert len({json.dumps(gathered(edition, valid, order), sort_keys=True) for order in itertools.permutations(contents)}) == 1


def test_of_a_file_only_its_forms_are_taken(edition, members, valid, case):
    content = file(edition, members[0], school="別校", application=case("qingxi-three-members")["application"])
    draft = gathered(edition, valid, [content])
    assert {path: value for path, value in draft.items() if not path.startswith("feedback.")} == valid


@pytest.mark.parametrize("difficulties", ["", "時間不夠", "時間不夠\n"])
def test_a_form_that_is_there_already_is_refused(edition, members, difficulties):
    sheet = members[0] | {"difficulties": "時間不夠" if difficulties else ""}
    draft = gathered(edition, {}, [file(edition, sheet)])
    answer = add_feedback(edition, draft, file(edition, members[0] | {"difficulties": difficulties}, school="另一份"), again=False)
    assert answer["duplicate"] and answer["refused"].startswith("這份回饋表的內容與已加入的完全相同")


def test_another_member_may_have_answered_the_same(edition, members):
    draft = gathered(edition, {}, [file(edition, members[0])] * 2, again=True)
    assert len(sheets(draft)) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "這個檔案是空的"),
        (b"{", "這個資料檔的內容不完整或已損壞"),
        (b"\x89PNG", "這個檔案不是本網站的資料檔"),
        (b'{"format": "plc-bundle/1", "plan": "another", "feedback": [{"difficulties": "x"}]}', "這個檔案屬於另一個計畫「another」"),
        (b'{"format": "plc-bundle/1"}', "這個檔案裡沒有填過的檢核回饋表"),
        (b'{"format": "plc-bundle/1", "feedback": [{"answers": [null, null], "difficulties": ""}]}', "這個檔案裡沒有填過的檢核回饋表"),
        (b'{"format": "plc-bundle/1", "feedback": [{"name": "x"}]}', "這個資料檔有本網站不認識的欄位"),
    ],
)
def test_a_file_that_cannot_be_taken_is_answered_by_one_sentence(edition, content, words):
    answer = add_feedback(edition, {}, content, again=False)
    assert answer["refused"].startswith(words) and answer["refused"].count("。") == 1
    assert not answer["duplicate"]


def test_what_was_answered_oddly_survives(edition):
    draft = gathered(edition, {}, [file(edition, {"answers": ["very_much", None, "strongly_agree"], "difficulties": "無"})])
    assert drafts.to_document(draft, edition)["feedback"] == [{"answers": ["very_much", None, "strongly_agree"], "difficulties": "無"}]


def test_one_form_is_removed_and_the_others_move_up(edition, members, valid):
    draft = gathered(edition, valid, [file(edition, sheet) for sheet in members])
    left = changed(draft, remove_feedback(edition, draft, 2))
    assert sheets(left) == [sheet for row, sheet in enumerate(sheets(draft)) if row != 2]
    assert remove_feedback(edition, draft, 2)["words"] == "已刪除第 3 份回饋表。"


def test_what_was_received_is_said_without_a_name(edition, members, valid):
    shown = report_overview(edition, gathered(edition, valid, [file(edition, sheet) for sheet in members[:4]]))["feedback"]
    assert (shown["received"], shown["words"]) == ("已收到 4／5 份", "還有 1 份沒有收到")
    assert [row["words"] for row in shown["rows"]] == ["11／11 題已作答，有寫困境"] * 4
    assert sorted(shown["difficulties"]) == sorted(sheet["difficulties"] for sheet in members[:4])


def test_a_bar_is_as_wide_as_its_answers(edition, members):
    shown = report_overview(edition, gathered(edition, {}, [file(edition, sheet) for sheet in members]))["feedback"]
    third = shown["questions"][2]
    assert [(part["answer"], part["start"], part["width"]) for part in third["bar"]] == [
        ("strongly_agree", 0, 20),
        ("somewhat_agree", 20, 60),
        ("somewhat_disagree", 80, 20),
    ]
    assert third["bar_words"] == "第 3 題：非常同意 1 份、有點同意 3 份、有點不同意 1 份"


@given(answers=st.lists(st.lists(st.sampled_from(["strongly_agree", "strongly_disagree", None, "?"]), min_size=1, max_size=11), min_size=1, max_size=7))
def test_every_bar_is_filled_by_whoever_answered_or_not(answers):
    edition = load_edition()
    draft = {f"feedback.{row}.answers.{item}": answer for row, given_ in enumerate(answers) for item, answer in enumerate(given_) if answer}
    shown = report_overview(edition, draft)["feedback"]
    for question in shown["questions"]:
        assert sum(part["count"] for part in question["bar"]) == shown["sheets"]
        assert not question["bar"] or abs(sum(part["width"] for part in question["bar"]) - 100) < 0.1
