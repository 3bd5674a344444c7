"""The builder: what is broken is reported by name, all at once, and nothing is written; what is whole builds to the same bytes anywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import build
from pyodide_app.problem import Problem

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"

Broken = Callable[..., list[Problem]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of site_src that a test may break."""
    return Path(shutil.copytree(ROOT / "site_src", tmp_path / "site_src"))


@pytest.fixture
def built(source: Path, tmp_path: Path) -> Broken:
    """Puts `new` for `old` in each `(file, old, new)`, builds, and makes sure that nothing was written."""

    def break_and_build(*changes: tuple[str, str, str]) -> list[Problem]:
        for name, old, new in changes:
            text = (source / name).read_text("utf-8")
            assert old in text
            (source / name).write_text(text.replace(old, new, 1), "utf-8")
        problems = build.build(source, CACHE, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        return problems

    return break_and_build


UNKNOWN_VARIABLE = ("templates/home.html", "<h1>", "<h1>{{ sitename }}")
UNKNOWN_ATTRIBUTE = ("templates/edition.html", "edition.budget.total.unit", "edition.budget.total.coin")
BROKEN_LINK = ("pages/help.md", '{{ url(newest ~ "/apply/") }}', '{{ url(newest ~ "/aply/") }}')
MISSING_ANCHOR = ("pages/help.md", '{{ url(newest ~ "/") }}#dates', '{{ url(newest ~ "/") }}#days')
UNKNOWN_KEY = ("editions/107/edition.toml", 'slug = "107"', 'slug = "107"\ncolour = "red"')


def said(problems: list[Problem], *words: str) -> bool:
    """Whether one of the problems has all these words."""
    return any(all(word in str(problem) for word in words) for problem in problems)


def test_a_variable_that_no_page_gives_is_reported_with_its_template(built: Broken) -> None:
    assert said(built(UNKNOWN_VARIABLE), "templates/home.html: sitename: no page gives this variable. ")


def test_an_attribute_that_an_edition_lacks_is_reported_with_its_template(built: Broken) -> None:
    assert said(built(UNKNOWN_ATTRIBUTE), "templates/edition.html: line ", "has no attribute 'coin'")


def test_a_template_that_cannot_be_parsed_is_reported_with_its_line(built: Broken) -> None:
    assert said(built(("templates/forms.html", "{% endfor %}", "")), "templates/forms.html: line ")


def test_a_broken_link_is_reported_with_its_page(built: Broken) -> None:
    assert said(built(BROKEN_LINK), "help/: ../107/aply/: leads to no file of the site. ")


def test_a_missing_anchor_is_reported_with_its_page(built: Broken) -> None:
    assert said(built(MISSING_ANCHOR), "help/: ../107/#days: 107/ has no element with the id days. ")


def test_an_unknown_key_of_an_edition_is_reported_with_its_file(built: Broken) -> None:
    assert said(built(UNKNOWN_KEY), "editions/107/edition.toml: colour: ", "Remove the key")


def test_a_missing_asset_is_reported_with_its_name(built: Broken) -> None:
    assert said(built(("templates/base.html", "static/icon-180.png", "static/logo.png")), "static/logo.png")


def test_an_address_that_is_not_relative_is_reported(built: Broken) -> None:
    change = ("templates/home.html", '<h1>', '<p><a href="https://www.example.com/">外部網站</a></p><h1>')
    assert said(built(change), "/: https://www.example.com/: is not relative to the page. ")


def test_a_prose_page_without_a_title_is_reported(built: Broken) -> None:
    assert said(built(("pages/privacy.md", "title: ", "titel: ")), "pages/privacy.md: title: the page's head lacks it. ")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ('<p id="what">', 'id="what": stands 2 times on the page'),
        ("<h1>", "<h1>: the page has 2"),
        ('<input name="school">', "school: the control has no label"),
        ('<label for="nobody">', 'for="nobody": no element of the page has this id'),
        ('<img src="./static/">', "./static/: the picture has no alt"),
        ('<p style="color: red">', "style of <p>: the content security policy forbids it"),
        ('<p onclick="run()">', "onclick of <p>: the content security policy forbids it"),
    ],
)
def test_unsound_html_is_reported(built: Broken, broken: str, words: str) -> None:
    assert said(built(("templates/home.html", '<section aria-labelledby="what">', f'{broken}<section aria-labelledby="what">')), words)


def test_all_problems_are_reported_in_one_run(built: Broken) -> None:
    problems = built(UNKNOWN_VARIABLE, BROKEN_LINK, UNKNOWN_KEY)
    assert said(problems, "sitename") and said(problems, "../107/aply/") and said(problems, "colour")


def test_problems_of_pages_are_reported_beside_one_another(built: Broken) -> None:
    problems = built(UNKNOWN_VARIABLE, UNKNOWN_ATTRIBUTE, BROKEN_LINK)
    assert said(problems, "sitename") and said(problems, "'coin'") and said(problems, "../107/aply/")


def test_a_failed_build_leaves_the_old_site_alone(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build.build(source, CACHE, out) == []
    before = tree(out)
    (source / "templates" / "home.html").write_text("{{ nothing }}", "utf-8")
    assert build.build(source, CACHE, out) != []
    assert tree(out) == before


def test_a_folder_with_other_things_in_it_is_not_replaced(source: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-the-centre.txt").write_text("…", "utf-8")
    assert said(build.build(source, CACHE, tmp_path / "letters"), "letters: the folder holds something else than a built site")
    assert (tmp_path / "letters" / "to-the-centre.txt").exists()


def test_two_builds_from_two_places_give_the_same_bytes(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "first") == []
    assert build.build(ROOT / "site_src", CACHE, tmp_path / "second") == []
    assert tree(tmp_path / "first") == tree(tmp_path / "second")


def test_a_second_build_into_the_same_folder_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    before = tree(tmp_path / "out")
    assert build.build(source, CACHE, tmp_path / "out") == []
    assert tree(tmp_path / "out") == before


@pytest.mark.parametrize("edited", [b"", b"?", None], ids=["emptied", "shorter", "of the same size"])
def test_a_build_puts_right_what_was_edited_in_the_site(source: Path, tmp_path: Path, edited: bytes | None) -> None:
    out = tmp_path / "out"
    assert build.build(source, CACHE, out) == []
    [chunk] = out.glob("runtime/glyphs-*/core.bin")
    whole = chunk.read_bytes()
    chunk.write_bytes(whole[::-1] if edited is None else edited)
    assert build.build(source, CACHE, out) == []
    assert chunk.read_bytes() == whole


def test_no_file_of_the_site_is_one_of_the_cache(source: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert build.build(source, CACHE, tmp_path / "out") == []
    assert inodes(tmp_path / "out") & (inodes(CACHE / "runtime") | inodes(CACHE / "glyphs")) == set()


def test_a_file_that_is_no_more_goes_from_the_site(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    (tmp_path / "out" / "runtime" / "left-over.txt").touch()
    assert build.build(source, CACHE, tmp_path / "out") == []
    assert not (tmp_path / "out" / "runtime" / "left-over.txt").exists()


def test_a_template_that_was_changed_after_a_build_is_shown(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    home = source / "templates" / "home.html"
    home.write_text(home.read_text("utf-8").replace("<h1>", "<h1>年度", 1), "utf-8")
    assert build.build(source, CACHE, tmp_path / "out") == []
    assert "<h1>年度" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_problem_is_reported_each_time_until_it_is_mended(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    home = source / "templates" / "home.html"
    whole = home.read_text("utf-8")
    home.write_text(whole.replace("<h1>", '<p id="what" style="color: red"><a href="./107/aply/"></a></p><h1>{{ sitename }}', 1), "utf-8")
    help_page = source / "pages" / "help.md"
    help_page.write_text(help_page.read_text("utf-8") + '\n<p style="color: red">\n', "utf-8")
    first = build.build(source, CACHE, tmp_path / "out")
    assert said(first, "sitename") and said(first, "help/: style of <p>")
    assert build.build(source, CACHE, tmp_path / "out") == first
    home.write_text(whole, "utf-8")
    assert said(build.build(source, CACHE, tmp_path / "out"), "help/: style of <p>")


def test_an_edition_that_was_broken_after_a_build_is_reported_each_time(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    data = source / "editions" / "107" / "edition.toml"
    data.write_text(data.read_text("utf-8").replace(*UNKNOWN_KEY[1:]), "utf-8")
    for _ in range(2):
        assert said(build.build(source, CACHE, tmp_path / "out"), "editions/107/edition.toml: colour: ")


def test_a_page_that_loses_an_anchor_breaks_the_links_of_pages_that_did_not_change(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    page = source / "templates" / "edition.html"
    text = page.read_text("utf-8")
    assert 'id="dates"' in text
    page.write_text(text.replace('id="dates"', 'id="days"'), "utf-8")
    assert said(build.build(source, CACHE, tmp_path / "out"), "help/: ../107/#dates: 107/ has no element with the id dates. ")


def test_a_build_says_which_font_the_papers_are_set_in(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.build(source, CACHE, tmp_path / "out") == []
    assert re.search(r"^glyphs: (TW-Kai|LXGW WenKai TC) \(.+\), \d+ characters in \d+ chunks, core [\d.]+ MB$", capsys.readouterr().out, re.MULTILINE)


def test_a_changed_style_sheet_gets_another_name(source: Path, tmp_path: Path) -> None:
    assert build.build(source, CACHE, tmp_path / "first") == []
    with (source / "static" / "style.css").open("a", encoding="utf-8") as style:
        style.write("p { margin: 0; }\n")
    assert build.build(source, CACHE, tmp_path / "second") == []
    assert names(tmp_path / "first", "style-*.css") != names(tmp_path / "second", "style-*.css")


def test_the_command_says_how_many_problems_there_are_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-the-centre.txt").touch()
    command = [sys.executable, str(ROOT / "build.py"), "--out", str(tmp_path / "letters")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert re.search(r"^build\.py: 1 problem; nothing was written\.$", done.stderr, re.MULTILINE)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def inodes(folder: Path) -> set[int]:
    """The disk's own numbers of all files: a hard link has that of the file it links to."""
    return {path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def names(folder: Path, pattern: str) -> set[str]:
    return {path.name for path in folder.rglob(pattern)}
