"""What stops a build, said so that it can be mended."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """`thing` in `file` has `problem`; `remedy` says what to do (all English, without a full stop)."""

    file: str
    thing: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.thing}: {self.problem}. {self.remedy}."


class ProblemsFound(Exception):
    """Everything that one step found wrong, in one run."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
