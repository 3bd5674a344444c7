"""Which pages there are, and what each one's template is given beyond what every template sees (`pyodide_app.site.render`)."""

from pathlib import Path
from typing import Any, NamedTuple, get_args

from markupsafe import Markup

from pyodide_app.core import files
from pyodide_app.core.bundle import FORMAT, parse_bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition, PaperForm, RuleData, Stage
from pyodide_app.core.findings import Finding
from pyodide_app.core.judge import judge
from pyodide_app.core.rules import unjudged
from pyodide_app.core.timeline import timeline
from pyodide_app.core.verdict import FORMS
from pyodide_app.documents.papers import BLANK_FORMS
from pyodide_app.plan_text import plan_html
from pyodide_app.site.plan_contents import contents

# address → template
SITE_PAGES = {"": "home.html", "404.html": "not_found.html"}

# address below the edition's folder → template
EDITION_PAGES = {"": "edition.html", "plan/": "plan.html", "rules/": "rules.html", "apply/": "apply.html", "report/": "report.html", "feedback/": "feedback.html", "forms/": "forms.html"}


class FormPage(NamedTuple):
    """A page of forms. `stage` says which it shows and how they are judged; `judge` and `package` are functions of the workers.

    `words` is its table in texts.toml, `program` its script's memory. `styles` are the style sheets that stand in it, in files of site_src: linked ones
    would keep a first visit's form back for another answer of the server.
    """

    stage: CaseStage
    judge: str
    package: str
    words: str
    program: str
    styles: tuple[str, ...]


FORM_STYLES = ("static/style.css", "styles/form.css", "styles/print.css")

# template → what it shows
FORM_PAGES = {
    "apply.html": FormPage(
        "application", "judge", "package", "form", "ui/form.wasm", (*FORM_STYLES, "styles/planner.css", "styles/schedule.css", "styles/preview.css")
    ),
    "report.html": FormPage(
        "report", "judge_report", "report_package", "report", "ui/report.wasm", (*FORM_STYLES, "styles/report.css", "styles/photos.css", "static/feedback.css")
    ),
}

# The section that comes after everything that goes into the parcel, whatever form it belongs to.
MAILING = "report_mailing"

# Every Markdown file of site_src/pages becomes a page with this template.
PROSE = "prose.html"

# Names that some page's template is given: a template that uses another one is refused.
PAGE_NAMES = {
    *("edition", "runtime", "form"),
    *("plan", "toc", "timeline", "calendar", "stages", "attestations", "permissions", "unjudged", "papers"),
    *("bundle_format", "missing"),
    *("title", "description", "body"),
    *("style", "script"),
}


def page_context(template: str, edition: Edition, folder: Path) -> dict[str, Any]:
    """What the template of an edition's page is given, out of the edition in `folder`."""
    if template == "plan.html":
        html = plan_html(folder, edition)
        return {"plan": Markup(html), "toc": contents(html, edition)}
    if template == "edition.html":
        return {"timeline": timeline(edition), "calendar": calendar_address(edition)}
    if template == "rules.html":
        return {
            "stages": rules_by_stage(edition),
            "attestations": rules_by_hand(edition, permissions=False),
            "permissions": rules_by_hand(edition, permissions=True),
            "unjudged": unjudged(edition),
        }
    if template == "forms.html":
        return {"papers": blank_forms(edition)}
    if template == "feedback.html":
        return {"bundle_format": FORMAT, "missing": unanswered(edition)}
    if page := FORM_PAGES.get(template):
        return {"form": {**page._asdict(), **shown(edition, page.stage)}}
    return {}


def shown(edition: Edition, stage: CaseStage) -> dict[str, Any]:
    """The sections of a stage's forms, those of them that are drawn inside another (the vouchers of a line, inside the settlement's table), and what
    attachments may be."""
    sections = sorted(edition.forms.of(*FORMS[stage]), key=lambda section: section.id == MAILING)
    within = {section.id: section.form for section in sections if section.rows and section.rows.path.endswith(".vouchers")}
    return {"sections": sections, "within": within, "suffixes": files.SUFFIXES[files.ATTACHMENTS], "bytes_max": files.ENCLOSED_BYTES_MAX}


def unanswered(edition: Edition) -> list[Finding]:
    """What the rules say of a feedback form on which no statement was answered: a member's own page shows of it what is still so.

    Its difficulties are filled in, since a wholly blank form is none to the rules.
    """
    sheet = {"answers": [None] * len(edition.forms.questions), "difficulties": edition.id}
    begun = parse_bundle({"format": FORMAT, "plan": edition.id, "feedback": [sheet]})
    return [finding for finding in judge(edition, begun, "report") if finding.path.startswith("feedback.0.")]


def calendar_address(edition: Edition) -> str:
    return f"{edition.slug}/{edition.id}.ics"


def blank_forms(edition: Edition) -> list[tuple[PaperForm, str]]:
    """The plan's own forms, each with the address of its blank PDF."""
    return [(paper, f"{edition.slug}/forms/{paper.file_name}") for paper in map(edition.forms.paper, BLANK_FORMS)]


def rules_by_stage(edition: Edition) -> list[tuple[str, list[tuple[str, RuleData]]]]:
    """The rules that a program can check, each under the first stage that it belongs to, in the order of the year."""
    checked = [(name, rule) for name, rule in edition.rules.items() if rule.mode == "auto"]
    stages = [(stage, [(name, rule) for name, rule in checked if rule.stages[0] == stage]) for stage in get_args(Stage)]
    return [(stage, rules) for stage, rules in stages if rules]


def rules_by_hand(edition: Edition, permissions: bool) -> list[tuple[str, RuleData]]:
    """What no program decides: what the plan permits, or what people confirm."""
    return [(name, rule) for name, rule in edition.rules.items() if rule.mode == "manual" and (rule.kind == "permission") == permissions]
