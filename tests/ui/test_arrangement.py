"""Each finding stands in exactly one list, and only what changed is touched."""

import pytest

from pyodide_app.ui.arrangement import arranged, beside, gathered, keyed, reason_names, section_states, steps
from pyodide_app.ui.attention import Attention


def finding(rule: str, path: str, severity: str = "error", message: str = "句子。") -> dict:
    return {"rule": rule, "path": path, "severity": severity, "message": message, "section": "community"}


def keys(entries: list) -> list[str]:
    return [key for key, _finding in entries]


def test_two_findings_of_one_rule_at_one_path_have_two_keys():
    assert keys(keyed([finding("r", "p"), finding("r", "p")])) == ["r@p", "r@p#2"]


def test_an_untouched_control_s_finding_is_missing_and_not_an_error():
    lists = arranged([finding("r", "school")], Attention(), set())
    assert keys(lists["missing"]) == ["r@school"]
    assert lists["error"] == []


def test_every_finding_stands_in_exactly_one_list():
    attention = Attention()
    attention.opened(["school"])
    findings = [finding("a", "school"), finding("b", "school", "warning"), finding("c", "x"), finding("d", "x", "info")]
    lists = arranged(findings, attention, set())
    assert {name: keys(entries) for name, entries in lists.items()} == {
        "error": ["a@school"],
        "warning": ["b@school"],
        "missing": ["c@x"],
        "info": ["d@x"],
    }


def test_missing_things_and_reminders_are_not_said_beside_a_control():
    lists = arranged([finding("a", "school"), finding("b", "school", "info")], Attention(), set())
    assert beside(lists, {}) == {}


def test_one_warning_takes_its_reason_under_its_rule():
    assert reason_names(keyed([finding("r", "p", "warning")]), {}) == {"r@p": "reasons.r"}


def test_several_warnings_of_one_rule_take_their_reasons_with_their_paths():
    names = reason_names(keyed([finding("r", "p", "warning"), finding("r", "q", "warning")]), {})
    assert names == {"r@p": "reasons.r@p", "r@q": "reasons.r@q"}


def test_a_reason_written_for_a_path_stays_there_when_the_rule_s_other_warning_goes():
    names = reason_names(keyed([finding("r", "p", "warning")]), {"reasons.r@p": "已協調"})
    assert names == {"r@p": "reasons.r@p"}


def states(attention: Attention, *findings: dict, told: str = "todo") -> dict:
    lists = arranged(list(findings), attention, set())
    return section_states({"community": {"state": told, "errors": len(findings), "warnings": 0}}, lists)["community"]


def test_a_section_is_a_problem_once_its_finding_is_shown_as_a_mistake():
    attention = Attention()
    attention.opened(["school"])
    assert states(attention, finding("r", "school")) == {"state": "problem", "errors": 1, "warnings": 0}


def test_what_is_only_still_missing_is_to_do():
    assert states(Attention(), finding("r", "school"), told="problem") == {"state": "todo", "errors": 0, "warnings": 0}


def test_a_warning_alone_leaves_a_section_done():
    attention = Attention()
    attention.opened(["school"])
    assert states(attention, finding("r", "school", "warning"), told="done") == {"state": "done", "errors": 0, "warnings": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [("", "abc"), ("abc", ""), ("abc", "ac"), ("ac", "abc"), ("abc", "cab"), ("abcd", "dcba"), ("abc", "xaybz")],
)
def test_the_steps_turn_one_list_into_the_other(old, new):
    gone, placed = steps(list(old), list(new))
    shown = [key for key in old if key not in gone]
    for key, before in placed:
        if key in shown:
            shown.remove(key)
        shown.insert(0 if before is None else shown.index(before) + 1, key)
    assert "".join(shown) == new


def test_nothing_is_placed_where_one_finding_is_mended():
    assert steps(["a", "b", "c"], ["a", "c"]) == (["b"], [])


def test_a_section_drawn_inside_another_is_counted_to_it():
    sections = {
        "settlement": {"state": "done", "errors": 0, "warnings": 1},
        "vouchers_tea": {"state": "problem", "errors": 2, "warnings": 0},
        "report_members": {"state": "todo", "errors": 0, "warnings": 0},
    }
    assert gathered(sections, {"vouchers_tea": "settlement"}) == {
        "settlement": {"state": "problem", "errors": 2, "warnings": 1},
        "report_members": {"state": "todo", "errors": 0, "warnings": 0},
    }
