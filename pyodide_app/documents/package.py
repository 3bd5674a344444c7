"""The papers of a bundle, judged and set: one form, or a package, the zip with all papers of a stage and the bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition
from pyodide_app.core.judge import judge
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import CORE, GlyphIndex
from pyodide_app.documents.glyph_chunks import Chunk
from pyodide_app.documents.preview import Preview
from pyodide_app.documents.render import draw, render


class Setter:
    """Sets the papers of one bundle at one stage: 表一 and 表二 with 申請包, or the report's with 成果包. The findings that they show are that stage's.

    `enclosed` holds the photos and attachments under the names of their entries (`photos/…`, `attachments/…`). Raises `BrokenPictures`.
    `chunks` names all glyph chunks that the papers need, the core first.
    """

    def __init__(
        self, edition: Edition, bundle: Bundle, index: GlyphIndex, stage: CaseStage = "application", enclosed: Mapping[str, bytes] | None = None
    ) -> None:
        findings = judge(edition, bundle, stage)
        self.bundle = bundle
        self.index = index
        self.enclosed = {name: enclosed[name] for name in files.enclosed(bundle) if name in enclosed} if enclosed else {}
        self.papers = papers.papers_of(edition, stage, bundle, findings, self.enclosed)
        self.chunks = index.chunks_for("".join(paper.text for paper in self.papers.values()))
        self._made: dict[str, bytes] = {}

    def paper(self, form: str, read_chunk: Callable[[str], Chunk]) -> bytes:
        """One form as PDF with the bundle inside, made once. All papers share one font, which takes longer to make than most papers to set."""
        if form not in self._made:
            self._made[form] = render(self.papers[form], self.index, {name: read_chunk(name) for name in self.chunks})
        return self._made[form]

    def draw(self, form: str, preview: Preview, read_chunk: Callable[[str], Chunk]) -> None:
        """Puts the pages of one form into a preview, whose font holds at least the chunks that the papers need."""
        names = [CORE, *sorted(preview.chunks - {CORE})]
        draw(self.papers[form], self.index, {name: read_chunk(name) for name in names}, preview)

    def package(self, read_chunk: Callable[[str], Chunk]) -> bytes:
        """申請包 or 成果包: the bundle, every paper, and what the report encloses, in one zip; the same bundle and files give the same bytes."""
        entries = {files.BUNDLE_NAME: files.write_json(self.bundle)}
        for form, paper in self.papers.items():
            entries[paper.file_name] = self.paper(form, read_chunk)
        return files.write_zip(entries | self.enclosed)
