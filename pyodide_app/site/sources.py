"""The first step of a build: everything that goes into the site, and what of it cannot be read."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydantic

from pyodide_app import editions
from pyodide_app.core.edition import Edition
from pyodide_app.problem import Problem, ProblemsFound
from pyodide_app.runtime.assets import Runtime, Shown, build_runtime
from pyodide_app.runtime.fetch import fetch
from pyodide_app.runtime.glyphs import GlyphFiles
from pyodide_app.runtime.kept import digest, kept_answer
from pyodide_app.site import papers
from pyodide_app.site.cache import EDITIONS

PACKAGE = Path(editions.__file__).parent


@dataclass(frozen=True)
class Sources:
    """What was read. `slugs` are the editions' folders, also of those that could not be read, `code` is `code_hash`.

    `runtime` and `glyphs` are None where they could not be made, or where no edition was read that they would be made for.
    """

    folder: Path
    cache: Path
    code: str
    slugs: tuple[str, ...]
    editions: tuple[Edition, ...]
    texts: dict[str, Any]
    runtime: Runtime | None
    glyphs: GlyphFiles | None


def read(folder: Path, cache: Path) -> tuple[Sources, list[Problem]]:
    problems: list[Problem] = []
    slugs = tuple(sorted(path.name for path in (folder / "editions").iterdir() if path.is_dir()))
    code = code_hash()
    loaded = read_editions(folder, cache, code, problems)
    texts = read_texts(folder, problems)
    runtime = made = None
    try:
        fetch(cache)
        if loaded:
            made = make_glyphs(loaded, cache, problems)
            runtime = build_runtime(cache, shown_of(loaded, made))
    except ProblemsFound as found:
        problems += found.problems
    return Sources(folder, cache, code, slugs, loaded, texts, runtime, made), problems


def shown_of(loaded: tuple[Edition, ...], made: GlyphFiles | None) -> Shown:
    return Shown(tuple(editions.to_json(edition).encode() for edition in loaded), made)


def make_glyphs(loaded: tuple[Edition, ...], cache: Path, problems: list[Problem]) -> GlyphFiles | None:
    try:
        return papers.glyphs(loaded, cache)
    except FileNotFoundError as error:
        problems.append(Problem("fonts", "Kai font", str(error), "Install it, or build once with a network"))
        return None


def read_editions(folder: Path, cache: Path, code: str, problems: list[Problem]) -> tuple[Edition, ...]:
    try:
        return load_editions(folder / "editions", cache, code)
    except ProblemsFound as found:
        for each in found.problems:
            path = Path(each.file)
            problems.append(each._replace(file=str(path.relative_to(folder)) if path.is_relative_to(folder) else each.file))
        return ()


def code_hash() -> str:
    """What everything hangs on that our code makes of models: all of our code, and pydantic."""
    return digest([pydantic.VERSION.encode(), *contents(PACKAGE, "*.py")])


def load_editions(root: Path, cache: Path, code: str) -> tuple[Edition, ...]:
    """All editions, read and checked; kept as long as their files and `code` stay the same. Raises ProblemsFound."""
    key = digest([code.encode(), *contents(root, "*")])
    texts = kept_answer(cache / EDITIONS / f"editions-{key}", lambda: [editions.to_json(edition) for edition in editions.load_all(root).values()])
    return tuple(map(Edition.model_validate_json, texts))


def contents(folder: Path, pattern: str) -> Iterator[bytes]:
    """Name and content of each file below the folder."""
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            yield path.relative_to(folder).as_posix().encode()
            yield path.read_bytes()


def read_texts(folder: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / "texts.toml").read_text("utf-8"))
    except FileNotFoundError:
        problems.append(Problem("texts.toml", "texts.toml", "the file is missing", "Write the interface's words there"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem("texts.toml", "texts.toml", f"it is not TOML: {error}", "Correct the line"))
    return {}
