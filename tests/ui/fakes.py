"""A browser, a page and a disk without any of them: what `ui` asks for, kept in lists that a test can look at."""

import asyncio
import hashlib
import json
from types import SimpleNamespace

from pyodide_app.ui.store import CHANGED, GONE, SAVED, Unavailable


class Shelf(dict):
    """localStorage."""

    @property
    def length(self):
        return len(self)

    def key(self, position):
        return list(self)[position]

    def getItem(self, name):
        return self.get(name)

    def setItem(self, name, value):
        self[name] = value

    def removeItem(self, name):
        self.pop(name, None)


class Disk:
    """What the tabs of one computer share: the database, localStorage and the line between them."""

    def __init__(self):
        self.entries = {}
        self.files = Files()
        self.channels = []
        self.local = Shelf()


class Database:
    def __init__(self, disk):
        self.disk = disk
        self.available = True
        self.problem = None

    async def texts(self):
        if not self.available:
            raise Unavailable
        return [text for _rev, text in self.disk.entries.values()]

    async def text(self, draft_id):
        return self.disk.entries.get(draft_id, (0, None))[1]

    async def put(self, draft_id, expected, text, strict):
        if self.problem is not None:
            raise self.problem
        standing = self.disk.entries.get(draft_id, (0, ""))[0]
        if standing != expected:
            return CHANGED if standing else GONE
        self.disk.entries[draft_id] = (expected + 1, text)
        return SAVED

    async def delete(self, draft_id):
        self.disk.entries.pop(draft_id, None)

    async def clear(self):
        self.disk.entries.clear()

    def drafts(self):
        return [json.loads(text)["draft"] for _rev, text in self.disk.entries.values()]


class Files:
    """The browser's database of photos and attachments, as `Binaries` asks for it: one request a transaction."""

    def __init__(self):
        self.entries = {}
        self.available = True
        self.problem = None

    async def run(self, mode, _strict, work):
        if not self.available:
            raise Unavailable
        if self.problem is not None and mode == "readwrite":
            raise self.problem
        return work(self)

    async def clear(self):
        await self.run("readwrite", True, lambda _store: self.entries.clear())

    def put(self, entry):
        self.entries[entry["id"]] = SimpleNamespace(**entry)

    def get(self, digest):
        return self.entries.get(digest)

    def delete(self, digest):
        self.entries.pop(digest, None)

    def getAllKeys(self):
        return list(self.entries)


class Buffer(bytes):
    """An ArrayBuffer."""

    @property
    def byteLength(self):
        return len(self)


class Channel:
    def __init__(self, disk, heard):
        self.disk = disk
        self.heard = heard
        disk.channels.append(self)

    def postMessage(self, text):
        for other in self.disk.channels:
            if other is not self:
                other.heard(text)


class Host:
    """One tab. Time stands still until `pass_time`; coroutines that are started run at once, to their end, in `settle`."""

    ids = 0

    def __init__(self, disk):
        self.disk = disk
        self.local = disk.local
        self.session = Shelf()
        self.time = 1000.0
        self.timers = {}
        self.tasks = []
        self.reported = []
        self.free = None
        self.leaving = None
        # A browser without Web Locks: the revisions of the store are all that keeps its tabs apart.
        self.window = SimpleNamespace(navigator=object(), AbortSignal=SimpleNamespace(timeout=lambda _ms: None))

    def now(self):
        return self.time

    async def sha256(self, content):
        return hashlib.sha256(content).hexdigest()

    async def room(self):
        return self.free

    def to_js(self, value):
        return value

    def new_id(self):
        Host.ids += 1
        return f"draft-{Host.ids}"

    def after(self, milliseconds, act):
        timer = object()
        self.timers[timer] = (self.time + milliseconds / 1000, act)
        return timer

    def cancel(self, timer):
        self.timers.pop(timer, None)

    def run(self, work):
        self.tasks.append(asyncio.ensure_future(work))

    async def settle(self):
        while self.tasks:
            await self.tasks.pop(0)

    def ring(self, seconds):
        """Time passes, and what was due by then begins."""
        self.time += seconds
        for timer, (due, act) in list(self.timers.items()):
            if due <= self.time:
                del self.timers[timer]
                act()

    async def pass_time(self, seconds):
        self.ring(seconds)
        await self.settle()

    def is_nothing(self, value):
        return value is None

    def attempt(self, target, method, *arguments):
        return getattr(target, method)(*arguments)

    def error_name(self, problem):
        return problem.args[1] if len(problem.args) > 1 else type(problem).__name__

    def report(self, problem):
        self.reported.append(problem)

    def channel(self, _name, heard):
        return Channel(self.disk, heard)

    def on_leaving(self, act):
        self.leaving = act

    def ask_to_persist(self):
        pass


class Page:
    def __init__(self, typed=None):
        self.shown = dict(typed or {})
        self.said = []

    def draft(self):
        return dict(self.shown)

    def load(self, draft):
        self.shown = dict(draft)

    def say(self, words):
        self.said.append(words)


class View:
    def __init__(self):
        self.notices = []
        self.held = False

    def refresh(self):
        pass

    def notice(self, kind, values):
        self.notices.append((kind, values))

    def clear_notice(self):
        self.notices.clear()

    def read_only(self, held):
        self.held = held
