"""What the report's page says about the year as it was held: how its sessions differ from the plan, and how long the reflection is."""

from pyodide_app.ui import host


class Changes:
    """`texts` are the words of `[report]`."""

    def __init__(self, texts):
        self.texts = texts
        self.shown = []
        self.counted = ""

    def show(self, answer):
        self.show_changes(answer["changes"])
        words = answer["counters"]["reflection"]["words"]
        if words != self.counted:
            self.counted = words
            host.one('[data-counter="reflection"]').textContent = words

    def show_changes(self, changes):
        if changes == self.shown:
            return
        self.shown = changes
        place = host.one("[data-changes-list]")
        place.textContent = ""
        for change in changes:
            item = host.create("li", change["words"] + " ", data_change=change["kind"])
            if change["held"]:
                item.append(host.create("a", self.texts["to_row"], href="#section-report_sessions", data_to=change["held"] + ".date"))
            place.append(item)
        host.one("[data-changes-count]").textContent = str(len(changes))
        host.one("[data-changes]").hidden = not changes
