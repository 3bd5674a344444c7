"""What slow steps gave, kept in the cache by a hash of what went into it: a file or a folder `<kind>-<hash>`.

Builds may run side by side: what is made is put in place whole, whoever is second finds it there, and nothing that another build may be
reading is taken away.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

IN_USE = 3600
"""Seconds since its last use for which an entry is taken to be read by a build that runs; no build takes so long."""


def digest(parts: Iterable[bytes]) -> str:
    """One hash over all parts, in which their borders count."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def kept(place: Path, make: Callable[[Path], None]) -> Path:
    """`place`; where nothing stands there yet, `make` writes it at the path that it is given."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=place.parent) as folder:
            unfinished = Path(folder) / place.name
            make(unfinished)
            put(unfinished, place)
    os.utime(place)
    return place


def kept_answer(place: Path, make: Callable[[], Any]) -> Any:
    """The same for what JSON can hold. Where `make` raises, nothing is kept."""
    return json.loads(kept(place, lambda unfinished: unfinished.write_text(json.dumps(make()), "utf-8")).read_text("utf-8"))


def put(unfinished: Path, place: Path) -> None:
    """Moves what is finished to its place; where another build was faster, what it put there is the same."""
    try:
        unfinished.replace(place)
    except OSError:  # a folder replaces none that holds something
        if not place.exists():
            raise


def prune(folder: Path) -> None:
    """Takes away what no build needs: of each kind the entry that was used last stays, and all that was used within `IN_USE`.

    Another build may do the same at the same time: what is gone already is no problem.
    """
    # scandir: each entry is asked for its time once, of thousands that the tests leave in an hour
    entries = sorted(_used(folder), key=lambda used: used[0]) if folder.is_dir() else []
    newest = {entry.name.rpartition("-")[0]: entry for _, entry in entries if not entry.name.startswith("unfinished-")}
    unused = [entry for used, entry in entries if entry not in newest.values() and used < time.time() - IN_USE]
    if unused:
        # Under another name first: to the other build, a folder of which half is gone would look as if it had just been used.
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=folder) as gone:
            for entry in unused:
                with suppress(FileNotFoundError):
                    os.replace(entry, Path(gone) / entry.name)


def _used(folder: Path) -> Iterator[tuple[float, os.DirEntry[str]]]:
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            yield entry.stat().st_mtime, entry
