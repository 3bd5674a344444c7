"""Rows folded to one line: only when asked, and never one that still wants something. Whatever leads into a folded row opens it."""

from pyodide_app.ui import host
from pyodide_app.ui.wording import row_words

FOLDED = "folded"


class Folding:
    """`texts` are the words of `[rows]`."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts

    def toggle(self, item):
        self.fold(item, not item.classList.contains(FOLDED))

    def fold(self, item, folded):
        item.classList.toggle(FOLDED, folded)
        item.querySelector("[data-row-body]").hidden = folded
        button = item.querySelector("[data-fold]")
        button.setAttribute("aria-expanded", "false" if folded else "true")
        button.querySelector("[data-fold-words]").textContent = self.texts["unfold" if folded else "fold"]
        summary = item.querySelector("[data-row-summary]")
        summary.hidden = not folded
        summary.textContent = self.words(item) if folded else ""

    def words(self, item):
        values = [control.value for control in host.each("[data-row-body] > .row-fields :is(input[type=text], textarea)", item)]
        return row_words(values, self.texts)

    def switch(self, button):
        """The button over a table: fold the rows that are done, or open every row where some are folded."""
        table = button.getAttribute("data-fold-all")
        items = self.page.rows.items(table)
        folded = [item for item in items if item.classList.contains(FOLDED)]
        for item in folded:
            self.fold(item, False)
        if not folded:
            done = [item for position, item in enumerate(items) if self.is_done(table + "." + str(position))]
            for item in done:
                self.fold(item, True)
            self.page.say(self.texts["folded"].format(count=len(done)))

    def is_done(self, row):
        """Whether a row holds something and nothing in it is wrong or missing."""
        if self.page.answer is None or not any(path.startswith(row + ".") for path in self.page.values):
            return False
        wrong = [finding["path"] for finding in self.page.answer["findings"] if finding["severity"] != "info"]
        return not any(path == row or path.startswith(row + ".") for path in wrong)

    def reveal(self, place):
        """Open every fold that a place stands in."""
        row = place.closest("[data-row]")
        if row is not None and row.classList.contains(FOLDED):
            self.fold(row, False)
        part = place.closest("details")
        if part is not None:
            part.open = True

    def open_all(self):
        for item in host.each("[data-row]." + FOLDED):
            self.fold(item, False)
