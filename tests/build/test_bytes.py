"""What a first visit costs, as GitHub Pages sends it: text, JSON and WebAssembly gzipped, wheels and glyphs as they are."""

from __future__ import annotations

import json
import mimetypes
import re
from pathlib import Path

import pytest

import build
from pyodide_app.site import serve

ROOT = Path(__file__).parents[2]
FORM = "107/apply/index.html"

# Some room above what was measured (52,850; 7,487,537; 23,459,864): what is added on purpose moves its line.
UNTIL_TYPING = 60_000
UNTIL_VERDICT = 7_700_000
UNTIL_PDF = 23_700_000

# What the images spare a start, and a browser that cannot start from them still has, and the rest of the split modules.
SPARED = re.compile(r"runtime/(wheels/|pyodide-[^/]+/python_stdlib\.zip|[^/]+/rest\.wasm)")
FOR_A_PAPER = re.compile(r"runtime/machine-\w+/rest\.wasm")

# Of the glyphs a first paper has the index and the core in the image; an ordinary application needs some chunks of 10 kB.
GLYPHS = re.compile(r"runtime/glyphs-\w+/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "public"
    assert build.build(ROOT / "site_src", ROOT / ".cache", out) == []
    return out


def sent(site: Path, names: set[str]) -> int:
    """Bytes that travel for these files."""
    return sum(len(serve.zipped(site / name)) if is_packed(name) else (site / name).stat().st_size for name in names)


def is_packed(name: str) -> bool:
    kind = serve.TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or ""
    return kind.startswith(serve.COMPRESSED)


def tier(site: Path, name: str) -> set[str]:
    """The runtime's files and the data of one tier."""
    [listed] = site.glob("offline-*.json")
    files = json.loads(listed.read_text("utf-8"))["files"]
    return {file["name"] for file in files if file["tier"] == name and file["name"].startswith(("runtime/", "data/"))}


def until_typing(site: Path) -> set[str]:
    sheets = re.findall(r'<link rel="stylesheet" href="\.\./\.\./([^"]+)"', (site / FORM).read_text("utf-8"))
    return {FORM, *sheets}


def until_verdict(site: Path) -> set[str]:
    named = re.findall(r'<(?:link rel="(?:module)?preload"|script|mpy-script)[^>]* (?:href|src)="\.\./\.\./([^"]+)"', (site / FORM).read_text("utf-8"))
    return until_typing(site) | set(named) | tier(site, "core") | {name for name in tier(site, "judge") if not SPARED.match(name)}


def until_pdf(site: Path) -> set[str]:
    rest = {name for name in tier(site, "judge") if FOR_A_PAPER.match(name)}
    return until_verdict(site) | rest | {name for name in tier(site, "papers") if not SPARED.match(name) and not GLYPHS.match(name)}


def test_the_form_takes_typing_after_few_bytes(site: Path) -> None:
    assert sent(site, until_typing(site)) <= UNTIL_TYPING


def test_the_first_verdict_comes_after_no_more_bytes_than_planned(site: Path) -> None:
    assert sent(site, until_verdict(site)) <= UNTIL_VERDICT


def test_the_first_paper_comes_after_no_more_bytes_than_planned(site: Path) -> None:
    assert sent(site, until_pdf(site)) <= UNTIL_PDF


def test_every_file_named_by_its_hash_stands_where_the_service_worker_routes_it(site: Path) -> None:
    [listed] = site.glob("offline-*.json")
    hashed = [file["name"] for file in json.loads(listed.read_text("utf-8"))["files"] if file["hashed"]]
    [folders] = re.findall(r"const HASHED = (\[.*\]);", (site / "sw.js").read_text("utf-8"))
    assert hashed
    assert [name for name in hashed if not name.startswith(tuple(json.loads(folders)))] == []
