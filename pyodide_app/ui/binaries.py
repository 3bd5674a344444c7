"""Photos and attachments on this computer: bytes in IndexedDB beside the drafts, each once, by the SHA-256 of its content.

A draft names a file at `….file` and holds its hash at `….sha256`; the same picture in two drafts is kept once. An entry is `{id, day, bytes}`,
`day` the day since 1970 on which it came. Where the browser has no database for us, the files stay in memory as long as the page.
"""

from pyodide_app.ui.store import HASH, Unavailable

FILES = "files"
FOLDERS = {"report.photos": "photos/", "report.attachments": "attachments/"}
ROOM_TO_SPARE = 5000000  # bytes that stay free for the drafts themselves
DAY = 24 * 60 * 60
DAYS_FOR_UNDO = 2  # days that a file stays which no draft names: its removal may be taken back, another tab may be about to save
FULL = "QuotaExceededError"


class Full(Exception):
    """The browser has no room for a file. `size` are its bytes, `left` those that are left, None where the browser does not say."""

    def __init__(self, size, left):
        super().__init__(size, left)
        self.size = size
        self.left = left


def rows(draft, table):
    """The positions of a table's rows that name a file, in order."""
    start = table + "."
    found = [path[len(start) :].partition(".") for path in draft if path.startswith(start) and draft[path]]
    return sorted({int(position) for position, _dot, name in found if name == "file" and position.isdigit()})


def named(draft):
    """`[(entry of a package, name, digest)]` of every file that a draft names; the digest is "" where it holds none."""
    files = []
    for table, folder in FOLDERS.items():
        for position in rows(draft, table):
            row = table + "." + str(position)
            name = draft[row + ".file"]
            files.append((folder + name, name, draft.get(row + HASH, "")))
    return files


class Enclosed:
    """What a draft encloses: `contents`, `{entry: buffer}`, and the names of files that are `missing` here or no longer what they were (`altered`)."""

    def __init__(self):
        self.contents = {}
        self.hashes = {}
        self.missing = []
        self.altered = []


class Binaries:
    """The files of all drafts. Buffers are JavaScript's ArrayBuffers and never pass through Python byte by byte."""

    def __init__(self, host, database):
        self.host = host
        self.database = database
        self.held = {}  # in memory, where there is no database

    async def put(self, content):
        """Keep a buffer; its hash. Raises Full, and then nothing that was kept before is lost."""
        digest = await self.host.sha256(content)
        if await self.get(digest) is not None:
            return digest
        size = content.byteLength
        left = await self.host.room()
        if left is not None and left < size + ROOM_TO_SPARE:
            raise Full(size, left)
        entry = self.host.to_js({"id": digest, "day": int(self.host.now()) // DAY, "bytes": content})
        try:
            await self.database.run("readwrite", True, lambda store: store.put(entry))
        except Unavailable:
            self.held[digest] = content
        except Exception as problem:
            if self.host.error_name(problem) != FULL:
                raise
            raise Full(size, left)
        return digest

    async def get(self, digest):
        """The buffer of a digest, or None."""
        entry = await self.entry(digest)
        return self.held.get(digest) if entry is None else entry.bytes

    async def entry(self, digest):
        try:
            entry = await self.database.run("readonly", False, lambda store: store.get(digest))
        except Unavailable:
            return None
        return None if self.host.is_nothing(entry) else entry

    async def take(self, hashes):
        """Forget files; their buffers, as far as they were there."""
        contents = []
        for digest in hashes:
            content = await self.get(digest)
            if content is not None:
                contents.append(content)
                await self.forget(digest)
        return contents

    async def forget(self, digest):
        self.held.pop(digest, None)
        try:
            await self.database.run("readwrite", True, lambda store: store.delete(digest))
        except Unavailable:
            return

    async def sweep(self, used):
        """Forget what no draft has named for days: photos that were removed for good."""
        before = int(self.host.now()) // DAY - DAYS_FOR_UNDO
        for digest in await self.kept():
            if digest not in used and (await self.entry(digest)).day <= before:
                await self.forget(digest)

    async def kept(self):
        try:
            return [digest for digest in await self.database.run("readonly", False, lambda store: store.getAllKeys())]
        except Unavailable:
            return []

    async def clear(self):
        self.held = {}
        try:
            await self.database.clear()
        except Unavailable:
            return

    async def enclosed(self, draft):
        """What a draft encloses, each file compared with its hash."""
        found = Enclosed()
        for entry, name, digest in named(draft):
            content = await self.get(digest) if digest else None
            if content is None:
                found.missing.append(name)
            elif await self.host.sha256(content) != digest:
                found.altered.append(name)
            else:
                found.contents[entry] = content
                found.hashes[entry] = digest
        return found
