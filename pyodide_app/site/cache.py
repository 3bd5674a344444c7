"""The folders of the cache in which the steps of a build keep what they made. What the runtime keeps it prunes itself."""

from pathlib import Path

from pyodide_app.runtime.glyphs import FONTS
from pyodide_app.runtime.kept import prune

EDITIONS, GLYPHS, PAPERS, SCHEMAS = "editions", "glyphs", "papers", "schemas"
TEMPLATES, PROGRAMS, PAGES, MEASURES = "templates", "programs", "pages", "measures"


def prune_cache(cache: Path) -> None:
    """After a build: takes away what it did not use."""
    for folder in (EDITIONS, GLYPHS, FONTS, PAPERS, SCHEMAS, TEMPLATES, PROGRAMS, PAGES, MEASURES):
        prune(cache / folder)
