"""The budget's figures on the application's page: beside each line, beside each book, under the table."""

from pyodide_app.ui import host
from pyodide_app.ui.places import Places, Total
from pyodide_app.ui.wording import budget_words


class Budget:
    """`texts` are the words of `[budget]`, `announce` the sentence that reads out the total."""

    def __init__(self, texts, announce):
        self.texts = texts
        self.places = Places()
        self.total = Total(announce)
        self.books = []

    def show(self, answer):
        budget = answer["budget"]
        self.places.show(budget_words(budget, self.texts))
        self.places.mark_over(budget["lines"])
        self.total.show(budget)
        if budget["books"] != self.books:
            self.books = budget["books"]
            for position, place in enumerate(host.each("[data-rows] [data-book-amount]")):
                amount = self.books[position] if position < len(self.books) else None
                place.textContent = amount or ""

    def quiet(self, _table):
        """Rows are about to get other names: what stands beside the books is shown again."""
        self.books = None
