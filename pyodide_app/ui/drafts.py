"""The drafts of this computer, and the one that the page shows: saved without being asked, never overwritten by another tab.

`Drafts` knows no control and no sentence. It calls the page's `draft()` and `load(draft)`, and tells its `view` what
happened: `view.refresh()` when a state line is out of date, `view.notice(kind, values)` for what a person must know.
"""

import asyncio
import json

from pyodide_app.ui.store import SAVED, Unavailable, hashes, mended, scoped
from pyodide_app.ui.writer import Writer

TITLE_PATH = "application.community_name"
SAVE_WITHIN = 400  # ms after the first keystroke that is not saved yet
REMIND_AFTER = 7 * 24 * 60 * 60

# What the page may do with the draft it shows.
OPENING = "opening"
WRITING = "writing"
ELSEWHERE = "elsewhere"  # another tab writes it
STALE = "stale"  # another tab wrote it, or cleared it, while this one thought it was the writer
UNKEPT = "unkept"  # the browser keeps nothing


def title_of(draft):
    return (draft.get(TITLE_PATH, "") or draft.get("report.community_name", "")).strip()


def with_early_typing(stored, typed):
    """A stored draft and what was typed before it was there: `(draft, {path: the stored value that gave way})`."""
    replaced = {path: stored[path] for path in typed if path in stored and stored[path] != typed[path]}
    return merged(stored, typed), replaced


def merged(stored, typed):
    draft = dict(stored)
    draft.update(typed)
    return draft


def reminder(record, now, fleeting):
    """Which reminder a draft needs: None, "never" or "old" (not downloaded, or changed since, for 7 days).

    `fleeting`: the browser may delete what it keeps, so the reminder comes at once.
    """
    if not record["rev"] or not undownloaded([record]):
        return None
    downloaded = record["downloaded_at"]
    since = record["created_at"] if downloaded is None else downloaded
    if not fleeting and now - since < REMIND_AFTER:
        return None
    return "never" if downloaded is None else "old"


def undownloaded(records):
    """Drafts of which no file holds the latest state: what clearing this computer would lose."""
    return [record for record in records if record["rev"] > record["downloaded_rev"]]


class Drafts:
    """The drafts that this computer keeps for the plan edition `plan`; `root` is the site's root path."""

    def __init__(self, host, store, page, view, root, plan, defaults):
        self.host = host
        self.store = store
        self.page = page
        self.view = view
        self.plan = plan
        self.defaults = defaults
        self.root = root
        self.writer = Writer(host, root, self.taken_away)
        self.lock = asyncio.Lock()
        self.channel = None
        self.record = self.fresh(defaults)
        self.draft = {}
        self.unsaved = False
        self.timer = None
        self.mode = OPENING
        self.opened = asyncio.Event()

    # Opening

    async def start(self):
        """Open the draft that this tab, or else this computer, had open last; what was typed meanwhile stays."""
        self.listen()
        first = self.record["id"]
        try:
            await self.mend()
            records = await self.store.records()
        except Unavailable:
            self.store.forget_mirror(first)
            self.unkept()
            self.opened.set()
            return
        record = last_opened([record for record in records if record["plan"] == self.plan], self.remembered())
        await self.show(self.fresh(self.defaults) if record is None else record, early=True)
        self.store.forget_mirror(first)  # of a page that was only hidden meanwhile
        self.opened.set()
        self.host.ask_to_persist()

    async def mend(self):
        """Bring home what pages left in the mirror when they went; a tab that still lives saves its own."""
        for mirror in self.store.mirrored():
            if mirror["id"] == self.record["id"]:
                continue  # what this page left when it was hidden stands in its controls
            holder = Writer(self.host, self.root, lambda: None)
            if await holder.take(mirror["id"]):
                stored = await self.store.record(mirror["id"])
                record, lost = mended(stored, mirror)
                if record is not stored:
                    await self.store.save(record)
                if lost is not None:
                    await self.store.save(self.fresh(lost))
                self.store.forget_mirror(mirror["id"])
                holder.release()

    async def show(self, record, early=False):
        """Put `record` on the page, as its writer if no other tab is; `early` keeps what is in the controls already."""
        mode = WRITING if await self.writer.take(record["id"]) else ELSEWHERE
        self.mode = mode
        self.put(record, self.typed() if early else {})
        if mode == ELSEWHERE:
            self.view.notice("open_elsewhere", {"title": record["title"]})

    def typed(self):
        """What was typed before this program ran."""
        draft = self.page.draft()
        return {path: draft[path] for path in draft if draft[path] != self.defaults.get(path)}

    def put(self, record, typed):
        draft, replaced = with_early_typing(record["draft"], typed)
        self.record = record
        self.draft = draft
        self.unsaved = False
        self.remember(record["id"])
        self.page.load(draft)
        self.view.read_only(self.mode in (ELSEWHERE, STALE))
        if draft != record["draft"] and self.mode == WRITING:
            self.changed(draft)
        if replaced:
            self.view.notice("early_typing", {"replaced": replaced})
        self.view.refresh()

    async def open(self, draft_id):
        """Save what is open, then show another draft; whether that was possible."""
        record = await self.store.record(draft_id)
        if record is None or not await self.flush():
            return False
        self.view.clear_notice()
        await self.show(record)
        return True

    async def new(self, draft=None):
        """Begin another community, empty or with an imported draft."""
        if not await self.flush():
            return False
        self.view.clear_notice()
        await self.show(self.fresh(draft or self.defaults))
        if draft:
            self.changed(self.draft)
            await self.flush(strict=True)
        return True

    def fresh(self, draft):
        now = self.host.now()
        return {
            "id": self.host.new_id(),
            "title": title_of(draft),
            "draft": draft,
            "rev": 0,
            "created_at": now,
            "saved_at": now,
            "downloaded_at": None,
            "downloaded_rev": 0,
            "plan": self.plan,
        }

    # Saving

    def changed(self, draft):
        """The page's draft is another now; it will be saved within half a second. `start` reads for itself what came before it."""
        if self.mode == OPENING:
            return
        self.draft = draft
        self.unsaved = True
        if self.mode == WRITING and self.timer is None:
            self.timer = self.host.after(SAVE_WITHIN, self.due)
        self.view.refresh()

    def beside(self, name):
        """What is kept beside the draft under a name, or None: it travels into no file."""
        return self.record.get("beside", {}).get(name)

    def keep_beside(self, name, value):
        self.record = dict(self.record, beside=merged(self.record.get("beside", {}), {name: value}))
        self.changed(self.draft)

    def due(self):
        self.timer = None
        self.host.run(self.save(False))

    async def flush(self, strict=False):
        """Save now what is not saved yet; whether nothing is left to save."""
        self.stop_timer()
        await self.save(strict)
        return not self.unsaved

    def stop_timer(self):
        if self.timer is not None:
            self.host.cancel(self.timer)
            self.timer = None

    async def save(self, strict):
        async with self.lock:
            if self.unsaved and self.mode == WRITING:
                await self.write(self.current(), strict)

    def current(self):
        """The record as it would be saved now."""
        return dict(self.record, draft=self.draft, title=title_of(self.draft), saved_at=self.host.now())

    def current_title(self):
        return title_of(self.draft)

    async def write(self, record, strict):
        self.unsaved = False
        try:
            outcome, saved = await self.store.save(record, strict)
        except Exception as problem:
            self.unsaved = True
            self.view.notice("not_saved", {"problem": self.host.error_name(problem)})
            return
        if outcome != SAVED:
            self.unsaved = True
            self.step_back(STALE, "changed_elsewhere")
            return
        self.record = dict(saved, beside=self.record["beside"]) if "beside" in self.record else saved  # it may have changed meanwhile
        self.tell("saved")
        self.view.refresh()

    async def note_download(self, draft):
        """A file with `draft` has been handed to the person."""
        async with self.lock:
            if self.mode == WRITING:
                revision = self.record["rev"] + (1 if draft == self.draft else 0)
                record = dict(self.current(), downloaded_at=self.host.now(), downloaded_rev=revision)
                await self.write(record, True)

    def leave(self):
        """The page is about to go, or to be frozen: keep what is not saved, or only half saved, where it takes no time.

        What was typed before a draft was opened is kept as one of its own: which it belongs to is not known yet.
        """
        if self.mode == OPENING and self.typed():
            self.draft = self.page.draft()
            self.store.mirror(self.current())
        elif self.mode == WRITING and (self.unsaved or self.store.is_writing(self.record["id"])):
            self.store.mirror(self.current())
            self.host.run(self.flush(strict=True))

    # Side by side

    async def others(self):
        """Every record but the one that is open."""
        return [record for record in await self.store.records() if record["id"] != self.record["id"]]

    async def named(self):
        """The hashes of all files that some draft names, the one that is open included."""
        if self.mode == UNKEPT:
            return hashes(self.draft)
        return await self.store.named() | hashes(self.draft)

    async def rename(self, draft_id, name):
        """Give a community another name, which is an answer of its form; whether it could be written."""
        if draft_id == self.record["id"]:
            draft = merged(self.draft, {TITLE_PATH: name})
            self.page.load(draft)
            self.changed(draft)
            return self.mode == WRITING
        return await self.with_other(draft_id, lambda record: self.store.save(renamed(record, name)))

    async def delete(self, draft_id):
        """The deleted record for `restore`, or None where another tab has it open."""
        if draft_id == self.record["id"]:
            record = self.current()
            deleted = self.mode != ELSEWHERE
            if deleted:
                async with self.lock:
                    await self.store.delete(record)
                self.tell("deleted")
                self.unsaved = False
                await self.show(self.fresh(self.defaults))
            return record if deleted else None
        record = await self.store.record(draft_id)
        return record if await self.with_other(draft_id, self.store.delete) else None

    async def restore(self, record):
        """Take a deletion back."""
        await self.store.restore(record)

    async def with_other(self, draft_id, work):
        """Do something to a draft that is not open here, while holding it; False where another tab has it open."""
        holder = Writer(self.host, self.root, lambda: None)
        if not await holder.take(draft_id):
            return False
        try:
            record = await self.store.record(draft_id)
            if record is not None:
                await work(record)
        finally:
            holder.release()
        return True

    async def replace(self, draft):
        """Put an imported draft in the place of the one that is open."""
        self.page.load(draft)
        self.changed(draft)
        await self.flush(strict=True)

    async def clear(self):
        """Forget everything of ours on this computer, what is open included."""
        if self.mode == UNKEPT:
            await self.store.binaries.clear()
            self.draft = self.defaults
            self.unsaved = False
            self.page.load(self.defaults)
            return
        async with self.lock:
            self.stop_timer()
            await self.store.clear()
            self.host.session.removeItem(self.key("open"))
        self.tell("cleared")
        self.unsaved = False
        await self.show(self.fresh(self.defaults))

    # Two tabs

    def listen(self):
        self.channel = self.host.channel(scoped(self.root, "tabs"), self.heard)
        self.host.on_leaving(self.leave)

    def tell(self, kind, draft_id=None):
        message = {"kind": kind, "id": draft_id or self.record["id"], "rev": self.record["rev"]}
        self.channel.postMessage(json.dumps(message))

    def heard(self, text):
        message = json.loads(text)
        if message["kind"] == "cleared":
            self.step_back(STALE, "cleared_elsewhere")
        elif message["id"] == self.record["id"]:
            if message["kind"] == "hand over" and self.mode == WRITING:
                self.host.run(self.hand_over())
            elif message["kind"] == "deleted":
                self.step_back(STALE, "deleted_elsewhere")

    async def hand_over(self):
        await self.flush(strict=True)
        self.writer.release()
        self.step_back(ELSEWHERE, "handed_over")

    def taken_away(self):
        """Another tab took the lock without this one having answered (it was frozen)."""
        self.step_back(ELSEWHERE, "handed_over")

    def step_back(self, mode, notice):
        """Show what is shown, and write no more."""
        if self.mode != UNKEPT:
            self.mode = mode
            self.view.read_only(True)
            self.view.notice(notice, {"title": self.record["title"]})
            self.view.refresh()

    async def take_over(self):
        """Go on with this draft here, from its newest state; the tab that has it steps back."""
        draft_id = self.record["id"]
        if self.unsaved:
            await self.store.save(self.fresh(self.draft))
        await self.writer.take_over(draft_id, lambda: self.tell("hand over"))
        record = await self.store.record(draft_id)
        self.mode = WRITING
        self.view.clear_notice()
        self.put(dict(self.record, rev=0) if record is None else record, {})

    async def keep_copy(self):
        """Keep what a tab shows that may not write it, as a draft of its own."""
        draft = self.page.draft()
        self.unsaved = False
        await self.new(draft)

    # This tab and this computer

    def unkept(self):
        self.mode = UNKEPT
        self.draft = self.page.draft()
        self.page.load(self.draft)
        self.view.notice("unkept", {})
        self.view.refresh()

    def key(self, name):
        return scoped(self.root, name)

    def remember(self, draft_id):
        self.host.session.setItem(self.key("open"), draft_id)
        self.host.local.setItem(self.key("open"), draft_id)

    def remembered(self):
        """Ids of the draft that this tab had open, then of the one that this computer had open."""
        key = self.key("open")
        return [self.host.session.getItem(key), self.host.local.getItem(key)]


def renamed(record, name):
    return dict(record, draft=merged(record["draft"], {TITLE_PATH: name}), title=name.strip())


def last_opened(records, ids):
    """The first of `ids` that is still there, else the draft saved last, else None."""
    by_id = {record["id"]: record for record in records}
    found = [by_id[draft_id] for draft_id in ids if draft_id in by_id]
    return (found or records or [None])[0]
