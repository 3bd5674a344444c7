"""Everything of an answer that is no finding: the budget's figures, dates read back, the task list. Only what changed is touched."""

from pyodide_app.ui import host
from pyodide_app.ui.wording import budget_words, task_words

ANNOUNCE_EVERY = 1000  # ms


class Figures:
    def __init__(self, texts):
        self.texts = texts
        self.shown = {}
        self.over = {}
        self.bar = None
        self.dates = {}
        self.books = []
        self.tasks = {}
        self.announced = None
        self.timer = None

    def show(self, answer):
        self.show_budget(answer["budget"])
        self.show_dates(answer["dates"])

    def show_budget(self, budget):
        words = budget_words(budget, self.texts["budget"])
        for (attribute, value), text in words.items():
            if self.shown.get((attribute, value)) != text:
                self.shown[(attribute, value)] = text
                element = host.one("[" + attribute + ('="' + value + '"' if value else "") + "]")
                if element is not None:
                    element.textContent = text
        for line, figures in budget["lines"].items():
            if self.over.get(line, False) != figures["over"]:
                self.over[line] = figures["over"]
                host.one('[data-left="' + line + '"]').classList.toggle("over", figures["over"])
        if budget["total"] != self.bar:
            self.bar = budget["total"]
            host.one("[data-total-bar]").value = budget["total"]
            self.announce_soon()
        if budget["books"] != self.books:
            self.books = budget["books"]
            for position, place in enumerate(host.each("[data-rows] [data-book-amount]")):
                amount = self.books[position] if position < len(self.books) else None
                place.textContent = amount or ""

    def announce_soon(self):
        """Totals are read out at most once a second, and not when the page opens."""
        if self.announced is None:
            self.announced = self.total_words()
        elif self.timer is None:
            self.timer = host.browser.after(ANNOUNCE_EVERY, self.announce)

    def announce(self):
        self.timer = None
        words = self.total_words()
        if words != self.announced:
            self.announced = words
            host.one("[data-announce]").textContent = words

    def total_words(self):
        return self.texts["budget"]["announce"].format(total=self.shown[("data-total", "")], words=self.shown[("data-total-words", "")])

    def show_dates(self, dates):
        for path in [path for path in self.dates if path not in dates]:
            self.read_back(path, "")
        for path, words in dates.items():
            if self.dates.get(path) != words:
                self.read_back(path, words)
        self.dates = dict(dates)

    def read_back(self, path, words):
        place = host.one('[data-read-back="' + path + '"]')
        if place is not None:
            place.textContent = words

    def quiet(self, table):
        """Forget what stands in the rows of a table: they are about to get other names."""
        self.books = None
        for path in [path for path in self.dates if path.startswith(table + ".")]:
            self.read_back(path, "")
            del self.dates[path]

    def show_tasks(self, sections):
        for section, state in sections.items():
            words = task_words(state, self.texts["tasks"])
            if self.tasks.get(section) != words:
                self.tasks[section] = words
                item = host.one('[data-task="' + section + '"]')
                item.className = "task-" + state["state"]
                item.querySelector("[data-task-state]").textContent = words
