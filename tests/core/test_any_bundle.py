"""What holds for every bundle, however odd, and for every violation that is mended."""

from __future__ import annotations

import json
from typing import Any

import jsonpatch
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.judge import judge
from tests.conftest import CASES, load_edition
from tests.core.strategies import DOCUMENTS

MUTATIONS = json.loads((CASES / "mutations.json").read_text("utf-8"))


def judged(document: Any, stage: CaseStage) -> set[tuple[str, str]]:
    """Rule and path of every error and warning."""
    return {(each.rule, each.path) for each in judge(load_edition(), parse_bundle(document), stage) if each.severity != "info"}


@given(document=DOCUMENTS, stage=st.sampled_from(["application", "report"]))
def test_no_bundle_crashes_the_judge_and_every_finding_is_whole(document, stage):
    for finding in judge(load_edition(), parse_bundle(document), stage):
        assert finding.message and finding.clause
        json.dumps(finding._asdict(), allow_nan=False)


@given(document=DOCUMENTS)
def test_judging_a_bundle_as_it_was_written_gives_the_same_findings(document):
    bundle = parse_bundle(document)
    assert judge(load_edition(), parse_bundle(bundle.plain())) == judge(load_edition(), bundle)


@given(document=DOCUMENTS)
def test_a_report_as_it_was_written_has_the_same_findings_but_for_items_that_were_taken_out(document):
    bundle = parse_bundle(document)
    found = judge(load_edition(), bundle, "report")
    again = judge(load_edition(), parse_bundle(bundle.plain()), "report")
    filled_in = {"original-items-kept", "report-complete", "photo-caption", "feedback-answered"}
    assert [each for each in again if each.rule not in filled_in] == [each for each in found if each.rule not in filled_in]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[f"{number}-{each['rule']}" for number, each in enumerate(MUTATIONS)])
def test_mending_a_violation_adds_no_error(mutation, case):
    mended = case(mutation["base"].removesuffix(".json"))
    broken = jsonpatch.apply_patch(mended, mutation["patch"])
    assert judged(mended, mutation["stage"]) <= judged(broken, mutation["stage"])
