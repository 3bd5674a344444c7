"""The papers' part of the site: glyph chunks for the browser, and the blank official forms."""

from pathlib import Path

from pyodide_app.core.edition import Edition, PaperForm
from pyodide_app.documents import papers
from pyodide_app.documents.fonts import read_glyphs
from pyodide_app.runtime.glyphs import GlyphFiles, build_glyphs, font_sources
from pyodide_app.site.cached import cached

DOCUMENTS = Path(papers.__file__).parent


def glyphs(editions: tuple[Edition, ...], cache: Path) -> GlyphFiles:
    """The chunks; their core holds every character that an edition or a paper of ours prints by itself. FileNotFoundError without a Kai font."""
    texts = [edition.model_dump_json() for edition in editions] + [(DOCUMENTS / "words.toml").read_text("utf-8")]
    return build_glyphs(font_sources(cache / "runtime" / "npm" / "node_modules"), texts, cache / "glyphs")


def blank_form(edition: Edition, paper: PaperForm, made: GlyphFiles, cache: Path) -> bytes:
    """The form as PDF without an answer; kept as long as the edition, the fonts and the code that sets papers stay the same."""
    code = [path.read_bytes() for path in sorted(DOCUMENTS.rglob("*")) if path.suffix in (".py", ".typ", ".toml")]
    inputs = [edition.model_dump_json().encode(), paper.id.encode(), made.folder.name.encode(), *code]
    return cached(cache / "papers", inputs, lambda: set_blank_form(edition, paper, made))


def set_blank_form(edition: Edition, paper: PaperForm, made: GlyphFiles) -> bytes:
    from pyodide_app.documents.render import render  # loads the typesetter, which takes longer than all pages together

    blank = papers.blank(edition, paper.id)
    return render(blank, *read_glyphs(made.folder, blank.text))
