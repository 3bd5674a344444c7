"""What every form page shows of an answer besides its findings: dates read back, the task list. Only what changed is touched."""

from pyodide_app.ui import host
from pyodide_app.ui.arrangement import gathered
from pyodide_app.ui.wording import task_words


class Figures:
    """`texts` are the words of `[tasks]`; `within` names for a section that is drawn inside another the one that stands in the task list."""

    def __init__(self, texts, within):
        self.texts = texts
        self.within = within
        self.dates = {}
        self.tasks = {}

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
        for path in [path for path in self.dates if path.startswith(table + ".")]:
            self.read_back(path, "")
            del self.dates[path]

    def show_tasks(self, sections):
        for section, state in gathered(sections, self.within).items():
            words = task_words(state, self.texts)
            if self.tasks.get(section) != words:
                self.tasks[section] = words
                item = host.one('[data-task="' + section + '"]')
                item.className = "task-" + state["state"]
                item.querySelector("[data-task-state]").textContent = words
