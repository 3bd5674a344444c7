"""The papers of a bundle, judged and set: one form, or 申請包, the zip with all of them and the bundle."""

from __future__ import annotations

from collections.abc import Callable

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import GlyphIndex
from pyodide_app.documents.render import render


class Setter:
    """Sets the papers of one bundle. The findings that they show are those of the application stage."""

    def __init__(self, edition: Edition, bundle: Bundle, index: GlyphIndex) -> None:
        findings = judge(edition, bundle)
        self.bundle = bundle
        self.index = index
        self.papers = {form: papers.paper(edition, form, bundle, findings) for form in papers.FORMS}

    def chunks(self) -> list[str]:
        """The names of all glyph chunks that the papers need."""
        return self.index.chunks_for("".join(paper.text for paper in self.papers.values()))

    def paper(self, form: str, read_chunk: Callable[[str], bytes]) -> bytes:
        """One form as PDF with the bundle inside."""
        paper = self.papers[form]
        return render(paper, self.index, {name: read_chunk(name) for name in self.index.chunks_for(paper.text)})

    def package(self, read_chunk: Callable[[str], bytes]) -> bytes:
        """申請包: the bundle and every paper in one zip; the same bundle gives the same bytes."""
        entries = {files.BUNDLE_NAME: files.write_json(self.bundle)}
        for form, paper in self.papers.items():
            entries[paper.file_name] = self.paper(form, read_chunk)
        return files.write_zip(entries)
