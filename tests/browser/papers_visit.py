"""Runs inside Pyodide under Node.js, for record_start.py: what may be asked of the worker for papers, as a list of calls.

Each paper in each form, of a form that nobody filled in and of the bundles in /examples, with a photo; the glyph chunks lie below /glyphs.
"""

import json
from functools import partial
from pathlib import Path

from pyodide_app.core import draft, files
from pyodide_app.core.bundle import parse_bundle
from pyodide_app.documents.odf import KINDS
from pyodide_app.documents.papers import FORMS
from pyodide_app.worker import judge, papers

PHOTO = Path("/photo.jpg")


def written(edition):
    yield "{}", {}
    for file in sorted(Path("/examples").iterdir()):
        bundle = parse_bundle(json.loads(file.read_bytes()))
        if bundle.plan == edition.id:
            names = [name for name in files.enclosed(bundle) if name.endswith(PHOTO.suffix)]
            yield json.dumps(draft.from_document(bundle, edition)), dict.fromkeys(names, PHOTO.read_bytes())


def give(edition):
    Path(papers.EDITION).write_bytes(edition)
    papers.edition.cache_clear()


async def show(typed):
    for page in json.loads(await papers.preview(typed))["pages"]:
        while papers.shapes(page["digest"]):
            pass
        papers.drawing(page["digest"])


async def read_chunk(address):
    return Path(address).read_bytes()


def asked():
    for folder in Path("/glyphs").iterdir():
        yield partial(papers.prepare, f"{folder}/")
    for file in sorted(Path("/editions").iterdir()):
        yield partial(give, file.read_bytes())
        for typed, photos in written(judge.read_edition(file.read_bytes())):
            yield partial(papers.missing_characters, typed)
            for form in (*FORMS, *FORMS):  # the same again is set another way, from what Typst kept
                yield partial(papers.paper, typed, form, photos)
            for form in KINDS:
                yield partial(papers.editable, typed, form, photos)
            yield partial(show, typed)


papers._fetch = read_chunk
[*asked()]
