"""The members' feedback files on the report's page: brought in one after another, refused in one sentence each, shown as figures and bars.

The judge does the work: it reads a file, knows one that was given before, keeps the order that tells nothing, and counts.
"""

import json

from pyodide_app.ui import host
from pyodide_app.ui.dialogs import clone, fill, slot
from pyodide_app.ui.transfer import IMPORT_LIMIT

TABLE = "feedback."
MB = 1000000


class FeedbackFiles:
    """The part `[data-feedback]`; `texts` are all words of the interface."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts["feedback_files"]
        self.transfer = texts["transfer"]
        self.rows = texts["rows"]
        self.chooser = host.one("[data-feedback-choose]")
        self.refused = host.one("[data-feedback-refused]")
        self.sheets = host.one("[data-feedback-sheets]")
        self.shown = None
        self.queue = []
        self.working = False
        host.browser.listen(self.chooser, "change", self.chosen)
        self.listen_to_drops(host.one("[data-feedback-drop]"))
        host.browser.listen(self.sheets, "click", self.clicked)

    # Files

    def listen_to_drops(self, place):
        """A file that falls here is no data file: the page's own drop would ask to replace everything."""

        def over(event):
            event.preventDefault()
            place.setAttribute("data-over", "")

        def drop(event):
            event.preventDefault()
            event.stopPropagation()
            place.removeAttribute("data-over")
            host.document.documentElement.removeAttribute("data-dropping")
            self.take(event.dataTransfer.files)

        host.browser.listen(place, "dragover", over)
        host.browser.listen(place, "dragleave", lambda _event: place.removeAttribute("data-over"))
        host.browser.listen(place, "drop", drop)

    def chosen(self, _event):
        self.take(self.chooser.files)
        self.chooser.value = ""

    def take(self, files):
        """Bring files in, one after another: each is judged beside those that are there by then."""
        self.refused.textContent = ""
        self.refused.hidden = True
        self.enqueue([(files[position], False) for position in range(files.length)])

    def enqueue(self, files):
        self.queue += files
        if not self.working:
            self.working = True
            host.browser.run(self.work())

    async def work(self):
        try:
            while self.queue:
                file, again = self.queue.pop(0)
                await self.bring_in(file, again)
        finally:
            self.working = False

    async def bring_in(self, file, again):
        answer = await self.read(file, again)
        if "refused" in answer:
            self.refuse(file, answer)
        else:
            self.put(answer)
            self.page.say(answer["words"])

    async def read(self, file, again):
        """What the judge says of a file: the draft's change, or `{"refused": sentence}`."""
        if self.page.held:
            return {"refused": self.transfer["import_read_only"]}
        size = file.size / MB
        if size > IMPORT_LIMIT:
            return {"refused": self.transfer["import_too_large"].format(name=file.name, size=int(size), limit=IMPORT_LIMIT)}
        try:
            return json.loads(await self.page.judge_call("add_feedback", json.dumps(self.page.draft()), await file.arrayBuffer(), again))
        except Exception as problem:
            host.browser.report(problem)
            return {"refused": self.transfer["import_failed"].format(name=file.name)}

    def refuse(self, file, answer):
        words = self.texts["refused_file"].format(name=file.name, words=answer["refused"])
        item = clone(host.browser, "feedback-refusal", {"words": words})
        button = slot(item, "again")
        button.hidden = not answer.get("duplicate", False)

        def accept(_event):
            item.remove()
            self.refused.hidden = not self.refused.children.length
            self.enqueue([(file, True)])

        host.browser.listen(button, "click", accept)
        self.refused.append(item)
        self.refused.hidden = False
        self.page.say(words)

    # The draft

    def put(self, change):
        """Take a change of the forms into the draft; returns the change that takes it back."""
        values = self.page.values
        before = {path: values[path] for path in values if path.startswith(TABLE)}
        for path in change["removes"]:
            values.pop(path, None)
        values.update(change["values"])
        self.page.after_change("feedback")
        return {"values": before, "removes": [path for path in change["values"] if path not in before]}

    def clicked(self, event):
        button = event.target.closest("button")
        if button is not None and not self.page.held:
            host.browser.run(self.remove(int(button.getAttribute("data-position"))))

    async def remove(self, position):
        answer = json.loads(await self.page.judge_call("remove_feedback", json.dumps(self.page.draft()), position))
        undo = self.put(answer)
        self.page.say(answer["words"], self.rows["undo"], lambda: self.restore(undo))
        host.by_id("feedback").focus()

    def restore(self, undo):
        self.put(undo)
        self.page.say(self.texts["restored"])

    # What is shown

    def show(self, answer):
        feedback = answer["feedback"]
        if feedback == self.shown:
            return
        self.shown = feedback
        host.one("[data-feedback-received]").textContent = feedback["received"]
        host.one("[data-feedback-words]").textContent = feedback["words"]
        fill(self.sheets, [self.sheet(row) for row in feedback["rows"]])
        host.one("[data-feedback-results]").hidden = not feedback["sheets"]
        for question in feedback["questions"]:
            self.show_question(question)
        fill(host.one("[data-feedback-difficulties]"), [host.create("li", words) for words in feedback["difficulties"]])
        host.one("[data-feedback-no-difficulties]").hidden = bool(feedback["difficulties"])

    def sheet(self, row):
        words = self.texts["sheet"].format(no=row["no"], words=row["words"])
        label = " ".join([self.rows["remove_before"], str(row["no"]), self.rows["remove_after"]])
        item = clone(host.browser, "feedback-sheet", {"words": words, "remove": label})
        item.id = TABLE + str(row["no"] - 1)
        slot(item, "remove").setAttribute("data-position", str(row["no"] - 1))
        return item

    def show_question(self, question):
        place = host.one('[data-feedback-question="' + str(question["number"]) + '"]')
        counts = dict(question["counts"], unanswered=question["unanswered"])
        for answer, count in counts.items():
            place.querySelector('[data-count-of="' + answer + '"]').textContent = str(count)
        bar = place.querySelector("[data-feedback-bar]")
        bar.setAttribute("aria-label", question["bar_words"])
        parts = {part["answer"]: part for part in question["bar"]}
        for group in host.each("[data-part]", bar):
            part = parts.get(group.getAttribute("data-part"), {"start": 0, "width": 0, "count": ""})
            shape, label = group.children[0], group.children[1]
            shape.setAttribute("x", per_cent(part["start"]))
            shape.setAttribute("width", per_cent(part["width"]))
            label.setAttribute("x", per_cent(part["start"] + part["width"] / 2))
            label.textContent = str(part["count"])


def per_cent(number):
    return str(number) + "%"
