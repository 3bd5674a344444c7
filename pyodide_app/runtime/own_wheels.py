"""Our own package as wheels for the browser: what the judge needs, and what the papers need on top of it."""

import io
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
ROOT = PACKAGE.parent
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class OwnWheel:
    """A wheel's distribution name, the paths of our package that go into it, and what it needs."""

    name: str
    paths: tuple[str, ...]
    needs: tuple[str, ...]

    def file_name(self) -> str:
        return f"{self.name.replace('-', '_')}-{version()}-py3-none-any.whl"


JUDGE = OwnWheel(
    name="plc-judge",
    paths=("__init__.py", "core", "worker/__init__.py", "worker/judge.py"),
    needs=("pydantic",),
)
PAPERS = OwnWheel(
    name="plc-papers",
    paths=("documents", "worker/papers.py"),
    needs=("plc-judge", "typst", "segno"),
)
OWN_WHEELS = (JUDGE, PAPERS)


def version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def pack(wheel: OwnWheel) -> bytes:
    """The wheel with its sources; the same sources give the same bytes."""
    information = f"{wheel.name.replace('-', '_')}-{version()}.dist-info"
    files = {f"pyodide_app/{file.relative_to(PACKAGE).as_posix()}": file.read_bytes() for file in sources(wheel)}
    files[f"{information}/METADATA"] = f"Metadata-Version: 2.1\nName: {wheel.name}\nVersion: {version()}\n".encode()
    files[f"{information}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: plc-planner\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{information}/RECORD"] = b""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return held.getvalue()


def sources(wheel: OwnWheel) -> list[Path]:
    """The files of a wheel; byte code of the desk's Python stays behind."""
    found = []
    for path in wheel.paths:
        place = PACKAGE / path
        found += [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return sorted(file for file in found if file.suffix != ".pyc")
