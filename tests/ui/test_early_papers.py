"""Papers are set in the pauses of whoever types, by a device that can, and by no other."""

import asyncio
import json
from types import SimpleNamespace

from pyodide_app.ui.early_papers import PAUSE, EarlyPapers
from pyodide_app.ui.offline import PAPERS
from tests.ui import fakes

A_PAUSE = PAUSE / 1000


class Page(fakes.Page):
    """Notes the drafts whose papers are set; `answer` is what the worker does."""

    def __init__(self):
        super().__init__()
        self.warmed = []
        self.answer = asyncio.Event()
        self.answer.set()
        self.problem = None

    def when(self, event, act):
        assert event == "change"
        self.change = act

    def type(self, text):
        self.shown["school"] = text
        self.change("school")

    async def papers_call(self, name, draft):
        assert name == "warm"
        if self.problem:
            raise self.problem
        await self.answer.wait()
        self.warmed.append(json.loads(draft)["school"])


class Tab:
    """A page with early papers in a browser of its own."""

    def __init__(self):
        self.host = fakes.Host(fakes.Disk())
        self.host.has_little_memory = lambda: False
        self.page = Page()
        self.tiers = SimpleNamespace(whole={PAPERS})
        EarlyPapers(self.host, self.page, SimpleNamespace(tiers=self.tiers))


def run(story):
    tab = Tab()
    asyncio.run(story(tab))
    return tab.page.warmed


def test_a_pause_has_the_papers_set_and_each_later_one_does_again():
    async def story(tab):
        for text in ("慈文", "慈文國中"):
            tab.page.type(text)
            await tab.host.pass_time(A_PAUSE)

    assert run(story) == ["慈文", "慈文國中"]


def test_nothing_is_set_while_somebody_types():
    async def story(tab):
        for text in ("慈", "慈文", "慈文國"):
            tab.page.type(text)
            await tab.host.pass_time(A_PAUSE / 2)

    assert run(story) == []


def test_nothing_is_set_before_somebody_typed():
    assert run(lambda tab: tab.host.pass_time(2 * A_PAUSE)) == []


def test_the_engine_is_not_fetched_for_it():
    async def story(tab):
        tab.tiers.whole.clear()
        tab.page.type("慈文")
        await tab.host.pass_time(A_PAUSE)

    assert run(story) == []


def test_a_device_with_little_memory_is_spared_it():
    async def story(tab):
        tab.host.has_little_memory = lambda: True
        tab.page.type("慈文")
        await tab.host.pass_time(A_PAUSE)

    assert run(story) == []


def test_an_engine_that_failed_is_not_started_again_unasked():
    async def story(tab):
        tab.page.problem = RuntimeError("out of memory")
        tab.page.type("慈")
        await tab.host.pass_time(A_PAUSE)
        tab.page.problem = None
        tab.page.type("慈文")
        await tab.host.pass_time(A_PAUSE)

    assert run(story) == []


def test_a_pause_while_papers_are_being_set_is_followed_by_a_setting_of_its_own():
    async def story(tab):
        tab.page.answer.clear()
        tab.page.type("慈")
        tab.host.ring(A_PAUSE)
        await asyncio.sleep(0)  # the first setting has begun
        tab.page.type("慈文")
        tab.host.ring(A_PAUSE)
        tab.page.answer.set()
        await tab.host.settle()
        await tab.host.pass_time(A_PAUSE)

    assert run(story) == ["慈", "慈文"]
