"""Runs inside Pyodide under Node.js before its memory becomes the image: what a worker would do at each of its starts.

Everything of ours that the worker has is imported, as no file of it is there in the browser; so is what late imports want of the standard library,
whose archive comes only with a later package. The editions are read, one empty form is judged by each, and the glyphs that each paper needs are unpacked.
"""

import gc
import importlib
import pkgutil
from pathlib import Path

WANTED_LATER = ("encodings.utf_16_be", "traceback", "zipfile", "zoneinfo", "_strptime")

importlib.invalidate_caches()  # the packages came after Python had looked at their folder
for name in WANTED_LATER:
    importlib.import_module(name)
for module in pkgutil.walk_packages(importlib.import_module("pyodide_app").__path__, "pyodide_app."):
    importlib.import_module(module.name)
for folder in Path("/glyphs").glob("*"):
    importlib.import_module("pyodide_app.worker.papers").hold(f"{folder}/", (folder / "index.json").read_bytes(), (folder / "core.bin").read_bytes())
judge = importlib.import_module("pyodide_app.worker.judge")
for file in sorted(Path("/editions").glob("*.json")):
    judge.overview(judge.read_edition(file.read_bytes()), {})

gc.collect()
gc.freeze()  # what is in the image stays: a collection beside somebody's typing took 35 to 50 ms to go through all of it, now 0.5
