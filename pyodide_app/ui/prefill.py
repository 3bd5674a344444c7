"""What the report takes over from the application: offered, taken over all at once when asked, and marked with where it came from.

Nothing is filled in unasked: a draft that holds a report is judged as one, so a page that was only looked at must not begin one.
"""

import json

from pyodide_app.ui import host
from pyodide_app.ui.origins import origins, stripped

PARTS = ("report.", "settlement.", "feedback.")
MARKED = "report."  # beside the settlement's amounts stands what was approved
SETTLED_TRIPS = "settlement.lines.lecturer_transport.trips"


def taken_back(draft, filled):
    """The draft without what was filled in, as far as that still stands as it was."""
    return {path: value for path, value in draft.items() if path not in filled or value != filled[path]}


class Prefill:
    """`texts` are the words of `[report]`."""

    def __init__(self, page, drafts, texts):
        self.page = page
        self.drafts = drafts
        self.texts = texts
        self.given = {}
        self.marks = {}
        self.owed = True
        host.browser.on_action("prefill", lambda: host.browser.run(self.take_over()))

    def loaded(self):
        """Another draft is on the page: it is asked about once its verdict stands."""
        self.owed = True

    def answered(self, _answer):
        if self.owed:
            self.owed = False
            host.browser.run(self.offer())

    def changed(self, path):
        if path in self.page.shape.printed:
            self.unmark([place for place in self.marks if place.startswith(path + ".")])  # they went with their rows
        if path in self.given or self.page.shape.table_of(path + ".") is not None:
            self.mark()

    async def proposals(self, draft):
        return json.loads(await self.page.judge_call("prefill_report", json.dumps(draft)))

    async def offer(self):
        draft = self.page.draft()
        count = len(await self.proposals(draft))
        host.one("[data-prefill-words]").textContent = self.texts["prefill_count"].format(count=count)
        host.one("[data-prefill]").hidden = not count
        self.given = await self.proposals(stripped(draft, PARTS))
        self.mark()

    async def take_over(self):
        """Fill in every control that is still empty, in one step that can be taken back."""
        if self.page.held:
            self.page.say(self.texts["prefill_read_only"], lasting=True)
            return
        draft = self.page.draft()
        filled = {path: each["value"] for path, each in (await self.proposals(draft)).items()}
        if not filled:
            self.page.say(self.texts["prefill_nothing"])
            return
        draft.update(filled)
        await self.drafts.replace(draft)
        words = self.texts["prefilled"].format(count=len(filled))
        self.page.say(words, self.texts["prefill_undo"], lambda: host.browser.run(self.take_back(filled)))

    async def take_back(self, filled):
        await self.drafts.replace(taken_back(self.page.draft(), filled))
        self.page.say(self.texts["prefill_taken_back"])

    # Where it came from

    def mark(self):
        tables = [table for table in self.page.shape.printed if table.startswith(MARKED) or table == SETTLED_TRIPS]
        shown = {place: origin for place, origin in origins(self.page.values, self.given, tables).items() if place.startswith((MARKED, SETTLED_TRIPS))}
        self.unmark([place for place in self.marks if self.marks[place][0] != shown.get(place)])
        for place, origin in shown.items():
            if place not in self.marks:
                element = self.element(origin)
                self.marks[place] = (origin, element)
                self.put(element, place)

    def unmark(self, places):
        for place in places:
            self.marks.pop(place)[1].remove()

    def put(self, element, place):
        """A mark stands behind the heading of a row, or in a control's frame; what the page does not show has none."""
        heading, frame = host.by_id("row-" + place), host.one('[data-field="' + place + '"]')
        if heading is not None:
            heading.after(element)
        elif frame is not None:
            frame.append(element)

    def element(self, origin):
        kind = "from_report" if origin.startswith(MARKED) else ("from_budget" if origin.startswith("budget.") else "from_application")
        element = host.create("span")
        element.className = "origin"
        href = "#" + origin if origin.startswith(MARKED) else "../apply/#" + origin
        element.append(host.create("a", self.texts[kind], href=href))
        return element
