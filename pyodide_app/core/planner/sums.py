"""Sets of sums as bits of one integer: bit s is set where the sum s can be reached. Exact and exhaustive: adding a part is a shift for each amount of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

NOTHING = 1
"""Only the sum 0."""


def bits(amounts: Iterable[int]) -> int:
    if isinstance(amounts, range) and amounts.step == 1:
        return ((1 << len(amounts)) - 1) << amounts.start
    mask = 0
    for amount in amounts:
        mask |= 1 << amount
    return mask


def holds(sums: int, amount: int) -> bool:
    return amount >= 0 and bool(sums >> amount & 1)


def highest(sums: int) -> int:
    """The largest sum; -1 in an empty set."""
    return sums.bit_length() - 1


def lowest(sums: int) -> int:
    """The smallest sum; -1 in an empty set."""
    return (sums & -sums).bit_length() - 1


def descending(sums: int) -> Iterator[int]:
    while sums:
        top = highest(sums)
        yield top
        sums ^= 1 << top


def added(sums: int, amounts: int, limit: int) -> int:
    """Every sum of one of `sums` and one of `amounts` that is at most `limit`."""
    one, other = sorted((sums, amounts), key=_run_count)
    found = 0
    for start, length in _runs(one):
        found |= _spread(other, length) << start
    return found & ((1 << limit + 1) - 1)


def _run_count(mask: int) -> int:
    return (mask & ~(mask << 1)).bit_count()


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """The set bits as runs: first bit, number of bits. A line that may come to any amount is one run, and one step."""
    start = 0
    while mask:
        gap = lowest(mask)
        mask >>= gap
        length = lowest(mask + 1)
        mask >>= length
        yield start + gap, length
        start += gap + length


def _spread(sums: int, length: int) -> int:
    """The sums, each with 0 … length - 1 more."""
    have = 1
    while have < length:
        step = min(have, length - have)
        sums |= sums << step
        have += step
    return sums
