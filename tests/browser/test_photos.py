"""Photos and attachments of the report: made small on the device, put to their sessions, kept, packed and brought back."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from pyodide_app.core.edition import Edition
from tests.browser.cameras import PLACE, as_taken, chosen, picture
from tests.browser.conftest import Server, Watch, profile, staying_open, without_dialog
from tests.browser.pages import PATIENCE, ReportPage
from tests.browser.test_accessibility import LOOKS, put_on, violations
from tests.browser.test_offline import keep_the_check, keep_the_papers, sparing
from tests.browser.test_report import grow, report_and_settlement

MOMENT = "2018:10:17 14:03:22"
SECOND_SESSION = "專書研讀：提問的層次與心智繪圖，各自帶一份提問單互評"
PDF = b"%PDF-1.7\n" + bytes(300_000)
LONGEST_SIDE = 1280
MANY = 40

FILES = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith("plc-planner:") && name.endsWith(":files"));
  if (!names.length) return {};
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open(names[0]);
    opening.onsuccess = () => resolve(opening.result);
  });
  const entries = await new Promise((resolve) => {
    const reading = database.transaction("files").objectStore("files").getAll();
    reading.onsuccess = () => resolve(reading.result);
  });
  database.close();
  return Object.fromEntries(entries.map(({ id, bytes }) => [id, Array.from(new Uint8Array(bytes))]));
}"""
PIXELS = """async (image) => {
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const at = (x, y) => Array.from(context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3));
  return { width: canvas.width, height: canvas.height, top: at(0.5, 0.1), bottom: at(0.5, 0.9) };
}"""
DROP = """(target, names) => {
  const dataTransfer = new DataTransfer();
  for (const [name, content] of names) {
    dataTransfer.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name, { type: "image/jpeg" }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""
ONLY_ONE_PICTURE_IS_MADE_SMALL = """() => {
  const asked = Worker.prototype.postMessage;
  const held = [];
  let count = 0;
  Worker.prototype.postMessage = function (...message) {
    if (!message[0].file || ++count === 1) asked.apply(this, message);
    else held.push(() => asked.apply(this, message));
  };
  window.makeTheOthersSmall = () => {
    Worker.prototype.postMessage = asked;
    held.forEach((ask) => ask());
  };
}"""
NEARLY_FULL = "navigator.storage.estimate = async () => ({ quota: 5100000000, usage: 5100000000 - 5005000 })"


class Album(ReportPage):
    """The report's page, with a teacher's photos at hand."""

    def picture(self, *size: int, first: str = "red", second: str = "blue") -> bytes:
        return picture(self.page, *size, first=first, second=second)

    def add_photos(self, *files: dict[str, Any] | Path) -> None:
        self.page.get_by_label("選擇多張照片").set_input_files(list(files))

    def attach(self, *files: dict[str, Any]) -> None:
        self.page.get_by_label("選擇多個附件檔案").set_input_files(list(files))

    def choose_in(self, row: Locator, button: str, file: dict[str, Any]) -> None:
        with self.page.expect_file_chooser() as coming:
            row.get_by_role("button", name=button).click()
        coming.value.set_files(file)

    def expect_photos(self, count: int) -> None:
        expect(self.shown()).to_have_count(count, timeout=PATIENCE)

    def shown(self) -> Locator:
        """The pictures that stand in the rows."""
        return self.photos().locator("img:visible")

    def photos(self) -> Locator:
        return self.page.get_by_role("region", name="成果照片")

    def photo(self, number: int) -> Locator:
        return self.page.get_by_role("group", name=f"圖 {number}", exact=True)

    def attachment(self, number: int) -> Locator:
        return self.page.get_by_role("group", name=f"附件 {number}", exact=True)

    def told(self) -> Locator:
        """What became of the photos that were chosen together."""
        return self.page.get_by_role("list", name="這一批照片的結果")

    def files(self) -> dict[str, bytes]:
        """What this computer keeps, by its hash."""
        return {digest: bytes(content) for digest, content in self.page.evaluate(FILES).items()}

    def data(self) -> dict[str, Any]:
        return json.loads(self.download("下載資料檔").path().read_text("utf-8"))


def without_files(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "report": {**document["report"], "photos": [], "attachments": []}}


@pytest.fixture(scope="module")
def open_album(browser: Browser, running: Server) -> Iterator[tuple[Album, Watch]]:
    with staying_open(Album, browser, running) as opened:
        yield opened


@pytest.fixture
def album(open_album: tuple[Album, Watch], written: Callable[..., Path], case: Callable[[str], dict]) -> Iterator[Album]:
    """The report of the full year in the open page, its photos and attachments still to come."""
    album, watch = open_album
    without_dialog(album)
    album.begin_another().put_in(written(without_files(case("ciwen-full-year"))))
    expect(album.control("report.sessions.1.content")).to_have_value(SECOND_SESSION)
    expect(album.page.locator('[data-read-back="report.sessions.1.date"]')).not_to_be_empty()
    watch.faults.clear()
    yield album
    assert watch.verdict() == []


# ---------------------------------------------------------------- made small


def test_a_photo_stands_upright_however_the_camera_was_held(album: Album) -> None:
    """Orientation 6: the left edge of the stored picture is the upper edge of what was photographed."""
    album.add_photos(chosen("sideways.jpg", as_taken(album.picture(), orientation=6)))
    album.expect_photos(1)
    found = album.shown().first.evaluate(PIXELS)
    assert found["width"] < found["height"]
    assert found["top"][0] > 200 > 50 > found["top"][2]
    assert found["bottom"][2] > 200 > 50 > found["bottom"][0]


def test_nothing_that_the_camera_wrote_is_kept(album: Album) -> None:
    before = set(album.files())
    taken = as_taken(album.picture(first="green"), MOMENT)
    assert PLACE in taken
    album.add_photos(chosen("place.jpg", taken))
    album.expect_photos(1)
    (kept,) = [content for digest, content in album.files().items() if digest not in before]
    assert all(word not in kept for word in (PLACE, b"Exif", MOMENT.encode()))


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger(album: Album) -> None:
    album.add_photos(chosen("a.jpg", album.picture(3000, 2000)), chosen("b.jpg", album.picture(200, 100)))
    album.expect_photos(2)
    sizes = [album.shown().nth(number).evaluate(PIXELS) for number in range(2)]
    assert [(found["width"], found["height"]) for found in sizes] == [(LONGEST_SIDE, round(LONGEST_SIDE * 2 / 3)), (200, 100)]


def test_what_is_no_whole_picture_is_refused_by_name_and_the_others_go_on(album: Album) -> None:
    whole = album.picture(640, 480)
    album.add_photos(
        chosen("cut.jpg", as_taken(whole, MOMENT)[: len(whole) // 2]), chosen("words.jpg", b"not a picture"), chosen("empty.png", b"", "image/png"), chosen("ok.jpg", whole)
    )
    album.expect_photos(1)
    for name in ("cut.jpg", "words.jpg", "empty.png"):
        expect(album.told()).to_contain_text(f"「{name}」不是完整的照片")
    expect(album.control("report.photos.0.file")).to_have_value("ok.jpg")


def test_forty_photos_of_twelve_megapixels_leave_the_page_in_use(album: Album, tmp_path: Path) -> None:
    """One after another beside the page: what is typed meanwhile is kept before the batch is done."""
    photos = [tmp_path / f"IMG_{number:04}.jpg" for number in range(MANY)]
    for number, path in enumerate(photos):
        path.write_bytes(album.picture(4000, 3000, first=f"hsl({9 * number} 80% 40%)"))
    album.add_photos(*photos)
    expect(album.page.get_by_role("progressbar", name="照片處理進度")).to_be_visible()
    album.milliseconds_until_kept("report.reflection", "一面放照片一面寫")
    expect(album.page.get_by_role("button", name="停止")).to_be_visible()
    expect(album.told()).to_contain_text(f"已加入 {MANY} 張照片", timeout=4 * PATIENCE)
    album.expect_photos(MANY)
    assert set(hashed(album)) <= set(album.files())


def hashed(album: Album) -> list[str]:
    return [photo["sha256"] for photo in album.data()["report"]["photos"]]


def test_a_batch_can_be_stopped_and_what_is_done_stays(album: Album) -> None:
    """It stops while the second photo is being made small; that one is still taken."""
    photos = [chosen(f"{number}.jpg", album.picture(640, 480, first=f"hsl({9 * number} 80% 40%)", second="gray")) for number in range(12)]
    album.page.evaluate(ONLY_ONE_PICTURE_IS_MADE_SMALL)
    album.add_photos(*photos)
    album.expect_photos(1)
    album.press("停止")
    album.page.evaluate("makeTheOthersSmall()")
    expect(album.told()).to_contain_text("已停止，還有 10 張沒有加入", timeout=PATIENCE)
    album.expect_photos(2)


# ---------------------------------------------------------------- put to their sessions


def test_a_photo_goes_to_the_session_of_its_day_and_takes_over_its_words(album: Album) -> None:
    album.add_photos(chosen("dated.jpg", as_taken(album.picture(first="olive"), MOMENT)))
    expect(album.control("report.photos.0.session")).to_have_value("2")
    expect(album.control("report.photos.0.content")).to_have_value(SECOND_SESSION)
    expect(album.control("report.photos.0.place")).to_have_value("圖書館")
    expect(album.control("report.photos.0.date")).to_have_value("107年10月17日")
    expect(album.photos().get_by_role("list", name="各場次的照片張數")).to_contain_text("第 2 場 1/2 張不足")


def test_a_photo_of_another_day_waits_for_its_session_and_says_so(album: Album) -> None:
    album.add_photos(chosen("stray.jpg", as_taken(album.picture(first="navy"), "2018:10:18 09:00:00")), chosen("undated.jpg", album.picture(first="teal")))
    expect(album.told()).to_contain_text("有 2 張看不出是哪一場，請填場次：stray.jpg、undated.jpg。")
    expect(album.control("report.photos.0.session")).to_have_value("")
    expect(album.control("report.photos.0.date")).to_have_value("107/10/18")


def test_photos_stand_in_the_order_in_which_they_were_taken(album: Album) -> None:
    later, earlier = (as_taken(album.picture(first=colour), moment) for colour, moment in (("lime", "2018:11:14 10:00:00"), ("pink", MOMENT)))
    album.add_photos(chosen("undated.jpg", album.picture(first="tan")), chosen("later.jpg", later), chosen("earlier.jpg", earlier))
    album.expect_photos(3)
    assert [album.control(f"report.photos.{row}.file").input_value() for row in range(3)] == ["earlier.jpg", "later.jpg", "undated.jpg"]


def test_another_session_brings_its_own_words_and_leaves_those_that_were_typed(album: Album) -> None:
    album.add_photos(chosen("moved.jpg", as_taken(album.picture(first="gold"), MOMENT)))
    expect(album.control("report.photos.0.content")).to_have_value(SECOND_SESSION)
    album.type("report.photos.0.place", "走廊")
    album.type("report.photos.0.session", "5")
    album.control("report.photos.0.session").blur()
    expect(album.control("report.photos.0.content")).to_have_value("增能講座：素養導向閱讀評量的命題與規準")
    expect(album.control("report.photos.0.place")).to_have_value("走廊")


def test_photos_with_a_day_are_put_to_sessions_that_are_dated_later(album: Album) -> None:
    album.add_photos(chosen("late.jpg", as_taken(album.picture(first="plum"), "2018:10:18 09:00:00")))
    album.expect_photos(1)
    album.type("report.sessions.1.date", "107/10/18")
    expect(album.page.locator('[data-read-back="report.sessions.1.date"]')).to_contain_text("10月18日")
    album.press("依日期對到場次")
    expect(album.control("report.photos.0.session")).to_have_value("2")


def test_dropped_photos_are_taken(album: Album) -> None:
    content = base64.b64encode(album.picture(first="coral")).decode()
    album.photos().get_by_text("也可以把照片拖到這裡").evaluate(DROP, [["dropped.jpg", content]])
    album.expect_photos(1)


# ---------------------------------------------------------------- removed, replaced, kept


def test_a_removed_photo_comes_back(album: Album) -> None:
    album.add_photos(chosen("gone.jpg", as_taken(album.picture(first="peru"), MOMENT)))
    album.expect_photos(1)
    album.photo(1).get_by_role("button", name="刪除第 1 列").click()
    album.expect_photos(0)
    album.press("復原")
    album.expect_photos(1)
    expect(album.control("report.photos.0.session")).to_have_value("2")


def test_a_replaced_photo_keeps_its_words_and_comes_back(album: Album) -> None:
    album.add_photos(chosen("first.jpg", as_taken(album.picture(first="navy", second="white"), MOMENT)))
    expect(album.control("report.photos.0.content")).to_have_value(SECOND_SESSION)
    album.choose_in(album.photo(1), "換照片", chosen("second.jpg", album.picture(first="maroon")))
    expect(album.control("report.photos.0.file")).to_have_value("second.jpg")
    expect(album.control("report.photos.0.content")).to_have_value(SECOND_SESSION)
    album.press("復原")
    expect(album.control("report.photos.0.file")).to_have_value("first.jpg")


def test_moved_rows_take_their_pictures_along(album: Album) -> None:
    album.add_photos(chosen("a.jpg", album.picture(60, 30)), chosen("b.jpg", album.picture(30, 60)))
    album.expect_photos(2)
    album.photo(1).get_by_role("button", name="下移").click()
    expect(album.control("report.photos.0.file")).to_have_value("b.jpg")
    assert album.photo(1).get_by_role("img").evaluate(PIXELS)["height"] == 60


def test_the_same_photo_is_taken_once(album: Album) -> None:
    content = album.picture(first="indigo")
    album.add_photos(chosen("one.jpg", content), chosen("again.jpg", content))
    expect(album.told()).to_contain_text("「again.jpg」這張照片已經有了，沒有重複加入。")
    album.expect_photos(1)


def test_photos_are_there_after_a_visit_elsewhere(album: Album) -> None:
    album.add_photos(chosen("kept.jpg", album.picture(first="khaki")))
    album.expect_photos(1)
    album.expect_saved()
    album.reload()
    album.expect_photos(1)


def test_no_photo_is_lost_where_there_is_no_room_for_the_next(album: Album) -> None:
    album.add_photos(chosen("fits.jpg", album.picture(first="orchid")))
    album.expect_photos(1)
    album.page.evaluate(NEARLY_FULL)
    album.add_photos(chosen("large.jpg", album.picture(3000, 3000, first="salmon")), chosen("next.jpg", album.picture(first="sienna")))
    expect(album.told()).to_contain_text("這個瀏覽器只剩 5 MB，還有 2 張沒有加入；已加入的照片都在")
    album.expect_photos(1)
    album.reload()
    album.expect_photos(1)


def test_a_deleted_draft_takes_its_photos_along_and_brings_them_back(album: Album) -> None:
    album.add_photos(chosen("mine.jpg", album.picture(first="azure")))
    album.expect_photos(1)
    (digest,) = hashed(album)
    album.expect_saved()
    album.press("切換或新增社群")
    album.answer("刪除「慈文閱讀探路隊」")
    expect(album.page.get_by_role("dialog").get_by_role("button", name="復原")).to_be_visible()
    assert digest not in album.files()
    album.answer("復原")
    album.expect_said("已復原「慈文閱讀探路隊」")
    assert digest in album.files()
    album.page.keyboard.press("Escape")


# ---------------------------------------------------------------- attachments


def test_a_file_is_attached_with_its_size_and_a_safe_name(album: Album) -> None:
    album.attach(chosen("五上: 教案?.PDF", PDF, "application/pdf"))
    expect(album.control("report.attachments.0.file")).to_have_value("五上 教案.pdf")
    expect(album.control("report.attachments.0.title")).to_have_value("五上 教案")
    expect(album.attachment(1)).to_contain_text("已附檔案，0.3 MB")


def test_what_cannot_be_attached_is_named(album: Album) -> None:
    album.attach(chosen("setup.exe", b"MZ", ""))
    album.expect_said("「setup.exe」的格式不能附上")
    album.attach(chosen("fake.pdf", b"MZ", "application/pdf"))
    album.expect_said("「fake.pdf」的內容與格式不符或已損壞")


def test_paper_may_be_enclosed_instead_of_a_file_and_that_can_be_taken_back(album: Album) -> None:
    row = album.attachment(1)
    expect(row).to_contain_text("沒有附檔案：紙本另外裝訂")
    album.choose_in(row, "附上檔案", chosen("紀錄.pdf", PDF, "application/pdf"))
    expect(row).to_contain_text("已附檔案")
    row.get_by_role("button", name="改附紙本").click()
    expect(row).to_contain_text("沒有附檔案：紙本另外裝訂")
    album.press("復原")
    expect(album.control("report.attachments.0.file")).to_have_value("紀錄.pdf")


def test_a_photographed_record_loses_its_place_too(album: Album) -> None:
    before = set(album.files())
    album.attach(chosen("紀錄.png.jpg", as_taken(album.picture(first="beige"), MOMENT)))
    expect(album.attachment(1)).to_contain_text("已附檔案")
    assert all(PLACE not in content for digest, content in album.files().items() if digest not in before)


# ---------------------------------------------------------------- by everybody


def test_rows_with_and_without_files_satisfy_axe_in_every_look(album: Album) -> None:
    album.add_photos(chosen("axe.jpg", as_taken(album.picture(first="linen"), MOMENT)), chosen("words.jpg", b"not a picture"))
    album.expect_photos(1)
    album.attach(chosen("教案.pdf", PDF, "application/pdf"))
    expect(album.attachment(1)).to_contain_text("已附檔案")
    found = {}
    for look in LOOKS:
        put_on(album.page, look)
        found[look] = violations(album.page)
    put_on(album.page, "light")
    assert found == dict.fromkeys(LOOKS, [])


# ---------------------------------------------------------------- packed and brought back


@pytest.fixture(scope="module")
def packed(
    browser: Browser, built: Path, case: Callable[[str], dict], edition: Edition, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """The 成果包 of a year that was typed, with 16 photos and an attachment, all while the server was stopped; and the data of that year."""
    folder = tmp_path_factory.mktemp("packed")
    server = Server(built)
    server.start()
    with sparing(browser, server) as context:
        album = Album(context.new_page(), server.site).open()
        keep_the_check(album)
        keep_the_papers(album)
        server.stop()
        grow(album, folder / "ciwen-valid.json", case, edition)
        days = [session["date"].replace("-", ":") for session in case("ciwen-full-year")["report"]["sessions"]]
        photos = [
            chosen(f"photo-{number + 1:02}.jpg", as_taken(album.picture(1600, 1200, first=f"hsl({20 * number} 70% 50%)"), f"{days[number // 2]} 10:{number:02}:00"))
            for number in range(16)
        ]
        expect(album.page.locator('[data-read-back="report.sessions.7.date"]')).not_to_be_empty()
        album.add_photos(*photos)
        album.expect_photos(16)
        expect(album.control("report.photos.15.place")).not_to_have_value("")
        album.attach(chosen("教案.pdf", PDF, "application/pdf"))
        expect(album.attachment(1)).to_contain_text("已附檔案")
        path = folder / "成果包.zip"
        album.download_package().save_as(path)
        return path, album.data()


def test_the_package_holds_every_photo_and_attachment_as_its_hash_says(packed: tuple[Path, dict[str, Any]]) -> None:
    path, data = packed
    with zipfile.ZipFile(path) as package:
        held = {name: package.read(name) for name in package.namelist()}
    assert json.loads(held["bundle.json"]) == data
    photos = {f"photos/{photo['file']}": photo["sha256"] for photo in data["report"]["photos"]}
    attached = {f"attachments/{each['file']}": each["sha256"] for each in data["report"]["attachments"]}
    assert (len(photos), len(attached)) == (16, 1)
    assert {name: hashlib.sha256(held[name]).hexdigest() for name in held if "/" in name} == photos | attached


def test_its_year_is_the_one_that_was_typed(packed: tuple[Path, dict[str, Any]], case: Callable[[str], dict]) -> None:
    assert report_and_settlement(packed[1]) == report_and_settlement(case("ciwen-full-year"))


def test_its_photos_are_two_of_each_session(packed: tuple[Path, dict[str, Any]]) -> None:
    _path, data = packed
    assert [photo["session"] for photo in data["report"]["photos"]] == [number // 2 + 1 for number in range(16)]


def test_another_profile_gets_the_same_year_back(packed: tuple[Path, dict[str, Any]], browser: Browser, running: Server) -> None:
    path, data = packed
    with profile(browser, running.origin) as context:
        album = Album(context.new_page(), running.site).open()
        album.put_in(path)
        album.expect_photos(16)
        expect(album.attachment(1)).to_contain_text("已附檔案")
        assert album.data() == data
        assert set(album.files()) == {each["sha256"] for table in ("photos", "attachments") for each in data["report"][table]}


def test_clearing_the_computer_clears_the_photos(packed: tuple[Path, dict[str, Any]], browser: Browser, running: Server) -> None:
    with profile(browser, running.origin) as context:
        album = Album(context.new_page(), running.site).open()
        album.put_in(packed[0])
        album.expect_photos(16)
        album.press("清除這台電腦上的資料")
        album.answer("清除")
        album.expect_photos(0)
        assert album.files() == {}


def test_a_package_that_does_not_fit_changes_nothing(packed: tuple[Path, dict[str, Any]], album: Album) -> None:
    album.page.evaluate("navigator.storage.estimate = async () => ({ quota: 10, usage: 10 })")
    album.import_file(packed[0])
    album.expect_said("放不下成果包裡的照片與附件，沒有匯入")
    album.expect_photos(0)
    album.reload()


def test_a_data_file_brings_no_photos_and_says_which_are_not_here(packed: tuple[Path, dict[str, Any]], browser: Browser, running: Server, written: Callable[..., Path]) -> None:
    with profile(browser, running.origin) as context:
        album = Album(context.new_page(), running.site).open()
        expect(album.page.get_by_text("資料檔（JSON）只有文字，不含照片與附件")).to_be_visible()
        album.put_in(written(packed[1]))
        expect(album.photo(1)).to_contain_text("這台電腦沒有「photo-01.jpg」這張照片")
        album.put_in(packed[0])
        album.expect_photos(16)


def test_a_broken_package_is_refused(packed: tuple[Path, dict[str, Any]], album: Album, written: Callable[..., Path]) -> None:
    held = io.BytesIO(packed[0].read_bytes())
    album.import_file(written(held.getvalue()[:-4000], "cut.zip"))
    album.expect_said("這個 zip 檔不完整或已損壞")
