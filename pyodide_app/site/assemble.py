"""The third step of a build: every file of the site in memory, and what is wrong with the pages."""

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

from jinja2 import TemplateRuntimeError
from markupsafe import Markup

from pyodide_app import editions
from pyodide_app.core.calendar_file import calendar_file
from pyodide_app.core.edition import Edition
from pyodide_app.core.schema import bundle_schema
from pyodide_app.documents.fonts import is_common
from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime import configs
from pyodide_app.runtime.assets import Runtime
from pyodide_app.runtime.glyphs import GlyphFiles
from pyodide_app.runtime.kept import kept_answer
from pyodide_app.site import html_checks, offline, pages, papers, render
from pyodide_app.site.cache import SCHEMAS
from pyodide_app.site.files import Files, root_from
from pyodide_app.site.program import kept_imports, kept_program, reached
from pyodide_app.site.sources import Sources

UI = Path(__file__).parent.parent / "ui"

# Where a worker opens its edition.
EDITION_IN_THE_WORKER = "./edition.json"

UI_PACKAGE = "pyodide_app.ui"

# The pages' programs: file → the module that begins it.
PROGRAMS = {"ui/timeline.wasm": "timeline", "ui/form.wasm": "main", "ui/report.wasm": "report", "ui/feedback.wasm": "feedback_sheet"}

# Which words of the interface a program says by itself: tables of texts.toml, of which "*" are all. Others stand in the page.
SAID = {"main": "*", "report": "*", "feedback_sheet": "feedback_form"}


def assemble(sources: Sources) -> tuple[Files, list[Problem]]:
    """All files. Pages of an edition that could not be read are left out; links to them are taken for good."""
    return Assembly(sources).everything()


class Assembly:
    """One build's files, pages and problems as they come together."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.files = Files()
        self.tiers: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.html: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.unseen = {f"{slug}/{below}" for slug in sources.slugs for below in pages.EDITION_PAGES}
        # Where no edition could be read, nothing is written, and its links are taken for good.
        self.newest = editions.newest(sources.editions).slug if sources.editions else sources.slugs[-1]
        self.templates = render.environment(sources.folder / "templates", sources.cache)

    def everything(self) -> tuple[Files, list[Problem]]:
        self.add_assets()
        for edition in self.sources.editions:
            self.add_data(edition)
        for edition in self.sources.editions:
            self.add_edition(edition)
        for address, template in pages.SITE_PAGES.items():
            self.add_page(template, self.context(address, **self.inline(template)))
        for source in sorted((self.sources.folder / "pages").glob("*.md")):
            self.add_prose(source)
        self.add_manifest()
        self.problems += html_checks.check_pages(self.html, self.sources.cache, set(self.files.contents), self.unseen)
        if not self.problems:
            worker = (self.sources.folder / "static" / offline.SERVICE_WORKER).read_text("utf-8")
            made = [made.folder for made in (self.sources.runtime, self.sources.glyphs) if made]
            measures = {path: measure for folder in made for path, measure in offline.measures_of(folder, self.sources.cache).items()}
            offline.add_service_worker(self.files, worker, self.tiers, measures)
        return self.files, self.problems

    def add_assets(self) -> None:
        """The runtime, the static files and the page's Python, all under hashed names."""
        if runtime := self.sources.runtime:
            self.files.contents.update(runtime.files)
            self.tiers.update(runtime.tiers)
            imported = kept_imports(UI_PACKAGE, UI, self.sources.cache)
            for name, start in PROGRAMS.items():
                self.add_program(name, start, reached(imported, start), runtime.folder / runtime.micropython)
        static = self.sources.folder / "static"
        for path in sorted(static.rglob("*")):
            if path.is_file() and path.name != offline.SERVICE_WORKER:
                self.files.add_hashed(f"static/{path.relative_to(static).as_posix()}", path.read_bytes())
        schema = kept_answer(self.sources.cache / SCHEMAS / f"bundle-{self.sources.code}", bundle_schema)
        self.files.add("schema/plc-bundle-1.json", render.pretty_json(schema))
        if made := self.sources.glyphs:
            below = glyphs_address(made)
            for name in sorted(os.listdir(made.folder)):
                self.files.add(below + name, made.folder / name)
                stem = name.partition(".")[0]
                self.tiers[below + name] = "papers" if stem == "index" or is_common(stem) else "glyphs"

    def add_program(self, name: str, start: str, modules: list[str], micropython: Path) -> None:
        try:
            words = {table: words for table, words in self.sources.texts.items() if SAID.get(start) in (table, "*")}
            self.files.add_hashed(name, kept_program(UI_PACKAGE, UI, start, modules, words, micropython, self.sources.cache))
        except ProblemsFound as found:
            self.problems += found.problems

    def add_data(self, edition: Edition) -> None:
        """The edition for the workers: of its own pages, and of another edition's that begins a draft from its files."""
        self.data[edition.id] = self.files.add_hashed(f"data/{edition.slug}.json", editions.to_json(edition).encode())
        self.tiers[self.data[edition.id]] = "judge"

    def add_edition(self, edition: Edition) -> None:
        folder = self.sources.folder / "editions" / edition.slug
        self.files.add(pages.calendar_address(edition), calendar_file(edition))
        if self.sources.runtime is None or self.sources.glyphs is None:
            return
        for paper, address in pages.blank_forms(edition):
            self.files.add(address, papers.blank_form(edition, paper.id, self.sources.glyphs, self.sources.cache))
            self.tiers[address] = "papers"
        for below, template in pages.EDITION_PAGES.items():
            address = f"{edition.slug}/{below}"
            added = pages.page_context(template, edition, folder)
            if page := pages.FORM_PAGES.get(template):
                added |= self.standing(page.styles, self.sources.runtime.early)
            self.add_page(template, self.context(address, edition=edition, runtime=self.runtime(address, edition), **added))

    def add_page(self, template: str, context: dict[str, Any]) -> None:
        html = render.rendered(self.templates, template, context)
        if isinstance(html, Problem):
            self.problems.append(html)
            self.unseen.add(context["address"])
            return
        self.html[context["address"]] = html
        self.unseen.discard(context["address"])
        self.files.add(context["address"], html.encode())

    def add_prose(self, source: Path) -> None:
        context = self.context(f"{source.stem}/")
        text = render.prose(self.templates, source, context)
        if isinstance(text, Problem):
            self.problems.append(text)
            self.unseen.add(context["address"])
        else:
            self.add_page(pages.PROSE, {**context, **text})

    def add_manifest(self) -> None:
        text = render.rendered(self.templates, "manifest.webmanifest", self.context("manifest.webmanifest"))
        if isinstance(text, Problem):
            self.problems.append(text)
            self.unseen.add("manifest.webmanifest")
        else:
            self.files.add("manifest.webmanifest", text.encode())

    def context(self, address: str, **added: Any) -> dict[str, Any]:
        """What the template of the page at this address sees."""
        root = root_from(address)

        def asset(name: str) -> str:
            if name not in self.files.places:
                raise TemplateRuntimeError(f"asset({name!r}): there is no such file")
            return root + self.files.places[name]

        return {
            "root": root,
            "url": lambda target: root + target,
            "asset": asset,
            "address": address,
            "policy": configs.POLICY,
            "texts": self.sources.texts,
            "newest": self.newest,
            "editions": self.sources.editions,
            **added,
        }

    def runtime(self, address: str, edition: Edition) -> dict[str, Any]:
        """What a page with a script loads: addresses from the page, and the `config` attributes."""
        runtime, root = self.sources.runtime, root_from(address)
        prefix = root.removeprefix("./")
        data = {self.data[edition.id]: EDITION_IN_THE_WORKER}
        return {
            "early": {
                "worker": root + runtime.worker, "engine": root + runtime.engines["judge"], "memory": root + runtime.memory,
                "edition": root + self.data[edition.id],
            },
            "pyscript": root + runtime.pyscript,
            "micropython": root + runtime.micropython,
            "page_config": configs.py_page_config(),
            "ui_config": configs.mpy_config(runtime, prefix),
            "judge": {"src": root + runtime.entries["judge"], "config": configs.judge_config(runtime, prefix, data)},
            "glyphs": root + glyphs_address(self.sources.glyphs),
            "papers": {"src": root + runtime.entries["papers"], "config": configs.papers_config(runtime, prefix, data)},
            "other_editions": {
                other.id: {"address": root + self.data[other.id], "year": other.school_year} for other in self.sources.editions if other.id != edition.id
            },
        }

    def inline(self, template: str) -> dict[str, Any]:
        """The 404 page answers at any depth, so it cannot link its style and script: they stand in it, and its policy names their hashes."""
        if template != "not_found.html":
            return {}
        return self.standing(("static/style.css",), (self.sources.folder / "templates" / "not_found.js").read_text("utf-8"))

    def standing(self, styles: tuple[str, ...], script: str) -> dict[str, Any]:
        """Style sheets (files of site_src) and a script that stand in a page, and the policy that allows them."""
        style = "".join((self.sources.folder / name).read_text("utf-8") for name in styles)
        return {"style": Markup(style), "script": Markup(script), "policy": allowing(script=script, style=style)}


def glyphs_address(made: GlyphFiles) -> str:
    """The folder of the glyph chunks and their index."""
    return f"runtime/{made.name}/"


def allowing(**inline: str) -> str:
    """The content security policy of a page in which these stand: by their hashes, so no other does."""
    policy = configs.POLICY
    for kind, text in inline.items():
        policy = policy.replace(f"{kind}-src 'self'", f"{kind}-src 'self' {hash_source(text)}")
    return policy


def hash_source(text: str) -> str:
    """How a content security policy names an inline style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
