"""The settlement's figures on the report's page: beside each line, under the table, in the bar."""

from pyodide_app.ui.places import Places, Total
from pyodide_app.ui.wording import settlement_words


class Settlement:
    """`texts` are the words of the page."""

    def __init__(self, texts):
        self.places = Places()
        self.texts = texts["budget"]
        self.total = Total(texts["report"]["announce"])

    def show(self, answer):
        settlement = answer["settlement"]
        self.places.show(settlement_words(settlement, self.texts))
        self.places.mark_over(settlement["lines"])
        self.total.show(settlement)
