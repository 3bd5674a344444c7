"""Photos of the report: many at once made small one after another, put to the session of their day, shown, replaced."""

import json

from pyodide_app.ui import exif, host
from pyodide_app.ui.binaries import Full
from pyodide_app.ui.file_rows import FileRows
from pyodide_app.ui.pictures import JPEG, Shrinker, Unreadable, safe_name
from pyodide_app.ui.positions import day
from pyodide_app.ui.store import HASH

TABLE = "report.photos"
SESSIONS = "report.sessions"
FROM_SESSION = ("content", "date", "place")
FIRST_ROC_YEAR = 1911
MEGABYTE = 1000000


def session_on(date, dates):
    """The number of the only session on a day `[ROC year, month, day]`, or None. `dates` are those that the worker reads back."""
    found = [path for path, words in dates.items() if path.startswith(SESSIONS + ".") and path.endswith(".date") and day(words)[:3] == date]
    return int(found[0].split(".")[2]) + 1 if len(found) == 1 else None


def roc_date(moment):
    return [moment[0] - FIRST_ROC_YEAR, moment[1], moment[2]]


def in_order(files):
    """`[(moment or None, file)]` in the order in which the photos were taken; those that do not say it stay behind them in their order."""
    numbered = [(moment is None, moment or (), number, file) for number, (moment, file) in enumerate(files)]
    return [(moment or None, file) for _unknown, moment, _number, file in sorted(numbered, key=lambda each: each[:3])]


class Batch:
    """What became of the photos that were chosen together."""

    def __init__(self, total, draft_id):
        self.total = total
        self.draft_id = draft_id
        self.done = 0
        self.added = 0
        self.unreadable = []
        self.twice = []
        self.unassigned = []
        self.full = None
        self.stopped = False

    def sentences(self, texts):
        """Everything that a person should know of it, one sentence each."""
        said = [texts["added"].format(count=self.added)] if self.added else []
        if self.unassigned:
            said.append(texts["unassigned"].format(count=len(self.unassigned), names=texts["between"].join(self.unassigned)))
        said += [texts["unreadable"].format(name=name) for name in self.unreadable]
        said += [texts["twice"].format(name=name) for name in self.twice]
        rest = self.total - self.done
        if self.full is not None:
            left = self.full.left
            if left is None:
                said.append(texts["full"].format(count=rest))
            else:
                said.append(texts["nearly_full"].format(count=rest, left=left // MEGABYTE))
        elif rest:
            said.append(texts["stopped"].format(count=rest))
        return said


class Photos:
    """`texts` are the words of `[photos]`; `keeping` has the drafts and their files."""

    def __init__(self, page, keeping, texts):
        self.page = page
        self.drafts = keeping.drafts
        self.binaries = keeping.binaries
        self.texts = texts
        self.place = host.one("[data-photos]")
        self.side = int(self.place.getAttribute("data-side"))
        self.quality = int(self.place.getAttribute("data-quality"))
        self.rows = FileRows(page, keeping.binaries, TABLE, self.show)
        self.shrinker = Shrinker(host.browser, host.browser.address(self.place.getAttribute("data-shrink")))
        self.batch = None
        self.replaced = None
        self.counted = None
        self.chooser = host.by_id("choose-photos")
        self.single = host.by_id("choose-photo")
        browser = host.browser
        browser.on_action("choose-photos", lambda: self.chooser.click())
        browser.on_action("stop-photos", self.stop)
        browser.on_action("assign-photos", self.assign)
        browser.listen(self.chooser, "change", lambda _event: self.chosen())
        browser.listen(self.single, "change", lambda _event: browser.run(self.replace()))
        browser.listen(self.place, "click", self.clicked)
        browser.listen(self.place, "change", self.edited)
        browser.take_drops("[data-photos]", self.receive)
        page.when("answer", self.count)
        browser.run(self.sweep())

    async def sweep(self):
        await self.drafts.opened.wait()
        await self.binaries.sweep(await self.drafts.named())

    # Many at once

    def chosen(self):
        files = [file for file in self.chooser.files]
        self.chooser.value = ""
        self.receive(files)

    def receive(self, files):
        """Photos that were chosen or dropped."""
        if self.page.held:
            self.page.say(self.texts["read_only"], lasting=True)
        elif self.batch is not None:
            self.page.say(self.texts["busy"], lasting=True)
        elif files:
            self.batch = Batch(len(files), None)
            host.browser.run(self.add(files))

    def stop(self):
        if self.batch is not None:
            self.batch.stopped = True

    async def add(self, files):
        batch = self.batch
        await self.drafts.opened.wait()
        batch.draft_id = self.drafts.record["id"]
        self.tell([])
        self.working(True)
        try:
            dated = []
            for file in files:
                dated.append((await self.moment(file), file))
            for moment, file in in_order(dated):
                if batch.stopped or self.drafts.record["id"] != batch.draft_id:
                    break
                self.progress(batch, file.name)
                await self.add_one(batch, moment, file)
                batch.done += 1
            if self.drafts.record["id"] == batch.draft_id:
                await self.prefill()
        except Full as full:
            batch.full = full
            await self.prefill()
        finally:
            self.shrinker.rest()
            self.batch = None
            self.working(False)
        said = batch.sentences(self.texts)
        self.tell(said)
        self.page.say(said[0], lasting=len(said) > 1)

    async def add_one(self, batch, moment, file):
        """One photo; raises Full."""
        try:
            content = await self.shrinker.shrink(file, self.side, self.quality)
        except Unreadable:
            batch.unreadable.append(file.name)
            return
        digest = await self.binaries.put(content)
        if digest in self.rows.values(HASH):
            batch.twice.append(file.name)
            return
        position = self.rows.free()
        name = safe_name(file.name, JPEG, self.rows.values(".file"))
        self.rows.put(position, name, digest)
        batch.added += 1
        date = None if moment is None else roc_date(moment)
        session = None if date is None else session_on(date, self.dates())
        row = self.rows.row(position)
        if session is not None:
            self.page.fill(row + ".session", str(session))
            return
        batch.unassigned.append(name)
        if date is not None:
            self.page.fill(row + ".date", "/".join([str(part) for part in date]))

    async def moment(self, file):
        """When a photo was taken, as far as its file says so."""
        head = host.browser.bytes_of(await file.slice(0, exif.HEAD).arrayBuffer())
        return exif.taken(head)

    def dates(self):
        return {} if self.page.answer is None else self.page.answer["dates"]

    def working(self, busy):
        for part in host.each("[data-photos-working]", self.place):
            part.hidden = not busy
        host.one('[data-action="choose-photos"]').disabled = busy

    def progress(self, batch, name):
        bar = host.one("[data-photos-bar]")
        bar.max = batch.total
        bar.value = batch.done
        host.one("[data-photos-words]").textContent = self.texts["working"].format(number=batch.done + 1, total=batch.total, name=name)

    def tell(self, sentences):
        place = host.one("[data-photos-told]")
        place.textContent = ""
        for sentence in sentences:
            place.append(host.create("li", sentence))

    # What follows from the session

    async def prefill(self, row=""):
        """Take over contents, day and place from the sessions, for all photos or for one."""
        start = (row or TABLE) + "."
        try:
            proposed = json.loads(await self.page.judge_call("prefill_report", json.dumps(self.page.draft())))
        except Exception as problem:
            host.browser.report(problem)
            return
        for path, each in proposed.items():
            if path.startswith(start) and not self.page.value(path):
                self.page.fill(path, each["value"])

    def edited(self, event):
        path = event.target.name
        if path.startswith(TABLE + ".") and path.endswith(".session"):
            host.browser.run(self.follow(path.rpartition(".")[0]))

    async def follow(self, row):
        """A photo has another session: what was taken over from the last one gives way."""
        for name in FROM_SESSION:
            value = self.page.value(row + "." + name)
            if value and value in self.of_sessions(name):
                self.page.fill(row + "." + name, "")
        await self.prefill(row)

    def of_sessions(self, name):
        ending = "." + name
        return [value for path, value in self.page.values.items() if path.startswith(SESSIONS + ".") and path.endswith(ending)]

    def assign(self):
        """Give photos that have a day and no session the session of that day."""
        dates = self.dates()
        found = 0
        for position in range(self.page.rows.count(TABLE)):
            row = self.rows.row(position)
            words = dates.get(row + ".date")
            if words and not self.page.value(row + ".session"):
                session = session_on(day(words)[:3], dates)
                if session is not None:
                    self.page.fill(row + ".session", str(session))
                    found += 1
        self.page.say(self.texts["assigned" if found else "none_assigned"].format(count=found))
        if found:
            host.browser.run(self.prefill())

    # One photo

    def clicked(self, event):
        button = event.target.closest("[data-photo-choose]")
        if button is not None and not self.page.held:
            self.replaced = button.closest("[data-row]")
            self.single.click()

    async def replace(self):
        """Put another picture in a row; its session and its words stay."""
        file = self.single.files[0]
        self.single.value = ""
        try:
            digest = await self.binaries.put(await self.shrinker.shrink(file, self.side, self.quality))
        except Unreadable:
            self.page.say(self.texts["unreadable"].format(name=file.name), lasting=True)
            return
        except Full:
            self.page.say(self.texts["full"].format(count=1), lasting=True)
            return
        finally:
            self.shrinker.rest()
        position = self.rows.position_of(self.replaced)
        if position < 0:
            return
        if digest in self.rows.values(HASH):
            self.page.say(self.texts["twice"].format(name=file.name), lasting=True)
            return
        row = self.rows.row(position)
        before = self.page.value(row + ".file"), self.page.value(row + HASH)
        self.rows.put(position, safe_name(file.name, JPEG, self.rows.values(".file")), digest)
        if before[0]:
            self.page.say(self.texts["replaced"].format(number=position + 1), self.texts["undo"], lambda: self.rows.put_back(digest, before[0], before[1]))
        else:
            await self.date(position, file)

    async def date(self, position, file):
        """A photo in a row of its own: its session by its day, as with many."""
        row = self.rows.row(position)
        moment = await self.moment(file)
        session = None if moment is None else session_on(roc_date(moment), self.dates())
        if session is not None and not self.page.value(row + ".session"):
            self.page.fill(row + ".session", str(session))
        await self.prefill(row)

    def show(self, item, name, content):
        """Each picture has an `<img>` of its own: Chromium can lose one that gets another picture while its section is not laid out."""
        frame = item.querySelector("[data-photo-frame]")
        words = item.querySelector("[data-photo-words]")
        shown = frame.querySelector("img")
        if shown is not None:
            address = shown.src
            shown.removeAttribute("src")  # ends a loading that would look for a forgotten address
            shown.remove()
            host.browser.forget(address)
        if content is not None:
            frame.prepend(host.create("img", alt=name, src=host.browser.address_of(content), decoding="async"))
        words.hidden = content is not None
        words.textContent = self.texts["away"].format(name=name) if name else self.texts["none"]
        item.querySelector("[data-photo-choose-words]").textContent = self.texts["replace" if name else "choose_one"]

    # How many of each session

    def count(self, answer):
        counters = answer["counters"]["photos"]
        if counters == self.counted:
            return
        self.counted = counters
        host.one("[data-photos-total]").textContent = counters["words"] if counters["total"] else ""
        place = host.one("[data-photos-sessions]")
        place.textContent = ""
        for session in counters["sessions"]:
            item = host.create("li", session["words"])
            item.className = "enough" if session["count"] >= session["needed"] else "lacking"
            item.append(host.create("span", self.texts["enough" if session["count"] >= session["needed"] else "lacking"]))
            place.append(item)
