"""Where the days of a year stand in its drawing: a row for each month, a cell for each day; and the outlines that mark them."""

import datetime

# The drawing, in its own units; on a phone one is a little less than a pixel.
LABEL = 50
DAY = 10
HEAD = 13
ROW = 26
CELL = 20  # a day's height
TAG = 16  # a session's height
TAG_WIDTHS = {False: 22, True: 30}  # with a sign of its state
MARKED_DAYS = (1, 5, 10, 15, 20, 25, 30)
SATURDAY = 5


def day_of(iso):
    year, month, day = [int(part) for part in iso.split("-")]
    return datetime.date(year, month, day)


def each_day(span):
    first, last = day_of(span["start"]), day_of(span["end"])
    return [first + datetime.timedelta(days=count) for count in range(last.toordinal() - first.toordinal() + 1)]


class Calendar:
    """Where days stand in the drawing: a row for each month from the first to the last."""

    def __init__(self, months):
        self.rows = {}
        for month in months:
            first = day_of(month["start"])
            self.rows[(first.year, first.month)] = len(self.rows)

    def size(self):
        return LABEL + 31 * DAY, HEAD + len(self.rows) * ROW

    def has(self, day):
        return (day.year, day.month) in self.rows

    def corner(self, day):
        """Left and top of a day's cell."""
        return LABEL + (day.day - 1) * DAY, HEAD + self.rows[(day.year, day.month)] * ROW

    def shape(self, days, outline):
        """One path of the same outline at each of these days."""
        return "".join(["M%d %d" % self.corner(day) + outline for day in days if self.has(day)])


CELL_OUTLINE = "h%dv%dh-%dz" % (DAY, CELL, DAY)
CROSS = "m2 7l6 6m0-6l-6 6"
SLANT = "m0 %dl%d-%d" % (CELL, DAY, CELL)
RING = "m2.5 10a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"
FLAG = "m1 0h8l-4 6z"
UNDERLINE = "m0 %dh%d" % (CELL + 2, DAY)
