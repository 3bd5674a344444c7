"""Numbers that the budget may take over from the rest of the form: offered beside their line, filled in only when asked."""

from pyodide_app.ui import host

SOURCES_SHOWN = 3


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
                self.show_sources(place.querySelector("[data-offer-from]"), offer["from"])
                place.querySelector("[data-take]").textContent = self.texts["take_over"].format(value=offer["value"])
                place.hidden = False

    def show_sources(self, place, paths):
        """Ways to the rows and controls that a number comes from: each row once, a few of many."""
        sources = {}
        order = []
        for path in paths:
            found = source_of(path)
            if found is not None and found[0] not in sources:
                sources[found[0]] = found[1]
                order.append(found[0])
        place.textContent = ""
        if not order:
            return
        place.append(host.create("span", self.texts["from"]))
        for name in order[:SOURCES_SHOWN]:
            place.append(host.create("a", sources[name], href="#" + name, data_to=name))
        if len(order) > SOURCES_SHOWN:
            place.append(host.create("span", self.texts["from_more"].format(count=len(order))))

    def take(self, path):
        """Fill in what is offered for a control, and go there."""
        self.page.fill(path, self.shown[path]["value"])
        host.by_id(path).focus()


def source_of(path):
    """The control to go to and the words for a place that a number comes from: the row's heading, or the line's name; None where the page has none."""
    while path:
        row = host.by_id("row-" + path)
        if row is not None:
            return row.closest("[data-row]").querySelector("[name]").name, row.textContent
        line = host.by_id(path)
        if line is not None and line.tagName == "TBODY":
            return path, line.querySelector("th").textContent
        path = path.rpartition(".")[0]
    return None
