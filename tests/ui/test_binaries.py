"""Photos and attachments on a computer: kept once by their content, refused before a disk is full, gathered for a package."""

import asyncio
import hashlib

import pytest

from pyodide_app.ui.binaries import DAY, DAYS_FOR_UNDO, ROOM_TO_SPARE, Binaries, Full, named
from tests.ui.fakes import Buffer, Disk, Host

PHOTO = Buffer(b"photo")
DIGEST = hashlib.sha256(PHOTO).hexdigest()
DRAFT = {"report.photos.2.file": "甲.jpg", "report.photos.2.sha256": DIGEST}


def opened():
    host = Host(Disk())
    return host, Binaries(host, host.disk.files)


def test_a_file_is_kept_by_its_content():
    _host, binaries = opened()
    assert asyncio.run(binaries.put(PHOTO)) == DIGEST
    assert asyncio.run(binaries.get(DIGEST)) == PHOTO


def test_the_same_content_is_kept_once():
    host, binaries = opened()
    asyncio.run(binaries.put(PHOTO))
    host.free = 0
    assert asyncio.run(binaries.put(PHOTO)) == DIGEST
    assert len(host.disk.files.entries) == 1


def test_a_file_that_would_leave_no_room_for_drafts_is_refused():
    host, binaries = opened()
    host.free = ROOM_TO_SPARE
    with pytest.raises(Full) as refused:
        asyncio.run(binaries.put(PHOTO))
    assert (refused.value.size, refused.value.left, host.disk.files.entries) == (len(PHOTO), ROOM_TO_SPARE, {})


def test_a_disk_that_is_full_before_its_time_is_said_likewise():
    host, binaries = opened()
    host.disk.files.problem = Exception(None, "QuotaExceededError", "")
    with pytest.raises(Full):
        asyncio.run(binaries.put(PHOTO))


def test_without_a_database_files_stay_as_long_as_the_page():
    host, binaries = opened()
    host.disk.files.available = False
    asyncio.run(binaries.put(PHOTO))
    assert asyncio.run(binaries.get(DIGEST)) == PHOTO
    asyncio.run(binaries.clear())
    assert asyncio.run(binaries.get(DIGEST)) is None


@pytest.mark.parametrize(("days", "used", "stays"), [(0, False, True), (DAYS_FOR_UNDO, False, False), (DAYS_FOR_UNDO, True, True)])
def test_what_no_draft_has_named_for_days_is_swept(days, used, stays):
    host, binaries = opened()
    asyncio.run(binaries.put(PHOTO))
    host.time += days * DAY
    asyncio.run(binaries.sweep({DIGEST} if used else set()))
    assert (asyncio.run(binaries.get(DIGEST)) is not None) == stays


def test_files_are_named_in_the_order_of_their_rows():
    draft = {"report.photos.10.file": "c.jpg", "report.photos.2.file": "b.jpg", "report.attachments.0.file": "d.pdf", "report.photos.3.file": ""}
    assert [entry for entry, _name, _digest in named(draft)] == ["photos/b.jpg", "photos/c.jpg", "attachments/d.pdf"]


def test_a_package_gets_the_files_that_its_draft_names():
    _host, binaries = opened()
    asyncio.run(binaries.put(PHOTO))
    found = asyncio.run(binaries.enclosed(DRAFT))
    assert (found.contents, found.missing, found.altered) == ({"photos/甲.jpg": PHOTO}, [], [])


def test_a_file_that_is_not_here_is_named():
    _host, binaries = opened()
    assert asyncio.run(binaries.enclosed(DRAFT)).missing == ["甲.jpg"]


def test_a_file_that_is_not_what_it_was_is_named():
    host, binaries = opened()
    asyncio.run(binaries.put(PHOTO))
    host.disk.files.entries[DIGEST].bytes = Buffer(b"broken")
    assert asyncio.run(binaries.enclosed(DRAFT)).altered == ["甲.jpg"]
