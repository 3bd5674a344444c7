"""Every case file and every mutation of one, judged by the page: the findings written beside it, and those that CPython gives, word by word."""

from __future__ import annotations

import pytest

from pyodide_app.core.judge import judge
from tests.browser.pages import FormPage
from tests.rules.documents import Document, case_files, mutations

STAGE = "application"
CASES = [(document, sorted({*expected["error"], *expected["warning"]})) for document, expected in case_files(STAGE)]


@pytest.mark.parametrize(("document", "expected"), [*CASES, *mutations(STAGE)], ids=lambda each: getattr(each, "name", ""))
def test_the_page_finds_what_the_command_line_finds(document: Document, expected: list[str], shared_form: FormPage, written) -> None:
    case = document.case()
    findings = [[each.rule, each.severity, each.path, each.message] for each in judge(case.edition, case.bundle, case.stage, case.today)]
    shared_form.put_in(written(document.value))
    shown = shared_form.shown_once(findings)
    assert sorted(shown) == sorted(findings)
    assert sorted({rule for rule, severity, _path, _message in shown if severity != "info"}) == expected
