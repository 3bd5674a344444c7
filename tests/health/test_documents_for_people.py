"""What README, CONTRIBUTING, NOTICE and docs/ say is so: the command line's help, the worked examples, the refusals, paths, make's targets, versions."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pyodide_app import cli, editions
from pyodide_app.problem import ProblemsFound
from tests.conftest import ROOT
from tests.health.repository import PACKAGE, tracked
from tests.health.test_dependencies import normalised, pinned

README = (ROOT / "README.md").read_text("utf-8")
PAGES = {path.name: path for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))}
EDITION = ROOT / "site_src" / "editions" / "107"

BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
INLINE = re.compile(r"`([^`\n]+)`")
TOPS = ("pyodide_app/", "site_src/", "tests/", "docs/", ".github/", ".ci/", "public/")
MADE_LATER = {"site_src/editions/108", "public/runtime"}
"""What a reader makes, or a build."""


def blocks(language: str, text: str = README) -> list[str]:
    return [re.sub(r"(?m)^ {3}(?=\S)", "", content) for kind, content in BLOCK.findall(text) if kind == language]


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("command", [(), ("check",), ("pdf",)], ids=["program", "check", "pdf"])
def test_the_readme_prints_the_help_of_the_command_line(command: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(cli.sys, "stdout", Stdout())
    with pytest.raises(SystemExit):
        cli.main([*command, "--help"])
    assert squeezed(cli.sys.stdout.written) in [squeezed(block) for block in blocks("text")]


class Stdout:
    """A terminal that keeps what is written; `cli.main` sets its encoding."""

    def __init__(self) -> None:
        self.written = ""

    def reconfigure(self, **_options: str) -> None:
        pass

    def write(self, text: str) -> None:
        self.written += text

    def flush(self) -> None:
        pass


def test_every_worked_example_changes_a_line_that_stands_there() -> None:
    examples = blocks("diff")
    assert examples
    for example in examples:
        head, *changes = example.splitlines()
        lines = (ROOT / head.removeprefix("--- ")).read_text("utf-8").splitlines()
        assert [change for change in changes if change.startswith("-") and lines.count(change[1:]) == 0] == []
        assert any(change.startswith("+") for change in changes)


def changed(examples: list[str], folder: Path) -> None:
    """The worked examples carried out in a copy of the edition."""
    for example in examples:
        head, old, new = example.splitlines()
        path = folder / Path(head).name
        path.write_text(path.read_text("utf-8").replace(old[1:], new[1:]), "utf-8")


def refusals(root: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as caught:
        editions.load_all(root)
    return [str(problem).removeprefix(f"{root.parent}/") for problem in caught.value.problems]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(EDITION, tmp_path / "editions" / "107")
    return tmp_path / "editions"


def test_the_worked_examples_make_an_edition_that_can_be_built(copied: Path) -> None:
    changed([example for example in blocks("diff") if f"editions/{EDITION.name}/" in example.splitlines()[0]], copied / "107")
    [edition] = editions.load_all(copied).values()
    assert edition.members.max.value == 15


def test_a_figure_without_its_words_is_refused_as_the_readme_says(copied: Path) -> None:
    path = copied / "107" / "edition.toml"
    path.write_text(path.read_text("utf-8").replace("max = { value = 12", "max = { value = 15"), "utf-8")
    assert refusals(copied)[0].removeprefix("editions/107/") in map(str.strip, blocks("text"))


def test_a_bare_copy_of_an_edition_is_refused_as_the_readme_says(copied: Path) -> None:
    shutil.copytree(EDITION, copied / "108")
    assert "\n".join(refusals(copied)) in map(str.strip, blocks("text"))


def test_last_years_calendar_is_refused_as_the_readme_says(copied: Path) -> None:
    path = copied / "107" / "edition.toml"
    path.write_text(path.read_text("utf-8").replace("school_year = 107", "school_year = 108"), "utf-8")
    assert refusals(copied)[0].removeprefix("editions/107/") in map(str.strip, blocks("text"))


def test_a_copy_with_its_own_id_and_folder_is_an_edition_without_a_line_of_code(copied: Path) -> None:
    shutil.copytree(EDITION, copied / "107b")
    path = copied / "107b" / "edition.toml"
    path.write_text(path.read_text("utf-8").replace('id = "tyc-plc-advanced-107"', 'id = "another"').replace('slug = "107"', 'slug = "107b"'), "utf-8")
    assert list(editions.load_all(copied)) == ["another", "tyc-plc-advanced-107"]


@pytest.mark.parametrize("name", PAGES)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    text = PAGES[name].read_text("utf-8")
    prose = BLOCK.sub("", text)
    linked = [link for link in LINK.findall(prose) if "://" not in link and "(" not in link]
    named = [one for one in INLINE.findall(prose) if one.startswith(TOPS) and re.fullmatch(r"[\w./-]+", one)]
    missing = [link for link in linked if not (PAGES[name].parent / link).exists()]
    missing += [path for path in named if path.rstrip("/") not in MADE_LATER and not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_targets_of_make_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = PAGES[name].read_text("utf-8")
    told = {match for code in (*INLINE.findall(text), *blocks("sh", text)) for match in re.findall(r"^make ([a-z-]+)", code, re.MULTILINE)}
    assert told - targets == set()


def test_the_notice_names_what_is_shipped_with_its_version() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    named = {normalised(name): version for name, version in re.findall(r"^  ([\w-]+) (\d[\d.]*)  ", notice, re.MULTILINE)}
    npm = json.loads((PACKAGE / "runtime" / "package.json").read_text("utf-8"))["dependencies"]
    assert npm.pop("@fontsource/lxgw-wenkai-tc") in notice
    npm.pop("axe-core")
    names = {"@pyscript/core": "pyscript", "@micropython/micropython-webassembly-pyscript": "micropython", "pyodide": "pyodide"}
    shipped = {names[name]: version for name, version in npm.items()}
    wheels = {name: version for name, [version] in pinned(PACKAGE / "runtime" / "wheels.txt").items()}
    assert named == {**shipped, **wheels}


def test_decisions_are_numbered_without_a_gap_and_fit_on_a_page() -> None:
    records = tracked("docs/decisions/*.md")
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text("utf-8")
        assert [part for part in ("**Context.**", "**Decision.**", "**Consequences.**") if part not in text] == []
        assert len(text.splitlines()) <= 60


def test_every_module_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"(?<![\w*])\w+\.(?:py|toml|js)\b", text))
    there = {path.name for path in tracked("*.py", "*.toml", "*.js")}
    assert named
    assert named - there == set()


def test_the_architecture_names_every_part_of_the_package() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    parts = {path.relative_to(PACKAGE).parts[0] for path in tracked("pyodide_app/*.py")} - {"__init__.py", "__main__.py"}
    assert {part for part in parts if not re.search(rf"^  {re.escape(part)}(/| )", text, re.MULTILINE)} == set()
