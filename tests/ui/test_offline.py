"""What the offline line says of the service worker's messages."""

import asyncio
from types import SimpleNamespace

from pyodide_app.ui.offline import Offline, Tiers, spares_data, state


def told(*messages):
    tiers = Tiers()
    for message in messages:
        tiers.hear(message)
    return tiers


def part(done, total, files=(1, 4)):
    return {"files": files[1], "filesDone": files[0], "bytes": total, "bytesDone": done}


def test_before_the_first_message_it_waits():
    assert state(told(), {"judge"}, False) == ("waiting", {}, None)


def test_progress_is_told_in_per_cent():
    tiers = told({"type": "progress", "tier": "judge", **part(43, 100)})
    assert state(tiers, {"judge"}, False) == ("loading", {"percent": 43}, None)


def test_while_the_papers_come_it_says_that_the_check_works_already():
    tiers = told({"type": "filled", "tier": "judge"}, {"type": "progress", "tier": "papers", **part(43, 100)})
    assert state(tiers, {"judge", "papers"}, False) == ("loading_papers", {"percent": 43}, None)


def test_nothing_large_is_fetched_unasked_by_mobile_network_or_where_data_are_saved():
    assert spares_data(SimpleNamespace(saveData=True))
    assert spares_data(SimpleNamespace(saveData=False, type="cellular"))
    assert not spares_data(SimpleNamespace(saveData=False, type="wifi"))
    assert not spares_data(None)


def test_with_the_check_engine_kept_the_papers_are_offered():
    tiers = told({"type": "status", "tiers": {"judge": part(100, 100, (4, 4)), "papers": part(0, 25600000)}})
    assert state(tiers, {"judge"}, False) == ("ready_judge", {}, "get_papers")
    assert tiers.megabytes("papers") == 26


def test_with_the_papers_kept_the_rare_characters_are_offered():
    tiers = told({"type": "status", "tiers": {"judge": part(9, 9, (4, 4)), "papers": part(9, 9, (4, 4)), "glyphs": part(0, 58000000)}})
    assert state(tiers, {"judge"}, False) == ("ready", {}, "get_glyphs")
    assert tiers.megabytes("glyphs") == 58


def test_while_the_rare_characters_come_it_says_how_far():
    tiers = told({"type": "filled", "tier": "judge"}, {"type": "filled", "tier": "papers"}, {"type": "progress", "tier": "glyphs", **part(43, 100)})
    assert state(tiers, {"judge", "papers", "glyphs"}, False) == ("loading_glyphs", {"percent": 43}, None)


def test_with_everything_kept_nothing_is_offered():
    tiers = told(*({"type": "filled", "tier": tier} for tier in ("judge", "papers", "glyphs")))
    assert state(tiers, {"judge"}, False) == ("ready_all", {}, None)


def test_a_failed_download_can_be_tried_again():
    tiers = told({"type": "failed", "tier": "judge", "name": "a", "reason": "network"})
    assert state(tiers, {"judge"}, False) == ("failed", {}, "retry")


def test_progress_after_a_failure_takes_it_back():
    tiers = told({"type": "failed", "tier": "judge"}, {"type": "progress", "tier": "judge", **part(10, 100)})
    assert state(tiers, {"judge"}, False) == ("loading", {"percent": 10}, None)


def test_a_new_version_comes_before_everything_else():
    tiers = told({"type": "failed", "tier": "judge"})
    assert state(tiers, {"judge"}, True) == ("update", {}, "update_now")


class Browser:
    """A browser whose page hears of a kept tier, left behind by another page's worker, before its own worker has been registered."""

    def __init__(self):
        self.asked = []
        self.listeners = {}
        self.window = SimpleNamespace(navigator=SimpleNamespace(serviceWorker=self, connection=None))
        self.controller = None
        self.ready = self.has_one()
        self.active = SimpleNamespace(postMessage=self.asked.append)

    async def has_one(self):
        return self

    async def register(self, _address, _options):
        self.listeners["message"](SimpleNamespace(data={"type": "filled", "tier": "judge"}))
        self.listeners["online"](None)
        assert self.asked == []
        return self

    def startMessages(self):
        pass

    def listen(self, _target, name, work):
        self.listeners[name] = work

    def on_action(self, _name, _work):
        pass

    def is_nothing(self, value):
        return value is None

    def to_js(self, value):
        return value

    from_js = to_js


def test_what_is_heard_before_somebody_listens_is_asked_for_afterwards():
    browser = Browser()
    offline = Offline(browser, SimpleNamespace(say=lambda _words: None), "/plc/", {"online": "", "offline": ""})
    offline.show = lambda: None
    asyncio.run(offline.start())
    assert browser.asked == [{"type": "status"}, {"type": "fill", "tier": "papers"}]
