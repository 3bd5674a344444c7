"""How much more each line of the budget could hold: said beside the line once the verdict has stood for a moment, so that no keystroke waits for it."""

import json

from pyodide_app.ui import host
from pyodide_app.ui.wording import headroom_words

QUIET = 500  # ms without another verdict


class Headroom:
    """Call `follow` after each verdict."""

    def __init__(self, page):
        self.page = page
        self.timer = None
        self.shown = {}
        self.places = {place.getAttribute("data-headroom"): place for place in host.each("[data-headroom]")}

    def follow(self):
        if self.timer is not None:
            host.browser.cancel(self.timer)
        self.timer = host.browser.after(QUIET, self.ask)

    def ask(self):
        self.timer = None
        host.browser.run(self.show())

    async def show(self):
        lines = json.loads(await self.page.judge_call("headroom", json.dumps(self.page.values)))
        if self.page.answer is None:
            return
        shown = self.page.answer["budget"]["lines"]
        for line, place in self.places.items():
            words = headroom_words(lines.get(line), shown[line])
            if self.shown.get(line, "") != words:
                self.shown[line] = words
                place.textContent = words
