"""The judgement alone: draft in, answer out, in CPython and in the browser's worker."""

from __future__ import annotations

from time import perf_counter

from pyodide_app.worker import judge
from tests.bench.figures import Series, machine, table
from tests.bench.probes import CALL, HAND_OVER
from tests.browser.pages import FormPage

CALLS = 50
METHOD = f"{CALLS} calls each, CPython and the worker in turn with the same draft; the worker's are round trips from JavaScript. Floor: CPython."


def test_judgement(profile, running, written_drafts, edition_file, monkeypatch) -> None:
    monkeypatch.setattr(judge, "EDITION", edition_file)
    judge.edition.cache_clear()
    rows = []
    with profile() as context:
        page = FormPage(context.new_page(), running.site).open().page
        page.evaluate(HAND_OVER, "judge")
        for name, draft in written_drafts.items():
            desk = Series(f"CPython, {name}")
            worker = Series(f"worker, {name}", desk)
            rows += [desk, worker]
            for _ in range(CALLS):
                start = perf_counter()
                judge.judge(draft)
                desk.add(1000 * (perf_counter() - start))
                worker.add(page.evaluate(CALL, ["judge", "judge", draft]))
    judge.edition.cache_clear()
    print(table("Judgement", METHOD, machine(), rows))
