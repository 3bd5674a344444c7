"""The judge worker's functions, called as a page calls them: JSON text in, JSON text out."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable

import pytest

from pyodide_app import editions
from pyodide_app.core import draft as drafts
from pyodide_app.core import files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.worker import judge as worker


@pytest.fixture(autouse=True)
def in_a_folder_with_the_edition(edition, tmp_path, monkeypatch):
    (tmp_path / worker.EDITION).write_text(editions.to_json(edition), "utf-8")
    monkeypatch.chdir(tmp_path)
    worker.edition.cache_clear()
    yield
    worker.edition.cache_clear()


@pytest.fixture
def draft(case, edition) -> str:
    return json.dumps(drafts.from_document(parse_bundle(case("dayuan-six-violations")), edition), ensure_ascii=False)


def opened(content: bytes, name: str = "file") -> dict:
    return json.loads(asyncio.run(worker.open_file(name, content)))


def test_the_worker_offers_what_the_page_asks_for():
    assert worker.__export__ == [
        "judge", "data_file", "open_file", "enclosed", "enclosed_digests", "compare", "answers", "propose_schedule", "year", "calendar", "carry_over", "carry_draft",
        "propose_budget", "headroom", "what_if", "judge_report", "prefill_report", "add_feedback", "remove_feedback", "bring_rest",
    ]
    assert all(callable(getattr(worker, name)) for name in worker.__export__)


def test_the_edition_survives_its_journey_as_json(edition):
    assert worker.edition() == edition


def test_an_answer_has_every_part_that_the_page_shows(draft):
    answer = json.loads(worker.judge(draft))
    assert list(answer) == ["findings", "counts", "sections", "dates", "remarks", "past_reasons", "fingerprint", "aside", "budget", "offers"]
    assert answer["counts"]["error"] == 6
    assert {"rule", "severity", "path", "message", "clause", "clause_url", "quote", "params", "kind", "section"} == set(answer["findings"][0])


def test_the_data_file_is_the_bundle(draft, case):
    assert json.loads(worker.data_file(draft)) == case("dayuan-six-violations")


def test_a_data_file_opens_as_the_draft_it_was_made_from(draft):
    answer = opened(worker.data_file(draft).encode())
    assert answer["draft"] == json.loads(draft)
    assert answer["title"] == "海風數學教室"
    assert answer["digest"] == json.loads(worker.judge(draft))["fingerprint"]


def test_a_file_without_names_bears_its_file_name():
    assert opened(b'{"format": "plc-bundle/1"}', "草稿.json")["title"] == "草稿.json"


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04", b"%PDF-1.7"])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content):
    answer = opened(content)
    assert list(answer) == ["refused"]
    assert answer["refused"].endswith("。")


def test_a_file_of_another_plan_is_refused_with_the_plan_that_it_belongs_to():
    answer = opened(b'{"format": "plc-bundle/1", "plan": "other"}')
    assert list(answer) == ["refused", "plan"]
    assert answer["plan"] == "other"
    assert answer["refused"].endswith("。")


def test_a_package_opens(draft):
    package = files.write_zip({"bundle.json": worker.data_file(draft).encode(), "表一-申請書.pdf": b""})
    assert opened(package)["draft"] == json.loads(draft)


def test_two_drafts_are_compared(draft):
    there = json.dumps(json.loads(draft) | {"school": "桃園市立大園國民中學分校"})
    assert [(each["path"], each["there"]) for each in json.loads(worker.compare(draft, there))] == [("school", "桃園市立大園國民中學分校")]
    assert json.loads(worker.compare(draft, draft)) == []


def test_a_members_file_goes_into_the_draft_and_out_again(draft, case):
    sheet = json.dumps({"format": "plc-bundle/1", "plan": worker.edition().id, "feedback": case("ciwen-full-year")["feedback"][:1]})
    added = json.loads(asyncio.run(worker.add_feedback(draft, sheet.encode(), False)))
    assert added["values"]["feedback.0.answers.0"] == "strongly_agree"
    with_sheet = json.dumps(json.loads(draft) | added["values"])
    removed = json.loads(worker.remove_feedback(with_sheet, 0))
    assert (removed["values"], sorted(removed["removes"])) == ({}, sorted(added["values"]))


# ---------------------------------------------------------------- what a package encloses

PHOTO = b"\xff\xd8 photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


def enclosing(case: Callable[[str], dict], **photo: str) -> bytes:
    """A package whose first photo is enclosed."""
    document = case("ciwen-full-year")
    document["report"]["photos"][0] |= {"file": "甲.jpg"} | photo
    return files.write_zip({"bundle.json": json.dumps(document).encode(), "photos/甲.jpg": PHOTO})


def test_an_opened_package_says_the_hashes_of_what_it_encloses(case):
    answer = opened(enclosing(case))
    assert answer["enclosed"] == {"photos/甲.jpg": DIGEST}
    assert answer["draft"]["report.photos.0.sha256"] == DIGEST
    assert "report.photos.1.sha256" not in answer["draft"]
    assert answer["altered"] == []


def test_a_file_that_is_not_what_the_bundle_says_is_named(case):
    assert opened(enclosing(case, sha256="0" * 64))["altered"] == ["甲.jpg"]


def test_a_file_that_encloses_nothing_says_nothing_of_it(draft):
    assert "enclosed" not in opened(worker.data_file(draft).encode())


def test_the_files_of_a_package_are_handed_over_and_can_be_checked(case):
    assert worker.enclosed(enclosing(case)) == {"photos/甲.jpg": PHOTO}
    assert json.loads(worker.enclosed_digests(enclosing(case))) == {"photos/甲.jpg": DIGEST}


def test_files_that_differ_are_called_by_the_control_that_holds_them(case):
    here, there = (opened(enclosing(case))["draft"] | {"report.photos.0.sha256": digit * 64} for digit in "12")
    (difference,) = json.loads(worker.compare(json.dumps(here), json.dumps(there)))
    assert (difference["label"], difference["here"], difference["there"]) == ("圖 1 照片", "11111111", "22222222")
