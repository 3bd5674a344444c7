"""Next year's plan may have fewer caps, lines, dates or rules: whatever an edition leaves out, the judge still answers."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from pyodide_app import edition_checks
from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import Bundle, parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.core.overview import overview
from pyodide_app.core.report.overview import report_overview
from pyodide_app.plan_text import PlanText
from tests.conftest import ALL_CASES, ROOT, load_edition
from tests.rules import documents

Change = Callable[[dict[str, Any]], None]

LATE = datetime.date(2100, 1, 1)

NAMED_LINES = ("consultation_line", "books_line")
"""Keys of the budget that name a line; every other line that a rule is about may be missing."""


def without(*names: str) -> Change:
    """Every line of the budget loses these values."""
    return lambda edition: [line.update(dict.fromkeys(names)) for line in edition["budget"]["lines"]]


def only_lines_that_are_named(edition: dict[str, Any]) -> None:
    budget = edition["budget"]
    named = {budget[key] for key in NAMED_LINES} | set(budget["lecturers"]["classes"].values())
    named |= {budget["miscellaneous"]["line"], budget["transport"]["line"], budget["transport"]["needs_line"]}
    budget["lines"] = [line for line in budget["lines"] if line["id"] in named]
    kept = {line["id"] for line in budget["lines"]}
    edition["planner"]["change_first"] = [line for line in edition["planner"]["change_first"] if line in kept]
    for preference in edition["planner"]["preferences"]:
        preference["fill"] = [line for line in preference["fill"] if line in kept]
    keep_fields(edition, lambda path: path[1:2] != ["lines"] or path[2] in kept)


def keep_fields(edition: dict[str, Any], wanted: Callable[[list[str]], bool]) -> None:
    for section in edition["forms"]["sections"]:
        section["fields"] = [field for field in section["fields"] if wanted(field["path"].split("."))]
    places = {field["path"] for section in edition["forms"]["sections"] for field in section["fields"]}
    for rule in edition["rules"].values():
        rule["at"] = rule["at"] if rule["at"] in places else ""


def no_controls(edition: dict[str, Any]) -> None:
    keep_fields(edition, lambda path: False)


def open_date(name: str) -> Change:
    return lambda edition: edition["dates"][name].update(value=None, suspected_typo=False, suggested=None)


def no_date_at_all(edition: dict[str, Any]) -> None:
    for name in edition["dates"]:
        open_date(name)(edition)


def empty_calendar(edition: dict[str, Any]) -> None:
    edition["calendar"].update(holidays={}, makeup_workdays=(), breaks=())


def nothing_banned(edition: dict[str, Any]) -> None:
    edition["budget"]["transport"].update(banned_modes=(), banned_words=())
    edition["eligibility"].update(deny=(), schools=())


def methods_that_are_named(edition: dict[str, Any]) -> None:
    programme = edition["programme"]
    programme["enrichment_preset_methods"] = ()
    named = {programme[key] for key in ("final_method", "observation_method", "copreparation_method")}
    edition["forms"]["options"]["methods"] = [each for each in edition["forms"]["options"]["methods"] if each["id"] in named]
    for kind in (edition["schedule"]["enrichment"], *edition["schedule"]["others"]):
        kind["methods"] = ()


def no_affiliation(edition: dict[str, Any]) -> None:
    edition["budget"]["lecturers"]["classes"] = {}
    edition["forms"]["options"]["affiliations"] = ()


def no_rule(edition: dict[str, Any]) -> None:
    edition.update(rules={}, examples={})


def every_figure_nought(part: Any) -> None:
    if isinstance(part, dict) and {"value", "unit", "words", "source"} <= part.keys():
        part.update(value=0, words="0", source="捌、四")
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, (list, tuple)) else ():
        every_figure_nought(below)


def state_no_figures(part: Any) -> None:
    """Our sentences repeat figures, which a change takes away."""
    if isinstance(part, dict):
        part.update({key: "" if key == "help" else "規定" for key in ("help", "words") if isinstance(part.get(key), str) and "value" not in part})
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, (list, tuple)) else ():
        state_no_figures(below)


CHANGES: dict[str, Change] = {
    "no cap per member": without("per_person"),
    "no number of sessions": without("sessions_max"),
    "no preprinted price": without("unit_price"),
    "no line but those that are named": only_lines_that_are_named,
    "no control": no_controls,
    "no date": no_date_at_all,
    "nothing in the calendar": empty_calendar,
    "nothing banned": nothing_banned,
    "no method but those that are named": methods_that_are_named,
    "no affiliation": no_affiliation,
    "no rule": no_rule,
    "every figure nought": every_figure_nought,
    **{f"{name} open": open_date(name) for name in load_edition().dates.model_dump()},
}


@cache
def bundles() -> list[tuple[documents.Document, Bundle]]:
    """The case files and their mutations, read once."""
    stages = ("application", "report")
    chained = (document for made in (documents.case_files, documents.mutations) for stage in stages for document, _ in made(stage))
    return [(document, parse_bundle(document.value)) for document in chained]


def changed(change: Change) -> Edition:
    """The edition of 107 with a change after which it is still a valid one."""
    values = load_edition().model_dump()
    state_no_figures(values)
    change(values)
    edition = Edition.model_validate(values)
    plan = PlanText((ROOT / "site_src" / "editions" / "107" / "plan.md").read_text("utf-8"))
    assert edition_checks.check(edition, plan) == []
    return edition


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_an_edition_leaves_out_crashes_no_rule_and_is_in_no_sentence(change: Change) -> None:
    edition = changed(change)
    for document, bundle in bundles():
        messages = [each.message for each in judge(edition, bundle, document.stage, today=LATE)]
        assert [message for message in messages if "None" in message] == [], document.name


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_an_edition_leaves_out_does_not_crash_the_page(change: Change, case: Callable[[str], Any]) -> None:
    edition = changed(change)
    for name in ALL_CASES:
        draft = drafts.from_document(parse_bundle(case(name)), edition)
        for shown in (overview(edition, draft), report_overview(edition, draft)):
            assert "None" not in json.dumps(shown, ensure_ascii=False), name


def test_a_rule_that_the_edition_does_not_have_is_not_judged() -> None:
    edition = changed(no_rule)
    assert [found for document, bundle in bundles() for found in judge(edition, bundle, document.stage)] == []


def test_a_lower_fee_is_no_error_where_the_price_is_a_ceiling() -> None:
    edition = changed(lambda values: [line.update(price_is="ceiling") for line in values["budget"]["lines"]])
    found = {each.rule for document, bundle in bundles() for each in judge(edition, bundle, document.stage)}
    assert not found & {"external-lecturer-rate", "internal-lecturer-rate", "consultation-rate"}
