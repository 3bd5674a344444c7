"""The way from the form to the page that only reads: by its address, with a draft in hand or without."""

import json

VIEW = "?view"
HANDED = "plc-planner:view"  # a draft that the form hands to this page, for this tab alone


def is_asked(host):
    """Whether the address asks for reading."""
    return host.window.location.search == VIEW


def hand_over(host, draft, name):
    """Open a draft for reading; what the form holds stays with the form."""
    host.session.setItem(HANDED, json.dumps({"draft": draft, "name": name}))
    host.window.location.search = VIEW


def forget(host):
    """Nobody reads any more: what was handed over goes."""
    host.session.removeItem(HANDED)
