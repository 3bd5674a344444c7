"""A page's Python as one file: one request instead of one for each module, which MicroPython would wait for one and all."""

from collections.abc import Mapping

# Written out as the modules that they are, so that a traceback names file and line.
UNPACK = """\
import os

for folder in {folders!r}:
    os.mkdir(folder)
for path, text in {files!r}.items():
    with open(path, "w") as file:
        file.write(text)

import {start}
"""


def program(modules: Mapping[str, str], start: str) -> str:
    """`modules` maps a path to its text, `start` is the module that begins. Their packages' `__init__.py` may be left out."""
    parents = {path.rpartition("/")[0] for path in modules}
    folders = sorted({"/".join(parent.split("/")[: depth + 1]) for parent in parents for depth in range(parent.count("/") + 1)})
    return UNPACK.format(folders=folders, files=dict(sorted(modules.items())), start=start)
