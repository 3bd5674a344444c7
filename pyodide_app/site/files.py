"""The files of the site to be: addresses, content, and names that carry a hash of what stands under them.

An address is relative to the site's root: `static/style-1a2b3c4d.css`, `107/plan/`; an address that ends with a slash is a folder's
`index.html`. A hashed name never changes its content, so a browser may keep it.
"""

import hashlib
import os
import shutil
from pathlib import Path, PurePosixPath

Content = bytes | Path


class Files:
    """Everything that will be written, by path."""

    def __init__(self) -> None:
        self.contents: dict[str, Content] = {}
        self.places: dict[str, str] = {}

    def add(self, path: str, content: Content) -> None:
        """A file under its own name; an address that ends with a slash becomes its index.html."""
        self.contents[index(path)] = content

    def add_hashed(self, name: str, content: bytes) -> str:
        """A file whose name gets its hash; `name` finds it again in `places`. Returns its address."""
        path = PurePosixPath(name)
        address = str(path.with_name(f"{path.stem}-{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}"))
        self.contents[address] = content
        self.places[name] = address
        return address

    def write(self, out: Path) -> None:
        """Puts the files in place of what stood in `out`, all at once: a build that dies half-way leaves the old site."""
        fresh = out.with_name(f".{out.name}.new")
        old = out.with_name(f".{out.name}.old")
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        for folder in {os.path.dirname(path) for path in self.contents}:
            (fresh / folder).mkdir(parents=True, exist_ok=True)
        for path, content in self.contents.items():
            if isinstance(content, bytes):
                (fresh / path).write_bytes(content)
            else:
                put_kept(content, f"{out}/{path}", f"{fresh}/{path}")
        if (out / ".gitignore").exists():
            shutil.copyfile(out / ".gitignore", fresh / ".gitignore")
        if out.exists():
            os.replace(out, old)
        os.replace(fresh, out)
        shutil.rmtree(old, ignore_errors=True)


def put_kept(kept: Path, before: str, place: str) -> None:
    """A file of the cache at its place in the site: a link to what the build before put there (`before`), or a copy.

    Never a link to the cache itself, which somebody who edits the site would then edit too.
    """
    try:
        untouched = state(before) == state(kept)
        if untouched:
            os.link(before, place)
    except OSError:  # there was no such file, or the disk knows no links
        untouched = False
    if not untouched:
        shutil.copy2(kept, place)  # with its time, by which the next build knows it


def state(file: str | Path) -> tuple[int, int]:
    """Size and time of last change: where both are those of the cache's file, nobody has edited the copy."""
    found = os.lstat(file)
    return found.st_size, found.st_mtime_ns


def index(address: str) -> str:
    """The path of the file that answers at an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def root_from(address: str) -> str:
    """The way from a page to the site's root: `./`, `../`, `../../`."""
    return "../" * address.count("/") or "./"


def is_ours(out: Path) -> bool:
    """Whether a build may replace this folder: it is not there, is empty but for its .gitignore, or holds a built site."""
    if not out.exists():
        return True
    names = {entry.name for entry in out.iterdir()} - {".gitignore"}
    return not names or {"manifest.webmanifest", "index.html"} <= names
