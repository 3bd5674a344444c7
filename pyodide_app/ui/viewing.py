"""The page as a reader's: a file with its verdict and its arithmetic, nothing that can be changed and nothing that is kept."""

import json

from pyodide_app.ui.holding import hold
from pyodide_app.ui.reading import HANDED
from pyodide_app.ui.transfer import read_file


class Viewing:
    """`texts` are the words of the page."""

    def __init__(self, host, page, texts, data):
        self.host = host
        self.page = page
        self.texts = texts
        self.plan = data["edition"]
        self.chooser = host.document.getElementById("import-file")
        host.on_action("view-file", lambda: self.chooser.click())
        host.on_action("view-print", lambda: host.window.print())
        host.listen(self.chooser, "change", self.chosen)
        host.on_drop(lambda file: host.run(self.open(file)))

    def begin(self):
        document = self.host.document
        document.documentElement.setAttribute("data-view", "")
        document.querySelector("[data-viewing]").hidden = False
        self.page.changed = lambda _draft: None
        self.page.start()
        handed = self.host.session.getItem(HANDED)
        if self.host.is_nothing(handed):
            hold(self.host, self.page, True)
        else:
            held = json.loads(handed)
            self.show(held["draft"], held["name"])
        self.chosen(None)  # a file that was chosen before this ran

    def chosen(self, _event):
        if self.chooser.files.length:
            self.host.run(self.open(self.chooser.files[0]))

    async def open(self, file):
        name = file.name
        answer = await read_file(self.host, self.page, self.texts["transfer"], self.plan, file, name)
        self.chooser.value = ""
        if "refused" in answer:
            self.page.say(answer["refused"], lasting=True)
        else:
            self.host.session.removeItem(HANDED)
            self.show(answer["draft"], name)

    def show(self, draft, name):
        self.page.load(draft)
        self.page.attention.check()
        hold(self.host, self.page, True)
        for part in self.host.each("details.finding-group"):
            part.open = True
        self.host.document.querySelector("[data-viewing-name]").textContent = self.texts["viewing"]["shown"].format(name=name)
