"""Starts the form page: what was typed before this ran stays, the last draft comes back, and the first verdict is asked for."""

from pyodide_app.ui import host
from pyodide_app.ui.app import Page
from pyodide_app.ui.keeping import Keeping
from pyodide_app.ui.schedule_panels import SchedulePanels

texts = host.page_json("texts")
data = host.page_json("page-data")
page = Page(texts, data)
keeping = Keeping(host.browser, page, texts, data)
page.changed = keeping.changed
page.first_verdict = lambda: host.browser.run(keeping.go_offline())
page.start()
SchedulePanels(page, texts)
host.browser.run(keeping.start())
