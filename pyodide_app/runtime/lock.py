"""Pyodide's list of packages, of our wheels alone: a package that is not in it cannot be loaded, nor one whose bytes
differ from what the build saw."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from pyodide_app.runtime.fetch import npm_package

# What each fetched package needs of the others, and the name it is imported by where that is not its own.
NEEDS = {
    "pydantic": ("pydantic-core", "annotated-types", "typing-extensions", "typing-inspection"),
    "pydantic-core": ("typing-extensions",),
    "annotated-types": (),
    "typing-extensions": (),
    "typing-inspection": ("typing-extensions",),
    "typst": (),
    "segno": (),
    "pypdf": (),
}


@dataclass(frozen=True)
class Wheel:
    """A wheel that the browser may load: its package, what that needs, its bytes and its place below `runtime/`."""

    package: str
    needs: tuple[str, ...]
    file_name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def place(self) -> str:
        """The hash stands in the path, so that a browser may keep the file for ever."""
        return f"wheels/{self.sha256[:8]}/{self.file_name}"


def normalised(name: str) -> str:
    """A package's name as the list spells it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lock(cache: Path, wheels: list[Wheel]) -> dict:
    """The list in the form of `pyodide-lock.json`; only the platform is taken from Pyodide's own."""
    published = json.loads((npm_package(cache, "pyodide") / "pyodide-lock.json").read_text("utf-8"))
    return {"info": published["info"], "packages": {wheel.package: entry(wheel) for wheel in wheels}}


def entry(wheel: Wheel) -> dict:
    return {
        "name": wheel.package,
        "version": wheel.file_name.split("-")[1],
        "file_name": wheel.place,
        "install_dir": "site",
        "sha256": wheel.sha256,
        "package_type": "package",
        "imports": [],
        "depends": list(wheel.needs),
        "unvendored_tests": False,
    }
