"""表四 on a member's own device: what was answered is kept here, counted, and saved as a small file for the convener. No engine is needed.

The file is a bundle with one feedback form in it. It bears no name; the four hex digits in the file's name are drawn once for each sheet, so
that the files of several members lie side by side in one folder.
"""

import json

from pyodide_app.ui import host
from pyodide_app.ui.dialogs import Dialog, fill
from pyodide_app.ui.store import scoped

DIFFICULTIES = ".difficulties"
SUFFIX = ".json"
NAME_DIGITS = 4


class Sheet:
    """The page of 表四. `texts` are the words of `[feedback_form]`, `data` says which edition and which paths."""

    def __init__(self, texts, data):
        self.texts = texts
        self.data = data
        self.form = host.by_id("form")
        self.key = scoped(host.browser.path(data["root"]), "feedback:" + data["edition"])
        self.paths = [data["sheet"] + ".answers." + str(position) for position in range(data["questions"])]
        self.missing = [(item.getAttribute("data-path"), item) for item in host.each("[data-list] > [data-rule]")]
        self.place = host.one('[data-list="missing"]')
        self.resetting = Dialog(host.browser, "reset-dialog")
        self.asked = False  # whether the member was told what is missing: only then it is said beside the statements
        self.kept = {"name": host.browser.new_id()[:NAME_DIGITS], "values": {}}

    def start(self):
        """What was typed before this ran stays; the rest comes from the last time."""
        typed = self.read()
        stored = self.stored()
        if stored is not None:
            self.kept = stored
            self.write(stored["values"], typed)
            if not typed and stored["values"]:
                self.say(self.texts["restored"])
        self.changed()
        for kind in ("input", "compositionend"):
            host.browser.listen(self.form, kind, lambda _event: self.typed())
        host.browser.listen(self.form, "submit", lambda event: event.preventDefault())
        host.browser.listen(self.place, "click", self.go)
        host.browser.on_action("save", self.save)
        host.browser.on_action("reset", lambda: host.browser.run(self.reset()))
        host.state("app", "ready")

    # The controls

    def read(self):
        """`{path: value}` of everything that was answered."""
        return {path: value for path, value in host.entries(self.form) if value}

    def write(self, values, typed):
        """Show `values` in the controls, but for what was `typed` already."""
        for control in host.each("[name]", self.form):
            path = control.name
            if path in typed:
                continue
            value = values.get(path, "")
            if control.type == "radio":
                control.checked = control.value == value
            else:
                control.value = value

    def typed(self):
        self.changed()
        self.say("")

    def changed(self):
        """The controls stand otherwise now: keep it, and say what is still missing."""
        values = self.kept["values"] = self.read()
        host.browser.attempt(host.browser.local, "setItem", self.key, json.dumps(self.kept))
        answered = [path for path in self.paths if path in values]
        words = self.texts["progress"].format(done=len(answered), all=len(self.paths))
        place = host.one("[data-progress]")
        if place.textContent != words:
            place.textContent = words
        self.show_missing(values)

    def show_missing(self, values):
        lacking = [(path, item) for path, item in self.missing if path not in values]
        if len(lacking) != self.place.children.length:
            fill(self.place, [item for _path, item in lacking])
        host.one("[data-missing-count]").textContent = str(len(lacking))
        host.one("[data-missing]").hidden = not lacking
        host.state("findings", str(len([item for _path, item in lacking if item.getAttribute("data-severity") == "error"])))
        self.show_beside({path: item for path, item in lacking} if self.asked else {})

    def show_beside(self, lacking):
        for path in self.paths:
            place = host.one('[data-messages="' + path + '"]')
            words = lacking[path].querySelector("[data-message]").textContent if path in lacking else ""
            if place.textContent != words:
                place.textContent = words
            group = host.by_id(path)
            if words:
                group.setAttribute("aria-invalid", "true")
            else:
                group.removeAttribute("aria-invalid")

    def go(self, event):
        link = event.target.closest("[data-to]")
        if link is not None:
            event.preventDefault()
            place = host.by_id(link.getAttribute("data-to"))
            control = place.querySelector("input") if place.tagName == "FIELDSET" else place
            control.focus()
            place.scrollIntoView()

    # What is kept

    def stored(self):
        """What this device kept of the last time, None where it kept nothing that can be read."""
        text = host.browser.local.getItem(self.key)
        if not text:
            return None
        try:
            kept = json.loads(text)
        except ValueError:
            return None
        return kept if isinstance(kept, dict) and isinstance(kept.get("values"), dict) and isinstance(kept.get("name"), str) else None

    # The buttons

    def document(self):
        """The sheet as a bundle that holds nothing else."""
        values = self.read()
        sheet = {"answers": [values.get(path) for path in self.paths], "difficulties": values.get(self.data["sheet"] + DIFFICULTIES, "")}
        return {"format": self.data["format"], "plan": self.data["edition"], "feedback": [sheet]}

    def save(self):
        """Hand the file to the member, finished or not, and say what comes next."""
        name = self.texts["file_name"].format(digits=self.kept["name"]) + SUFFIX
        host.browser.download(name, "application/json", json.dumps(self.document()))
        self.asked = True
        self.changed()
        lacking = len([path for path in self.paths if path not in self.kept["values"]])
        self.say(self.texts["saved_unfinished" if lacking else "saved"].format(name=name, lack=lacking))

    async def reset(self):
        """Forget the answers, for the next member who uses this device; asked first, since nothing brings them back."""
        if await self.resetting.ask() != "reset":
            return
        self.asked = False
        self.kept = {"name": host.browser.new_id()[:NAME_DIGITS], "values": {}}
        self.write({}, {})
        self.changed()
        self.say(self.texts["cleared"])
        host.one("h1").scrollIntoView()

    def say(self, words):
        place = host.one("[data-said-words]")
        if place.textContent != words:
            place.textContent = words


def begin():
    host.meet()
    Sheet(host.texts["feedback_form"], host.page_json("page-data")).start()
