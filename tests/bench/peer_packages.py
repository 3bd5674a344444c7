"""The JavaScript libraries that `peers/package.json` pins, fetched into the cache, and bundled where their documents say so."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

from pyodide_app.runtime import fetch
from tests.conftest import ROOT

PEERS = Path(__file__).parent / "peers"
STORE = ROOT / ".cache" / "bench"


@cache
def packages() -> Path:
    """The folder node_modules; asks a registry only where the pins changed."""
    folder, package, lock = STORE / "npm", PEERS / "package.json", PEERS / "package-lock.json"
    pins = fetch.digest(package, lock)
    if not fetch.is_complete(folder, pins):
        fetch.start_afresh(folder)
        shutil.copy(package, folder)
        shutil.copy(lock, folder)
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
        done = fetch.npm(arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, f"tests/bench/peers/package-lock.json: npm could not fetch what it pins:\n{done.stderr}"
        (folder / fetch.STAMP).write_text(pins, "utf-8")
    return folder / "node_modules"


def version(package: str) -> str:
    return json.loads((PEERS / "package.json").read_text("utf-8"))["dependencies"][package]


def bundle(entry: Path, out: Path, *options: str) -> None:
    """Bundles a module and what it imports into the folder `out`, minified and in chunks, as build tools do for a site that goes live."""
    [esbuild] = (packages() / "@esbuild").glob("*/bin/esbuild")
    command = [esbuild, entry, "--bundle", "--minify", "--format=esm", "--splitting", "--target=es2022", f"--outdir={out}", "--log-level=error"]
    command += ["--define:process.env.NODE_ENV=\"production\"", "--loader:.xml=text", *options]
    done = subprocess.run(command, env={"NODE_PATH": str(packages())}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
