"""Starts the application's page: what was typed before this ran stays, the last draft comes back, and the first verdict is asked for."""

from pyodide_app.ui import host
from pyodide_app.ui.app import Page
from pyodide_app.ui.assistant import Assistant
from pyodide_app.ui.budget import Budget
from pyodide_app.ui.early_papers import EarlyPapers
from pyodide_app.ui.keeping import Keeping
from pyodide_app.ui.preview_switch import PreviewSwitch
from pyodide_app.ui.reading import forget, is_asked
from pyodide_app.ui.schedule_panels import SchedulePanels


def begin():
    host.meet()
    texts = host.texts
    data = host.page_json("page-data")
    page = Page(texts, data)
    budget = Budget(texts["budget"], texts["form"]["announce"])
    assistant = Assistant(page)
    page.when("answer", budget.show)
    page.when("answer", lambda answer: page.offers.show(answer["offers"]))
    page.when("answer", assistant.follow)
    page.when("quiet", budget.quiet)
    PreviewSwitch(page, texts["preview"], host.browser.path(data["root"] or "."))
    SchedulePanels(page, texts)
    if is_asked(host.browser):
        from pyodide_app.ui.viewing import Viewing

        Viewing(host.browser, page, texts, data).begin()
    else:
        forget(host.browser)
        keeping = Keeping(host.browser, page, texts, data)
        EarlyPapers(host.browser, page, keeping.offline)
        keeping.begin()
