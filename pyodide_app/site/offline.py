"""What the service worker (`site_src/static/sw.js`) is told: every file of the site with its hash, its size and when it is needed."""

import hashlib
import json
from collections.abc import Mapping

from pyodide_app.site.files import Content, Files

PLACE_OF_THE_LIST = "@MANIFEST@"
CORE = "core"

# Not kept by a browser: the worker itself, and its list, which it keeps by itself.
SERVICE_WORKER = "sw.js"


def add_service_worker(files: Files, source: str, tiers: Mapping[str, str]) -> None:
    """Adds the list of all files added so far, and the worker that names it. `tiers` says when a file is needed; a file that it does not
    name belongs to the core."""
    hashed = set(files.places.values()) | {path for path in files.contents if path.startswith("runtime/")}
    listed = [
        {"name": path, **measured(content), "tier": tiers.get(path, CORE), "hashed": path in hashed}
        for path, content in sorted(files.contents.items())
    ]
    version = hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:16]
    content = json.dumps({"version": version, "files": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    place = files.add_hashed("offline.json", content)
    files.add(SERVICE_WORKER, source.replace(f'const MANIFEST = "{PLACE_OF_THE_LIST}"', f'const MANIFEST = "{place}"').encode())


def measured(content: Content) -> dict[str, str | int]:
    held = content if isinstance(content, bytes) else content.read_bytes()
    return {"sha256": hashlib.sha256(held).hexdigest(), "bytes": len(held)}
