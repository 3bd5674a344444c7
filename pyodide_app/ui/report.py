"""Starts the report's page, as `main` does the application's; both edit the same drafts."""

from pyodide_app.ui import host
from pyodide_app.ui.app import Page
from pyodide_app.ui.attachments import Attachments
from pyodide_app.ui.changes import Changes
from pyodide_app.ui.checklist import Checklist
from pyodide_app.ui.feedback import FeedbackFiles
from pyodide_app.ui.keeping import Keeping
from pyodide_app.ui.photos import Photos
from pyodide_app.ui.prefill import Prefill
from pyodide_app.ui.settlement import Settlement


def begin():
    host.meet()
    texts = host.texts
    data = host.page_json("page-data")
    page = Page(texts, data)
    keeping = Keeping(host.browser, page, texts, data)
    prefill = Prefill(page, keeping.drafts, texts["report"])
    for part in (Settlement(texts), Changes(texts["report"]), Checklist(page, keeping.drafts, texts), FeedbackFiles(page, texts)):
        page.when("answer", part.show)
    page.when("answer", prefill.answered)
    page.when("load", prefill.loaded)
    page.when("change", prefill.changed)
    Photos(page, keeping, texts["photos"])
    Attachments(page, keeping, texts["attachments"])
    keeping.begin()
