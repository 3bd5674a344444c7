"""Runs inside Pyodide under Node.js before its memory becomes the image: what a judge worker would do at each of its starts.

Everything of ours is imported, as no file of it is there in the browser; so is what late imports want of the standard library, whose
archive comes only after the first verdict. The editions are read, and one empty form is judged by each.
"""

import gc
import importlib
import pkgutil
from pathlib import Path

WANTED_LATER = ("traceback", "zipfile", "zoneinfo", "_strptime")

importlib.invalidate_caches()  # the packages came after Python had looked at their folder
judge = importlib.import_module("pyodide_app.worker.judge")
for name in WANTED_LATER:
    importlib.import_module(name)
for module in pkgutil.walk_packages(importlib.import_module("pyodide_app.core").__path__, "pyodide_app.core."):
    importlib.import_module(module.name)
for file in sorted(Path("/editions").iterdir()):
    judge.overview(judge.read_edition(file.read_bytes()), {})

gc.collect()
gc.freeze()  # what is in the image stays: a collection beside somebody's typing took 35 to 50 ms to go through all of it, now 0.5
