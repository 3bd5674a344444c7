"""The judge worker: verdict, data file, opening a file, comparing two drafts. Runs in the browser's Pyodide and, unchanged, in CPython.

The edition is the file `EDITION` in the working directory, put there by whoever starts the worker.
"""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyodide_app.core import answers as read_through, draft as drafts, files
from pyodide_app.core.bundle import Bundle, parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.overview import overview

__export__ = ["judge", "data_file", "open_file", "compare", "answers"]

EDITION = "edition.json"


@lru_cache
def edition() -> Edition:
    return Edition.model_validate_json(Path(EDITION).read_bytes())


def judge(draft: str) -> str:
    """The page's whole answer to a draft, see docs/page.md."""
    return _json(overview(edition(), drafts.parse(draft)))


def data_file(draft: str) -> str:
    """The bundle as the text of its data file."""
    return files.write_json(_bundle(draft)).decode()


async def open_file(name: str, content: Any) -> str:
    """The draft that a file holds, with a title for it and its fingerprint; or why it is refused. `name` is the title where the file has none."""
    data = _bytes(content)
    if files.is_pdf(data):
        await _pdf_reader()
    try:
        bundle = files.read(data, (edition().id,))
    except files.Refused as refused:
        return _json({"refused": files.refusal(refused, edition())})
    title = bundle.application.community_name or bundle.school or name
    return _json({"draft": drafts.from_document(bundle, edition()), "title": title, "digest": files.fingerprint(bundle)})


def compare(here: str, there: str) -> str:
    """Where two drafts differ."""
    return _json([difference._asdict() for difference in files.differences(edition(), drafts.parse(here), drafts.parse(there))])


def answers(draft: str) -> str:
    """What was answered, section by section, to be read through before printing."""
    return _json(read_through.answers(edition(), drafts.parse(draft)))


def _bundle(draft: str) -> Bundle:
    return parse_bundle(drafts.to_document(drafts.parse(draft), edition()))


def _json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


# ---------------------------------------------------------------- what differs between the hosts

_IN_BROWSER = sys.platform == "emscripten"


def _bytes(content: Any) -> bytes:
    """Bytes of a file: in the browser they arrive as a JavaScript buffer."""
    return content.to_bytes() if hasattr(content, "to_bytes") else bytes(content)


async def _pdf_reader() -> None:
    """Loads pypdf where it is no installed package: in the browser it comes with the first PDF."""
    if _IN_BROWSER:
        import pyodide_js

        await pyodide_js.loadPackage("pypdf")
