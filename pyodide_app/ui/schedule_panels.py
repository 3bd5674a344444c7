"""The panels over the sessions: the year at a glance and the schedule assistant. What draws and asks is loaded when one is first opened."""

import json

from pyodide_app.ui import host

PAUSE = 500  # ms without a new verdict before the year is asked for again


class SchedulePanels:
    """Keeps the open panels up with the draft: the worker is asked once for both, after a pause in typing, and never while both are closed."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts
        self.views = {}
        self.places = host.each("details[data-schedule-panel]")
        self.timer = None
        self.asking = False
        self.asked = None  # the draft that the newest answer is about
        page.when("answer", lambda _answer: self.follow())
        for place in self.places:
            host.browser.listen(place, "toggle", lambda _event: self.look())
        self.look()

    def open_views(self):
        """The views of the panels that are open; one that is opened for the first time is made, and has to be told of the year."""
        places = {place.getAttribute("data-schedule-panel"): place for place in self.places if place.open}
        for name, place in places.items():
            if name not in self.views:
                self.views[name] = self.made(name, place)
                self.asked = None
        return [self.views[name] for name in places]

    def made(self, name, place):
        if name == "year":
            from pyodide_app.ui.year import Year

            return Year(self.page, place, self.texts["year"])
        from pyodide_app.ui.schedule import ScheduleAssistant

        return ScheduleAssistant(self.page, place, self.texts["schedule"])

    def follow(self):
        """A new verdict stands, so the draft may be another."""
        if self.timer is not None:
            host.browser.cancel(self.timer)
            self.timer = None
        if any(place.open for place in self.places):
            self.timer = host.browser.after(PAUSE, self.look)

    def look(self):
        self.timer = None
        if self.page.answer is not None and self.open_views() and self.asked != self.page.draft() and not self.asking:
            self.asking = True
            host.browser.run(self.ask())

    async def ask(self):
        draft = self.page.draft()
        try:
            year = json.loads(await self.page.judge_call("year", json.dumps(draft)))
        finally:
            self.asking = False
        self.asked = draft
        for view in self.views.values():
            view.show(year)
        self.look()
