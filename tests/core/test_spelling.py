"""Dates, times and figures in the spellings that people use."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_app.core import spelling

FULL_WIDTH = str.maketrans("0123456789-/.:", "０１２３４５６７８９－／．：")
DAY = datetime.date(2018, 9, 12)


@pytest.mark.parametrize("text", ["107/9/12", "107.9.12", "107年9月12日", "1070912", "2018-09-12", "2018/9/12"])
@pytest.mark.parametrize("change", [str, lambda text: text.translate(FULL_WIDTH), lambda text: f" {text} ", lambda text: text + "（三）"], ids=["as is", "full width", "spaces", "weekday"])
def test_every_spelling_of_a_date_is_read(text, change):
    assert spelling.parse_date(change(text)) == DAY


@pytest.mark.parametrize("text", ["", "九月中", "107/13/1", "108/2/29", "9/12", "107912", "二〇一八年", "107-9-12-1", "20180912x", "3000/1/1"])
def test_what_is_no_date_is_not_guessed(text):
    assert spelling.parse_date(text) is None


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_as_it_is_shown_is_read_again(date):
    for text in (spelling.roc_date(date), spelling.roc_date(date, "一二三四五六日"), date.isoformat(), f"{date.year - 1911}/{date.month}/{date.day}"):
        assert spelling.parse_date(text) == date
        assert spelling.parse_date(text.translate(FULL_WIDTH)) == date


@pytest.mark.parametrize(("text", "number"), [("2000", 2000), ("２０００", 2000), ("2,000", 2000), ("2,000元", 2000), ("NT$80", 80), ("0", 0), ("5 人", 5), ("3.0", 3)])
def test_a_figure_is_read_with_separators_and_units(text, number):
    assert spelling.parse_number(text) == number


@pytest.mark.parametrize("text", ["", "約500", "-1", "1.5", "五百", "1e3", "9" * 30, "1/2"])
def test_what_is_no_whole_figure_is_not_guessed(text):
    assert spelling.parse_number(text) is None


@pytest.mark.parametrize(("text", "time"), [("13:30", "13:30"), ("１３：３０", "13:30"), ("1330", "13:30"), ("9:05", "09:05"), ("下午1:30", "13:30"), ("下午1點30分", "13:30"), ("9點", "09:00")])
def test_every_spelling_of_a_time_is_read(text, time):
    assert spelling.parse_time(text) == time


@given(st.text())
def test_no_text_raises(text):
    for read in (spelling.parse_date, spelling.parse_time, spelling.parse_number, spelling.parse_hours, spelling.parse_yes_no, spelling.key):
        read(text)
