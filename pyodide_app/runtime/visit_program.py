"""Runs inside Pyodide under Node.js once the image is made: what a visit asks of the worker, as a list of calls.

Of the judge's that is all until the first verdict, of the one for papers each paper in each form. Which functions of the machine and the libraries
these take is what a start needs of them, so they need not be all that is ever judged or set, and what is wrong in them is judged as well: a form
that nobody filled in, one with an answer in each control, one that holds an answer nobody can read in each. Papers are set of the examples as well.
"""

import gc
import json
import sys
from functools import partial
from pathlib import Path

from pyodide_app.core import draft, files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.worker import judge

PAPERS = sys.modules.get("pyodide_app.worker.papers")
GLYPHS = Path("/glyphs")
EXAMPLES = Path("/examples")
PHOTO = Path("/photo.jpg")
TYPED = {"time": "13:30", "number": "1", "email": "name@example", "tel": "03-1234567", "yes_no": "true", "flag": "true"}
UNREADABLE = "\N{FULLWIDTH QUESTION MARK}"


def drafts(edition):
    fields = [field for section in edition.forms.sections for field in section.fields]
    options = {field.path: edition.forms.options[field.options][0].id for field in fields if field.options}
    kinds = TYPED | {"date": f"{edition.school_year}/9/12"}
    typed = {field.path: options.get(field.path, kinds.get(field.kind, UNREADABLE)) for field in fields}
    groups = {field.path: [options[field.path]] for field in fields if field.kind == "choices"}
    for values in ({}, typed | groups, {path: UNREADABLE for path in typed}):
        yield json.dumps({path.replace("*", "0"): value for path, value in values.items()})


def give(worker, edition):
    Path(worker.EDITION).write_bytes(edition)
    worker.edition.cache_clear()


def of_the_judge(edition):
    yield partial(give, judge, edition)
    for typed in drafts(judge.read_edition(edition)):
        yield partial(judge.judge, typed)
        yield partial(judge.judge_report, typed)


def of_papers(edition):
    yield partial(give, PAPERS, edition)
    for folder in GLYPHS.iterdir():
        yield partial(PAPERS.prepare, f"{folder}/")
    read = judge.read_edition(edition)
    bundles = [parse_bundle(json.loads(file.read_bytes())) for file in sorted(EXAMPLES.iterdir())]
    written = [(json.dumps(draft.from_document(bundle, read)), files.enclosed(bundle)) for bundle in bundles if bundle.plan == read.id]
    for typed, enclosed in [*((typed, []) for typed in drafts(read)), *written]:
        photos = {name: PHOTO.read_bytes() for name in enclosed if name.endswith(PHOTO.suffix)}
        yield partial(PAPERS.warm, typed)
        yield partial(PAPERS.missing_characters, typed)
        for form in sys.modules["pyodide_app.documents.papers"].FORMS:
            yield partial(PAPERS.paper, typed, form, photos)
        for form in sys.modules["pyodide_app.documents.odf"].KINDS:
            yield partial(PAPERS.editable, typed, form, photos)
        yield partial(PAPERS.package, typed)
        yield partial(PAPERS.report_package, typed, photos)
        yield partial(show, typed)


async def show(typed):
    for page in json.loads(await PAPERS.preview(typed))["pages"]:
        while PAPERS.shapes(page["digest"]):
            pass
        PAPERS.drawing(page["digest"])


async def read_chunk(address):
    return Path(address).read_bytes()


asked = of_papers if PAPERS else of_the_judge
if PAPERS:
    PAPERS._fetch = read_chunk
editions = sorted(Path("/editions").glob("*.json")) if GLYPHS.is_dir() or not PAPERS else []
[*(call for edition in editions for call in asked(edition.read_bytes())), gc.collect]
