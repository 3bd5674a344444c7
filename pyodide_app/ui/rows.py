"""Rows of a table: added, removed, moved, sorted; the draft follows its rows, and every name on the page follows its row's position."""

from pyodide_app.ui import host
from pyodide_app.ui.positions import by_date, rearranged, taken_out

# Attributes that hold a path. In `for`, ids and descriptions it stands inside a longer name.
NAMING = ("name", "id", "for", "aria-describedby", "aria-labelledby", "data-field", "data-messages", "data-read-back")


# Stands before a name that is kept out of its group for a moment.
APART = "~"


class Rows:
    """The rows on the page. `page.rows_changed(table, places, added)` is told of every change: where each row went, and values that came back."""

    def __init__(self, page, texts):
        self.page = page
        self.texts = texts

    def place(self, table):
        return host.one('[data-rows="' + table + '"]')

    def items(self, table):
        return list(self.place(table).children)

    def count(self, table):
        return self.place(table).childElementCount

    def fit(self, table, count):
        """Show exactly `count` rows."""
        while self.count(table) < count:
            self.append(table)
        for item in self.items(table)[count:]:
            item.remove()

    def append(self, table):
        template = host.one('[data-row-template="' + table + '"]')
        item = template.content.firstElementChild.cloneNode(True)
        self.rename(item, table, "*", self.count(table))
        self.place(table).append(item)
        return item

    def rename(self, item, table, old, new):
        """Give a row's elements the names of another position."""
        before, after = table + "." + str(old), table + "." + str(new)
        for attribute in NAMING:
            for element in host.each("[" + attribute + '*="' + before + '"]', item):
                element.setAttribute(attribute, element.getAttribute(attribute).replace(before, after).replace(APART, ""))
        for element in host.each("[data-row-number]", item):
            element.textContent = str(new + 1)

    def order(self, table, items):
        """Put rows into this order and name them after it. `items` are (row, the position it is named after).

        Radios leave their groups first: two groups of one name, even for a moment, would untick each other.
        """
        place = self.place(table)
        changed = [(item, old, new) for new, (item, old) in enumerate(items) if old != new]
        for item, _old, _new in changed:
            for radio in host.each('[type="radio"]', item):
                radio.name = APART + radio.name
        for item, _old in items:
            place.append(item)
        for item, old, new in changed:
            self.rename(item, table, old, new)

    def add(self, table):
        item = self.append(table)
        number = self.count(table)
        self.page.rows_changed(table, {position: position for position in range(number)}, {})
        self.focus(item)
        self.page.say(self.texts["added"].format(number=number))

    def remove(self, table, item):
        items = self.items(table)
        position = index(items, item)
        values = taken_out(self.page.draft(), table, position)
        item.remove()
        kept = [(each, old) for old, each in enumerate(items) if old != position]
        self.order(table, kept)
        self.page.rows_changed(table, {old: new for new, (_item, old) in enumerate(kept)}, {})
        left = self.items(table)
        if left:
            self.focus(left[min(position, len(left) - 1)])
        else:
            host.one('[data-add="' + table + '"]').focus()
        self.page.say(
            self.texts["removed"].format(number=position + 1),
            self.texts["undo"],
            lambda: self.restore(table, item, position, values),
        )

    def restore(self, table, item, named, values):
        others = [(each, old) for old, each in enumerate(self.items(table))]
        position = min(named, len(others))
        self.order(table, others[:position] + [(item, named)] + others[position:])
        places = {old: old if old < position else old + 1 for old in range(len(others))}
        self.page.rows_changed(table, places, rearranged(values, table, {named: position}))
        self.focus(item)
        self.page.say(self.texts["restored"].format(number=position + 1))

    def move(self, table, item, step, button):
        items = [(each, old) for old, each in enumerate(self.items(table))]
        position = index(self.items(table), item)
        target = position + step
        if 0 <= target < len(items):
            items.insert(target, items.pop(position))
            self.order(table, items)
            self.page.rows_changed(table, {old: new for new, (_item, old) in enumerate(items)}, {})
            button.focus()
            self.page.say(self.texts["moved"].format(number=target + 1))

    def sort(self, table, dates):
        items = self.items(table)
        order = by_date(table, len(items), dates, self.page.draft())
        if order == list(range(len(items))):
            self.page.say(self.texts["unsorted"])
            return
        self.order(table, [(items[old], old) for old in order])
        self.page.rows_changed(table, {old: new for new, old in enumerate(order)}, {})
        self.page.say(self.texts["sorted"])

    def focus(self, item):
        item.querySelector("input, select, textarea").focus()


def index(items, item):
    for position, each in enumerate(items):
        if each == item:
            return position
    return -1
