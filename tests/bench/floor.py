"""A start to compare with: a page with the same runtime whose program does nothing and whose worker, which PyScript starts, answers a constant."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

from pyodide_app.runtime import configs
from pyodide_app.runtime.assets import Runtime, read
from tests.bench.peer_pages import OURS

FLOOR = replace(OURS, name="the runtime alone", address="floor/")
PREFIX = "../"

PROGRAM = """\
import asyncio
import js
import jsffi
from polyscript import workers

js.document.getElementById("form").addEventListener("input", jsffi.create_proxy(lambda event: None))

async def main():
    judge = await js.Reflect.get(workers, "judge")
    await judge.judge("{}")
    js.document.getElementById("verdict").removeAttribute("hidden")
    js.document.documentElement.setAttribute("data-app", "ready")

asyncio.create_task(main())
"""
WORKER = """\
__export__ = ["judge"]

def judge(draft):
    return "{}"
"""


def add_floor(folder: Path, runtime: Runtime, words: str) -> None:
    """Puts the floor, with its runtime, into a built site. `words` is what it always says of its one control."""
    for name, content in runtime.files.items():
        if not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(read(content))
    pyscript, micropython = PREFIX + runtime.pyscript, PREFIX + runtime.micropython
    page = f"""<!doctype html><html lang="en" data-app="loading"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{configs.POLICY}">
<link rel="modulepreload" href="{pyscript}"><link rel="modulepreload" href="{micropython}">
<link rel="preload" as="fetch" crossorigin href="{micropython.replace(".mjs", ".wasm")}"></head>
<body><form id="form"><input name="application.convener.email"></form>
<p id="verdict" data-rule="" data-path="application.convener.email" hidden>{escape(words)}</p>
<script type="module" src="{pyscript}"></script>
<py-config type="json">{configs.py_page_config()}</py-config>
<py-script worker name="judge" src="worker.py" config="{escape(configs.worker_config(runtime.engines["judge"], PREFIX, [], {}))}"></py-script>
<mpy-script src="program.py" config="{escape(configs.mpy_config(runtime, PREFIX))}"></mpy-script></body></html>"""
    place = folder / FLOOR.address
    place.mkdir(exist_ok=True)
    for name, text in {"index.html": page, "program.py": PROGRAM, "worker.py": WORKER}.items():
        (place / name).write_text(text, "utf-8")
