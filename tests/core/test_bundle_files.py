"""Bundles as files: what is written is read again, and every hostile file is answered with one sentence."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from pyodide_app.core import draft as drafts
from pyodide_app.core import files
from pyodide_app.core.bundle import FORMAT, parse_bundle
from tests.conftest import ALL_CASES, load_edition
from tests.core.strategies import DOCUMENTS

PLANS = ("tyc-plc-advanced-107",)
GOOD = json.dumps({"format": FORMAT, "plan": PLANS[0], "school": "甲"}).encode()


def packed(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


def pdf(attachments: dict[str, bytes], password: str = "") -> bytes:
    writer, held = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(held)
    return held.getvalue()


def bundle(text: str) -> bytes:
    """A data file with `text` behind its format."""
    return f'{{"format": "{FORMAT}", {text}}}'.encode()


def declared_small(data: bytes, name: str) -> bytes:
    """A zip whose directory says that an entry unpacks to one byte."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(name).file_size.to_bytes(4, "little")
    return data.replace(size, (1).to_bytes(4, "little"))


def encrypted(data: bytes) -> bytes:
    """A zip whose entries all say that they are encrypted."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        position = changed.find(mark)
        while position >= 0:
            changed[position + offset] |= 1
            position = changed.find(mark, position + 1)
    return bytes(changed)


# ---------------------------------------------------------------- written and read again


@given(document=DOCUMENTS)
def test_parsing_writing_and_parsing_is_the_identity(document):
    written = parse_bundle(document)
    for data in (files.write_json(written), files.write_zip({"bundle.json": files.write_json(written)}), files.canonical(written)):
        read = files.read(data, PLANS)
        assert read.plain() == written.plain()
        assert files.fingerprint(read) == files.fingerprint(written)


@pytest.mark.parametrize("name", ALL_CASES)
def test_a_paper_gives_back_the_bundle_inside_it(name, case):
    written = parse_bundle(case(name))
    assert files.read(pdf({"other.txt": b"x", "bundle.json": files.write_json(written)}), PLANS).plain() == case(name)


def test_the_same_bundle_gives_the_same_bytes(case):
    first, second = (parse_bundle(case("ciwen-valid")) for _ in range(2))
    entries = {"bundle.json": files.write_json(first), "表一-申請書.pdf": b"%PDF-"}
    assert files.write_json(first) == files.write_json(second)
    assert files.write_zip(entries) == files.write_zip(dict(entries))


def test_a_package_keeps_its_order_and_its_chinese_names():
    with zipfile.ZipFile(io.BytesIO(files.write_zip({"bundle.json": b"{}", "表二-經費概算表.pdf": b"", "photos/1.jpg": b""}))) as archive:
        assert archive.namelist() == ["bundle.json", "表二-經費概算表.pdf", "photos/1.jpg"]


def test_the_fingerprint_is_the_digest_of_the_canonical_json(case):
    read = parse_bundle(case("ciwen-valid"))
    assert files.fingerprint(read).replace(" ", "") == hashlib.sha256(files.canonical(read)).hexdigest()[:16]
    assert [len(group) for group in files.fingerprint(read).split(" ")] == [4, 4, 4, 4]


def test_the_spelling_of_a_date_does_not_change_the_fingerprint(case):
    document = case("ciwen-valid")
    before = files.fingerprint(parse_bundle(document))
    document["submission"]["date"] = "１０７年１０月２６日"
    assert files.fingerprint(parse_bundle(document)) == before


def test_a_file_may_begin_with_a_byte_order_mark():
    assert files.read(b"\xef\xbb\xbf" + GOOD, PLANS).school == "甲"


def test_a_file_that_names_no_plan_is_unfinished_work():
    assert files.read(bundle('"school": "甲"'), PLANS).school == "甲"


def test_a_package_may_hold_papers_photos_and_attachments():
    data = packed({"bundle.json": GOOD, "表一-申請書.pdf": b"", "photos/": b"", "photos/1.jpg": b"", "attachments/教案.docx": b"PK\x03\x04"})
    assert files.read(data, PLANS).school == "甲"


def test_a_package_gives_back_its_photos_and_attachments():
    enclosed = {"photos/photo-01.jpg": b"\xff\xd8" + bytes(500), "attachments/教案（一）.pdf": b"%PDF-"}
    data = files.write_zip({"bundle.json": GOOD, "表三-成果.pdf": b"%PDF-"} | enclosed)
    assert files.read_enclosed(data) == enclosed
    assert files.read_enclosed(GOOD) == files.read_enclosed(pdf({"bundle.json": GOOD})) == {}


def test_photos_are_stored_as_they_are_for_they_are_compressed_already():
    with zipfile.ZipFile(io.BytesIO(files.write_zip({"bundle.json": GOOD, "photos/1.jpg": bytes(999)}))) as archive:
        assert [entry.compress_type for entry in archive.infolist()] == [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]


@pytest.mark.parametrize("name", ["", "1", "1.exe", "..jpg", "../1.jpg", "a/1.jpg", "a\\1.jpg", "C:1.jpg", ".1.jpg", " 1.jpg", "1.jpg ", "\u202e1.jpg", "1\n.jpg", "x" * 200 + ".jpg", "1.svg"])
def test_a_name_that_no_package_may_hold_is_none(name):
    assert files.entry_name(files.PHOTOS, name) is None


def test_the_entries_that_a_bundle_asks_for_are_named_once_and_in_order(case):
    document = case("ciwen-full-year")
    document["report"]["photos"][2]["file"] = "photo-01.jpg"
    document["report"]["photos"][3]["file"] = "../photo.jpg"
    document["report"]["attachments"][0]["file"] = "教案.odt"
    asked = files.enclosed(parse_bundle(document))
    assert asked[:3] == ["photos/photo-01.jpg", "photos/photo-02.jpg", "photos/photo-05.jpg"] and asked[-1] == "attachments/教案.odt"
    assert files.enclosed(parse_bundle(case("ciwen-valid"))) == []


# ---------------------------------------------------------------- refused


HOSTILE = {
    "empty": ("empty", b""),
    "text": ("kind", "社群申請書".encode()),
    "a picture": ("kind", b"\x89PNG\r\n\x1a\n"),
    "a list": ("kind", b"[]"),
    "white space": ("kind", b" \n"),
    "too large": ("too_large", b"{" + b" " * files.JSON_BYTES_MAX),
    "UTF-16": ("encoding", GOOD.decode().encode("utf-16")),
    "Big5": ("encoding", '{"format": "plc-bundle/1", "school": "甲乙丙"}'.encode("big5")),
    "truncated": ("json", GOOD[:-3]),
    "5,000 brackets": ("json", bundle('"school": ' + "[" * 5000 + "]" * 5000)),
    "5,000 brackets alone": ("json", b"[" * 5000),
    "NaN": ("json", bundle('"school": NaN')),
    "infinity": ("json", bundle('"school": -Infinity')),
    "lone surrogate": ("json", bundle('"school": "\\ud800"')),
    "two documents": ("json", GOOD + GOOD),
    "key twice": ("duplicate_key", bundle('"school": "甲", "school": "乙"')),
    "key twice below": ("duplicate_key", bundle('"application": {"members": [{"name": "甲", "name": "乙"}]}')),
    "huge number": ("number", bundle('"school": 1' + "0" * 400)),
    "huge exponent": ("number", bundle('"school": 1e999')),
    "no format": ("no_format", b"{}"),
    "other format": ("format", b'{"format": "plc-bundle/2"}'),
    "format of another kind": ("format", b'{"format": [1]}'),
    "other plan": ("plan", bundle('"plan": "ntpc-plc-108"')),
    "plan of another kind": ("plan", bundle('"plan": ["tyc-plc-advanced-107"]')),
    "unknown key": ("keys", bundle('"application": {"members": [{"name": "甲", "nickname": "乙"}]}')),
    "line that fits in no path": ("keys", bundle('"budget": {"lines": {"a.b": {}}}')),
    "too many rows": ("rows", bundle('"application": {"members": [' + "{}," * 1000 + "{}]}")),
    "zip: magic only": ("zip", b"PK\x03\x04"),
    "zip: truncated": ("zip", packed({"bundle.json": GOOD})[:-30]),
    "zip: empty": ("zip_no_bundle", packed({})),
    "zip: no bundle": ("zip_no_bundle", packed({"表一-申請書.pdf": b""})),
    "zip: climbs out": ("zip_name", packed({"bundle.json": GOOD, "../bundle.json": GOOD})),
    "zip: climbs out of photos": ("zip_name", packed({"bundle.json": GOOD, "photos/..": GOOD})),
    "zip: absolute": ("zip_name", packed({"bundle.json": GOOD, "/etc/passwd": b""})),
    "zip: drive": ("zip_name", packed({"bundle.json": GOOD, "photos/C:x.jpg": b""})),
    "zip: unknown name": ("zip_name", packed({"bundle.json": GOOD, "setup.exe": b""})),
    "zip: nested": ("zip_name", packed({"bundle.json": GOOD, "inner.zip": packed({"bundle.json": GOOD})})),
    "zip: a zip named bundle": ("kind", packed({"bundle.json": packed({"bundle.json": GOOD})})),
    "zip: encrypted": ("zip_encrypted", encrypted(packed({"bundle.json": GOOD}))),
    "zip: other compression": ("zip", packed({"bundle.json": GOOD}, zipfile.ZIP_LZMA)),
    "zip: too many entries": ("zip_entries", packed({f"photos/{n}.jpg": b"" for n in range(files.ZIP_ENTRIES_MAX + 1)})),
    "zip: bomb": ("zip_bomb", packed({"bundle.json": b" " * (files.JSON_BYTES_MAX + 1)})),
    "zip: no picture among the photos": ("zip_name", packed({"bundle.json": GOOD, "photos/setup.exe": b"MZ"})),
    "zip: page among the attachments": ("zip_name", packed({"bundle.json": GOOD, "attachments/page.html": b"<script>"})),
    "zip: folder in a folder": ("zip_name", packed({"bundle.json": GOOD, "photos/a/1.jpg": b""})),
    "zip: damaged": ("zip", packed({"bundle.json": GOOD}, zipfile.ZIP_STORED).replace("school".encode(), b"SCHOOL", 1)),
    "pdf: magic only": ("pdf", b"%PDF-1.7"),
    "pdf: truncated": ("pdf", pdf({"bundle.json": GOOD})[:200]),
    "pdf: no attachment": ("pdf_no_bundle", pdf({})),
    "pdf: other attachment": ("pdf_no_bundle", pdf({"other.json": GOOD})),
    "pdf: encrypted": ("pdf_encrypted", pdf({"bundle.json": GOOD}, "secret")),
    "pdf: attachment is no bundle": ("kind", pdf({"bundle.json": b"%PDF-1.7"})),
    "pdf: attachment too large": ("too_large", pdf({"bundle.json": b" " * (files.JSON_BYTES_MAX + 1)})),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_answered_with_one_sentence(name):
    reason, data = HOSTILE[name]
    with pytest.raises(files.Refused) as refused:
        files.read(data, PLANS)
    sentence = files.refusal(refused.value, load_edition())
    assert refused.value.reason == reason
    assert sentence.count("。") == 1 and sentence.endswith("。") and "\n" not in sentence and "{" not in sentence


WHOLE = (GOOD, packed({"bundle.json": GOOD, "photos/1.jpg": b"x"}), pdf({"bundle.json": GOOD}))


@given(st.sampled_from(WHOLE), st.binary(max_size=20), st.floats(0, 1), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused(data, blob, where, cut):
    position = int(where * len(data))
    try:
        files.read(data[:position] + blob + data[position + cut :], PLANS)
    except files.Refused as refused:
        assert files.refusal(refused, load_edition()).endswith("。")


@given(st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-1.7\n", b"{", b"\xef\xbb\xbf{", b"\xff\xfe"]), st.binary(max_size=200))
def test_no_bytes_crash_the_reader(magic, rest):
    with pytest.raises(files.Refused):
        files.read(magic + rest, PLANS)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked():
    data = declared_small(packed({"bundle.json": b" " * 50_000_000}), "bundle.json")
    with pytest.raises(files.Refused):
        files.read(data, PLANS)


@pytest.mark.parametrize("declared", [True, False])
def test_a_photo_is_unpacked_to_its_cap_and_no_further(declared):
    data = packed({"bundle.json": GOOD, "photos/1.jpg": bytes(files.ENCLOSED_BYTES_MAX + 1)})
    with pytest.raises(files.Refused) as refused:
        files.read_enclosed(data if declared else declared_small(data, "photos/1.jpg"))
    assert refused.value.reason in ("zip_bomb", "zip")


def test_photos_that_lie_about_their_size_are_counted_together(monkeypatch):
    monkeypatch.setattr(files, "ZIP_UNPACKED_MAX", 1000)
    monkeypatch.setattr(files, "_check_entries", lambda entries: None)
    with pytest.raises(files.Refused, match="zip_bomb"):
        files.read_enclosed(packed({f"photos/{n}.jpg": bytes(400) for n in range(3)}))


@given(st.sampled_from(WHOLE), st.binary(max_size=20), st.floats(0, 1), st.integers(0, 40))
def test_a_damaged_package_gives_its_photos_or_is_refused(data, blob, where, cut):
    position = int(where * len(data))
    try:
        files.read_enclosed(data[:position] + blob + data[position + cut :])
    except files.Refused as refused:
        assert files.refusal(refused, load_edition()).endswith("。")


def test_a_foreign_name_is_quoted_short_and_without_control_characters():
    data = packed({"\u202e" + "x" * 500 + "\x07.exe": b""})
    with pytest.raises(files.Refused) as refused:
        files.read(data)
    assert len(refused.value.params["name"]) <= files.SHOWN_MAX + 1
    assert refused.value.params["name"].isprintable()


def test_unknown_keys_are_named():
    with pytest.raises(files.Refused) as refused:
        files.read(bundle('"extra": 1, "application": {"sessions": [{"teacher": "甲"}]}'))
    assert files.refusal(refused.value, load_edition()).count("application.sessions.0.teacher") == 1


# Said where members' sheets are added, and tested there.
OF_FEEDBACK = {"feedback_none", "feedback_twice"}


def test_every_reason_has_its_sentence_and_every_sentence_its_test():
    told = {word.removeprefix("refused_") for word in load_edition().words if word.startswith("refused_")}
    assert told - OF_FEEDBACK == {reason for reason, _ in HOSTILE.values()}


# ---------------------------------------------------------------- compared


def test_differences_are_named_as_the_forms_name_them(edition):
    here = {"school": "甲", "application.members.1.name": "乙", "budget.lines.tea.persons": "5", "application.sessions.0.date": "107/9/12"}
    there = {"school": "甲", "application.members.1.name": "丙", "application.sessions.0.date": "2018-09-12", "application.types": ["topic", "other"]}
    assert [tuple(difference) for difference in files.differences(edition, here, there)] == [
        ("application.types", "辦理類型", "（未填）", "專業發展主題、其他"),
        ("application.members.1.name", "第 2 位成員 姓名", "乙", "丙"),
        ("budget.lines.tea.persons", "茶水 人數", "5", "（未填）"),
    ]


def test_a_line_of_the_settlement_is_named_as_one_of_the_budget_is(edition):
    assert files.label(edition, "settlement.lines.printing.amount") == "印刷費 實支金額"
    assert files.label(edition, "budget.lines.printing.quantity") == "印刷費 數量"


def test_rows_are_compared_row_by_row(edition):
    there = {f"application.members.{n}.{name}": "甲" for n in (0, 1) for name in ("name", "subject")}
    assert [each.label for each in files.differences(edition, {}, there)] == [
        "第 1 位成員 姓名", "第 1 位成員 任教科目、領域或年級", "第 2 位成員 姓名", "第 2 位成員 任教科目、領域或年級",
    ]  # fmt: skip


def test_a_bundle_does_not_differ_from_itself(edition, case):
    shown = drafts.from_document(parse_bundle(case("neili-twelve-members")), edition)
    assert files.differences(edition, shown, dict(shown)) == []
