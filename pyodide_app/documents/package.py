"""The papers of a bundle, judged and set: one form, or 申請包, the zip with all of them and the bundle."""

from __future__ import annotations

from collections.abc import Callable

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import GlyphIndex
from pyodide_app.documents.render import render, text_of

DATA_FILE = "bundle.json"


class Setter:
    """Sets the papers of one bundle. The findings that they show are those of the application stage."""

    def __init__(self, edition: Edition, bundle: Bundle, index: GlyphIndex) -> None:
        findings = judge(edition, bundle)
        fingerprint = files.fingerprint(bundle)
        self.edition = edition
        self.bundle = bundle
        self.index = index
        self.data = {form: papers.paper_data(edition, form, bundle, findings, fingerprint) for form in papers.FORMS}

    def chunks(self) -> list[str]:
        """The names of all glyph chunks that the papers need."""
        return self.index.chunks_for(text_of(self.data))

    def paper(self, form: str, read_chunk: Callable[[str], bytes]) -> bytes:
        """One form as PDF with the bundle inside."""
        return render(form, self.data[form], self.index, read_chunk, files.write_json(self.bundle))

    def package(self, read_chunk: Callable[[str], bytes]) -> bytes:
        """申請包: the bundle and every paper in one zip; the same bundle gives the same bytes."""
        entries = {DATA_FILE: files.write_json(self.bundle)}
        for form in papers.FORMS:
            entries[self.edition.forms.paper(form).file_name] = self.paper(form, read_chunk)
        return files.write_zip(entries)
