"""The figures of an answer as the page says them."""

from pyodide_app.ui.wording import budget_words, headroom_words, row_words, settlement_words, signed, task_words

TEXTS = {"done": "已完成", "todo": "未完成", "problem": "有問題", "errors": "{count} 項須修正", "warnings": "{count} 項請說明", "between": "，"}
BUDGET_TEXTS = {"capitals": "大寫：{capitals}元整"}

BUDGET = {
    "lines": {
        "meals": {"amount": 1600, "words": "80 元 × 20 人次", "cap_words": "上限", "left_words": "還可編 0 元", "over": False},
        "tea": {"amount": None, "words": "", "cap_words": "", "left_words": "", "over": False},
    },
    "total": 9576,
    "total_words": "9,576",
    "total_capitals": "玖仟伍佰柒拾陸",
    "words": "還差 424 元",
    "books_total_words": "580",
}


def test_a_section_with_problems_says_how_many():
    assert task_words({"state": "problem", "errors": 2, "warnings": 1}, TEXTS) == "有問題，2 項須修正，1 項請說明"


def test_an_unfinished_section_without_a_mistake_has_no_count():
    assert task_words({"state": "todo", "errors": 0, "warnings": 0}, TEXTS) == "未完成"


def test_a_finished_section_says_what_still_wants_a_reason():
    assert task_words({"state": "done", "errors": 0, "warnings": 1}, TEXTS) == "已完成，1 項請說明"


def test_an_amount_has_its_separator_and_an_empty_line_has_none():
    words = budget_words(BUDGET, BUDGET_TEXTS)
    assert words[("data-amount", "meals")] == "1,600"
    assert words[("data-amount", "tea")] == ""


def test_an_amount_of_zero_is_said():
    lines = {"tea": {**BUDGET["lines"]["tea"], "amount": 0}}
    assert budget_words({**BUDGET, "lines": lines}, BUDGET_TEXTS)[("data-amount", "tea")] == "0"


def test_the_total_stands_in_the_table_and_in_the_bar():
    words = budget_words(BUDGET, BUDGET_TEXTS)
    assert words[("data-total", "")] == words[("data-bar-total", "")] == "9,576"


def test_the_total_stands_in_capital_numerals_where_it_has_any():
    assert budget_words(BUDGET, BUDGET_TEXTS)[("data-total-capitals", "")] == "大寫：玖仟伍佰柒拾陸元整"
    assert budget_words({**BUDGET, "total_capitals": ""}, BUDGET_TEXTS)[("data-total-capitals", "")] == ""


ROOM = {"more": 424, "words": "還可增加 424 元"}


def test_a_line_says_what_the_grant_leaves_it_where_its_cap_would_leave_more():
    assert headroom_words(ROOM, {"cap": 1600, "amount": 400, "over": False}) == "還可增加 424 元"
    assert headroom_words(ROOM, {"cap": None, "amount": None, "over": False}) == "還可增加 424 元"


def test_a_line_does_not_say_twice_what_its_cap_leaves():
    assert headroom_words(ROOM, {"cap": 1600, "amount": 1176, "over": False}) == ""
    assert headroom_words({"more": 0, "words": "已經編到上限"}, {"cap": 0, "amount": None, "over": False}) == ""


def test_a_line_over_its_cap_has_no_headroom():
    assert headroom_words(ROOM, {"cap": 100, "amount": 200, "over": True}) == ""


def test_a_folded_row_is_read_by_how_it_begins():
    assert row_words(["107/9/12", "", "13:30", " 社群\n啟動 "], {"between": "，"}) == "107/9/12，13:30，社群 啟動"


def test_a_long_row_is_cut():
    assert row_words(["長" * 100], {"between": "，"}) == "長" * 60 + "…"


SETTLEMENT = {
    "lines": {"tea": {"approved": 400, "amount": 500, "difference": 100, "difference_words": "比概算多 100 元", "cap_words": "上限", "left_words": "超出 100 元"}},
    "approved": 10000,
    "total_words": "10,082",
    "total_capitals": "壹萬零捌拾貳",
    "balance": 0,
    "words": "超出補助 82 元",
}


def test_a_line_of_the_settlement_says_what_was_approved_and_how_far_the_spending_is_from_it():
    words = settlement_words(SETTLEMENT, BUDGET_TEXTS)
    assert words[("data-approved", "tea")] == "400"
    assert words[("data-difference", "tea")] == "+100"
    assert words[("data-balance", "")] == "0"


def test_the_total_of_the_settlement_is_also_said_in_capital_numerals():
    assert "壹萬零捌拾貳" in settlement_words(SETTLEMENT, BUDGET_TEXTS)[("data-total-capitals", "")]


def test_a_difference_shows_its_sign_and_nothing_where_nothing_was_spent_yet():
    assert [signed(amount) for amount in (1200, -14, 0, None)] == ["+1,200", "−14", "0", ""]
