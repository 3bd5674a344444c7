"""One problem that stops a build, said so that it can be mended."""

from typing import NamedTuple


class Problem(NamedTuple):
    """`thing` in `file` has `problem`; `remedy` says what to do (all English, without a full stop)."""

    file: str
    thing: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.thing}: {self.problem}. {self.remedy}."
