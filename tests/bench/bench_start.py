"""From navigation to the first verdict, for a first visit and for a later one, beside the same runtime doing nothing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from pyodide_app.runtime.assets import build_runtime
from tests.bench.figures import ROUNDS, Series, machine, table
from tests.bench.floor import ADDRESS, add_floor
from tests.bench.probes import KEPT, MARKS
from tests.browser.conftest import ROOT
from tests.browser.pages import PATIENCE

FORM = "107/apply/"
MARK_NAMES = {"field": "first field takes typing", "micropython": "MicroPython has the page", "verdict": "first verdict"}
WARM_TARGETS = {"field": 100, "micropython": 500, "verdict": 1500}
LATER_VISITS = 2
METHOD = (
    f"{ROUNDS} rounds, form and floor in turn, each in a new profile. Cold: the profile's first visit. Warm: the third and the fourth, with the "
    "service worker filled (a browser keeps compiled code from the second on). Milliseconds from the start of navigation, by the page's clock. "
    "Floor: the same runtime, no package, a worker that answers a constant."
)


def visit(context: BrowserContext, address: str) -> dict[str, float]:
    page = context.new_page()
    page.add_init_script(MARKS)
    page.goto(address, wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-app", "ready", timeout=PATIENCE)
    marks = page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => resolve(marks)))")
    if FORM in address:
        page.evaluate(KEPT)
    page.close()
    return marks


def test_navigation_to_first_verdict(profile, running, built: Path) -> None:
    runtime = build_runtime(ROOT / ".cache")
    add_floor(built, runtime)
    rows = {}
    for state in ("cold", "warm"):
        for mark, name in MARK_NAMES.items():
            rows["floor", state, mark] = Series(f"{name}, {state}: floor")
            target = WARM_TARGETS[mark] if state == "warm" else None
            rows["form", state, mark] = Series(f"{name}, {state}", rows["floor", state, mark], target)
    version = ""
    for _ in range(ROUNDS):
        for which, address in (("form", FORM), ("floor", ADDRESS)):
            with profile() as context:
                version = context.browser.version if context.browser else version
                states = ("cold", None, *["warm"] * LATER_VISITS)
                for state in states:
                    marks = visit(context, running.site + address)
                    for mark in MARK_NAMES if state else ():
                        rows[which, state, mark].add(marks[mark])
    print(table("Navigation → first verdict", METHOD, machine(f"Chromium {version}", Path(runtime.micropython).parent.name), rows.values()))
