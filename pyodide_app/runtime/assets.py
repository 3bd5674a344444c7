"""Every file of the browser runtime under its name in the site, and what the pages need to know to load them.

A name carries a hash of what stands under it, alone or with its neighbours, so a browser may keep each file for ever.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from pyodide_app.documents.fonts import CORE
from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.compiled import Sources, compile_archives
from pyodide_app.runtime.fetch import fetch, npm_package, npm_version, store_of, wheels
from pyodide_app.runtime.glyphs import GlyphFiles
from pyodide_app.runtime.image import Contents, Image, Split, make_image
from pyodide_app.runtime.kept import digest, kept, prune
from pyodide_app.runtime.libraries import Library, libraries
from pyodide_app.runtime.lock import NEEDS, Wheel, lock, normalised
from pyodide_app.runtime.own_wheels import OWN_WHEELS, PAPERS, pack
from pyodide_app.runtime.patches import (
    FROM_MEMORY, HOOKS_STAY_TEXT, WITHOUT_A_PACKAGE_STORE, WITHOUT_CHECKS, WITHOUT_ERRORS_ON_THE_PAGE,
    WITHOUT_FOLDERS, WITHOUT_ITS_LIBRARY, WORKER_IS_A_FILE, Patch, patched, worker_source,
)

HERE = Path(__file__).parent
VISIT = HERE / "visit_program.py"

# In the folder of a made runtime, beside the files themselves: all that `Runtime` says of them.
FACTS = "facts.json"

PYSCRIPT = "@pyscript/core"
STANDARD_LIBRARY = "python_stdlib.zip"
MICROPYTHON = "@micropython/micropython-webassembly-pyscript"
PYODIDE = "pyodide"

# Parts of PyScript that its pages can do without; a page's configuration turns them off by these names.
UNUSED_PLUGINS = ("codemirror", "deprecations-manager", "donkey", "py-editor", "py-game", "py-terminal")

SITE_PACKAGES = "/lib/python3.14/site-packages/"

# Packages that only the papers and the reading of PDF files need; the reader is loaded with the first PDF file.
PDF_READER = "pypdf"
PAPERS_PACKAGES = ("typst", "segno", PDF_READER, PAPERS.name)

# In this order: a library is split as the first worker that has it wants it.
WORKERS = ("judge", "papers")


# The worker's program: it offers to the page what its module exports.
ENTRY = """\
from pyodide_app.worker import {name} as worker

__export__ = worker.__export__
globals().update({{name: getattr(worker, name) for name in __export__}})
"""


@dataclass(frozen=True)
class Shown:
    """What the workers are shown whose memory becomes an image (snapshot_program.py): `editions` are the files that they will be given, which then
    need no reading; of `glyphs` the one for papers takes over what each paper needs."""

    editions: tuple[bytes, ...] = ()
    glyphs: GlyphFiles | None = None

    def to(self, worker: str) -> dict[str, bytes]:
        """Files by their paths."""
        files = {f"/editions/{number}.json": edition for number, edition in enumerate(self.editions)}
        if worker == "papers" and self.glyphs:
            files |= {f"/glyphs/{self.glyphs.name}/{name}": (self.glyphs.folder / name).read_bytes() for name in ("index.json", f"{CORE}.bin")}
        return files


@dataclass(frozen=True)
class Runtime:
    """The runtime's files and the names of those that a page asks for, all relative to the site's root.

    `folder` holds the files under these names; its own name ends with the hash of what went in.
    `tiers` says for each file when a browser needs it: `core` with the page, `judge` for the first verdict,
    `papers` for a paper or for reading a PDF. `engines` and `entries` are those of each worker. `early` is no name but
    the script that a page's head holds; `memory` is the image that it hands to the judge's engine.
    """

    folder: Path
    tiers: dict[str, str]
    pyscript: str
    worker: str
    early: str
    micropython: str
    memory: str
    engines: dict[str, str]
    entries: dict[str, str]

    @property
    def files(self) -> dict[str, Path]:
        return {name: self.folder / name for name in self.tiers}


def build_runtime(cache: Path, shown: Shown = Shown()) -> Runtime:
    """Fetch, compile, patch and name everything, or find it in the cache where nothing changed. Raises ProblemsFound.

    `cache` is the folder `.cache`.
    """
    fetch(cache)
    store = store_of(cache) / "made"
    folder = kept(store / f"runtime-{digest(inputs(shown))}", lambda unfinished: write_runtime(unfinished, cache, shown))
    prune(store)
    return Runtime(folder, **json.loads((folder / FACTS).read_text("utf-8")))


def inputs(shown: Shown) -> Iterator[bytes]:
    """All that the runtime is made from: this package, in which the pins of what is fetched stand, our wheels and what is shown to the workers."""
    for source in sorted(path for path in HERE.iterdir() if path.is_file()):
        yield source.name.encode()
        yield source.read_bytes()
    yield from (pack(wheel) for wheel in OWN_WHEELS)
    for path, content in shown.to("papers").items():
        yield path.encode()
        yield content


def write_runtime(folder: Path, cache: Path, shown: Shown) -> None:
    collected = Collector()
    pyscript = add_pyscript(collected, cache)
    micropython = add_micropython(collected, cache)
    engines, memory = add_pyodide(collected, cache, shown)
    early = (HERE / "early.js").read_text("utf-8")
    worker = f"{pyscript.rpartition('/')[0]}/worker.js"
    entries = {name: add_entry(collected, name) for name in WORKERS}
    for name, content in collected.files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(read(content))
    facts = asdict(Runtime(folder, collected.tiers, pyscript, worker, early, micropython, memory, engines, entries))
    del facts["folder"]
    (folder / FACTS).write_text(json.dumps(facts), "utf-8")


def beside(name: str) -> str:
    """The address of one of the runtime's files for another that stands in `runtime/` itself."""
    return name.replace("runtime/", "./", 1)


class Collector:
    """Gathers files under hashed names."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | Path] = {}
        self.tiers: dict[str, str] = {}

    def add(self, tier: str, name: str, content: bytes | Path) -> str:
        self.files[f"runtime/{name}"] = content
        self.tiers[f"runtime/{name}"] = tier
        return f"runtime/{name}"

    def add_folder(self, tier: str, name: str, contents: dict[str, bytes | Path]) -> str:
        """Files that ask for one another by name share a folder, and its hash is over all of them."""
        together = hashlib.sha256()
        for file, content in sorted(contents.items()):
            together.update(file.encode() + b"\0" + hashlib.sha256(read(content)).digest())
        folder = f"{name}-{together.hexdigest()[:8]}"
        for file, content in contents.items():
            self.add(tier, f"{folder}/{file}", content)
        return f"runtime/{folder}"


def read(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def add_pyscript(collected: Collector, cache: Path) -> str:
    """PyScript's core and its worker; returns the name of the core. No page of ours asks for one of its chunks."""
    folder = npm_package(cache, PYSCRIPT) / "dist"
    published = f"{PYSCRIPT}/dist/core.js"
    [core_name] = re.findall(r'from"\./(core-[\w-]+\.js)"', (folder / "core.js").read_text("utf-8"))
    core = (folder / core_name).read_text("utf-8")
    worker = patched(WITHOUT_A_PACKAGE_STORE, worker_source(core, published), published)
    for patch in (HOOKS_STAY_TEXT, WITHOUT_ERRORS_ON_THE_PAGE, WITHOUT_FOLDERS, WITHOUT_ITS_LIBRARY, WORKER_IS_A_FILE):
        core = patched(patch, core, published)
    contents = {
        core_name: without_source_map(core),
        "worker.js": without_source_map(worker),
    }
    name = collected.add_folder("core", f"pyscript-{npm_version(PYSCRIPT)}", contents)
    licences = "\n\n".join(f"{package}\n\n{text}" for package, text in sorted(licence_texts(cache, PYSCRIPT).items()))
    add_hashed(collected, "papers", "pyscript-licences", ".txt", licences)
    return f"{name}/{core_name}"


def licence_texts(cache: Path, package: str) -> dict[str, str]:
    """The licence of an npm package and of all that it is made of, by name; a few packages come without a text."""
    folder = npm_package(cache, package)
    needed = json.loads((folder / "package.json").read_text("utf-8")).get("dependencies", {})
    texts = {package: file.read_text("utf-8") for file in folder.glob("LICENSE*")}
    for name in needed:
        texts |= licence_texts(cache, name) if npm_package(cache, name).is_dir() else {}
    return texts


def without_source_map(script: str) -> bytes:
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", script).encode()


def add_micropython(collected: Collector, cache: Path) -> str:
    """MicroPython, which starts with the memory that a page names."""
    package = npm_package(cache, MICROPYTHON)
    module = (package / "micropython.mjs").read_text("utf-8")
    for patch in (*FROM_MEMORY, *WITHOUT_CHECKS):
        module = patched(patch, module, f"{MICROPYTHON}/micropython.mjs")
    module += (HERE / "page_memory.mjs").read_text("utf-8")
    contents = {"micropython.mjs": module.encode(), "micropython.wasm": package / "micropython.wasm"}
    name = collected.add_folder("core", f"micropython-{npm_version(MICROPYTHON)}", contents)
    return f"{name}/micropython.mjs"


def add_pyodide(collected: Collector, cache: Path, shown: Shown) -> tuple[dict[str, str], str]:
    """Pyodide, the standard library and all wheels as byte code, an image of each worker's memory, and for each the module that knows their places:
    the names of these modules, and of the judge's image."""
    package = npm_package(cache, PYODIDE)
    version = npm_version(PYODIDE)
    python = python_of(cache)
    listed = [listed_wheel(name, path.read_bytes()) for name, path in python.wheels.items()]
    for wheel in listed:
        collected.add(tier_of(wheel.package), wheel.place, wheel.content)
    with ThreadPoolExecutor() as pool:  # side by side
        made = pool.map(lambda name: make_image(cache, name, python.standard_library, contents_of(name, python, shown)), WORKERS)
        images = dict(zip(WORKERS, made, strict=True))
    judge = images["judge"]
    folder = collected.add_folder("judge", f"pyodide-{version}", {
        "pyodide.mjs": without_source_map((package / "pyodide.mjs").read_text("utf-8")),
        "pyodide.asm.mjs": judge.script,
        STANDARD_LIBRARY: python.standard_library,
    }).removeprefix("runtime/")
    machine = add_split(collected, "judge", "machine", judge.machine)
    placed = {
        package: [add_library(collected, tier_of(package), library, images) for library in found]
        for package, found in python.native.items() if found
    }
    memory = add_hashed(collected, "judge", "memory", ".mjs", (HERE / "memory.mjs").read_text("utf-8"))
    places = {
        "version": version,
        "folder": f"./{folder}/",
        "loader": f"./{folder}/pyodide.mjs",
        "module": f"./{folder}/pyodide.asm.mjs",
        "machine": machine,
        "standardLibrary": f"./{folder}/{STANDARD_LIBRARY}",
        "wheels": "./",
        "lock": lock(cache, listed),
        "libraries": placed,
    }
    known = {name: add_image(collected, name, image, packages_of(name, python.packages)) for name, image in images.items()}
    ahead = {"judge": [], "papers": [machine["rest"]]}
    engines = {name: add_engine(collected, name, memory, places | {"image": known[name], "ahead": ahead[name]}) for name in WORKERS}
    return engines, known["judge"]["memory"].replace("./", "runtime/", 1)


def add_engine(collected: Collector, name: str, memory: str, places: dict) -> str:
    source = (HERE / "engine.mjs").read_text("utf-8")
    for patch in (
        Patch("the places of Pyodide's files", '"@PLACES@"', lambda _: json.dumps(places, sort_keys=True)),
        Patch("the module that it shares with the image's maker", "@MEMORY@", beside(memory)),
    ):
        source = patched(patch, source, "pyodide_app/runtime/engine.mjs")
    return add_hashed(collected, name, f"{name}-engine", ".mjs", source)


@dataclass(frozen=True)
class Python:
    """What the browser's Python may load, as archives of byte code: the standard library, and wheels by their file names; of each package its native
    libraries."""

    standard_library: Path
    wheels: dict[str, Path]
    native: dict[str, list[Library]]

    @property
    def packages(self) -> dict[str, Path]:
        return {package_of(name): path for name, path in self.wheels.items()}


def python_of(cache: Path) -> Python:
    archives = [Sources(STANDARD_LIBRARY, (npm_package(cache, PYODIDE) / STANDARD_LIBRARY).read_bytes(), "/lib/python314.zip/")]
    archives += [Sources(wheel.name, wheel.read_bytes(), SITE_PACKAGES) for wheel in wheels(cache)]
    archives += [Sources(wheel.file_name(), pack(wheel), SITE_PACKAGES) for wheel in OWN_WHEELS]
    compiled = compile_archives(cache, archives)
    standard_library = compiled.pop(STANDARD_LIBRARY)
    native = {package_of(wheel.name): libraries(wheel) for wheel in wheels(cache)}
    return Python(standard_library, compiled, native)


def contents_of(worker: str, python: Python, shown: Shown) -> Contents:
    """What the image of a worker's memory is made of. What the judge calls until a verdict is seen by a visit; what papers call of the library that
    they alone have was recorded, so that it stays the same file from edition to edition."""
    held = packages_of(worker, python.packages)
    every = {package: {SITE_PACKAGES + library.path: library.content for library in found} for package, found in python.native.items()}
    loaded = {path: content for package in held for path, content in every.get(package, {}).items()}
    others = [content for found in every.values() for path, content in found.items() if path not in loaded]
    return Contents([python.packages[package] for package in held], loaded, others, shown.to(worker), VISIT if worker == "judge" else None)


def packages_of(worker: str, packages: Iterable[str]) -> list[str]:
    """The packages that a worker has from its start."""
    return [package for package in packages if tier_of(package) == "judge" or worker == "papers" and package != PDF_READER]


def package_of(wheel: str) -> str:
    return normalised(wheel.split("-")[0])


def add_split(collected: Collector, tier: str, name: str, parts: Split) -> dict[str, str]:
    """A module's two parts, and their addresses for the engine."""
    folder = beside(collected.add_folder(tier, name, {"first.wasm": parts.first, "rest.wasm": parts.rest}))
    return {"place": f"{folder}/first.wasm", "rest": f"{folder}/rest.wasm"}


def add_library(collected: Collector, tier: str, library: Library, images: dict[str, Image]) -> dict[str, str]:
    """A library as the first worker that has it wants it split, and its path and addresses for the engine."""
    path = SITE_PACKAGES + library.path
    parts = next(image.libraries[path] for image in images.values() if path in image.libraries)
    return {"path": path, **add_split(collected, tier, Path(path).name.split(".")[0], parts)}


def add_image(collected: Collector, name: str, image: Image, packages: list[str]) -> dict:
    """The image, and what the engine must know of it."""
    folder = beside(collected.add_folder(name, f"{name}-image", {"memory.wasm": image.memory, "functions.bin": image.functions}))
    return {
        "memory": f"{folder}/memory.wasm",
        "functions": f"{folder}/functions.bin",
        "packages": packages,
        **image.facts,
    }


def tier_of(package: str) -> str:
    return "papers" if package in PAPERS_PACKAGES else "judge"


def listed_wheel(file_name: str, content: bytes) -> Wheel:
    package = package_of(file_name)
    needs = {**NEEDS, **{wheel.name: wheel.needs for wheel in OWN_WHEELS}}
    if package not in needs:
        raise ProblemsFound([Problem(
            file="pyodide_app/runtime/wheels.txt",
            thing=package,
            problem="nothing says which packages it needs",
            remedy="Add it to NEEDS in pyodide_app/runtime/lock.py",
        )])
    return Wheel(package, needs[package], file_name, content)


def add_entry(collected: Collector, name: str) -> str:
    return add_hashed(collected, name, name, ".py", ENTRY.format(name=name))


def add_hashed(collected: Collector, tier: str, stem: str, suffix: str, text: str) -> str:
    content = text.encode()
    return collected.add(tier, f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}", content)
