"""What the page shows of the draft without its being judged: names to choose from, preprinted boxes, a tick that follows from another, parts that hold something."""

from pyodide_app.ui import host
from pyodide_app.ui.presets import suggested

def member_names(draft, members):
    """The members' names in the order of their rows; `members` is their table."""
    rows = [path for path in draft if path.startswith(members + ".") and path.endswith(".name")]
    return [draft[path] for path in sorted(rows, key=lambda path: int(path[len(members) + 1 :].partition(".")[0]))]


class Dependents:
    """`texts` are the words of `[form]`, `stage` the part of the draft that the page edits, `methods` those that make a session an enrichment."""

    def __init__(self, page, texts, stage, methods):
        self.page = page
        self.texts = texts
        self.members = stage + ".members"
        self.methods = methods
        self.names = []

    def depend_on(self, path):
        return path.startswith(self.members) or path in self.page.shape.defaults

    def show(self):
        draft = self.page.values
        self.show_names(member_names(draft, self.members))
        for path, default in self.page.shape.defaults.items():
            if isinstance(default, list) and host.by_id(path) is not None:
                self.show_preprinted(path, draft.get(path, []))

    def follow(self, path, before, after):
        """A control changed: tick what follows from it, saying so, with the tick to take back at hand."""
        flag = suggested(path, before or [], after, self.methods)
        if flag is not None and not self.page.value(flag):
            self.page.fill(flag, "true")
            self.page.say(self.texts["preset"], self.texts["preset_undo"], lambda: self.take_back(flag))

    def take_back(self, flag):
        self.page.fill(flag, "")
        self.page.say("")
        host.by_id(flag).focus()

    def show_names(self, names):
        if names != self.names:
            self.names = names
            place = host.by_id("member-names")
            place.textContent = ""
            for name in names:
                place.append(host.create("option", value=name))

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
