"""The cache: what is made stands there whole and once, also where two builds make it at a time, and what no build needs goes."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pyodide_app.runtime.glyphs import FontSource, font_hashes
from pyodide_app.runtime.kept import IN_USE, digest, kept, kept_answer, prune


def folder_of(text: str):
    def make(place: Path) -> None:
        place.mkdir()
        (place / "index.json").write_text(text, "utf-8")

    return make


def entry(folder: Path, name: str, unused_for: float) -> Path:
    """A file in the cache that was used so many seconds ago."""
    path = folder / name
    path.touch()
    os.utime(path, (time.time() - unused_for,) * 2)
    return path


def left(folder: Path) -> set[str]:
    prune(folder)
    return {path.name for path in folder.iterdir()}


def test_what_is_kept_is_made_once(tmp_path: Path) -> None:
    kept(tmp_path / "glyphs" / "kai-1", folder_of("first"))
    assert (kept(tmp_path / "glyphs" / "kai-1", folder_of("second")) / "index.json").read_text("utf-8") == "first"


def test_two_builds_that_make_the_same_folder_at_a_time_both_get_it(tmp_path: Path) -> None:
    place = tmp_path / "kai-1"

    def slow(unfinished: Path) -> None:
        folder_of("slow")(unfinished)
        kept(place, folder_of("fast"))

    assert (kept(place, slow) / "index.json").read_text("utf-8") == "fast"
    assert [path.name for path in tmp_path.iterdir()] == ["kai-1"]


def test_what_could_not_be_finished_leaves_nothing(tmp_path: Path) -> None:
    def broken(unfinished: Path) -> None:
        unfinished.mkdir()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept(tmp_path / "kai-1", broken)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_kept_as_it_was_given(tmp_path: Path) -> None:
    kept_answer(tmp_path / "names-1", lambda: ["first"])
    assert kept_answer(tmp_path / "names-1", lambda: ["second"]) == ["first"]


def test_an_answer_that_could_not_be_given_is_asked_for_again(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        kept_answer(tmp_path / "names-1", lambda: 1 / 0)
    assert kept_answer(tmp_path / "names-1", lambda: ["second"]) == ["second"]


def test_a_font_that_was_changed_is_read_again_though_its_size_is_the_same(tmp_path: Path) -> None:
    font = tmp_path / "kai.ttf"
    source = FontSource("kai", (font,))
    font.write_bytes(b"first")
    first = font_hashes(source, tmp_path / "fonts")
    font.write_bytes(b"other")
    os.utime(font, (0, 0))
    assert font_hashes(source, tmp_path / "fonts") != first


def test_of_each_kind_the_entry_that_was_used_last_stays(tmp_path: Path) -> None:
    for name, age in (("tw-kai-1", 3), ("tw-kai-2", 2), ("lxgw-3", 4), ("lxgw-4", 5)):
        entry(tmp_path, name, age * IN_USE)
    assert left(tmp_path) == {"tw-kai-2", "lxgw-3"}


def test_what_another_build_may_be_reading_stays(tmp_path: Path) -> None:
    for name, age in (("kai-1", IN_USE / 2), ("kai-2", 0), ("unfinished-3", IN_USE / 2)):
        entry(tmp_path, name, age)
    assert left(tmp_path) == {"kai-1", "kai-2", "unfinished-3"}


def test_what_a_killed_build_left_unfinished_goes(tmp_path: Path) -> None:
    folder_of("half")(tmp_path / "unfinished-1")
    os.utime(tmp_path / "unfinished-1", (0, 0))
    assert left(tmp_path) == set()


def test_to_be_found_is_to_be_used(tmp_path: Path) -> None:
    old = entry(tmp_path, "kai-1", 2 * IN_USE)
    entry(tmp_path, "kai-2", IN_USE * 1.5)
    kept(old, folder_of("again"))
    assert left(tmp_path) == {"kai-1"}


def test_a_hash_tells_where_one_part_ends() -> None:
    assert digest([b"ab", b"c"]) != digest([b"a", b"bc"])


def test_two_builds_may_take_away_the_same_at_a_time(tmp_path: Path) -> None:
    for number in range(300):
        made = tmp_path / f"image-{number}"
        folder_of("old")(made)
        os.utime(made, (time.time() - IN_USE - 60 - number,) * 2)
    with ThreadPoolExecutor(4) as builds:
        list(builds.map(prune, [tmp_path] * 4))
    assert {path.name for path in tmp_path.iterdir()} == {"image-0"}
