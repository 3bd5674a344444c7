"""Has the papers set before somebody asks for them: once the form is in use and the print engine's files are kept, in each pause of typing.

Most of what a first paper takes is starting the engine and code that has never run; of each other one, setting again what was edited. A telephone, and
whoever saves data, is spared it.
"""

import json

from pyodide_app.ui.offline import PAPERS

PAUSE = 4000  # ms without a change


class EarlyPapers:
    def __init__(self, host, page, offline):
        self.host = host
        self.page = page
        self.offline = offline
        self.timer = None
        self.working = False
        self.failed = False
        page.when("change", self.changed)

    def changed(self, _path=""):
        if self.failed or self.host.has_little_memory():
            return
        if self.timer is not None:
            self.host.cancel(self.timer)
        self.timer = self.host.after(PAUSE, self.paused)

    def paused(self):
        """With the engine's files on this computer it costs no bandwidth; before, a later pause will do."""
        self.timer = None
        if self.working:
            self.changed()
        elif PAPERS in self.offline.tiers.whole:
            self.host.run(self.warm())

    async def warm(self):
        self.working = True
        try:
            await self.page.papers_call("warm", json.dumps(self.page.draft()))
        except Exception:
            self.failed = True  # said when somebody asks for a paper
        self.working = False
