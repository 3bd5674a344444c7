"""What a computer keeps: revisions, mirrors, names that are ours."""

import asyncio

import pytest

from pyodide_app.ui import store as stores
from pyodide_app.ui.binaries import Binaries
from pyodide_app.ui.store import CHANGED, GONE, SAVED, Store, mended, scoped
from tests.ui.fakes import Database, Disk, Files, Host


def record(**values):
    kept = {"id": "a", "title": "慈文", "draft": {"school": "慈文國中"}, "rev": 0, "saved_at": 1.0}
    return {**kept, **values}


def opened():
    disk = Disk()
    host = Host(disk)
    return disk, Store(Database(disk), Binaries(host, Files()), disk.local, host.attempt, "/plc/")


def test_a_save_counts_the_revision():
    _disk, store = opened()
    assert asyncio.run(store.save(record())) == (SAVED, record(rev=1))


def test_a_revision_that_another_tab_wrote_is_not_overwritten():
    _disk, store = opened()
    asyncio.run(store.save(record()))
    outcome, _kept = asyncio.run(store.save(record(draft={"school": "別的"})))
    assert (outcome, asyncio.run(store.record("a"))["draft"]) == (CHANGED, {"school": "慈文國中"})


def test_a_draft_that_another_tab_deleted_does_not_come_back():
    _disk, store = opened()
    outcome, _kept = asyncio.run(store.save(record(rev=3)))
    assert outcome == GONE


def test_records_come_with_the_one_saved_last_first():
    _disk, store = opened()
    for name, moment in (("a", 1.0), ("b", 3.0), ("c", 2.0)):
        asyncio.run(store.save(record(id=name, saved_at=moment)))
    assert [each["id"] for each in asyncio.run(store.records())] == ["b", "c", "a"]


def test_a_save_makes_the_mirror_needless():
    disk, store = opened()
    store.mirror(record())
    asyncio.run(store.save(record()))
    assert list(disk.local) == []


def test_clearing_leaves_what_is_not_ours():
    disk, store = opened()
    disk.local["another site"] = "1"
    disk.local[scoped("/other/", "mirror:a")] = "2"
    store.mirror(record())
    asyncio.run(store.clear())
    assert list(disk.local) == ["another site", "plc-planner:/other/:mirror:a"]


def test_a_mirror_of_the_stored_revision_is_newer():
    stored = record(rev=4)
    assert mended(stored, record(rev=4, draft={"school": "最後半秒"})) == (record(rev=4, draft={"school": "最後半秒"}), None)


def test_a_mirror_whose_save_arrived_is_forgotten():
    assert mended(record(rev=5), record(rev=4)) == (record(rev=5), None)


def test_a_mirror_that_another_tab_overtook_is_kept_beside():
    assert mended(record(rev=5), record(rev=4, draft={"school": "另一份"})) == (record(rev=5), {"school": "另一份"})


def test_a_mirror_made_while_its_record_was_being_written_is_the_newer_one():
    mirror = record(rev=4, draft={"school": "最後半秒"}, under_way=5)
    assert mended(record(rev=5, draft={"school": "半秒前"}), mirror) == (record(rev=5, draft={"school": "最後半秒"}), None)


def mirrored_while_saving(saved, mirrored):
    """The mirrors that are left where `mirrored` is mirrored while `saved` is being written."""

    async def leave_while_saving():
        _disk, store = opened()
        put = store.database.put

        async def slow(*arguments):
            store.mirror(mirrored)
            return await put(*arguments)

        store.database.put = slow
        await store.save(saved)
        return store.mirrored()

    return asyncio.run(leave_while_saving())


def test_what_is_mirrored_while_a_save_is_under_way_outlives_that_save():
    [mirror] = mirrored_while_saving(record(), record(draft={"school": "最後半秒"}))
    assert (mirror["draft"], mirror["rev"], mirror["under_way"]) == ({"school": "最後半秒"}, 0, 1)


def test_a_mirror_of_what_is_being_saved_is_needless_once_it_is():
    assert mirrored_while_saving(record(), record()) == []


def test_a_mirror_without_a_record_is_the_draft():
    assert mended(None, record(rev=2)) == (record(rev=0), None)


class Lost(Exception):
    """An error of the browser, as MicroPython gives it: object, name, message."""


class Flaky(stores.Database):
    """A connection that fails with `failures`, one a try."""

    def __init__(self, *failures):
        super().__init__(Host(Disk()), "/plc/")
        self.failures = list(failures)
        self.connection = "old"

    async def attempt(self, _mode, _strict, work):
        if self.failures:
            raise Lost(None, self.failures.pop(0), "")
        return work(self.connection)


def test_a_lost_connection_is_made_anew_once():
    assert asyncio.run(Flaky("UnknownError").run("readonly", False, lambda connection: connection)) is None


@pytest.mark.parametrize("failures", [("UnknownError", "UnknownError"), ("QuotaExceededError",)])
def test_what_trying_again_does_not_mend_is_said(failures):
    with pytest.raises(Lost):
        asyncio.run(Flaky(*failures).run("readonly", False, lambda connection: connection))
