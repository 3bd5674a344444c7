"""表一 and 表二 for three JavaScript PDF libraries: the same words in titles and tables, and one font with just their characters."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition
from pyodide_app.documents.application_paper import application_data
from pyodide_app.documents.budget_paper import budget_data
from pyodide_app.documents.fonts import assemble, read_glyphs
from tests.bench.peer_packages import PEERS, bundle, version

LIBRARIES = {f"{name} {version(name)}": name for name in ("pdfmake", "pdf-lib", "survey-pdf")}
ASCII = "".join(map(chr, range(0x20, 0x7F)))
PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Papers</title></head><body></body></html>'


def parts(edition: Edition, document: Bundle) -> list[dict[str, Any]]:
    """The two papers as titles and tables; `widths` are shares of a hundred, the first row is the table's head."""
    return [*_application(edition, document), *_budget(edition, document)]


def _title(edition: Edition, form: str, document: Bundle, begins: bool) -> dict[str, Any]:
    return {"title": f"{document.school} {edition.forms.paper(form).title}", "begins": begins}


def _application(edition: Edition, document: Bundle) -> Iterator[dict[str, Any]]:
    data, words = application_data(edition, document), edition.forms.paper("application").labels
    yield _title(edition, "application", document, begins=False)
    answers = [("types", "\n".join(data["types"])), *((name, data["convener"][name]) for name in ("phone", "email", "trained")), ("topic", data["topic_overview"])]
    yield {"widths": [20, 80], "rows": [[words["community_name"], data["community_name"]], *([words[name], answer] for name, answer in answers)]}
    members = [[words[f"member_{name}"] for name in ("name", "subject", "certificate")], *(list(member.values()) for member in data["members"])]
    yield {"widths": [30, 40, 30], "rows": members}
    yield {"widths": [100], "rows": [[words["methods_heading"]], *(["  ".join(row)] for row in data["methods"])]}
    columns = [words[f"session_{name}"] for name in ("number", "when", "content", "host", "place", "materials")]
    sessions = [[s["number"], s["when"], f"{s['content']}\n{s['details']}", s["host"], s["place"], s["materials"]] for s in data["sessions"]]
    yield {"widths": [6, 16, 36, 14, 14, 14], "rows": [columns, *sessions]}


def _budget(edition: Edition, document: Bundle) -> Iterator[dict[str, Any]]:
    data, words = budget_data(edition, document), edition.forms.paper("budget").labels
    yield _title(edition, "budget", document, begins=True)
    names = ("quantity", "unit", "unit_price", "amount")
    rows = [[line["label"], *(line[name] for name in names), "\n".join([*line["official"], *line["details"]])] for line in data["lines"]]
    rows.append([words["total"], "", "", "", data["total"], data["reallocation_note"]])
    yield {"widths": [16, 8, 8, 8, 10, 50], "rows": [[words["item"], *(words[name] for name in names), words["note"]], *rows]}
    names = ("number", "title", "unit_price", "quantity", "unit", "amount", "note")
    yield {"widths": [7, 30, 8, 8, 8, 9, 30], "rows": [[words[f"book_{name}"] for name in names], *([book[name] for name in names] for book in data["books"])]}


def write_paper_pages(folder: Path, glyphs: Path, versions_of_parts: list[list[dict[str, Any]]]) -> None:
    """An empty page, each library as a module beside it, and the font."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(PAGE, "utf-8")
    for name in LIBRARIES.values():
        bundle(PEERS / f"{name}.mjs", folder)
    text = json.dumps(versions_of_parts, ensure_ascii=False)
    index, chunks = read_glyphs(glyphs, text)
    (folder / "kai.ttf").write_bytes(_just(text, assemble(index, chunks.values())))


def _just(text: str, font: bytes) -> bytes:
    """The font with the characters of the text, and with a character table of format 4 too: jsPDF, below survey-pdf, reads no other."""
    made, written = TTFont(io.BytesIO(font)), io.BytesIO()
    wanted = Subsetter()
    wanted.populate(text=text + ASCII)
    wanted.subset(made)
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language = 3, 1, 0
    table.cmap = {code: name for code, name in made.getBestCmap().items() if code <= 0xFFFF}
    made["cmap"].tables.append(table)
    made.save(written)
    return written.getvalue()
