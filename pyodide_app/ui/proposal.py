"""What a proposed schedule makes of a draft."""


def taken_over(draft, proposal):
    """The draft once a proposal is taken over."""
    removed = set(proposal["removes"])
    result = {path: value for path, value in draft.items() if path not in removed}
    result.update(proposal["values"])
    return result


def removed_sessions(sessions, proposal):
    """Sessions of the draft that a proposal has no place for."""
    kept = [session["source"] for session in proposal["sessions"]]
    return [session for session in sessions if session["no"] - 1 not in kept]
