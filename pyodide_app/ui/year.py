"""The year at a glance: a row for each month as a drawing, tables of the same for reading, and what is still missing."""

import json

from pyodide_app.ui import host
from pyodide_app.ui.dialogs import clone, fill, slot
from pyodide_app.ui.transfer import file_name
from pyodide_app.ui.year_grid import (
    CELL,
    CELL_OUTLINE,
    CROSS,
    DAY,
    FLAG,
    HEAD,
    LABEL,
    MARKED_DAYS,
    RING,
    ROW,
    SATURDAY,
    SLANT,
    TAG,
    TAG_WIDTHS,
    UNDERLINE,
    Calendar,
    day_of,
    each_day,
)

CALENDAR_TYPE = "text/calendar"


class Year:
    """`texts` are the words of `[year]`."""

    def __init__(self, page, place, texts):
        self.page = page
        self.place = place
        self.texts = texts
        self.sessions = None
        self.calendar = None
        host.browser.on_action("calendar", lambda: host.browser.run(self.download()))

    def part(self, name):
        return self.place.querySelector("[data-year-" + name + "]")

    def show(self, year):
        if self.calendar is None:
            self.calendar = Calendar(year["months"])
            self.draw(year)
            fill(self.part("days"), [clone(host, "year-day", day) for day in self.other_days(year)])
        fill(self.sessions, [self.drawn(session) for session in self.dated(year["sessions"])])
        fill(self.part("sessions"), [self.row(session) for session in year["sessions"]])
        self.part("none").hidden = bool(year["sessions"])
        self.part("table").hidden = not year["sessions"]
        words = [missing["words"] for missing in year["missing"]] or [self.texts["nothing_missing"]]
        fill(self.part("missing"), [host.create("li", each) for each in words])

    # The drawing

    def draw(self, year):
        """What no draft changes, and an empty group for the sessions."""
        calendar = self.calendar
        width, height = calendar.size()
        days = each_day(year)
        layers = (
            ("year-cells", days, CELL_OUTLINE),
            ("year-weekends", [day for day in days if day.weekday() >= SATURDAY], CELL_OUTLINE),
            ("year-breaks", [day for pause in year["breaks"] for day in each_day(pause)], SLANT),
            ("year-holidays", [day_of(holiday["date"]) for holiday in year["holidays"]], CELL_OUTLINE + CROSS),
            ("year-makeups", [day_of(each["date"]) for each in year["makeup_workdays"]], CELL_OUTLINE + RING),
            ("year-period", each_day(year["period"]), UNDERLINE),
            ("year-deadlines", [day_of(line["date"]) for line in year["deadlines"] if line["is_deadline"]], FLAG),
        )
        drawing = self.part("drawing")
        drawing.setAttribute("viewBox", "0 0 %d %d" % (width, height))
        for name, marked, outline in layers:
            drawing.append(host.draw("path", kind=name, d=calendar.shape(marked, outline)))
        for number in MARKED_DAYS:
            drawing.append(host.draw("text", str(number), kind="year-number", x=LABEL + number * DAY - DAY / 2, y=HEAD - 4))
        for position, month in enumerate(year["months"]):
            drawing.append(host.draw("text", month["words"], kind="year-month", x=0, y=HEAD + position * ROW + CELL - 6))
        self.sessions = host.draw("g")
        drawing.append(self.sessions)

    def dated(self, sessions):
        return [each for each in sessions if each["date"] is not None and self.calendar.has(day_of(each["date"]))]

    def drawn(self, session):
        """A tag over the session's day: its number, a character for its kind, and a sign where something is to be mended or explained."""
        left, top = self.calendar.corner(day_of(session["date"]))
        kind = self.texts["marks"].get(session["kinds"][0], "") if session["kinds"] else ""
        sign = self.texts["signs"].get(session["severity"], "")
        width = TAG_WIDTHS[bool(sign)]
        right = LABEL + 31 * DAY
        start = min(left + DAY / 2 - width / 2, right - width)
        group = host.draw("g", kind="year-session year-session-" + (session["severity"] or "fine"))
        middle = top + CELL / 2
        group.append(host.draw("rect", x=start, y=middle - TAG / 2, width=width, height=TAG, rx=0 if sign else TAG / 2))
        group.append(host.draw("text", str(session["no"]) + kind + sign, x=start + width / 2, y=middle + 3.5))
        return group

    # The tables

    def row(self, session):
        texts = self.texts
        piece = clone(host, "year-session", {
            "number": texts["number"].format(number=session["no"]),
            "date": session["date_words"] or texts["undated"],
            "time": texts["between"].join([time for time in (session["start"], session["end"]) if time]),
            "kinds": texts["separator"].join(session["kinds_words"]),
            "content": session["content"],
            "state": texts["states"][session["severity"] or "fine"],
        })
        link = slot(piece, "number")
        link.setAttribute("data-to", session["path"] + ".date")
        piece.className = "year-row-" + (session["severity"] or "fine")
        return piece

    def other_days(self, year):
        """Everything of the year but the sessions, in the order of the days."""
        texts = self.texts
        lines = []
        for span in year["semesters"] + year["breaks"]:
            dates = texts["span"].format(start=span["start_words"], end=span["end_words"])
            lines.append((span["start"], {"date": dates, "words": span["name"]}))
        for day in year["holidays"]:
            lines.append((day["date"], {"date": day["date_words"], "words": day["name"]}))
        for day in year["makeup_workdays"]:
            lines.append((day["date"], {"date": day["date_words"], "words": texts["makeup"]}))
        for day in year["deadlines"]:
            lines.append((day["date"], {"date": day["date_words"], "words": day["label"]}))
        return [line for _start, line in sorted(lines, key=lambda each: each[0])]

    # The file

    async def download(self):
        draft = self.page.draft()
        name = file_name(self.texts["file"], draft, ".ics")
        host.browser.download(name, CALENDAR_TYPE, await self.page.judge_call("calendar", json.dumps(draft)))
        self.page.say(self.texts["downloaded"].format(name=name))
