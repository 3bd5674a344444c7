"""Series of measurements: medians, 95th percentiles, ratios to what was measured beside them, and the machine that they were taken on.

What is compared is measured in turn (A B A B …), and a ratio is taken pair by pair: both saw the same machine at the same time, so a ratio
holds where milliseconds do not.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5
"""How often everything is measured, unless somebody only wants to see that it works."""


@dataclass
class Series:
    """Milliseconds of one thing, in the order in which they were measured; `floor` was measured beside it, one for one."""

    name: str
    floor: Series | None = None
    target: float | None = None
    values: list[float] = field(default_factory=list)

    def add(self, milliseconds: float) -> None:
        self.values.append(milliseconds)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return percentile(self.values, 0.95)

    @property
    def ratio(self) -> float | None:
        """Median of the ratios to the floor."""
        if self.floor is None:
            return None
        return statistics.median(value / below for value, below in zip(self.values, self.floor.values, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -int(-share * len(ranked) // 1) - 1)]


def machine() -> str:
    """What was measured on: processor, cores, memory, system, load, Python."""
    info = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    parts = (models[0] if models else platform.processor(), f"{os.cpu_count()} cores", f"{memory:.0f} GiB", f"{platform.system()} {platform.machine()}")
    return f"{', '.join(parts)}; load {load}; Python {platform.python_version()}"
