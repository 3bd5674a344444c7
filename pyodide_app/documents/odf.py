"""The papers as OpenDocument, to be edited: 表一 and 表三 as text, 表二 and 收支結算表 as spreadsheets. From the same values as the PDF.

Nothing is attached and no fingerprint is printed: what somebody edits is no longer the bundle. The same paper gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from importlib import resources
from xml.etree import ElementTree as ET

from pyodide_app.documents.odf_sheets import budget_sheet, settlement_sheet
from pyodide_app.documents.odf_table import FORMULAS, Table, element, paragraph, tag, write_cell_styles, write_table
from pyodide_app.documents.odf_texts import Heading, application_text, report_text
from pyodide_app.documents.papers import Paper

TEXT, SPREADSHEET = "text", "spreadsheet"
KINDS = {"application": TEXT, "report": TEXT, "budget": SPREADSHEET, "settlement": SPREADSHEET}
"""Which papers there are as OpenDocument, by their templates."""
SUFFIXES = {TEXT: ".odt", SPREADSHEET: ".ods"}
VERSION = "1.3"

STYLES = (resources.files(__package__) / "odf_styles.xml").read_bytes()
_MIME = "application/vnd.oasis.opendocument."
_EPOCH = (1980, 1, 1, 0, 0, 0)


def file_name(paper: Paper) -> str:
    """表二-經費概算表.ods"""
    return paper.file_name.rpartition(".")[0] + SUFFIXES[KINDS[paper.template]]


def editable(paper: Paper) -> bytes:
    """The paper as an .odt or .ods file. KeyError for one that is none of `KINDS`."""
    kind = KINDS[paper.template]
    entries = {"content.xml": _written(_content(paper, kind)), "styles.xml": _written(_styles(paper, kind)), "meta.xml": _written(_meta(paper))}
    entries |= {f"Pictures/{name}": picture.content for name, picture in paper.pictures.items()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        # Readers know the kind by these bytes at the file's start: first, and not compressed.
        _add(archive, "mimetype", (_MIME + kind).encode(), zipfile.ZIP_STORED)
        for name, content in entries.items():
            _add(archive, name, content, zipfile.ZIP_STORED if name.startswith("Pictures/") else zipfile.ZIP_DEFLATED)
        _add(archive, "META-INF/manifest.xml", _written(_manifest(kind, list(entries))), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, compression: int) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = compression
    entry.create_system = 3
    archive.writestr(entry, content)


def _written(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _content(paper: Paper, kind: str) -> ET.Element:
    root = element("office:document-content", office_version=VERSION)
    styles = element("office:automatic-styles", root)
    body = element(f"office:{kind}", element("office:body", root))
    if kind == SPREADSHEET:
        root.set("xmlns:of", FORMULAS)
        sheet = budget_sheet(paper.data) if paper.template == "budget" else settlement_sheet(paper.data)
        write_table(body, styles, sheet, spreadsheet=True)
        return root
    write_cell_styles(styles)
    for block in application_text(paper.data) if paper.template == "application" else report_text(paper.data, paper.pictures):
        if isinstance(block, Table):
            write_table(body, styles, block, spreadsheet=False)
        elif isinstance(block, Heading):
            element("text:h", body, block.text, text_style_name=block.style, text_outline_level=str(block.level))
        else:
            paragraph(body, block.text, block.style)
    return root


def _styles(paper: Paper, kind: str) -> ET.Element:
    """The styles that all papers share, with the words of this one's footer.

    LibreOffice's spreadsheets need a header that is turned off: without one they write one of no height, which fills the page when it is read
    again. Its text documents make room for one even where it is turned off.
    """
    root = ET.fromstring(STYLES)
    if kind == TEXT:
        for holder, name in (("style:page-layout", "style:header-style"), ("style:master-page", "style:header")):
            place = next(root.iter(tag(holder)))
            place.remove(next(place.iter(tag(name))))
    footer = element("text:p", next(root.iter(tag("style:footer"))), text_style_name="Footer")
    before, _, rest = paper.data["footer"]["page"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    footer.text = before
    element("text:page-number", footer, "1").tail = between
    element("text:page-count", footer, "1").tail = after
    return root


def _meta(paper: Paper) -> ET.Element:
    """The title, and the day that the paper bears instead of a clock's."""
    root = element("office:document-meta", office_version=VERSION)
    held = element("office:meta", root)
    element("dc:title", held, paper.data["document"]["title"])
    element("dc:language", held, "zh-TW")
    element("dc:date", held, "{:04}-{:02}-{:02}T00:00:00".format(*paper.data["document"]["date"]))
    return root


def _manifest(kind: str, names: list[str]) -> ET.Element:
    root = element("manifest:manifest", manifest_version=VERSION)
    element("manifest:file-entry", root, manifest_full_path="/", manifest_version=VERSION, manifest_media_type=_MIME + kind)
    for name in names:
        media = "text/xml" if name.endswith(".xml") else "image/png" if name.endswith(".png") else "image/jpeg"
        element("manifest:file-entry", root, manifest_full_path=name, manifest_media_type=media)
    return root
