"""Reasons for warnings: a control in the list of findings, the same one beside the field, and those whose warning has gone, kept apart.

The draft alone holds what was written; every control of one reason shows it.
"""

from pyodide_app.ui import host
from pyodide_app.ui.arrangement import reason_names
from pyodide_app.ui.holding import MARK
from pyodide_app.ui.positions import REASONS


class Reasons:
    """`texts` are the words of `[findings]`."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts
        self.items = []
        self.past = []

    def show(self, warnings, past):
        """Give each warning, `(key, its element in the list)`, the control of its reason; returns the controls' names by key."""
        names = reason_names([(key, item.finding) for key, item in warnings], self.page.values)
        self.items = [item for _key, item in warnings]
        for key, item in warnings:
            if item.reason is None:
                item.reason = Reason(names[key], self.texts)
                hold_back(item.reason.control, self.page.held)
                item.element.append(item.reason.badge, item.reason.label, item.reason.control)
            elif item.reason.name != names[key]:
                had = item.reason.name
                item.reason.rename(names[key])
                self.page.renamed(had, names[key])
            item.reason.show(self.written(names[key]))
        self.count()
        self.show_past(past)
        return names

    def written(self, name):
        """The reason under a control's name, or the one that was written for its rule wherever it warns."""
        return self.page.value(name) or self.page.value(name.partition("@")[0])

    def beside(self, name):
        """The control for a reason that stands beside its field, folded until it is wanted."""
        part = host.create("details", data_reason_part=name)
        part.className = "reason"
        label = host.create("label", self.texts["reason"])
        control = host.create("textarea", self.written(name), rows="2", data_reason=name)
        hold_back(control, self.page.held)
        label.append(control)
        part.append(host.create("summary", self.summary(name)), label)
        return part

    def summary(self, name):
        return self.texts["explained" if self.written(name).strip() else "explain"]

    def follow(self, path):
        """A control changed: if it is a reason, everything that shows it follows."""
        if not path.startswith(REASONS):
            return
        for item in self.items:
            if item.reason.name == path:
                item.reason.show(self.written(path))
        for part in host.each("[data-reason-part]"):
            if part.getAttribute("data-reason-part") == path:
                put(part.querySelector("textarea"), self.written(path))
                part.querySelector("summary").textContent = self.summary(path)
        self.count()

    def count(self):
        explained = len([item for item in self.items if self.written(item.reason.name).strip()])
        words = self.texts["explained_count"].format(count=explained) if explained else ""
        place = host.one("[data-explained]")
        if place.textContent != words:
            place.textContent = words

    # Reasons of warnings that have gone

    def show_past(self, past):
        if past == self.past:
            return
        self.past = past
        place = host.one("[data-past-reasons]")
        place.textContent = ""
        for reason in past:
            item = host.create("li", data_past_reason=reason["name"])
            item.append(host.create("p", reason["words"]), host.create("blockquote", reason["reason"]))
            forget = host.create("button", self.texts["forget_reason"], type="button", data_forget_reason=reason["name"])
            forget.className = "link"
            item.append(forget)
            place.append(item)
        host.one('[data-count="past"]').textContent = str(len(past))
        host.one('[data-group="past"]').hidden = not past

    def forget(self, name):
        """Delete a reason whose warning has gone; it can be brought back."""
        had = self.page.value(name)
        self.page.take(name, "")
        host.one("[data-findings-heading]").focus()
        self.page.say(self.texts["reason_forgotten"], self.texts["undo"], lambda: self.restore(name, had))

    def restore(self, name, words):
        self.page.take(name, words)
        self.page.say("")


class Reason:
    """The control of one warning in the list of findings, and the mark that something was written."""

    def __init__(self, name, texts):
        self.control = host.create("textarea", rows="2")
        self.label = host.create("label", texts["reason"])
        self.badge = host.create("span", texts["explained"])
        self.badge.className = "badge"
        self.rename(name)

    def rename(self, name):
        self.name = self.control.name = self.control.id = self.label.htmlFor = name

    def show(self, words):
        put(self.control, words)
        self.badge.hidden = not words.strip()


def put(control, words):
    """Show the words, unless somebody is writing there: the draft follows the control then."""
    if control.value != words and control != host.document.activeElement:
        control.value = words


def hold_back(control, held):
    if held:
        control.readOnly = True
        control.setAttribute(MARK, "")
