"""The native libraries inside wheels, which the browser loads as files of their own."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

LIBRARY_SUFFIX = ".so"


@dataclass(frozen=True)
class Library:
    """A WebAssembly library of a package: its path within site-packages and its bytes."""

    path: str
    content: bytes

    @property
    def place(self) -> str:
        """Below `runtime/`. Named .wasm, so that servers compress it and browsers compile it while it arrives."""
        return f"libraries/{hashlib.sha256(self.content).hexdigest()[:8]}/{Path(self.path).name.split('.')[0]}.wasm"


def libraries(wheel: Path) -> list[Library]:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(LIBRARY_SUFFIX)]
        return [Library(name, archive.read(name)) for name in names]
