"""Templates and prose into pages.

Every template sees:

- `root`: the way to the site's root, `./` or `../…/`; `url("107/plan/")`: the way to an address; `asset("style.css")`: the way to a file
  of `site_src/static` or of the build, under its hashed name; `address`: the page's own address;
- `policy`: the content security policy; `texts`: `site_src/texts.toml`; `newest`: the slug of the newest edition; `editions`: all of them;
- on an edition's pages `edition`, and what `pyodide_app.site.pages` adds for that page.

Filters: `roc` (a date as people write it), `thousands` (10,000), `json` (for `<script type="application/json">`).
"""

import json
import os
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, meta, nodes
from jinja2.bccache import Bucket
from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.meta import MetaExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markupsafe import Markup

from pyodide_app.core import spelling
from pyodide_app.problem import Problem
from pyodide_app.runtime.kept import digest, kept, kept_answer
from pyodide_app.site.cache import TEMPLATES

# What a template may name: these, and what the page at hand adds.
NAMES = ("root", "url", "asset", "address", "policy", "texts", "newest", "editions")

# What a Markdown page may use. Extensions that are named by words would be looked for among all installed packages.
PROSE_EXTENSIONS = (MetaExtension, AttrListExtension, TocExtension, TableExtension, DefListExtension)

# Inside <script type="application/json"> these could end the element or start a comment.
JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


class ByteCode(BytecodeCache):
    """Compiled templates in the cache, by their text and by what says how they are compiled."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def place(self, bucket: Bucket) -> Path:
        return place_of("code", self.cache, bucket.key, bucket.checksum)

    def load_bytecode(self, bucket: Bucket) -> None:
        place = self.place(bucket)
        if place.exists():
            os.utime(place)
            bucket.bytecode_from_string(place.read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        kept(self.place(bucket), lambda unfinished: unfinished.write_bytes(bucket.bytecode_to_string()))


def place_of(kind: str, cache: Path, *parts: str) -> Path:
    """Where something that was made of a template is kept: until these parts, Jinja, this file or a filter change."""
    code = (Path(file).read_bytes() for file in (__file__, spelling.__file__))
    return cache / TEMPLATES / f"{kind}-{digest([jinja2.__version__.encode(), *code, *(part.encode() for part in parts)])}"


def environment(templates: Path, cache: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader(templates),
        bytecode_cache=ByteCode(cache),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(roc=spelling.roc_date, thousands=thousands, json=as_json)
    return made


def thousands(amount: int) -> str:
    return f"{amount:,}"


def as_json(value: Any) -> Markup:
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES))


def pretty_json(value: Any) -> bytes:
    """JSON for people to read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def check_templates(templates: Path, cache: Path, names: set[str]) -> Iterator[Problem]:
    """Templates that cannot be parsed, and names that no page gives them; found without rendering."""
    env = environment(templates, cache)
    for name in env.list_templates(filter_func=lambda name: name.endswith((".html", ".webmanifest"))):
        file = f"templates/{name}"
        source = (templates / name).read_text("utf-8")
        try:
            used = kept_answer(place_of("names", cache, source), partial(used_names, env, source))
        except TemplateSyntaxError as error:
            yield Problem(file, f"line {error.lineno}", error.message or "cannot be parsed", "Mend the template's syntax")
            continue
        for variable in sorted(set(used) - names):
            yield Problem(file, variable, "no page gives this variable", "Mend its spelling, or add it in pyodide_app/site/pages.py")


def used_names(env: Environment, source: str) -> list[str]:
    """The names that a template expects to be given. TemplateSyntaxError where it cannot be parsed."""
    tree = env.parse(source)
    return sorted(meta.find_undeclared_variables(tree) - set(env.globals) - declared(tree))


def declared(tree: nodes.Template) -> set[str]:
    """Names that the template itself sets, imports or defines at its top: its blocks see them."""
    found = {macro.name for macro in tree.find_all(nodes.Macro)}
    found |= {imported.target for imported in tree.find_all(nodes.Import)}
    found |= {name if isinstance(name, str) else name[1] for imported in tree.find_all(nodes.FromImport) for name in imported.names}
    found |= {target.name for assigned in tree.find_all(nodes.Assign) for target in assigned.find_all(nodes.Name) if target.ctx == "store"}
    return found


def rendered(env: Environment, template: str, context: dict[str, Any]) -> str | Problem:
    """The page, or what is wrong with it: whatever a template raises, it is the template that has to be mended."""
    try:
        return env.get_template(template).render(context)
    except TemplateNotFound as error:
        return Problem(f"templates/{template}", str(error.name), "there is no such template", "Mend its name, or write it")
    except Exception as error:
        return Problem(*place(error, template), str(error), "Mend the name or the value there")


def place(error: Exception, template: str) -> tuple[str, str]:
    """The template and the line that raised the error, as far as its traceback says."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/templates/" in frame.filename]
    if not frames:
        return f"templates/{template}", "the page"
    return f"templates/{frames[-1].filename.rpartition('/templates/')[2]}", f"line {frames[-1].lineno}"


def prose(env: Environment, source: Path, context: dict[str, Any]) -> dict[str, Any] | Problem:
    """A Markdown page: its head's `title` and `description`, its HTML and its table of contents. Its text may use what a template may use."""
    try:
        text = env.from_string(source.read_text("utf-8")).render(context)
    except TemplateError as error:
        return Problem(f"pages/{source.name}", context["address"], str(error.message), "Mend the page's text")
    converter = Markdown(extensions=[extension() for extension in PROSE_EXTENSIONS], output_format="html")
    html = converter.convert(text)
    head = getattr(converter, "Meta")
    missing = [key for key in ("title", "description") if key not in head]
    if missing:
        return Problem(f"pages/{source.name}", ", ".join(missing), "the page's head lacks it", "Begin the file with `title: …` and `description: …`")
    toc = getattr(converter, "toc_tokens")
    return {"title": head["title"][0], "description": head["description"][0], "body": Markup(html), "toc": toc}
