"""The papers' part of the site: glyph chunks for the browser, and the blank official forms."""

import json
from pathlib import Path

from pyodide_app.core.edition import Edition
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import read_glyphs
from pyodide_app.runtime.fetch import node_modules
from pyodide_app.runtime.glyphs import GlyphFiles, build_glyphs, font_sources
from pyodide_app.runtime.kept import digest, kept
from pyodide_app.site.cache import GLYPHS, PAPERS

DOCUMENTS = Path(papers.__file__).parent


def glyphs(editions: tuple[Edition, ...], cache: Path) -> GlyphFiles:
    """The chunks; their core holds every character that an edition or a paper of ours prints by itself. FileNotFoundError without a Kai font."""
    texts = [edition.model_dump_json() for edition in editions] + [(DOCUMENTS / "words.toml").read_text("utf-8")]
    return build_glyphs(font_sources(node_modules(cache)), texts, cache / GLYPHS)


def blank_form(edition: Edition, form: str, made: GlyphFiles, cache: Path) -> bytes:
    """The form as PDF without an answer; kept as long as its words, the fonts and the code that sets papers stay the same."""
    paper = papers.blank(edition, form)
    code = [path.read_bytes() for path in sorted(DOCUMENTS.rglob("*")) if path.suffix in (".py", ".typ")]
    inputs = [json.dumps(paper.data, sort_keys=True).encode(), form.encode(), made.folder.name.encode(), *code]
    place = cache / PAPERS / f"{edition.slug}-{form}-{digest(inputs)}"
    return kept(place, lambda unfinished: unfinished.write_bytes(set_paper(paper, made))).read_bytes()


def set_paper(paper: papers.Paper, made: GlyphFiles) -> bytes:
    from pyodide_app.documents.render import render  # loads the typesetter, which takes longer than all pages together

    return render(paper, *read_glyphs(made.folder, paper.text))
