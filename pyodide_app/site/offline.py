"""What the service worker (`site_src/static/sw.js`) is told: every file of the site with its hash, its size and when it is needed."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pyodide_app.runtime.kept import kept_answer
from pyodide_app.site.cache import MEASURES
from pyodide_app.site.files import Content, Files

PLACE_OF_THE_LIST = "@MANIFEST@"
CORE = "core"

# Not kept by a browser: the worker itself, and its list, which it keeps by itself.
SERVICE_WORKER = "sw.js"

Measure = dict[str, str | int]


def add_service_worker(files: Files, source: str, tiers: Mapping[str, str], measures: Mapping[Content, Measure]) -> None:
    """Adds the list of all files added so far, and the worker that names it. `tiers` says when a file is needed; a file that it does not
    name belongs to the core. `measures` may hold files that need no reading."""
    hashed = set(files.places.values()) | {path for path in files.contents if path.startswith("runtime/")}
    listed = [
        {"name": path, **(measures.get(content) or measured(content)), "tier": tiers.get(path, CORE), "hashed": path in hashed}
        for path, content in sorted(files.contents.items())
    ]
    version = hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:16]
    content = json.dumps({"version": version, "files": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    place = files.add_hashed("offline.json", content)
    files.add(SERVICE_WORKER, source.replace(f'const MANIFEST = "{PLACE_OF_THE_LIST}"', f'const MANIFEST = "{place}"').encode())


def measured(content: Content) -> Measure:
    held = content if isinstance(content, bytes) else content.read_bytes()
    return {"sha256": hashlib.sha256(held).hexdigest(), "bytes": len(held)}


def measures_of(folder: Path, cache: Path) -> dict[Path, Measure]:
    """Of every file of a folder of the cache; kept by the folder's name, which says what it holds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    known = kept_answer(cache / MEASURES / folder.name, lambda: {path.relative_to(folder).as_posix(): measured(path) for path in files})
    return {folder / name: measure for name, measure in known.items()}
