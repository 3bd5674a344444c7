"""From a key that goes down to the total that it makes another, beside the bare round trip to the worker with the same draft; and the long tasks meanwhile."""

from __future__ import annotations

import json

from tests.bench.figures import Series
from tests.bench.probes import CALL, HAND_OVER, KEPT, KEY_SHOWN, KEYS, LONG_TASKS
from tests.bench.report import Report, markdown, table
from tests.browser.pages import FormPage

KEYS_PRESSED = 100
TARGET_P95 = 16
FIELD = "budget.lines.data_collection.amount"
METHOD = f"""\
{KEYS_PRESSED} real key presses, a digit typed and deleted in turn, each waited for; after each one the bare call of the judge with the same draft, from
JavaScript. The target is for p95. Long tasks are those of the page's thread, 50 ms and more by the browser's own count, while the keys were pressed."""


def test_keystroke_to_verdict_shown(profile, running, documents, written_drafts, report: Report, tmp_path) -> None:
    rows, tasks = [], []
    for name, document in documents.items():
        bare = Series(f"bare round trip, {name}")
        shown = Series(f"key → shown, {name}", bare, TARGET_P95)
        rows += [bare, shown]
        with profile() as context:
            file = tmp_path / f"{len(rows)}.json"
            file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
            form = FormPage(context.new_page(), running.site).open()
            form.put_in(file)
            form.page.evaluate(KEPT)
            field = form.control(FIELD)
            field.focus()
            form.page.keyboard.press("End")
            form.page.evaluate(HAND_OVER, "judge")
            findings = form.page.locator("html").get_attribute("data-findings")
            form.page.evaluate(KEYS)
            for count in range(1, KEYS_PRESSED + 1):
                form.page.keyboard.press("1" if count % 2 else "Backspace")
                shown.add(form.page.evaluate(KEY_SHOWN, count))
                bare.add(form.page.evaluate(CALL, ["judge", "judge", written_drafts[name]]))
            long_tasks = form.page.evaluate(LONG_TASKS)
            tasks.append((name, findings, str(len(long_tasks)), f"{max(long_tasks, default=0):.0f}"))
    report.add("Keystroke → shown", METHOD, table(rows), markdown(("form", "findings", "long tasks", "longest, ms"), tasks))
