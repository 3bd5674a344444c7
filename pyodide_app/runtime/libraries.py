"""The native libraries inside wheels, which the browser loads as files of their own."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

LIBRARY_SUFFIX = ".so"


@dataclass(frozen=True)
class Library:
    """A WebAssembly library of a package: its path within site-packages and its bytes."""

    path: str
    content: bytes


def libraries(wheel: Path) -> list[Library]:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(LIBRARY_SUFFIX)]
        return [Library(name, archive.read(name)) for name in names]
