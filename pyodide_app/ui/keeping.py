"""Everything that keeps a person's work, put together for a form page: drafts, files, offline use.

The page offers `draft()`, `load(draft)`, `say(text)`, and the coroutines `judge_call(name, *arguments)` and
`papers_call(name, *arguments)`.
"""

from pyodide_app.ui.binaries import FILES, Binaries
from pyodide_app.ui.drafts import Drafts
from pyodide_app.ui.drafts_panel import DraftsPanel
from pyodide_app.ui.enclosing import Enclosing
from pyodide_app.ui.offline import Offline
from pyodide_app.ui.store import Database, Store
from pyodide_app.ui.transfer import Transfer


class Keeping:
    """`host` is a `Browser`; `texts` are all words of the interface, `data` what the page's `#page-data` holds."""

    def __init__(self, host, page, texts, data):
        self.host = host
        self.page = page
        root = host.path(data["root"] or ".")
        self.binaries = Binaries(host, Database(host, root, FILES))
        store = Store(Database(host, root), self.binaries, host.local, host.attempt, root)
        self.offline = Offline(host, page, root, texts["offline"])
        panel = DraftsPanel(host, page, texts["drafts"], self.offline)
        self.drafts = Drafts(host, store, page, panel, root, data["edition"], data["defaults"])
        panel.drafts = self.offline.drafts = self.drafts
        enclosing = Enclosing(host, page, self.binaries, texts["enclosing"])
        self.transfer = Transfer(host, page, self.drafts, panel, enclosing, texts, data)

    def begin(self):
        """Start the page, then put the last draft on it. The service worker is registered after the first verdict, so that it takes no bandwidth before."""
        self.page.changed = self.drafts.changed
        self.page.first_verdict = lambda: self.host.run(self.offline.start())
        self.page.draft_due = True
        self.page.start()
        self.host.run(self.put_on())

    async def put_on(self):
        try:
            await self.drafts.start()
        finally:
            self.page.draft_came()
