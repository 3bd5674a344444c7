"""Says beside each date of an edition's timeline how far it is from today, the browser's day; the words are the page's."""

from pyodide_app.ui import host


def begin():
    host.meet()
    lines = host.by_id("timeline")
    for place in host.each("[data-days]", lines):
        days = host.browser.days_until(place.getAttribute("data-days"))
        words = lines.getAttribute("data-today" if days == 0 else ("data-left" if days > 0 else "data-past"))
        place.textContent = words.replace("{n}", str(abs(days)))
