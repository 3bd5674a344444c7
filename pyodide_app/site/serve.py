"""The built site on a loopback port, answering as GitHub Pages does, so that what works here works there.

Under a prefix, 301 for a folder without its slash, 404.html for what is not there, gzip for text and WebAssembly only, no header of our
own but `Cache-Control: max-age=600`.
"""

import gzip
import mimetypes
import sys
from email.utils import formatdate
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json"}
COMPRESSED = ("text/", "application/json", "application/wasm", "application/manifest+json", "image/svg+xml")


class PagesHandler(BaseHTTPRequestHandler):
    """`folder` and `prefix` are set by `server`."""

    protocol_version = "HTTP/1.1"
    folder: Path
    prefix: str

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def answer(self, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        if path + "/" == self.prefix:
            return self.redirect(self.prefix)
        if not path.startswith(self.prefix):
            return self.send(404, self.folder / "404.html", with_body)
        place = (self.folder / path[len(self.prefix) :]).resolve()
        if not place.is_relative_to(self.folder.resolve()):
            return self.send(404, self.folder / "404.html", with_body)
        if place.is_dir():
            if not path.endswith("/"):
                return self.redirect(path + "/")
            place /= "index.html"
        if path.endswith("/") != (place.name == "index.html" and not path.endswith("index.html")) or not place.is_file():
            return self.send(404, self.folder / "404.html", with_body)
        self.send(200, place, with_body)

    def redirect(self, path: str) -> None:
        self.send_response(301)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, status: int, place: Path, with_body: bool) -> None:
        if not place.is_file():
            self.send_error(404)
            return
        kind = TYPES.get(place.suffix) or mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        tag = tag_of(place)
        if status == 200 and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        packed = kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = zipped(place) if packed else place.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith(("text/", "application/json")) else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Last-Modified", formatdate(place.stat().st_mtime, usegmt=True))
        self.send_header("Vary", "Accept-Encoding")
        if status == 200:
            self.send_header("ETag", tag)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet: the address is all that a person at the terminal needs."""


class QuietServer(ThreadingHTTPServer):
    """A browser that goes away in the middle of an answer is no error."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def tag_of(place: Path) -> str:
    """What changes with the file."""
    state = place.stat()
    return f'"{state.st_mtime_ns:x}-{state.st_size:x}"'


def zipped(place: Path) -> bytes:
    """The file compressed as GitHub Pages does it, kept as long as it stays the same."""
    return _zipped(place, tag_of(place))


@lru_cache(maxsize=1024)
def _zipped(place: Path, tag: str) -> bytes:
    return gzip.compress(place.read_bytes(), 6, mtime=0)


def server(folder: Path, port: int, prefix: str) -> ThreadingHTTPServer:
    """A server on the loopback port (0: any free one), not yet running."""
    handler = type("Handler", (PagesHandler,), {"folder": folder, "prefix": prefix})
    return QuietServer(("127.0.0.1", port), handler)
