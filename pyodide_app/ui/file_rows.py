"""Rows that name a kept file: `….file` its name, `….sha256` its hash. What stands in them follows the draft, wherever it came from."""

from pyodide_app.ui import host
from pyodide_app.ui.positions import taken_out
from pyodide_app.ui.store import HASH

SHOWN = "data-shown"  # the name and the hash that a row shows


class FileRows:
    """The rows of `table`; `show(item, name, content)` shows a row's file, `content` being None where this computer does not have it."""

    def __init__(self, page, binaries, table, show):
        self.page = page
        self.binaries = binaries
        self.table = table
        self.show = show
        page.when("load", self.loaded)
        page.when("change", self.changed)

    def loaded(self):
        """Another draft is on the page, or its files have come meanwhile."""
        for item in self.page.rows.items(self.table):
            item.removeAttribute(SHOWN)
            self.show(item, "", None)
        self.refresh()

    def changed(self, path):
        if path == self.table or (path.startswith(self.table + ".") and path.endswith((".file", HASH))):
            self.refresh()

    def refresh(self):
        """Show the files of the rows in which another stands now."""
        for position, item in enumerate(self.page.rows.items(self.table)):
            row = self.row(position)
            name, digest = self.page.value(row + ".file"), self.page.value(row + HASH)
            state = name + "\n" + digest
            if (item.getAttribute(SHOWN) or "\n") != state:
                item.setAttribute(SHOWN, state)
                host.browser.run(self.fetch(item, state, name, digest))

    async def fetch(self, item, state, name, digest):
        content = await self.binaries.get(digest) if digest else None
        if item.getAttribute(SHOWN) == state:
            self.show(item, name, content)

    def row(self, position):
        return self.table + "." + str(position)

    def position_of(self, item):
        for position, each in enumerate(self.page.rows.items(self.table)):
            if each == item:
                return position
        return -1

    def values(self, name):
        """What stands under `name` in the rows, blank ones left out."""
        found = [self.page.value(self.row(position) + name) for position in range(self.page.rows.count(self.table))]
        return [value for value in found if value]

    def free(self):
        """The first row in which nothing stands; a new one where there is none."""
        count = self.page.rows.count(self.table)
        draft = self.page.draft()
        for position in range(count):
            if not any(taken_out(draft, self.table, position).values()):
                return position
        self.page.rows.fit(self.table, count + 1)
        return count

    def put(self, position, name, digest):
        row = self.row(position)
        self.page.fill(row + HASH, digest)
        self.page.fill(row + ".file", name)

    def put_back(self, new, name, digest):
        """Put a file back into the row that holds another now, wherever that row went."""
        for position in range(self.page.rows.count(self.table)):
            if self.page.value(self.row(position) + HASH) == new:
                self.put(position, name, digest)
                return
