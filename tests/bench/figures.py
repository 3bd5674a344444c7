"""Series of measurements and the Markdown tables that say what they showed: medians, 95th percentiles, ratios to a floor.

A floor is measured in turn with what stands on it (A B A B …), and the ratio is taken pair by pair: both saw the same machine at the
same time, so a ratio holds where milliseconds do not.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5


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


def machine(*versions: str) -> str:
    """What was measured on: processor, cores, load, versions."""
    info = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{models[0] if models else platform.processor()}, {os.cpu_count()} cores, load {load}; Python {platform.python_version()}; {'; '.join(versions)}"


def table(title: str, method: str, machine: str, rows: Iterable[Series]) -> str:
    lines = [
        f"\n### {title}\n",
        f"{method}\n",
        f"{machine}\n",
        "| ms | n | median | p95 | max | × floor | target |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} × {row.floor.name}"
        target = "" if row.target is None else f"{row.target:.0f}"
        figures = (row.name, len(row.values), f"{row.median:.1f}", f"{row.p95:.1f}", f"{max(row.values):.1f}", ratio, target)
        lines.append(f"| {' | '.join(str(figure) for figure in figures)} |")
    return "\n".join(lines)
