"""A value that cannot be read is named as people call it: row or line, label, what was typed; its clause is the control's own."""

from __future__ import annotations

import jsonpatch
import pytest

from pyodide_app.core.bundle import parse_bundle
from pyodide_app.core.judge import judge


@pytest.mark.parametrize(
    ("pointer", "value", "beginning", "clause"),
    [
        ("/application/sessions/0/start", "早上", "第 1 場「時間」填的「早上」", "表一 二"),
        ("/application/members/4/advanced_certificate", "也許", "第 5 位成員「是否取得進階專業回饋人才證書」填的「也許」", "表一 社群成員"),
        ("/budget/lines/tea/persons", "約五人", "茶水「人數」填的「約五人」", "表二 茶水"),
        ("/budget/lines/lecturer_transport/trips/1/fare", "來回144", "第 2 趟「車資」填的「來回144」", "表二 講座交通費"),
        ("/application/convener/trained", "不確定", "「召集人是否曾參加社群召集人培訓」填的「不確定」", "表一 召集人培訓"),
        ("/application/members", "五人", "「社群成員」這一部分", "表一 社群成員"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(edition, case, pointer, value, beginning, clause):
    document = jsonpatch.apply_patch(case("ciwen-valid"), [{"op": "replace", "path": pointer, "value": value}])
    (finding,) = [each for each in judge(edition, parse_bundle(document)) if each.rule == "shape"]
    assert finding.message.startswith(beginning)
    assert (finding.path, finding.clause) == (pointer[1:].replace("/", "."), clause)


@pytest.mark.parametrize(
    ("pointer", "value", "beginning", "clause"),
    [
        ("/report/sessions/1/date", "十月中", "第 2 場「日期」填的「十月中」", "捌、三、（四）"),
        ("/report/photos/2/session", "第二場", "圖 3「場次」填的「第二場」", "表三 成果照片"),
        ("/settlement/lines/tea/amount", "約四百", "茶水「實支金額」填的「約四百」", "表二 茶水"),
        ("/settlement/lines/tea/vouchers/1/date", "五月底", "茶水憑證 2「憑證日期」填的「五月底」", "捌、五、（五）"),
        ("/report/photos", "十六張", "「◎成果照片」這一部分", "表三 成果照片"),
    ],
)
def test_a_value_of_the_years_end_is_named_too(edition, case, pointer, value, beginning, clause):
    document = jsonpatch.apply_patch(case("ciwen-full-year"), [{"op": "replace", "path": pointer, "value": value}])
    (finding,) = [each for each in judge(edition, parse_bundle(document), "report") if each.rule == "shape"]
    assert finding.message.startswith(beginning)
    assert (finding.path, finding.clause) == (pointer[1:].replace("/", "."), clause)
