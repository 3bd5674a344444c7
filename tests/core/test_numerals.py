"""Capital numerals, against accounting's own examples and a second way of writing them."""

from __future__ import annotations

import re

import pytest

from pyodide_app.core.numerals import WRITABLE, in_capitals

TABLE = {
    0: "零", 5: "伍", 10: "壹拾", 11: "壹拾壹", 20: "貳拾", 101: "壹佰零壹", 110: "壹佰壹拾", 1000: "壹仟", 1001: "壹仟零壹", 1010: "壹仟零壹拾",
    1100: "壹仟壹佰", 2018: "貳仟零壹拾捌", 9982: "玖仟玖佰捌拾貳", 9524: "玖仟伍佰貳拾肆", 10_000: "壹萬", 10_001: "壹萬零壹", 10_010: "壹萬零壹拾", 10_100: "壹萬零壹佰",
    11_000: "壹萬壹仟", 60_708: "陸萬零柒佰零捌", 99_999: "玖萬玖仟玖佰玖拾玖", 100_000: "壹拾萬", 101_000: "壹拾萬壹仟", 100_100: "壹拾萬零壹佰", 20_000_000: "貳仟萬",
    100_000_001: "壹億零壹", 100_010_000: "壹億零壹萬", 1_0000_0000_0000: "壹兆", 1_0000_0000_0001: "壹兆零壹",
}  # fmt: skip


def by_replacing(number: int) -> str:
    """Every digit with its place, zeros included; then the zeros that are not said are taken away. For numbers below 100,000."""
    every = "".join(f"{'零壹貳參肆伍陸柒捌玖'[int(digit)]}{place}" for digit, place in zip(f"{number:05}", ("萬", "仟", "佰", "拾", ""), strict=True))
    without = re.sub("零+", "零", re.sub("零[萬仟佰拾]", "零", every))
    return without.strip("零") or "零"


@pytest.mark.parametrize("number", TABLE)
def test_a_number_is_written_as_accounting_writes_it(number: int) -> None:
    assert in_capitals(number) == TABLE[number]


def test_two_ways_of_writing_agree_on_every_amount_below_100_000() -> None:
    assert [number for number in range(100_000) if in_capitals(number) != by_replacing(number)] == []


@pytest.mark.parametrize("number", [-1, WRITABLE.stop])
def test_a_number_that_has_no_capitals_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        in_capitals(number)
