"""Runs inside Pyodide under Node.js once the image is made: what a visit asks of the judge's worker until its first verdict, as a list of calls.

Which functions of the machine these take is what a start needs of it, so they need not be all that is ever judged, and what is wrong in them is
judged as well: a form that nobody filled in, one with an answer in each control, one that holds an answer nobody can read in each.
"""

import gc
import json
from functools import partial
from pathlib import Path

from pyodide_app.worker import judge

TYPED = {"time": "13:30", "number": "1", "email": "name@example", "tel": "03-1234567", "yes_no": "true", "flag": "true"}
UNREADABLE = "\uff1f"  # not by its name: to look that up would be of the visit


def drafts(edition):
    fields = [field for section in edition.forms.sections for field in section.fields]
    options = {field.path: edition.forms.options[field.options][0].id for field in fields if field.options}
    kinds = TYPED | {"date": f"{edition.school_year}/9/12"}
    typed = {field.path: options.get(field.path, kinds.get(field.kind, UNREADABLE)) for field in fields}
    groups = {field.path: [options[field.path]] for field in fields if field.kind == "choices"}
    for values in ({}, typed | groups, {path: UNREADABLE for path in typed}):
        yield json.dumps({path.replace("*", "0"): value for path, value in values.items()})


def give(edition):
    Path(judge.EDITION).write_bytes(edition)
    judge.edition.cache_clear()


def asked():
    for file in sorted(Path("/editions").glob("*.json")):
        yield partial(give, file.read_bytes())
        for draft in drafts(judge.read_edition(file.read_bytes())):
            yield partial(judge.judge, draft)
            yield partial(judge.judge_report, draft)


[*asked(), gc.collect]
