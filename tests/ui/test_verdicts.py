"""The page reads the judge's answer as JSON would, and parses no finding twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.ui.verdicts import Verdicts
from pyodide_app.worker import judge as worker

JUDGES = ("judge", "judge_report")


@pytest.fixture
def asked(edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / worker.EDITION).write_text(edition.model_dump_json(), "utf-8")
    monkeypatch.chdir(tmp_path)
    worker.edition.cache_clear()
    yield lambda name, draft: getattr(worker, name)(json.dumps(draft))
    worker.edition.cache_clear()


@pytest.fixture
def draft(case, edition) -> dict:
    return drafts.from_document(parse_bundle(case("dayuan-six-violations")), edition)


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("is_empty", [True, False])
def test_what_is_read_is_what_the_json_says(asked, draft, judge: str, is_empty: bool) -> None:
    answer = asked(judge, {} if is_empty else draft)
    assert Verdicts().read(answer) == json.loads(answer)


def test_an_answer_without_findings_is_read() -> None:
    assert Verdicts().read('{"findings":[\n\n],"counts": {"error": 0}}') == {"findings": [], "counts": {"error": 0}}


def test_a_finding_that_is_as_it_was_is_the_same_object(asked, draft) -> None:
    verdicts = Verdicts()
    before = {id(finding) for finding in verdicts.read(asked("judge", draft))["findings"]}
    after = verdicts.read(asked("judge", draft | {"application.community_name": ""}))["findings"]
    new = [finding["rule"] for finding in after if id(finding) not in before]
    assert len(after) > len(new) > 0


def test_a_finding_that_is_gone_is_forgotten(asked, draft) -> None:
    verdicts = Verdicts()
    verdicts.read(asked("judge", draft))
    verdicts.read('{"findings":[\n\n],"counts": {}}')
    assert verdicts.known == {}
