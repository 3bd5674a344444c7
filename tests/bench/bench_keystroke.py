"""From a key that goes down to the total that it makes another, beside the bare round trip to the worker with the same draft."""

from __future__ import annotations

import json


from tests.bench.figures import Series, machine, table
from tests.bench.probes import CALL, HAND_OVER, KEPT, KEYS, KEY_SHOWN
from tests.browser.pages import FormPage

KEYS_PRESSED = 100
TARGET_P95 = 50
FIELD = "budget.lines.data_collection.amount"
METHOD = (
    f"{KEYS_PRESSED} real key presses, a digit typed and deleted in turn, each waited for; after each one the bare call of the judge with the "
    "same draft, from JavaScript. The target is for p95."
)


def test_keystroke_to_verdict_shown(profile, running, documents, written_drafts, tmp_path) -> None:
    rows, version = [], ""
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
            form.page.evaluate(KEYS)
            for count in range(1, KEYS_PRESSED + 1):
                form.page.keyboard.press("1" if count % 2 else "Backspace")
                shown.add(form.page.evaluate(KEY_SHOWN, count))
                bare.add(form.page.evaluate(CALL, ["judge", "judge", written_drafts[name]]))
            version = form.page.evaluate("navigator.userAgent").rpartition("Chrome/")[2].split()[0]
    print(table("Keystroke → shown", METHOD, machine(f"Chromium {version}"), rows))
