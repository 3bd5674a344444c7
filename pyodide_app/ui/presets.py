"""What one control suggests for another: enrichment where a session's method is one that the plan's edition counts as such."""

from pyodide_app.ui.draft import pattern

METHODS = ("application.sessions.*.methods", "report.sessions.*.methods")
ENRICHMENT = "enrichment"


def suggested(path, before, after, methods):
    """The flag that newly ticked methods of a session suggest, or None. `methods` are those that count as enrichment."""
    if pattern(path) not in METHODS or not [each for each in after if each in methods and each not in before]:
        return None
    return path.rpartition(".")[0] + "." + ENRICHMENT
