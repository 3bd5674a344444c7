"""A mistake is shown when its control was left or the check was asked for, never while somebody types."""

import pytest

from pyodide_app.ui.attention import Attention

EMAIL = {"path": "application.convener.email", "section": "community"}
SESSIONS = {"path": "application.sessions", "section": "sessions"}


@pytest.fixture
def attention() -> Attention:
    return Attention()


def type_in(attention: Attention, path: str, section: str) -> None:
    attention.enter(path, section)
    attention.change(path)


def test_an_untouched_control_is_only_missing(attention):
    assert not attention.is_due(EMAIL, was_due=False)


def test_nothing_is_added_while_somebody_types(attention):
    type_in(attention, EMAIL["path"], "community")
    assert not attention.is_due(EMAIL, was_due=False)


def test_a_mistake_shows_once_its_control_is_left(attention):
    type_in(attention, EMAIL["path"], "community")
    attention.leave()
    assert attention.is_due(EMAIL, was_due=False)


def test_passing_through_an_untouched_control_shows_nothing(attention):
    attention.enter(EMAIL["path"], "community")
    assert not attention.leave()
    assert not attention.is_due(EMAIL, was_due=False)


def test_a_new_mistake_waits_while_the_control_is_typed_in_again(attention):
    type_in(attention, EMAIL["path"], "community")
    attention.leave()
    attention.enter(EMAIL["path"], "community")
    assert not attention.is_due(EMAIL, was_due=False)


def test_a_mistake_that_is_shown_stays_until_it_is_mended(attention):
    attention.enter(EMAIL["path"], "community")
    assert attention.is_due(EMAIL, was_due=True)


def test_a_table_is_judged_once_the_person_has_gone_to_another_section(attention):
    type_in(attention, "application.sessions.0.date", "sessions")
    attention.leave()
    assert not attention.is_due(SESSIONS, was_due=False)
    attention.enter("school", "community")
    assert attention.is_due(SESSIONS, was_due=False)


def test_the_check_shows_everything(attention):
    attention.check()
    assert attention.is_due(EMAIL, was_due=False)
    assert attention.is_due(SESSIONS, was_due=False)


def test_an_opened_draft_was_dealt_with_before(attention):
    attention.opened(["application.sessions.0.date"])
    assert attention.is_due(SESSIONS, was_due=False)
    assert not attention.is_due(EMAIL, was_due=False)


def test_what_was_left_follows_its_row(attention):
    attention.opened(["application.members.1.name"])
    attention.rearrange(lambda path: path.replace(".1.", ".0."))
    assert attention.is_due({"path": "application.members.0.name", "section": "members"}, was_due=False)
