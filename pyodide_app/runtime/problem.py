"""What stops a build of the browser runtime, said so that it can be mended."""


class RuntimeProblem(Exception):
    """One problem: the file it stands in, the thing, what is wrong, and the remedy (all English)."""

    def __init__(self, file: str, thing: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {thing}: {problem}. {remedy}.")
        self.file = file
        self.thing = thing
        self.problem = problem
        self.remedy = remedy
