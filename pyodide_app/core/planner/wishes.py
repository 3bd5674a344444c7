"""What the teacher has fixed before a budget is proposed: lines held at a value or within a range, and how the per cent clause is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Reading = Literal["chosen", "laxest"]

FACTORS = ("quantity", "persons", "sessions", "unit_price")


class Range(NamedTuple):
    """Both ends inclusive; None is no end."""

    least: int | None = None
    most: int | None = None

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


ANY = Range()


class Wish(NamedTuple):
    """What holds for one line: its amount, single factors of it, or all of it as it stands."""

    amount: Range = ANY
    factors: Mapping[str, Range] = {}
    keep: bool = False

    def of(self, factor: str) -> Range:
        return self.factors.get(factor, ANY)


FREE = Wish()


class Wishes(NamedTuple):
    """Wishes for lines by id; `unlocked` lines need not agree with the list that would fix them."""

    lines: Mapping[str, Wish] = {}
    unlocked: frozenset[str] = frozenset()
    reading: Reading = "chosen"

    def line(self, line_id: str) -> Wish:
        return self.lines.get(line_id, FREE)

    def without(self, line_id: str) -> Wishes:
        """These wishes without the one for a line, which may then differ from its list too."""
        return self._replace(lines={name: wish for name, wish in self.lines.items() if name != line_id}, unlocked=self.unlocked | {line_id})


def read(value: Mapping[str, Any]) -> Wishes:
    """Wishes out of JSON values, as docs/page.md fixes them."""
    lines = {line_id: _wish(wish) for line_id, wish in value.get("lines", {}).items()}
    return Wishes(lines, frozenset(value.get("unlocked", ())), value.get("reading", "chosen"))


def _wish(value: Any) -> Wish:
    if value == "keep":
        return Wish(keep=True)
    if not isinstance(value, Mapping):
        return Wish(amount=_range(value))
    factors = {name: _range(value[name]) for name in FACTORS if name in value}
    return Wish(amount=_range(value), factors=factors)


def _range(value: Any) -> Range:
    return Range(value.get("least"), value.get("most")) if isinstance(value, Mapping) else Range(int(value), int(value))
