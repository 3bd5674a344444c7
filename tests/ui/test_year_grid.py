"""The drawing of the year: each day has its cell."""

import datetime

import pytest

from pyodide_app.ui.year_grid import CELL, CELL_OUTLINE, DAY, HEAD, LABEL, ROW, Calendar, day_of, each_day

MONTHS = [{"start": "2018-12-01"}, {"start": "2019-01-01"}, {"start": "2019-02-01"}]


@pytest.mark.parametrize(
    ("day", "column", "row"),
    [("2018-12-01", 0, 0), ("2018-12-31", 30, 0), ("2019-01-01", 0, 1), ("2019-02-28", 27, 2)],
)
def test_a_day_stands_in_the_row_of_its_month(day, column, row):
    assert Calendar(MONTHS).corner(day_of(day)) == (LABEL + column * DAY, HEAD + row * ROW)


def test_a_cell_fits_into_its_row():
    assert CELL < ROW


def test_the_drawing_ends_with_its_last_cell():
    width, height = Calendar(MONTHS).size()
    left, top = Calendar(MONTHS).corner(datetime.date(2019, 1, 31))
    assert (left + DAY, top + 2 * ROW) == (width, height)


def test_both_ends_of_a_span_are_days_of_it():
    assert each_day({"start": "2019-01-31", "end": "2019-02-02"}) == [datetime.date(2019, 1, 31), datetime.date(2019, 2, 1), datetime.date(2019, 2, 2)]


def test_days_outside_the_year_are_not_drawn():
    days = [datetime.date(2018, 11, 30), datetime.date(2019, 1, 1)]
    assert Calendar(MONTHS).shape(days, CELL_OUTLINE) == f"M{LABEL} {HEAD + ROW}{CELL_OUTLINE}"
