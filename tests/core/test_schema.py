"""The published JSON Schema says what the models accept."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given

from pyodide_app.core import draft as drafts
from pyodide_app.core.bundle import FORMAT, parse_bundle
from pyodide_app.core.schema import bundle_schema
from tests.conftest import ALL_CASES, load_edition
from tests.core.strategies import TEXT

VALIDATOR = jsonschema.Draft202012Validator(bundle_schema())


def test_the_schema_is_a_schema():
    VALIDATOR.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_case_file_satisfies_the_schema(name, case):
    VALIDATOR.validate(case(name))


@pytest.mark.parametrize(
    "document",
    [
        {"format": FORMAT, "nickname": "甲"},
        {"format": FORMAT, "application": {"members": [{"nickname": "甲"}]}},
        {"format": FORMAT, "budget": {"lines": {"tea": {"price": 1}}}},
        {"format": FORMAT, "budget": {"lines": {"a.b": {}}}},
        {"format": "plc-bundle/2"},
        {},
    ],
)
def test_an_unknown_key_or_format_does_not(document):
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)


def test_unfinished_work_satisfies_the_schema():
    VALIDATOR.validate({"format": FORMAT, "school": None, "application": {"sessions": [{"date": "九月中", "lecturer": None}], "members": None}})


@given(TEXT, TEXT)
def test_whatever_is_typed_satisfies_the_schema(date, amount):
    draft = {"application.sessions.0.date": date, "budget.lines.tea.persons": amount, "application.members.0.name": amount}
    VALIDATOR.validate(json.loads(json.dumps(parse_bundle(drafts.to_document(draft, load_edition())).plain())))
