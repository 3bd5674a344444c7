"""What a run of the measurements showed, as Markdown with its pictures: one section a measurement, in the order in which they were taken."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.figures import Series, machine

HEAD = """# What was measured

Written by `make bench`; do not edit. {date}, {rounds} rounds. {machine}. {versions}

Everything that is compared was measured in turn in one run. Milliseconds are those of this machine; a ratio is the median of the ratios
taken pair by pair and says more. p95 is the value that 95 of 100 measurements did not exceed.
"""


@dataclass
class Report:
    """Collects the sections; `versions` are those of what was measured."""

    rounds: int
    versions: dict[str, str] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)

    def add(self, title: str, method: str, *parts: str) -> None:
        self.sections.append("\n\n".join((f"## {title}", method, *parts)))
        print(f"\n{self.sections[-1]}\n")

    def picture(self, name: str, words: str, svg: str) -> str:
        """Keeps a picture; returns the line that shows it."""
        self.pictures[f"{name}.svg"] = svg
        return f"![{words}]({name}.svg)"

    def write(self, folder: Path) -> None:
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items()) + "."
        head = HEAD.format(date=datetime.date.today(), rounds=self.rounds, machine=machine(), versions=versions)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bench.md").write_text("\n\n".join((head.rstrip(), *self.sections)) + "\n", "utf-8")
        for name, svg in self.pictures.items():
            (folder / name).write_text(svg, "utf-8")


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def table(rows: Iterable[Series]) -> str:
    """One series a row, each beside its floor."""
    return markdown(
        ("ms", "n", "median", "p95", "max", "× floor", "target"),
        [
            (
                row.name,
                str(len(row.values)),
                f"{row.median:.1f}",
                f"{row.p95:.1f}",
                f"{max(row.values):.1f}",
                "" if row.floor is None else f"{row.ratio:.2f} × {row.floor.name}",
                "" if row.target is None else f"{row.target:.0f}",
            )
            for row in rows
        ],
    )


def cell(series: Series) -> str:
    """A series in one cell: median (p95), ratio."""
    ratio = "" if series.floor is None else f", {series.ratio:.2f}×"
    return f"{series.median:.0f} ({series.p95:.0f}){ratio}"
