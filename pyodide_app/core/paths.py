"""Dotted paths of drafts, bundles and forms: what follows from the text of a path alone. Remembered, as the same few hundred are asked for at each keystroke."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

REMEMBERED = 8192
"""Paths whose answer is kept: several times as many as the fullest form of a year has."""


@lru_cache(REMEMBERED)
def pattern(path: str) -> str:
    """A path with `*` for each row's position, as the forms spell their controls."""
    return ".".join("*" if step.isdigit() else step for step in path.split("."))


@lru_cache(REMEMBERED)
def beginnings(path: str) -> tuple[str, ...]:
    """All that a path stands in, from the outermost part to the path itself."""
    return tuple(accumulate(path.split("."), "{}.{}".format))
