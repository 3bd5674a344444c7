"""Numbers that the budget may take over from the rest of the form: offered beside their line, filled in only when asked."""

from pyodide_app.ui import host


class Offers:
    """`texts` are the words of `[budget]`."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts
        self.shown = {}
        self.places = {place.getAttribute("data-offer"): place for place in host.each("[data-offer]")}

    def show(self, offers):
        wanted = {offer["path"]: offer for offer in offers if offer["path"] in self.places}
        for path in [path for path in self.shown if path not in wanted]:
            self.places[path].hidden = True
            del self.shown[path]
        for path, offer in wanted.items():
            if self.shown.get(path) != offer:
                self.shown[path] = offer
                place = self.places[path]
                place.querySelector("[data-offer-words]").textContent = offer["words"]
                place.querySelector("[data-take]").textContent = self.texts["take_over"].format(value=offer["value"])
                place.hidden = False

    def take(self, path):
        """Fill in what is offered for a control, and go there."""
        self.page.fill(path, self.shown[path]["value"])
        host.by_id(path).focus()
