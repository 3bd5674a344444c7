"""A proposed schedule taken over by a draft."""

from pyodide_app.ui.proposal import removed_sessions, taken_over

PROPOSAL = {
    "values": {"application.sessions.0.date": "107年9月12日"},
    "removes": ["application.sessions.0.note"],
    "sessions": [{"source": 2}, {"source": None}],
}


def test_what_is_removed_goes_and_what_is_proposed_comes():
    draft = {"school": "慈文國中", "application.sessions.0.note": "x", "application.sessions.0.date": "107/9/5"}
    assert taken_over(draft, PROPOSAL) == {"school": "慈文國中", "application.sessions.0.date": "107年9月12日"}


def test_the_draft_itself_stays_as_it_was_for_the_undo():
    draft = {"application.sessions.0.note": "x"}
    taken_over(draft, PROPOSAL)
    assert draft == {"application.sessions.0.note": "x"}


def test_a_session_without_a_place_in_the_proposal_is_named():
    assert removed_sessions([{"no": 1}, {"no": 2}, {"no": 3}], PROPOSAL) == [{"no": 1}, {"no": 2}]
