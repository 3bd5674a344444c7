"""Words of an answer in their places on the page, and the bar under a form with its total. Only what changed is touched."""

from pyodide_app.ui import host

ANNOUNCE_EVERY = 1000  # ms


class Places:
    """`{(attribute, value of it): text}` shown in the elements that carry the attribute; a place that the page does not have is passed over."""

    def __init__(self):
        self.shown = {}
        self.over = {}

    def show(self, words):
        for (attribute, value), text in words.items():
            if self.shown.get((attribute, value)) != text:
                self.shown[(attribute, value)] = text
                element = host.one("[" + attribute + ('="' + value + '"' if value else "") + "]")
                if element is not None:
                    element.textContent = text

    def mark_over(self, lines):
        """Mark the lines of money that go beyond their cap."""
        for line, figures in lines.items():
            if self.over.get(line, False) != figures["over"]:
                self.over[line] = figures["over"]
                host.one('[data-left="' + line + '"]').classList.toggle("over", figures["over"])


class Total:
    """The bar of the total. `words` is the sentence that announces it, with {total} and {words}."""

    def __init__(self, words):
        self.words = words
        self.total = None
        self.said = None
        self.announced = None
        self.timer = None

    def show(self, amounts):
        """`amounts` holds `total`, `total_words` and `words`."""
        self.said = self.words.format(total=amounts["total_words"], words=amounts["words"])
        if amounts["total"] != self.total:
            self.total = amounts["total"]
            host.one("[data-total-bar]").value = self.total
            self.announce_soon()

    def announce_soon(self):
        """Totals are read out at most once a second, and not when the page opens."""
        if self.announced is None:
            self.announced = self.said
        elif self.timer is None:
            self.timer = host.browser.after(ANNOUNCE_EVERY, self.announce)

    def announce(self):
        self.timer = None
        if self.said != self.announced:
            self.announced = self.said
            host.one("[data-announce]").textContent = self.said
