"""Dates, times, numbers and yes/no in the spellings that people use. Every function returns None for what it cannot read; none raises."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache

ROC_OFFSET = 1911
_YEARS = range(1950, 2100)
_LARGEST = 10**9
_REMEMBERED = 2048
"""Spellings whose reading is kept: a form is read whole at each keystroke, and one value of it is new."""

_DATE = re.compile(r"(?:民國)?(\d{2,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DIGITS = re.compile(r"(?:民國)?(\d{3,4})(\d{2})(\d{2})")
_WEEKDAY = re.compile(r"[(（](?:星期|週|周)?[一二三四五六日天][)）]$")
_TIME = re.compile(r"(上午|下午|中午|晚上)?(\d{1,2})[:.點時](\d{1,2})?(?:分|:\d\d)?")
_TIME_DIGITS = re.compile(r"(\d{1,2})(\d{2})")
_NUMBER = re.compile(r"(?:NT\$|\$|新[臺台]幣)?(\d+)(?:\.0+)?(?:元整?|人|人次|場|次|節|本|小時)?")
_HOURS = re.compile(r"(\d+)(\.5|\.0+)?(?:小時|節|時)?")


@lru_cache(_REMEMBERED)
def plain(text: str) -> str:
    """NFKC without white space: full-width digits and signs become ASCII."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(_REMEMBERED)
def key(text: str) -> str:
    """What two spellings of one name have in common: NFC without any white space."""
    return _bare(text)


def length(text: str) -> int:
    """How many characters a text has by the count of the report's reflection: NFC, white space aside; punctuation and every letter count."""
    return len(_bare(text))


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@lru_cache(_REMEMBERED)
def parse_date(text: str) -> datetime.date | None:
    """A calendar date from ROC or Western spelling, separators or none, a weekday behind it allowed. ROC years have two or three digits."""
    bare = _WEEKDAY.sub("", plain(text))
    match = _DATE.fullmatch(bare) or _DIGITS.fullmatch(bare)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    if len(match.group(1)) < len("1911"):
        year += ROC_OFFSET
    if year not in _YEARS:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


@lru_cache(_REMEMBERED)
def parse_time(text: str) -> str | None:
    """A time of day as HH:MM on the 24-hour clock."""
    bare = plain(text)
    match = _TIME.fullmatch(bare)
    if match:
        half, hour, minute = match.group(1), int(match.group(2)), int(match.group(3) or 0)
        if half in ("下午", "晚上") and hour < 12:
            hour += 12
    else:
        match = _TIME_DIGITS.fullmatch(bare)
        if not match:
            return None
        hour, minute = int(match.group(1)), int(match.group(2))
    try:
        return datetime.time(hour, minute).strftime("%H:%M")
    except ValueError:
        return None


@lru_cache(_REMEMBERED)
def parse_number(text: str) -> int | None:
    """A whole number of at least 0 (an amount in NT$, a count); thousands separators and a unit behind it allowed."""
    match = _NUMBER.fullmatch(plain(text).replace(",", ""))
    if not match or len(match.group(1)) > len(str(_LARGEST)):
        return None
    number = int(match.group(1))
    return number if number <= _LARGEST else None


@lru_cache(_REMEMBERED)
def parse_hours(text: str) -> int | float | None:
    """Hours of at least 0, whole or half."""
    match = _HOURS.fullmatch(plain(text))
    if not match or len(match.group(1)) > len(str(_LARGEST)):
        return None
    hours = int(match.group(1))
    return hours + 0.5 if match.group(2) == ".5" else hours


@lru_cache(_REMEMBERED)
def parse_yes_no(text: str) -> bool | None:
    """A yes/no answer as controls and files spell it."""
    return {"true": True, "是": True, "false": False, "否": False}.get(plain(text).lower())


def roc_date(date: datetime.date, weekdays: str = "") -> str:
    """107年9月12日; with `weekdays` (seven characters from Monday on) also the weekday: 107年9月12日（三）."""
    text = f"{date.year - ROC_OFFSET}年{date.month}月{date.day}日"
    return f"{text}（{weekdays[date.weekday()]}）" if weekdays else text
