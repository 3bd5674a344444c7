"""The case files and their mutations give exactly the findings that are written beside them."""

from __future__ import annotations

import pytest

from pyodide_app.core.judge import STAGES, judge
from tests.rules.documents import Document, case_files, mutations

CASE_FILES = [each for stage in STAGES for each in case_files(stage)]
MUTATIONS = [each for stage in STAGES for each in mutations(stage)]


def judged(document: Document):
    case = document.case()
    return judge(case.edition, case.bundle, case.stage, case.today)


@pytest.mark.parametrize(("document", "expected"), CASE_FILES, ids=lambda each: getattr(each, "name", ""))
def test_a_case_file_gives_exactly_its_findings(document, expected):
    findings = judged(document)
    assert {severity: sorted({each.rule for each in findings if each.severity == severity}) for severity in expected} == expected


@pytest.mark.parametrize(("document", "expected"), MUTATIONS, ids=lambda each: getattr(each, "name", ""))
def test_a_mutation_gives_exactly_its_errors_and_warnings(document, expected):
    assert sorted({each.rule for each in judged(document) if each.severity != "info"}) == expected


@pytest.mark.parametrize(("document", "expected"), [*CASE_FILES, *MUTATIONS], ids=lambda each: getattr(each, "name", ""))
def test_findings_come_in_the_order_of_the_form_and_lead_to_a_place_in_it(document, expected):
    forms, findings = document.case().edition.forms, judged(document)
    assert [forms.position(each.path) for each in findings] == sorted(forms.position(each.path) for each in findings)
    assert all(forms.section_of(each.path) for each in findings)


def test_the_six_violations_stand_at_the_controls_where_they_are_mended():
    document = next(document for document, _ in CASE_FILES if document.name == "dayuan-six-violations.json")
    assert [(each.rule, each.path, each.clause) for each in judged(document) if each.severity == "error"] == [
        ("members-min", "application.members", "捌、五、（一）"),
        ("methods-preprinted", "application.methods", "表一 一"),
        ("guidance-visit-each-semester", "application.sessions", "捌、三、（五）"),
        ("final-presentation", "application.sessions.7.methods", "捌、三、（四）"),
        ("internal-lecturer-rate", "budget.lines.internal_lecturer_fee.unit_price", "捌、四、（二）"),
        ("no-taxi", "budget.lines.lecturer_transport.trips.0.mode", "捌、四、（一）"),
    ]


def test_a_reason_for_a_warning_does_not_silence_it(case):
    document = case("ciwen-valid")
    document["application"]["methods"].append("action_research")
    document["reasons"] = {"method-coverage": "併入共備辦理"}
    assert "method-coverage" in {each.rule for each in judged(Document("reason", document))}
