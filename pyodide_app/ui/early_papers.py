"""Has the print engine ready before somebody asks for it: once the form is in use and its files are kept, in a pause of typing.

Most of what a first paper takes is starting the engine and code that has never run. A telephone, and whoever saves data, is spared it.
"""

import json

from pyodide_app.ui import host
from pyodide_app.ui.offline import PAPERS

PAUSE = 4000  # ms without a change


class EarlyPapers:
    def __init__(self, page, offline):
        self.page = page
        self.offline = offline
        self.timer = None
        self.done = False
        page.when("change", self.changed)

    def changed(self, _path):
        if self.done or host.browser.has_little_memory():
            return
        if self.timer is not None:
            host.browser.cancel(self.timer)
        self.timer = host.browser.after(PAUSE, self.paused)

    def paused(self):
        """With the engine's files on this computer it costs no bandwidth; before, a later pause will do."""
        self.timer = None
        if PAPERS in self.offline.tiers.whole and not self.done:
            self.done = True
            host.browser.run(self.warm())

    async def warm(self):
        try:
            await self.page.papers_call("warm", json.dumps(self.page.draft()))
        except Exception:
            pass  # said when somebody asks for a paper
