"""What the page shows of the draft without its being judged: names to choose from, preprinted boxes, counts to take over, parts that hold something."""

from pyodide_app.ui import host

MEMBERS = "application.members"
VISIT = ".guidance_visit"


def member_names(draft):
    """The members' names in the order of their rows."""
    rows = [path for path in draft if path.startswith(MEMBERS + ".") and path.endswith(".name")]
    return [draft[path] for path in sorted(rows, key=lambda path: int(path[len(MEMBERS) + 1 :].partition(".")[0]))]


def visits(draft):
    """How many sessions are marked as a guidance visit."""
    return len([path for path in draft if path.endswith(VISIT) and draft[path] == "true"])


class Dependents:
    """`texts` are the words of `[budget]`."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts
        self.names = []
        self.visits = None
        self.hint = host.one("[data-visits]")
        self.quantity = self.hint.getAttribute("data-visits")
        host.browser.on_action("visits", self.take_visits)

    def depend_on(self, path):
        return path.startswith(MEMBERS) or path.startswith("application.sessions") or path == self.quantity or path in self.page.shape.defaults

    def show(self):
        draft = self.page.values
        self.show_names(member_names(draft))
        self.show_visits(visits(draft), draft.get(self.quantity, ""))
        for path, default in self.page.shape.defaults.items():
            if isinstance(default, list):
                self.show_preprinted(path, draft.get(path, []))

    def show_names(self, names):
        if names != self.names:
            self.names = names
            place = host.by_id("member-names")
            place.textContent = ""
            for name in names:
                place.append(host.create("option", value=name))

    def show_visits(self, count, quantity):
        """Offer the number of guidance visits as the number of consultations, where it is another."""
        offered = count if count and quantity != str(count) else 0
        if offered != self.visits:
            self.visits = offered
            self.hint.hidden = not offered
            host.one("[data-visits-words]").textContent = self.texts["from_visits"].format(count=offered)

    def take_visits(self):
        self.page.fill(self.quantity, str(self.visits))
        host.by_id(self.quantity).focus()

    def show_preprinted(self, path, ticked):
        """A preprinted box stays fixed words while it is ticked; where an imported draft lacks it, it can be ticked again."""
        group = host.by_id(path)
        for box in host.each("[data-preprinted]", group):
            if box.contains(host.document.activeElement):
                group.focus()
            is_ticked = box.getAttribute("data-preprinted") in ticked
            for part in host.each("input, label", box):
                part.hidden = is_ticked
            box.querySelector("[data-preprinted-words]").hidden = not is_ticked

    def unfold(self):
        """Unfold the parts of rows that hold something."""
        for part in host.each("[data-part]"):
            part.open = any(control.name in self.page.values for control in host.each("[name]", part))
