"""Attachments of the report: lesson plans and records as files, or a declaration that the paper is enclosed."""

from pyodide_app.ui import host
from pyodide_app.ui.binaries import Full
from pyodide_app.ui.file_rows import FileRows
from pyodide_app.ui.pictures import JPEG, Shrinker, Unreadable, safe_name, suffix_of
from pyodide_app.ui.store import HASH

TABLE = "report.attachments"
PICTURES = ("jpg", "jpeg", "png", "webp", "heic")
ZIP = b"PK\x03\x04"
BEGINNINGS = {"pdf": b"%PDF-", "odt": ZIP, "docx": ZIP, "doc": b"\xd0\xcf\x11\xe0"}
MEGABYTE = 1000000


def size_words(size, texts):
    """A size as people read it: 0.3 MB, at least 0.1."""
    tenths = max(1, (size * 10 + MEGABYTE // 2) // MEGABYTE)
    return texts["size"].format(size=str(tenths // 10) + "." + str(tenths % 10))


class Refused(Exception):
    """A file that is not taken; `reason` is a word of `[attachments]`."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Attachments:
    """`texts` are the words of `[attachments]`; `keeping` has the drafts and their files."""

    def __init__(self, page, keeping, texts):
        self.page = page
        self.drafts = keeping.drafts
        self.binaries = keeping.binaries
        self.texts = texts
        self.place = host.one("[data-attachments]")
        self.side = int(self.place.getAttribute("data-side"))
        self.quality = int(self.place.getAttribute("data-quality"))
        self.limit = int(self.place.getAttribute("data-limit"))  # bytes
        self.suffixes = self.place.getAttribute("data-suffixes").split()
        self.rows = FileRows(page, keeping.binaries, TABLE, self.show)
        self.shrinker = Shrinker(host.browser, host.browser.address(self.place.getAttribute("data-shrink")))
        self.item = None  # the row that the file chooser was opened for
        self.chooser = host.by_id("choose-attachments")
        self.single = host.by_id("choose-attachment")
        browser = host.browser
        browser.on_action("choose-attachments", lambda: self.chooser.click())
        browser.listen(self.chooser, "change", lambda _event: self.receive(taken(self.chooser)))
        browser.listen(self.single, "change", lambda _event: self.receive(taken(self.single), self.item))
        browser.listen(self.place, "click", self.clicked)
        browser.take_drops("[data-attachments]", self.receive)

    def receive(self, files, item=None):
        if self.page.held:
            self.page.say(self.texts["read_only"], lasting=True)
        elif files:
            host.browser.run(self.add(files, item))

    async def add(self, files, item):
        """Keep files, each in a row of its own, or the one file of `item`; what is not taken is named."""
        await self.drafts.opened.wait()
        added = []
        said = []
        for file in files:
            try:
                name, content = await self.prepared(file)
                digest = await self.binaries.put(content)
            except Refused as refused:
                said.append(self.texts[refused.reason].format(name=file.name, limit=self.limit // MEGABYTE))
                continue
            except Full:
                said.append(self.texts["full"].format(name=file.name))
                break
            position = self.rows.free() if item is None else self.rows.position_of(item)
            if position >= 0:
                self.put(position, name, digest)
                added.append(name)
        self.shrinker.rest()
        if added:
            said.insert(0, self.texts["added"].format(names=self.texts["between"].join(added)))
        self.page.say(" ".join(said), lasting=len(said) > 1 or not added)

    def put(self, position, name, digest):
        row = self.rows.row(position)
        self.rows.put(position, safe_name(name, suffix_of(name), self.others(position)), digest)
        if not self.page.value(row + ".title"):
            self.page.fill(row + ".title", name.rpartition(".")[0])

    def others(self, position):
        """The names of the other rows' files."""
        names = [self.page.value(self.rows.row(each) + ".file") for each in range(self.page.rows.count(TABLE)) if each != position]
        return [name for name in names if name]

    async def prepared(self, file):
        """`(name, buffer)` of a file as it will be kept: pictures are made smaller and lose where they were taken. Raises Refused."""
        suffix = suffix_of(file.name)
        if suffix not in self.suffixes:
            raise Refused("kind")
        if suffix in PICTURES:
            try:
                content = await self.shrinker.shrink(file, self.side, self.quality)
            except Unreadable:
                raise Refused("unreadable")
            return safe_name(file.name, JPEG, ()), content
        if file.size > self.limit:
            raise Refused("too_large")
        content = await file.arrayBuffer()
        start = BEGINNINGS[suffix]
        if host.browser.bytes_of(content)(0, len(start)) != start:
            raise Refused("unreadable")
        return safe_name(file.name, suffix, ()), content

    def clicked(self, event):
        button = event.target.closest("[data-attachment]")
        if button is None or self.page.held:
            return
        item = button.closest("[data-row]")
        if button.getAttribute("data-attachment") == "choose":
            self.item = item
            self.single.click()
        else:
            self.on_paper(self.rows.position_of(item))

    def on_paper(self, position):
        """Take the file away: the paper is enclosed instead."""
        row = self.rows.row(position)
        name, digest = self.page.value(row + ".file"), self.page.value(row + HASH)
        if name:
            self.rows.put(position, "", "")
            host.by_id(row + ".file").focus()
            self.page.say(self.texts["removed"].format(name=name), self.texts["undo"], lambda: self.restore(position, name, digest))

    def restore(self, position, name, digest):
        if position < self.page.rows.count(TABLE) and not self.page.value(self.rows.row(position) + ".file"):
            self.rows.put(position, name, digest)
        self.page.say("")

    def show(self, item, name, content):
        if not name:
            words = self.texts["on_paper"]
        elif content is None:
            words = self.texts["away"].format(name=name)
        else:
            words = self.texts["enclosed"].format(size=size_words(content.byteLength, self.texts))
        item.querySelector("[data-attachment-words]").textContent = words
        item.querySelector("[data-attachment-choose-words]").textContent = self.texts["replace" if name else "choose_one"]
        item.querySelector('[data-attachment="paper"]').hidden = not name


def taken(chooser):
    """The files of a chooser, which is ready for the same ones again."""
    files = [file for file in chooser.files]
    chooser.value = ""
    return files
