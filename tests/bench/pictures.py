"""Pictures of measurements as plain SVG: bars for what is compared, a line for what grows. They read in light and in dark pages alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, BAR, GAP, NAMES, FIGURES = 760, 18, 6, 170, 150
STYLE = """<style>text{font:13px system-ui,sans-serif;fill:#333}.title{font-weight:600}.ours{fill:#0b6e4f}.other{fill:#9aa5b1}.axis{stroke:#9aa5b1;fill:none}
.line{fill:none;stroke:#0b6e4f;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#ddd}.ours,.dot{fill:#4cc38a}.line{stroke:#4cc38a}.other{fill:#5c6773}}</style>"""


@dataclass(frozen=True)
class Bar:
    name: str
    value: float
    ours: bool
    ratio: float | None = None


def bars(groups: Sequence[tuple[str, Sequence[Bar]]], words: str) -> str:
    """Horizontal bars in groups, one scale for all; beside each its milliseconds and its ratio."""
    scale = (WIDTH - NAMES - FIGURES) / max(bar.value for _, group in groups for bar in group)
    drawn, y = [], 4
    for title, group in groups:
        y += 20
        drawn.append(f'<text class="title" x="0" y="{y}">{escape(title)}</text>')
        y += 8
        for bar in group:
            length, middle = bar.value * scale, y + BAR - 5
            figures = f"{bar.value:,.0f} ms" + ("" if bar.ratio is None else f" · {bar.ratio:.2f}×")
            drawn.append(f'<text x="{NAMES - 8}" y="{middle}" text-anchor="end">{escape(bar.name)}</text>')
            drawn.append(f'<rect class="{"ours" if bar.ours else "other"}" x="{NAMES}" y="{y}" width="{length:.1f}" height="{BAR}"/>')
            drawn.append(f'<text x="{NAMES + length + 6:.1f}" y="{middle}">{figures}</text>')
            y += BAR + GAP
        y += 8
    return _svg(WIDTH, y, words, drawn)


@dataclass(frozen=True)
class Line:
    """Measured points (x, y), and the straight line through the origin that fits them best."""

    name: str
    points: Sequence[tuple[float, float]]

    @property
    def slope(self) -> float:
        return sum(x * y for x, y in self.points) / sum(x * x for x, _ in self.points)

    @property
    def worst(self) -> float:
        """How far the point farthest from the line is from it, as a share of where the line ends."""
        return max(abs(y - self.slope * x) for x, y in self.points) / (self.slope * self.points[-1][0])


def plots(lines: Sequence[Line], across: str, up: str, words: str) -> str:
    """One plot a line, side by side, each with its own scale, beginning at 0."""
    width, height, left, top = WIDTH / len(lines) - 30, 220, 56, 30
    drawn = []
    for number, line in enumerate(lines):
        x0, y0 = left + number * (WIDTH / len(lines)), top + height
        inner = width - left
        x_end, y_end = (max(values) for values in zip(*line.points))
        x_scale, y_scale = inner / x_end, height / max(y_end, line.slope * x_end)
        drawn.append(f'<text class="title" x="{x0}" y="18">{escape(line.name)}</text>')
        drawn.append(f'<path class="axis" d="M{x0} {top}V{y0}H{x0 + inner}"/>')
        drawn.append(f'<path class="line" d="M{x0} {y0}L{x0 + inner:.1f} {y0 - line.slope * x_end * y_scale:.1f}"/>')
        drawn += [f'<circle class="dot ours" cx="{x0 + x * x_scale:.1f}" cy="{y0 - y * y_scale:.1f}" r="3.5"/>' for x, y in line.points]
        drawn.append(f'<text x="{x0 + inner}" y="{y0 + 18}" text-anchor="end">{x_end:,.0f} {escape(across)}</text>')
        drawn.append(f'<text x="{x0 - 6}" y="{top + 10}" text-anchor="end">{y_end:.1f} {escape(up)}</text>')
        drawn.append(f'<text x="{x0 - 6}" y="{y0 + 4}" text-anchor="end">0</text>')
    return _svg(WIDTH, top + height + 28, words, drawn)


def _svg(width: float, height: float, words: str, drawn: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{escape(words)}">'
    return "\n".join((head, STYLE, *drawn, "</svg>")) + "\n"
