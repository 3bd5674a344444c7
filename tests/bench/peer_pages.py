"""The peers' pages: each library on a page of its own with the form of the edition, put together as its documents tell."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyodide_app.core.edition import Edition
from tests.bench import peer_forms
from tests.bench.peer_packages import PEERS, bundle, packages, version

PAGE = """<!doctype html>
<html lang="zh-Hant-TW"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
{head}</head>
<body><div id="form"></div>{scripts}</body></html>
"""


@dataclass(frozen=True)
class Contestant:
    """A page that is measured: where it is, its control for the e-mail address, and the element in which it says what is wrong with it."""

    name: str
    address: str
    control: str
    message: str


OURS = Contestant(
    "this site",
    "107/apply/",
    '[name="application.convener.email"]',
    '[data-rule][data-path="application.convener.email"]',
)
SURVEYJS = Contestant(f"SurveyJS {version('survey-core')}", "surveyjs/", '[data-name="application_convener_email"] input', ".sd-element__erbox")
FORMIO = Contestant(f"formio.js {version('@formio/js')}", "formio/", '[data-app="ready"] input[name="data[application_convener_email]"]', ".formio-errors")
ODK = Contestant(f"ODK web-forms {version('@getodk/web-forms')}", "odk/", ".question-container:nth-of-type(7) input", ".validation-message")
PEERS_OF_THE_FORM = (SURVEYJS, FORMIO, ODK)


def write_form_pages(folder: Path, edition: Edition) -> None:
    """All pages into a folder that is served beside the site."""
    _by_script_tags(folder / SURVEYJS.address, edition, "surveyjs.js", peer_forms.surveyjs(edition), SURVEYJS_FILES)
    _by_script_tags(folder / FORMIO.address, edition, "formio.js", peer_forms.formio(edition), FORMIO_FILES)
    _odk(folder / ODK.address, edition)


SURVEYJS_FILES = ("survey-core/survey-core.fontless.min.css", "survey-core/survey.core.min.js", "survey-js-ui/survey-js-ui.min.js")
FORMIO_FILES = ("bootstrap/dist/css/bootstrap.min.css", "@formio/js/dist/formio.form.min.css", "@formio/js/dist/formio.form.min.js")


def _by_script_tags(folder: Path, edition: Edition, program: str, definition: dict[str, Any], files: tuple[str, ...]) -> None:
    folder.mkdir(parents=True)
    tags = []
    for file in files:
        shutil.copy(packages() / file, folder)
        name = Path(file).name
        tags.append(f'<link rel="stylesheet" href="{name}">' if name.endswith(".css") else f'<script src="{name}"></script>')
    code = (PEERS / program).read_text("utf-8")
    (folder / program).write_text(f"const definition = {json.dumps(definition, ensure_ascii=False)};\n{code}", "utf-8")
    page = PAGE.format(title=edition.title, head="\n".join(tags), scripts=f'<script src="{program}"></script>')
    (folder / "index.html").write_text(page, "utf-8")


def _odk(folder: Path, edition: Edition) -> None:
    folder.mkdir(parents=True)
    form = folder / "form.xml"
    form.write_text(peer_forms.odk(edition), "utf-8")
    bundle(PEERS / "odk.mjs", folder, f"--alias:@form={form}", "--define:__VUE_PROD_DEVTOOLS__=false")
    page = PAGE.format(title=edition.title, head='<script type="module" src="odk.js"></script>', scripts="")
    (folder / "index.html").write_text(page, "utf-8")
