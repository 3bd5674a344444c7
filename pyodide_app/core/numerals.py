"""Whole numbers in the capital numerals of accounting (國字大寫), which a pen cannot change into others: 10,000 is 壹萬."""

from __future__ import annotations

DIGITS = ("零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖")
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "萬", "億", "兆")
"""What each group of four digits counts, the lowest first."""

WRITABLE = range(10 ** (len(PLACES) * len(GROUPS)))


def in_capitals(number: int) -> str:
    """The number in words, without a unit. Zeros between two digits are one 零; those that end a group of four digits are none. ValueError outside `WRITABLE`."""
    if number not in WRITABLE:
        raise ValueError(f"{number} cannot be written in capital numerals")
    if number == 0:
        return DIGITS[0]
    written, gap, in_group = "", False, False
    digits = str(number)
    for position, digit in zip(reversed(range(len(digits))), map(int, digits)):
        group, place = divmod(position, len(PLACES))
        if digit:
            written += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap, in_group = not digit, in_group or digit > 0
        if place == 0 and in_group:
            written += GROUPS[group]
            gap, in_group = False, False
    return written
