"""What is to be done before the parcel is mailed: what the data say is marked, what only a person knows is ticked by hand.

Ticks are kept beside the draft, so that no file carries them: they say something about a parcel, not about the community's year.
"""

from pyodide_app.ui import host

TICKS = "mailed"


class Checklist:
    """`texts` are the words of `[checklist]` and `[transfer]`; `drafts` keeps the ticks."""

    def __init__(self, page, drafts, texts):
        self.page = page
        self.drafts = drafts
        self.texts = texts["checklist"]
        self.days = texts["transfer"]
        self.root = page.data["root"]
        self.shown = None
        self.list = host.one("[data-checklist-list]")
        host.browser.listen(self.list, "change", self.ticked)
        host.browser.on_action("print-checklist", self.print)

    def show(self, answer):
        self.show_due(answer["due"])
        ticks = self.drafts.beside(TICKS) or []
        shown = (answer["checklist"], ticks, self.page.held)
        if shown != self.shown:
            self.shown = shown
            self.list.textContent = ""
            for item in answer["checklist"]:
                self.list.append(self.item(item, ticks))
            done = [item for item in answer["checklist"] if item["done"] or item["id"] in ticks]
            words = self.texts["count"].format(done=len(done), all=len(answer["checklist"]))
            host.one("[data-checklist-count]").textContent = words

    def item(self, item, ticks):
        by_hand = item["done"] is None
        element = host.create("li", data_check=item["id"], data_done="true" if item["done"] or item["id"] in ticks else "false")
        if by_hand:
            box = host.create("input", type="checkbox", id="check-" + item["id"], value=item["id"])
            box.checked = item["id"] in ticks
            box.disabled = self.page.held
            label = host.create("label", item["words"])
            label.htmlFor = box.id
            element.append(box, label)
        else:
            mark = host.create("span", self.texts["done" if item["done"] else "todo"])
            mark.className = "check-mark"
            element.append(mark, host.create("span", item["words"]))
        link = host.create("a", item["clause"], href=self.root + item["clause_url"])
        link.className = "clause"
        element.append(link)
        return element

    def ticked(self, event):
        box = event.target
        ticks = [each for each in self.drafts.beside(TICKS) or [] if each != box.value]
        self.drafts.keep_beside(TICKS, ticks + [box.value] if box.checked else ticks)
        self.show(self.page.answer)
        host.by_id(box.id).focus()

    def print(self):
        """Print the list alone, under the name of the school and the community."""
        host.one("[data-checklist-of]").textContent = " ".join([self.page.value("report." + name) for name in ("school", "community_name")])
        host.browser.print_part("checklist")

    def show_due(self, due):
        words, left = self.texts["due_open"], ""
        if due is not None:
            days = host.browser.days_until(due["date"])
            name = "days_today" if days == 0 else ("days_left" if days > 0 else "days_over")
            words = self.texts["due"].format(date=due["words"])
            left = self.days[name].format(days=abs(days))
        host.one("[data-due-words]").textContent = words
        host.one("[data-due-left]").textContent = left
