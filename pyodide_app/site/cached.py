"""Results of slow steps, kept by what went into them."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def cached(folder: Path, inputs: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
    """What `make` gives, or what it gave when the inputs were the same."""
    together = hashlib.sha256()
    for part in inputs:
        together.update(hashlib.sha256(part).digest())
    place = folder / together.hexdigest()
    if place.is_file():
        return place.read_bytes()
    content = make()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(place)
    return content
