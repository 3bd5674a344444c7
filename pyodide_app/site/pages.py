"""Which pages there are, and what each one's template is given beyond what every template sees (`pyodide_app.site.render`)."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from pyodide_app.core.edition import Edition, PaperForm
from pyodide_app.plan_text import plan_html
from pyodide_app.site.plan_contents import contents
from pyodide_app.site.timeline import timeline

# address → template
SITE_PAGES = {"": "home.html", "404.html": "not_found.html"}

# address below the edition's folder → template
EDITION_PAGES = {"": "edition.html", "plan/": "plan.html", "rules/": "rules.html", "apply/": "apply.html", "forms/": "forms.html"}

# Every Markdown file of site_src/pages becomes a page with this template.
PROSE = "prose.html"

# Names that some page's template is given: a template that uses another one is refused.
PAGE_NAMES = {"edition", "title", "description", "body", "toc", "plan", "timeline", "stages", "manual", "papers", "calendar", "runtime", "style", "script"}


def page_context(template: str, edition: Edition, folder: Path) -> dict[str, Any]:
    """What the template of an edition's page is given, out of the edition in `folder`."""
    if template == "plan.html":
        html = plan_html(folder, edition)
        return {"plan": Markup(html), "toc": contents(html, edition)}
    if template == "edition.html":
        return {"timeline": timeline(edition), "calendar": calendar_address(edition)}
    if template == "rules.html":
        return {"stages": rules_by_stage(edition), "manual": [(name, rule) for name, rule in edition.rules.items() if rule.mode == "manual"]}
    if template == "forms.html":
        return {"papers": blank_forms(edition)}
    return {}


def calendar_address(edition: Edition) -> str:
    return f"{edition.slug}/{edition.id}.ics"


def blank_forms(edition: Edition) -> list[tuple[PaperForm, str]]:
    """The plan's own forms, each with the address of its blank PDF."""
    return [(paper, f"{edition.slug}/forms/{paper.file_name}") for paper in edition.forms.papers if not paper.ours]


def rules_by_stage(edition: Edition) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The rules that the program checks, under the first stage that each belongs to; stages in the order in which they first come up."""
    stages: dict[str, list[tuple[str, Any]]] = {}
    for name, rule in edition.rules.items():
        if rule.mode == "auto":
            stages.setdefault(rule.stages[0], []).append((name, rule))
    return list(stages.items())
