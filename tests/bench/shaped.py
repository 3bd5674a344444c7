"""The built site, and the peers' pages, behind a line of a certain speed: what is answered is what GitHub Pages would answer.

The line is shaped where the bytes leave the server, because a browser's own emulation leaves out what workers fetch. All connections share
the line. Each answer waits one round trip, the first of a connection another one for its opening.
"""

from __future__ import annotations

import io
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyodide_app.site import serve

PIECE = 16 * 1024
PREFIX = "/plc-planner/"
TEXT_LIKE = (".css", ".html", ".js", ".json", ".mjs", ".py", ".wasm")


@dataclass(frozen=True)
class Line:
    """Megabits a second and milliseconds of a round trip; 0 for a speed without a limit."""

    name: str
    megabits: float = 0
    round_trip: float = 0


LOOPBACK = Line("no limit")
LINES = (LOOPBACK, Line("100 Mbit/s, 40 ms", 100, 40), Line("20 Mbit/s, 40 ms", 20, 40))


class Pace:
    """One line that all connections share: a piece leaves when those before it have left."""

    def __init__(self, line: Line) -> None:
        self.seconds_a_byte = 8 / (1e6 * line.megabits) if line.megabits else 0
        self.free_at = 0.0
        self.lock = threading.Lock()

    def wait_for(self, count: int) -> None:
        with self.lock:
            self.free_at = max(time.monotonic(), self.free_at) + count * self.seconds_a_byte
            delay = self.free_at - time.monotonic()
        if delay > 0:
            time.sleep(delay)


class PacedFile(io.RawIOBase):
    """What a handler writes its answer to."""

    def __init__(self, below: io.BufferedIOBase, pace: Pace) -> None:
        self.below, self.pace = below, pace

    def write(self, content: bytes) -> int:
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            self.pace.wait_for(len(piece))
            self.below.write(piece)
        return len(content)

    def flush(self) -> None:
        if not self.below.closed:
            self.below.flush()


class ShapedHandler(serve.PagesHandler):
    """`line` and `pace` are set by `_serve`."""

    line: Line
    pace: Pace
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.wfile = PacedFile(self.wfile, self.pace) if self.line.megabits else self.wfile
        self.opening = self.line.round_trip / 1000

    def answer(self, with_body: bool) -> None:
        if self.line.round_trip:
            time.sleep(self.opening + self.line.round_trip / 1000)
            self.opening = 0
        super().answer(with_body)


def _serve(folder: Path, line: Line, port: int, ready) -> None:
    names = {"folder": folder, "prefix": PREFIX, "line": line, "pace": Pace(line)}
    running = serve.QuietServer(("127.0.0.1", port), type("Handler", (ShapedHandler,), names))
    ready.set()
    running.serve_forever()


@contextmanager
def served(folder: Path, line: Line) -> Iterator[str]:
    """The address of the folder behind the line, served by a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=_serve, args=(folder, line, port, ready), daemon=True)
    process.start()
    try:
        assert ready.wait(30), "the server did not start"
        yield f"http://127.0.0.1:{port}{PREFIX}"
    finally:
        process.kill()
        process.join()


@contextmanager
def all_served(folders: dict[str, Path], lines: Sequence[Line]) -> Iterator[dict[tuple[Line, str], str]]:
    """Each folder behind each line, with an origin of its own: a service worker of one must not serve another."""
    for folder in folders.values():
        compress(folder)
    with ExitStack() as stack:
        yield {(line, name): stack.enter_context(served(folder, line)) for line in lines for name, folder in folders.items()}


def compress(folder: Path) -> None:
    """Lets the server find its files compressed, as a host's cache does; a process that is made later inherits what was found."""
    for path in folder.rglob("*"):
        if path.suffix in TEXT_LIKE:
            serve.zipped(path.resolve())
