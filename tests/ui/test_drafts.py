"""Drafts: saved without being asked, side by side, never overwritten by another tab."""

import asyncio

import pytest

from pyodide_app.ui.binaries import Binaries
from pyodide_app.ui.drafts import (
    ELSEWHERE,
    REMIND_AFTER,
    STALE,
    TITLE_PATH,
    UNKEPT,
    WRITING,
    Drafts,
    last_opened,
    reminder,
    undownloaded,
    with_early_typing,
)
from pyodide_app.ui.store import Store
from tests.ui.fakes import Buffer, Database, Disk, Host, Page, View


class Tab:
    """One tab of a computer."""

    def __init__(self, disk, typed=None):
        self.host = Host(disk)
        self.page = Page(typed)
        self.view = View()
        self.database = Database(disk)
        self.binaries = Binaries(self.host, disk.files)
        store = Store(self.database, self.binaries, disk.local, self.host.attempt, "/plc/")
        self.drafts = Drafts(self.host, store, self.page, self.view, "/plc/", "tyc-plc-advanced-107", {})

    async def start(self):
        await self.drafts.start()
        return self

    def type(self, path, value):
        self.page.shown[path] = value
        self.drafts.changed(self.page.draft())

    async def rest(self):
        await self.host.pass_time(0.5)


async def started(disk, typed=None):
    return await Tab(disk, typed).start()


async def written(disk, **values):
    """A tab that has saved what a person typed."""
    tab = await started(disk)
    for path, value in values.items():
        tab.type(path, value)
    await tab.rest()
    return tab


def test_typing_is_saved_within_half_a_second():
    async def go():
        tab = await written(Disk(), school="慈文國中")
        assert tab.database.drafts() == [{"school": "慈文國中"}]

    asyncio.run(go())


def test_typing_without_a_pause_is_saved_too():
    async def go():
        tab = await started(Disk())
        for length in range(1, 6):
            tab.type("school", "字" * length)
            await tab.host.pass_time(0.1)
        assert tab.database.drafts()

    asyncio.run(go())


def test_what_is_kept_beside_a_draft_comes_back_with_it_and_is_no_part_of_it():
    async def go():
        disk = Disk()
        tab = await written(disk, school="慈文國中")
        tab.drafts.keep_beside("mailed", ["stamps"])
        await tab.rest()
        again = await started(disk)
        assert again.drafts.beside("mailed") == ["stamps"]
        assert again.page.draft() == {"school": "慈文國中"}

    asyncio.run(go())


def test_what_is_put_beside_a_draft_while_it_is_saved_is_kept():
    async def go():
        disk = Disk()
        tab = await started(disk)
        put = tab.database.put

        async def put_and_tick(*arguments):
            outcome = await put(*arguments)
            if tab.drafts.beside("mailed") is None:
                tab.drafts.keep_beside("mailed", ["stamps"])
            return outcome

        tab.database.put = put_and_tick
        tab.type("school", "慈文國中")
        await tab.rest()
        await tab.rest()
        assert (await started(disk)).drafts.beside("mailed") == ["stamps"]

    asyncio.run(go())


def test_what_is_put_beside_a_draft_just_before_a_page_goes_is_kept():
    async def go():
        disk = Disk()
        first = await written(disk, school="慈文國中")
        first.drafts.keep_beside("mailed", ["stamps"])
        first.database.problem = RuntimeError("killed")
        first.host.leaving()
        await first.host.settle()
        assert (await started(disk)).drafts.beside("mailed") == ["stamps"]

    asyncio.run(go())


def test_nothing_is_kept_beside_a_draft_at_first():
    async def go():
        tab = await started(Disk())
        assert tab.drafts.beside("mailed") is None

    asyncio.run(go())


def test_a_draft_that_has_only_a_report_is_called_after_it():
    async def go():
        tab = await written(Disk(), **{"report.community_name": "閱讀探路隊"})
        assert tab.drafts.current_title() == "閱讀探路隊"

    asyncio.run(go())


def test_an_untouched_page_stores_nothing():
    async def go():
        tab = await started(Disk())
        await tab.rest()
        assert tab.database.drafts() == []

    asyncio.run(go())


def test_the_last_draft_comes_back():
    async def go():
        disk = Disk()
        first = await written(disk, school="慈文國中")
        first.drafts.writer.release()
        second = await started(disk)
        assert second.page.shown == {"school": "慈文國中"}

    asyncio.run(go())


def test_what_was_typed_before_the_program_ran_stays():
    async def go():
        disk = Disk()
        await written(disk, school="慈文國中", topic="舊")
        second = await started(disk, typed={"topic": "新"})
        assert second.page.shown == {"school": "慈文國中", "topic": "新"}
        assert second.view.notices == [("early_typing", {"replaced": {"topic": "舊"}})]

    asyncio.run(go())


def test_early_typing_names_what_it_replaced():
    assert with_early_typing({"a": "1", "b": "2"}, {"b": "3", "c": "4"}) == ({"a": "1", "b": "3", "c": "4"}, {"b": "2"})


async def overtaken():
    """A tab in which 三 was typed after another one had saved 二 in its place."""
    disk = Disk()
    first = await written(disk, school="一")
    second = await started(disk)
    second.type("school", "二")
    await second.rest()
    first.type("school", "三")
    await first.rest()
    return first


def test_a_tab_that_was_overtaken_stops_writing_and_keeps_what_it_shows():
    async def go():
        first = await overtaken()
        assert first.database.drafts() == [{"school": "二"}]
        assert (first.drafts.mode, first.page.shown, first.view.held) == (STALE, {"school": "三"}, True)

    asyncio.run(go())


def test_what_an_overtaken_tab_shows_can_be_kept_as_a_draft_of_its_own():
    async def go():
        first = await overtaken()
        await first.drafts.keep_copy()
        assert sorted(each["school"] for each in first.database.drafts()) == sorted(["二", "三"])

    asyncio.run(go())


def test_handing_over_saves_first():
    async def go():
        disk = Disk()
        first = await written(disk, school="一")
        second = await started(disk)
        first.type("school", "剛打的")
        second.drafts.tell("hand over")
        await first.host.settle()
        assert first.database.drafts() == [{"school": "剛打的"}]
        assert first.drafts.mode == ELSEWHERE

    asyncio.run(go())


def test_taking_over_starts_from_the_newest_state():
    async def go():
        disk = Disk()
        first = await written(disk, school="一")
        second = await started(disk)
        first.type("school", "新")
        await first.rest()
        second.drafts.step_back(ELSEWHERE, "open_elsewhere")
        await second.drafts.take_over()
        assert (second.drafts.mode, second.page.shown) == (WRITING, {"school": "新"})

    asyncio.run(go())


def test_communities_stand_side_by_side():
    async def go():
        tab = await written(Disk(), **{TITLE_PATH: "慈文"})
        await tab.drafts.new()
        tab.type(TITLE_PATH, "大園")
        await tab.rest()
        assert [each["title"] for each in await tab.drafts.others()] == ["慈文"]
        assert tab.drafts.current_title() == "大園"

    asyncio.run(go())


def test_opening_another_community_saves_the_open_one_first():
    async def go():
        tab = await written(Disk(), **{TITLE_PATH: "慈文"})
        first = tab.drafts.record["id"]
        await tab.drafts.new()
        tab.type(TITLE_PATH, "大園")
        await tab.drafts.open(first)
        assert tab.page.shown == {TITLE_PATH: "慈文"}
        assert {TITLE_PATH: "大園"} in tab.database.drafts()

    asyncio.run(go())


def test_renaming_a_community_renames_its_answer():
    async def go():
        tab = await written(Disk(), **{TITLE_PATH: "慈文"})
        first = tab.drafts.record["id"]
        await tab.drafts.new()
        await tab.drafts.rename(first, "慈文語文")
        assert tab.database.drafts() == [{TITLE_PATH: "慈文語文"}]

    asyncio.run(go())


def test_a_deletion_can_be_taken_back():
    async def go():
        tab = await written(Disk(), school="慈文國中")
        deleted = await tab.drafts.delete(tab.drafts.record["id"])
        assert tab.database.drafts() == []
        await tab.drafts.restore(deleted)
        assert tab.database.drafts() == [{"school": "慈文國中"}]

    asyncio.run(go())


def test_a_deletion_takes_the_photos_with_it_and_gives_them_back():
    async def go():
        tab = await started(Disk())
        digest = await tab.binaries.put(Buffer(b"photo"))
        tab.type("report.photos.0.sha256", digest)
        await tab.rest()
        deleted = await tab.drafts.delete(tab.drafts.record["id"])
        assert await tab.binaries.get(digest) is None
        await tab.drafts.restore(deleted)
        assert await tab.binaries.get(digest) == b"photo"

    asyncio.run(go())


def test_a_photo_of_another_draft_survives_a_deletion():
    async def go():
        tab = await started(Disk())
        digest = await tab.binaries.put(Buffer(b"photo"))
        tab.type("report.photos.0.sha256", digest)
        await tab.rest()
        await tab.drafts.new({"report.attachments.0.sha256": digest})
        await tab.drafts.delete(tab.drafts.record["id"])
        assert await tab.binaries.get(digest) == b"photo"

    asyncio.run(go())


def test_clearing_the_computer_clears_its_photos():
    async def go():
        tab = await started(Disk())
        digest = await tab.binaries.put(Buffer(b"photo"))
        await tab.drafts.clear()
        assert await tab.binaries.get(digest) is None

    asyncio.run(go())


def test_a_page_that_goes_leaves_its_last_half_second():
    async def go():
        disk = Disk()
        first = await written(disk, school="一")
        first.type("school", "最後半秒")
        first.database.problem = RuntimeError("killed")
        first.host.leaving()
        await first.host.settle()
        second = await started(disk)
        assert second.page.shown == {"school": "最後半秒"}

    asyncio.run(go())


class SlowDatabase(Database):
    """A database that answers once `opened` is set."""

    def __init__(self, disk):
        super().__init__(disk)
        self.opened = asyncio.Event()

    async def texts(self):
        await self.opened.wait()
        return await super().texts()


async def opening(disk, typed):
    """A page whose database is being opened, and the task that waits for it."""
    tab = Tab(disk, typed=typed)
    tab.database = tab.drafts.store.database = SlowDatabase(disk)
    task = asyncio.create_task(tab.start())
    await asyncio.sleep(0)
    return tab, task


async def left_before_it_opened(disk, typed):
    tab, task = await opening(disk, typed)
    tab.host.leaving()
    task.cancel()


def test_a_page_that_goes_before_its_draft_is_open_leaves_what_was_typed():
    async def go():
        disk = Disk()
        await left_before_it_opened(disk, {"school": "慈文國中"})
        second = await started(disk)
        assert second.page.shown == {"school": "慈文國中"}

    asyncio.run(go())


def test_what_was_typed_before_a_draft_was_open_takes_the_place_of_none():
    async def go():
        disk = Disk()
        await written(disk, school="慈文國中")
        await left_before_it_opened(disk, {"school": "大"})
        await started(disk)
        assert {"school": "大"} in Database(disk).drafts() and {"school": "慈文國中"} in Database(disk).drafts()

    asyncio.run(go())


def test_a_page_that_goes_before_its_draft_is_open_leaves_nothing_of_an_empty_form():
    async def go():
        disk = Disk()
        await left_before_it_opened(disk, {})
        await started(disk)
        assert Database(disk).drafts() == []

    asyncio.run(go())


def test_a_page_that_was_hidden_before_its_draft_was_open_keeps_what_was_typed_once():
    async def go():
        disk = Disk()
        tab, task = await opening(disk, {"school": "慈文國中"})
        tab.host.leaving()
        tab.database.opened.set()
        await task
        await tab.rest()
        await started(disk)
        assert Database(disk).drafts() == [{"school": "慈文國中"}]

    asyncio.run(go())


def test_a_page_that_goes_while_it_saves_leaves_what_it_was_saving():
    async def go():
        disk = Disk()
        first = await started(disk)

        async def cut_off(*_arguments):
            first.host.leaving()
            await asyncio.Event().wait()

        first.database.put = cut_off
        first.type("school", "存到一半")
        saving = asyncio.create_task(first.drafts.save(False))
        await asyncio.sleep(0)
        second = await started(disk)
        assert second.page.shown == {"school": "存到一半"}
        saving.cancel()

    asyncio.run(go())


def test_a_full_disk_is_said_and_tried_again_with_the_next_change():
    async def go():
        tab = await started(Disk())
        tab.database.problem = RuntimeError("full")
        tab.type("school", "一")
        await tab.rest()
        assert tab.view.notices == [("not_saved", {"problem": "RuntimeError"})]
        tab.database.problem = None
        tab.type("school", "一二")
        await tab.rest()
        assert tab.database.drafts() == [{"school": "一二"}]

    asyncio.run(go())


def test_a_page_without_a_database_goes_on():
    async def go():
        tab = Tab(Disk(), typed={"school": "慈文"})
        tab.database.available = False
        await tab.start()
        tab.type("school", "慈文國中")
        await tab.rest()
        assert (tab.drafts.mode, tab.page.shown) == (UNKEPT, {"school": "慈文國中"})

    asyncio.run(go())


def test_clearing_forgets_every_draft_and_stops_the_other_tabs():
    async def go():
        disk = Disk()
        first = await written(disk, school="一")
        second = await started(disk)
        await first.drafts.clear()
        second.type("school", "不該回來")
        await second.rest()
        assert (disk.entries, second.drafts.mode) == ({}, STALE)

    asyncio.run(go())


def test_clearing_a_page_that_keeps_nothing_empties_it():
    async def go():
        tab = Tab(Disk(), typed={"school": "慈文"})
        tab.database.available = False
        await tab.start()
        await tab.drafts.clear()
        assert tab.page.shown == {}

    asyncio.run(go())


def test_a_download_is_noted_with_its_revision():
    async def go():
        tab = await written(Disk(), school="一")
        await tab.drafts.note_download(tab.page.draft())
        assert undownloaded([tab.drafts.record]) == []
        tab.type("school", "二")
        await tab.rest()
        assert undownloaded([tab.drafts.record]) == [tab.drafts.record]

    asyncio.run(go())


def test_a_download_of_an_older_draft_does_not_cover_the_newer():
    async def go():
        tab = await written(Disk(), school="一")
        older = tab.page.draft()
        tab.type("school", "二")
        await tab.drafts.note_download(older)
        assert undownloaded([tab.drafts.record]) == [tab.drafts.record]

    asyncio.run(go())


DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("values", "now", "fleeting", "expected"),
    [
        ({"rev": 0}, 100 * DAY, False, None),
        ({"rev": 3}, REMIND_AFTER - 1, False, None),
        ({"rev": 3}, REMIND_AFTER, False, "never"),
        ({"rev": 3}, 0, True, "never"),
        ({"rev": 3, "downloaded_rev": 3, "downloaded_at": 0}, 100 * DAY, True, None),
        ({"rev": 4, "downloaded_rev": 3, "downloaded_at": 2 * DAY}, 9 * DAY - 1, False, None),
        ({"rev": 4, "downloaded_rev": 3, "downloaded_at": 2 * DAY}, 9 * DAY, False, "old"),
    ],
)
def test_a_reminder_comes_after_seven_days_without_the_file(values, now, fleeting, expected):
    record = {"created_at": 0, "downloaded_at": None, "downloaded_rev": 0, **values}
    assert reminder(record, now, fleeting) == expected


def test_the_draft_of_this_tab_comes_before_that_of_the_computer():
    records = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    assert last_opened(records, ["c", "b"]) == {"id": "c"}
    assert last_opened(records, [None, "b"]) == {"id": "b"}
    assert last_opened(records, [None, "gone"]) == {"id": "a"}
    assert last_opened([], [None, None]) is None
