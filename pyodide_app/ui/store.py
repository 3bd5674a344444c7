"""What this computer keeps of the drafts: one record each in IndexedDB, the last half second in localStorage, and the files that they name.

Every name carries our prefix and the site's root, since a github.io origin is shared with other sites; only such names
are ever read or cleared. A record is `{id, title, draft, rev, created_at, saved_at, downloaded_at, plan}`, and `beside` for what
belongs to no bundle; times are seconds since 1970, `rev` counts the saves. It is kept as JSON text: numbers of more than 32 bits do not survive the way
from MicroPython to JavaScript.
"""

import json

PREFIX = "plc-planner"
DRAFTS = "drafts"
OPENING_LIMIT = 20_000  # ms; some browsers never answer in a private window, a slow computer that starts the engines beside it may take 4 s and more

# Errors that a lost connection gives (the browser restarted its database process, or cleaned up); a new one may work.
CONNECTION_ERRORS = ("InvalidStateError", "UnknownError", "AbortError", "TransactionInactiveError")

WORK = ("draft", "title", "beside")  # the parts of a record that a person changes

HASH = ".sha256"  # how the path ends at which a draft holds the hash of a file

SAVED = "saved"
CHANGED = "changed elsewhere"
GONE = "deleted elsewhere"


class Unavailable(Exception):
    """The browser offers no database here (private window, storage turned off, disk full)."""


def scoped(root, name):
    """The name of something of ours in storage that a whole origin shares."""
    return PREFIX + ":" + root + ":" + name


def mended(record, mirror):
    """A stored record and what its tab left behind when it went: `(record to open, draft that lost or None)`.

    The mirror is newer only if it was made on the revision that is stored, or while that was being written. Otherwise
    the save that went out with it arrived after all, or another tab wrote since; in the second case both are kept.
    """
    if record is None:
        return {key: value for key, value in dict(mirror, rev=0).items() if key != "under_way"}, None
    newer = dict(record)
    newer.update({name: mirror[name] for name in WORK if name in mirror})
    if newer == record:
        return record, None
    if record["rev"] in (mirror["rev"], mirror.get("under_way")):
        return newer, None
    return record, None if mirror["draft"] == record["draft"] else mirror["draft"]


def hashes(draft):
    """The hashes of the photos and attachments that a draft names."""
    return {value for path, value in draft.items() if path.endswith(HASH) and value and isinstance(value, str)}


class Store:
    """Drafts in `database`, the photos and attachments that they name in `binaries`, their mirrors in `local` (localStorage, or what stands in).

    `attempt` is the host's: a full localStorage throws."""

    def __init__(self, database, binaries, local, attempt, root):
        self.database = database
        self.binaries = binaries
        self.local = local
        self.attempt = attempt
        self.mirrors = scoped(root, "mirror") + ":"
        self.ours = scoped(root, "")
        self.taken = {}  # of deleted drafts, by id
        self.under_way = {}  # revisions that are being written, by id
        self.mirrorings = 0

    async def records(self):
        """Every record, the one saved last first."""
        records = [json.loads(text) for text in await self.database.texts()]
        return sorted(records, key=lambda record: -record["saved_at"])

    async def record(self, draft_id):
        text = await self.database.text(draft_id)
        return None if text is None else json.loads(text)

    async def save(self, record, strict=False):
        """Write `record` as the revision after its `rev`: SAVED, CHANGED or GONE, and the record as it now stands here.

        `strict` waits until the disk has it; without it a killed browser loses nothing, a power cut may.
        """
        following = dict(record, rev=record["rev"] + 1)
        text = json.dumps(following)
        mirrorings = self.mirrorings
        self.under_way[record["id"]] = following["rev"]
        try:
            outcome = await self.database.put(record["id"], record["rev"], text, strict)
        finally:
            self.under_way.pop(record["id"], None)
        if outcome == SAVED:
            if self.mirrorings == mirrorings or self.mirrors_only(record):  # else what was mirrored meanwhile is newer
                self.forget_mirror(record["id"])
            return SAVED, following
        return outcome, record

    def is_writing(self, draft_id):
        """Whether a save of a draft is under way: a page that goes now takes it along."""
        return draft_id in self.under_way

    async def delete(self, record):
        """Forget a draft, and its files as far as no other draft names them; those are held in memory for `restore`."""
        await self.database.delete(record["id"])
        self.forget_mirror(record["id"])
        gone = hashes(record["draft"]) - await self.named()
        if gone:
            self.taken[record["id"]] = await self.binaries.take(gone)

    async def restore(self, record):
        """Take the deletion of a draft back."""
        for content in self.taken.pop(record["id"], []):
            await self.binaries.put(content)
        await self.save(dict(record, rev=0), strict=True)

    async def named(self):
        """The hashes of all files that the kept drafts name."""
        named = set()
        for record in await self.records():
            named |= hashes(record["draft"])
        return named

    def mirror(self, record):
        """Keep `record` where writing takes no time, for a page that is about to go."""
        self.mirrorings += 1
        kept = dict(record, under_way=self.under_way.get(record["id"]))
        self.attempt(self.local, "setItem", self.mirrors + record["id"], json.dumps(kept))

    def mirrored(self):
        """Records that pages left behind, each with the revision of it that was being written just then."""
        return [json.loads(self.local.getItem(key)) for key in self.keys(self.mirrors)]

    def mirrors_only(self, record):
        """Whether the mirror of a draft holds what `record` does."""
        return any(mirror["id"] == record["id"] and all(mirror.get(name) == record.get(name) for name in WORK) for mirror in self.mirrored())

    def forget_mirror(self, draft_id):
        self.local.removeItem(self.mirrors + draft_id)

    def keys(self, prefix):
        names = [self.local.key(position) for position in range(self.local.length)]
        return [name for name in names if name.startswith(prefix)]

    async def clear(self):
        """Forget every draft of this site, and nothing else of the origin."""
        await self.database.clear()
        await self.binaries.clear()
        self.taken = {}
        for name in self.keys(self.ours):
            self.local.removeItem(name)


class Database:
    """One of our databases in the browser's IndexedDB, with one object store of its name. That of the drafts holds `{id, rev, text}`."""

    def __init__(self, host, root, store=DRAFTS):
        self.host = host
        self.store = store
        self.name = scoped(root, store)
        self.connection = None

    async def texts(self):
        return [entry.text for entry in await self.run("readonly", False, lambda store: store.getAll())]

    async def text(self, draft_id):
        entry = await self.run("readonly", False, lambda store: store.get(draft_id))
        return None if self.host.is_nothing(entry) else entry.text

    async def delete(self, draft_id):
        await self.run("readwrite", True, lambda store: store.delete(draft_id))

    async def clear(self):
        await self.run("readwrite", True, lambda store: store.clear())

    async def put(self, draft_id, expected, text, strict):
        """Write revision `expected` + 1 where `expected` is what stands (0: nothing); in one transaction."""
        outcomes = []

        def write(store):
            reading = store.get(draft_id)

            def compare(_event):
                entry = reading.result
                standing = 0 if self.host.is_nothing(entry) else entry.rev
                if standing == expected:
                    store.put(self.host.to_js({"id": draft_id, "rev": expected + 1, "text": text}))
                    outcomes.append(SAVED)
                else:
                    outcomes.append(CHANGED if standing else GONE)

            reading.onsuccess = compare
            return reading

        await self.run("readwrite", strict, write)
        return outcomes[-1]

    async def run(self, mode, strict, work):
        """The result of the request that `work` makes, once its transaction is through; a lost connection is mended once."""
        try:
            return await self.attempt(mode, strict, work)
        except Exception as problem:
            if self.host.error_name(problem) not in CONNECTION_ERRORS:
                raise
            self.connection = None
        return await self.attempt(mode, strict, work)

    async def attempt(self, mode, strict, work):
        await self.open()
        options = self.host.to_js({"durability": "strict" if strict else "relaxed"})
        requests = []

        def settle(resolve, reject):
            # A transaction lives only until the browser takes back control, so the work follows without an await.
            def begin(transaction):
                transaction.oncomplete = lambda _event: resolve(None)
                transaction.onabort = lambda _event: reject(transaction.error)
                requests.append(work(transaction.objectStore(self.store)))

            starting = self.host.attempt(self.connection, "transaction", self.store, mode, options)
            starting.then(begin, reject)

        await self.host.promise(settle)
        return requests[0].result

    async def open(self):
        """Raises Unavailable where the browser has no database for us."""
        if self.connection is not None:
            return
        factory = getattr(self.host.window, "indexedDB", None)
        if self.host.is_nothing(factory):
            raise Unavailable
        try:
            self.connection = await self.host.promise(lambda resolve, reject: self.connect(factory, resolve, reject))
        except Exception:
            raise Unavailable

    def connect(self, factory, resolve, reject):
        def follow(opening):
            def create(_event):
                opening.result.createObjectStore(self.store, self.host.to_js({"keyPath": "id"}))

            def opened(_event):
                connection = opening.result
                connection.onversionchange = lambda _event: self.close(connection)
                connection.onclose = lambda _event: self.close(connection)
                resolve(connection)

            opening.onupgradeneeded = create
            opening.onsuccess = opened
            opening.onerror = lambda _event: reject(opening.error)

        self.host.after(OPENING_LIMIT, lambda: reject(None))
        self.host.attempt(factory, "open", self.name, 1).then(follow, reject)

    def close(self, connection):
        connection.close()
        self.connection = None
