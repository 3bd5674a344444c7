"""The choice of one option for each part of the sum, so that all of them with miscellaneous expenses come to one target.

Exhaustive: the sums that the parts behind a position can still reach are known as bits before a choice is made, so that no choice is
ever taken back, and nothing is found only where there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pyodide_app.core.amounts import WHOLE
from pyodide_app.core.edition import Budget
from pyodide_app.core.planner import sums
from pyodide_app.core.planner.options import Option, Slot
from pyodide_app.core.planner.wishes import Reading, Wish

Ranking = Callable[[int], int]
"""Of an amount; the smaller, the better."""


class Share:
    """What miscellaneous expenses may come to beside the other lines, by one reading of the per cent clause, within a wish."""

    def __init__(self, budget: Budget, reading: Reading, wish: Wish, standing: int) -> None:
        miscellaneous = budget.miscellaneous
        self.grant = budget.total.value
        self.per_cent = miscellaneous.per_cent.value
        self.of_total = reading == "laxest" or miscellaneous.base == "total"
        self.exact = reading == "chosen" and miscellaneous.mode == "exact"
        self.least, self.most = (standing, standing) if wish.keep else wish.amount
        self._beside: dict[int, int] = {}

    def bounds(self, others: int) -> tuple[int, int]:
        """The least and the most beside so much on the other lines, both inclusive; an empty range where the least is above the most."""
        most = (self.grant if self.of_total else others) * self.per_cent // WHOLE
        least = most if self.exact else 0
        return max(least, self.least or 0), most if self.most is None else min(most, self.most)

    def beside(self, target: int) -> int:
        """The sums of the other lines, as bits, that make the target together with an amount allowed beside them."""
        if target not in self._beside:
            found = []
            for amount in range(min(self.grant * self.per_cent // WHOLE, target) + 1):
                least, most = self.bounds(target - amount)
                if least <= amount <= most:
                    found.append(target - amount)
            whole = range(found[-1], found[0] + 1) if found else range(0)
            self._beside[target] = sums.bits(whole if len(whole) == len(found) else found)
        return self._beside[target]


class Choice(NamedTuple):
    """One option for each slot and the amount of miscellaneous expenses."""

    options: tuple[Option, ...]
    miscellaneous: int

    @property
    def total(self) -> int:
        return sum(option.amount for option in self.options) + self.miscellaneous


def possible(slots: Sequence[Slot], share: Share, target: int) -> bool:
    """Whether the target can be reached at all. Where even everything at its most is too little, nothing is added up."""
    most = sum(sums.highest(slot.reach) for slot in slots)
    if not all(slot.reach for slot in slots) or most + share.bounds(most)[1] < target:
        return False
    return bool(reach(slots, target) & share.beside(target))


def reach(slots: Sequence[Slot], limit: int) -> int:
    """The sums that the slots together can come to, up to a limit."""
    found = sums.NOTHING
    for slot in sorted(slots, key=lambda slot: len(slot.amounts), reverse=True):
        found = sums.added(found, slot.reach, limit)
    return found


def best(slots: Sequence[Slot], share: Share, below: int) -> int | None:
    """The largest total under `below` that can be reached; None where even the smallest is not under it."""
    found = None
    for others in sums.descending(reach(slots, below)):
        least, most = share.bounds(others)
        if found is not None and others + most <= found:
            break
        total = min(others + most, below - 1)
        if others + least <= total and (found is None or total > found):
            found = total
    return found


def choose(slots: Sequence[tuple[Slot, Ranking]], share: Share, target: int, filled_at: int) -> Choice | None:
    """The choice that ranks best at the first slot, among those at the second, and so on. None where nothing makes the target.

    Miscellaneous expenses are made as large as can be after the first `filled_at` slots.
    """
    behind = [sums.NOTHING]
    for slot, _ in reversed(slots):
        behind.append(sums.added(behind[-1], slot.reach, target))
    behind.reverse()
    goals, spent, chosen = share.beside(target), 0, []
    if not behind[0] & goals:
        return None
    for position, (slot, ranking) in enumerate(slots):
        if position == filled_at:
            goals = _fullest(goals, behind[position] << spent)
        amount = next(each for each in sorted(slot.amounts, key=ranking) if behind[position + 1] << spent + each & goals)
        chosen.append(slot.option(amount))
        spent += amount
    return Choice(tuple(chosen), target - spent)


def _fullest(goals: int, reachable: int) -> int:
    """Of the goals that can be reached the smallest: the most is left for miscellaneous expenses."""
    return 1 << sums.lowest(goals & reachable)


class Standing(NamedTuple):
    """A slot, the option that leaves it as it stands (None where it cannot stay or holds nothing yet), and what it comes to now."""

    slot: Slot
    kept: Option | None
    amount: int
    blank: bool


def change_least(parts: Sequence[Standing], share: Share, miscellaneous: int | None, target: int) -> Choice | None:
    """The choice that changes the fewest slots, and of them only upwards or only downwards where that is possible.

    Slots that hold nothing may be filled, and are where the others cannot do it. Of two slots the later one in `parts` changes first.
    `miscellaneous` is what stands there; None where nothing does.
    """
    total = sum(part.amount for part in parts) + (miscellaneous or 0)
    upwards = total <= target
    one_way = [part._replace(slot=_beyond(part, upwards)) for part in parts]
    for changes in range(len(parts) + 2):
        for fill in (False, True):
            for attempt in (one_way, parts):
                found = _changed(attempt, share, miscellaneous, target, changes, fill)
                if found is not None:
                    return found
    return None


def _beyond(part: Standing, upwards: bool) -> Slot:
    """The options of a slot that are not less, or not more, than what stands there."""
    return Slot(part.slot.lines, [each for each in part.slot.amounts if each == part.amount or (each > part.amount) == upwards], part.slot.option)


def _changed(parts: Sequence[Standing], share: Share, miscellaneous: int | None, target: int, changes: int, fill: bool) -> Choice | None:
    """A choice with at most so many changed slots, miscellaneous expenses counted as one; blank slots are free if they may be filled."""
    behind = [[sums.NOTHING] * (changes + 1)]
    for part in reversed(parts):
        behind.append([_behind(part, behind[-1], left, target, fill) for left in range(changes + 1)])
    behind.reverse()
    whole = share.beside(target)
    kept = whole & 1 << target - (miscellaneous or 0) if (miscellaneous or 0) <= target else 0
    free = fill and miscellaneous is None
    for goals, left in ((kept, changes), (whole, changes if free else changes - 1)):
        if left < 0 or not behind[0][left] & goals:
            continue
        spent, chosen = 0, []
        for position, part in enumerate(parts):
            amount, cost = next(
                (amount, cost)
                for amount, cost in _ranked(part, fill)
                if cost <= left and behind[position + 1][left - cost] << spent + amount & goals
            )
            chosen.append(part.kept if part.kept is not None and cost == 0 and amount == part.kept.amount else part.slot.option(amount))
            left -= cost
            spent += amount
        return Choice(tuple(chosen), target - spent)
    return None


def _behind(part: Standing, later: list[int], left: int, target: int, fill: bool) -> int:
    found = 0 if part.kept is None else sums.added(later[left], 1 << part.kept.amount, target)
    if part.blank and fill:
        return found | sums.added(later[left], part.slot.reach, target)
    if part.kept is None and part.blank:
        return sums.added(later[left], part.slot.reach, target)
    return found | sums.added(later[left - 1], part.slot.reach, target) if left else found


def _ranked(part: Standing, fill: bool) -> list[tuple[int, int]]:
    """The amounts of a slot with what each costs in changes: leaving it first, then the nearest."""
    cost = 0 if part.blank and (fill or part.kept is None) else 1
    nearest = sorted(part.slot.amounts, key=lambda amount: abs(amount - part.amount))
    return ([] if part.kept is None else [(part.kept.amount, 0)]) + [(amount, cost) for amount in nearest]
