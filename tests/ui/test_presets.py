"""A session's method suggests that it is an enrichment."""

import pytest

from pyodide_app.ui.presets import suggested

METHODS = "application.sessions.3.methods"


def test_ticking_a_lecture_suggests_an_enrichment_in_its_own_session():
    assert suggested(METHODS, [], ["lecture"], ["lecture"]) == "application.sessions.3.enrichment"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (METHODS, [], ["observation"]),
        (METHODS, ["lecture"], []),
        (METHODS, ["lecture"], ["lecture", "observation"]),
        ("application.methods", [], ["lecture"]),
        ("school", "", "lecture"),
    ],
)
def test_nothing_else_suggests_one(path, before, after):
    assert suggested(path, before, after, ["lecture"]) is None
