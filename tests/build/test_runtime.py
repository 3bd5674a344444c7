"""The browser runtime as the build makes it: pinned, complete, ours alone, and the same each time."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import struct
import subprocess
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pyodide_app.problem import ProblemsFound
from pyodide_app.runtime import assets, configs, fetch, image, lock, patches
from pyodide_app.runtime.assets import Runtime, Shown, build_runtime, read
from pyodide_app.runtime.own_wheels import OWN_WHEELS

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"

# Chunks that PyScript's core can ask for and no page of ours does: configurations in TOML or with a mistake, archives in `files`,
# and the list of packages of Pyodide's own distribution.
NEVER_ASKED_FOR = ("error", "toml", "zip", "pyodide_graph")


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return build_runtime(CACHE)


@pytest.fixture(scope="module", params=assets.WORKERS)
def places(runtime: Runtime, request: pytest.FixtureRequest) -> dict:
    return places_of(runtime, request.param)


def places_of(runtime: Runtime, worker: str) -> dict:
    """What the engine module of a worker knows: the list of packages and the places of the files."""
    source = read(runtime.files[runtime.engines[worker]]).decode()
    return json.loads(re.search(r"^const PLACES = (.*);$", source, re.MULTILINE).group(1))


def pinned_versions(text: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)}


def hashes(runtime: Runtime) -> dict[str, str]:
    return {name: hashlib.sha256(read(content)).hexdigest() for name, content in runtime.files.items()}


def with_fetched(cache: Path) -> Path:
    """An empty cache but for what was fetched."""
    fetch.store_of(cache).mkdir()
    for fetched in ("npm", "wheels"):
        (fetch.store_of(cache) / fetched).symlink_to(fetch.store_of(CACHE) / fetched)
    return cache


# ---------------------------------------------------------------- pins


def test_every_npm_package_is_pinned_by_a_hash_and_none_by_an_address() -> None:
    packages = json.loads(fetch.PACKAGE_LOCK.read_text("utf-8"))["packages"]
    assert all("resolved" not in entry for entry in packages.values())
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_the_npm_packages_we_name_have_one_exact_version_each() -> None:
    asked = json.loads(fetch.PACKAGE.read_text("utf-8"))["dependencies"]
    assert [name for name, version in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_browser_and_the_desk_run_the_same_versions() -> None:
    browser = pinned_versions(fetch.WHEELS.read_text("utf-8"))
    desk = pinned_versions((ROOT / "requirements.txt").read_text("utf-8"))
    assert browser == {name: desk[name] for name in browser}


def test_the_desk_runs_the_versions_of_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + sum(project["dependency-groups"].values(), [])
    desk = pinned_versions((ROOT / "requirements.txt").read_text("utf-8"))
    assert [text for text in wanted if desk[canonicalize_name(Requirement(text).name)] not in Requirement(text).specifier] == []


def test_a_package_needs_what_its_own_metadata_says(runtime: Runtime) -> None:
    browser = {"python_version": "3.14", "sys_platform": "emscripten", "extra": ""}
    said = {}
    for wheel in fetch.wheels(CACHE):
        with zipfile.ZipFile(wheel) as archive:
            [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            metadata = Parser().parsestr(archive.read(name).decode())
        needs = [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]
        asked = {canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate(browser)}
        said[canonicalize_name(metadata["Name"])] = asked
    assert {name: set(needs) for name, needs in lock.NEEDS.items()} == said


# ---------------------------------------------------------------- fetching


def test_nothing_is_asked_of_a_registry_while_the_pins_stay_the_same(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(f"asked: {arguments}")

    monkeypatch.setattr(fetch, "npm", refuse)
    monkeypatch.setattr(subprocess, "run", refuse)
    fetch.fetch(CACHE)


@pytest.mark.parametrize(("step", "file"), [(fetch.fetch_npm, "package-lock.json"), (fetch.fetch_wheels, "wheels.txt")])
def test_a_fetch_that_fails_names_file_thing_problem_and_remedy(step, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="no route to host")
    monkeypatch.setattr(fetch, "npm", lambda *arguments, **options: failed)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: failed)
    with pytest.raises(ProblemsFound, match="no route to host") as caught:
        step(tmp_path / "cache")
    (problem,) = caught.value.problems
    assert problem.file == f"pyodide_app/runtime/{file}"
    assert "Connect to the network" in problem.remedy


def test_a_fetch_that_failed_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [subprocess.CompletedProcess([], 1, stdout="", stderr="cut off"), subprocess.CompletedProcess([], 0)]
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: answers.pop(0))
    with pytest.raises(ProblemsFound):
        fetch.fetch_wheels(tmp_path)
    fetch.fetch_wheels(tmp_path)
    assert answers == []


# ---------------------------------------------------------------- what is shipped


def test_every_chunk_that_pyscript_can_ask_for_is_shipped_or_turned_off(runtime: Runtime) -> None:
    folder = runtime.pyscript.rsplit("/", 1)[0]
    texts = [read(content).decode() for name, content in runtime.files.items() if name.startswith(f"{folder}/")]
    asked = {chunk for text in texts for chunk in re.findall(r'(?:from|import\()\s*"\./([^"]+)"', text)}
    absent = {chunk for chunk in asked if f"{folder}/{chunk}" not in runtime.files}
    stems = {re.sub(r"(-[\w-]{8})?\.js$", "", chunk) for chunk in absent}
    turned_off = {stem for stem in stems if stem.startswith("codemirror") or stem in assets.UNUSED_PLUGINS}
    assert stems - turned_off == set(NEVER_ASKED_FOR)


def test_the_list_of_packages_names_our_wheels_alone(places: dict) -> None:
    fetched = set(pinned_versions(fetch.WHEELS.read_text("utf-8")))
    assert set(places["lock"]["packages"]) == fetched | {wheel.name for wheel in OWN_WHEELS}


def test_the_list_of_packages_has_the_hash_of_each_file_that_is_shipped(runtime: Runtime, places: dict) -> None:
    shipped = hashes(runtime)
    packages = places["lock"]["packages"].values()
    assert {entry["name"]: entry["sha256"] for entry in packages} == {
        entry["name"]: shipped[f"runtime/{entry['file_name']}"] for entry in packages
    }


def test_every_place_that_the_engine_knows_is_shipped(runtime: Runtime, places: dict) -> None:
    known = [places["loader"], places["module"], *places["machine"].values(), places["standardLibrary"]]
    known += [places["image"]["memory"], places["image"]["functions"]]
    known += [library[part] for libraries in places["libraries"].values() for library in libraries for part in ("place", "rest") if part in library]
    assert [place for place in known if f"runtime/{place.removeprefix('./')}" not in runtime.files] == []


def test_the_licences_of_pyscript_and_of_what_it_is_made_of_are_shipped(runtime: Runtime) -> None:
    [text] = [read(content).decode() for name, content in runtime.files.items() if "licences" in name]
    assert "@pyscript/core\n\n" in text and "Apache License" in text
    assert "polyscript\n\n" in text and "coincident\n\n" in text and "ISC License" in text


def test_python_is_shipped_as_byte_code(runtime: Runtime) -> None:
    archives = [name for name in runtime.files if name.endswith((".whl", ".zip"))]
    names = [file for name in archives for file in zipfile.ZipFile(io.BytesIO(read(runtime.files[name]))).namelist()]
    assert [name for name in names if name.endswith((".py", ".so"))] == []
    assert "pydantic/main.pyc" in names


def test_the_wheel_of_the_judge_holds_no_builder_and_no_page() -> None:
    names = [name for wheel in OWN_WHEELS for name in zipfile.ZipFile(io.BytesIO(assets.pack(wheel))).namelist()]
    assert [name for name in names if name.startswith(("pyodide_app/runtime", "pyodide_app/ui", "pyodide_app/site"))] == []


def test_the_machine_exports_some_hundred_of_its_8500_names(runtime: Runtime) -> None:
    [script] = [content for name, content in runtime.files.items() if name.endswith("pyodide.asm.mjs")]
    assert 100 < read(script).count(b'=wasmExports["') < 1000


def test_every_file_has_a_tier(runtime: Runtime) -> None:
    assert runtime.tiers.keys() == runtime.files.keys()
    assert set(runtime.tiers.values()) == {"core", "judge", "papers"}


def test_two_builds_of_the_runtime_give_the_same_bytes(runtime: Runtime, tmp_path: Path) -> None:
    assert hashes(build_runtime(with_fetched(tmp_path))) == hashes(runtime)


def test_a_runtime_that_nothing_has_changed_since_is_not_made_again(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(assets, "write_runtime")
    assert build_runtime(CACHE) == runtime


@pytest.mark.parametrize("changed", ["wheels.txt", "engine.mjs", "assets.py"])
def test_a_changed_pin_or_source_asks_for_another_runtime(changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(assets.inputs(Shown()))
    monkeypatch.setattr(assets, "HERE", Path(shutil.copytree(assets.HERE, tmp_path / "runtime")))
    assert list(assets.inputs(Shown())) == before
    with (assets.HERE / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert list(assets.inputs(Shown())) != before


def test_another_edition_asks_for_another_runtime() -> None:
    assert list(assets.inputs(Shown((b"107",)))) != list(assets.inputs(Shown((b"108",))))


# ---------------------------------------------------------------- the image


def test_an_image_is_checked_by_its_length_and_sum(runtime: Runtime, places: dict) -> None:
    made = places["image"]
    memory = read(runtime.files[f"runtime/{made['memory'].removeprefix('./')}"])
    total = 0
    for (word,) in struct.iter_unpack("<Q", memory + bytes(-len(memory) % 8)):
        total = (total * 0x9E3779B97F4A7C15 + word) % 2**64
    assert (made["size"], int(made["sum"]) % 2**64) == (len(memory), total)


@pytest.mark.parametrize(("worker", "package"), [("judge", "plc-judge"), ("papers", "plc-papers")])
def test_an_image_holds_what_the_package_of_its_worker_needs_and_nothing_else(runtime: Runtime, worker: str, package: str) -> None:
    places = places_of(runtime, worker)
    assert set(places["image"]["packages"]) == needed(package, places["lock"]["packages"])


def needed(package: str, known: dict) -> set[str]:
    return {package}.union(*(needed(name, known) for name in known[package]["depends"]))


def test_an_image_that_cannot_be_made_fails_the_build_with_what_python_said(tmp_path: Path) -> None:
    library, *_ = (fetch.store_of(CACHE) / "compiled").glob("python_stdlib-*")
    with pytest.raises(ProblemsFound, match="snapshot.mjs") as caught:
        image.make_image(with_fetched(tmp_path), "judge", library, image.Contents([], {}, [], {}))
    assert "No module named 'pyodide_app'" in str(caught.value)


# ---------------------------------------------------------------- patches

PATCHES = [each for each in vars(patches).values() if isinstance(each, patches.Patch)]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_a_patch_whose_place_has_moved_fails_the_build_by_name(patch: patches.Patch) -> None:
    with pytest.raises(ProblemsFound, match=re.escape(patch.name)) as caught:
        patches.patched(patch, "const core = 1;", "@pyscript/core/dist/core.js")
    assert "0 times" in str(caught.value)


def test_a_patch_that_finds_two_places_fails_the_build() -> None:
    with pytest.raises(ProblemsFound, match="2 times"):
        patches.patched(patches.Patch("twice", "a", "b"), "a a", "file.js")


# ---------------------------------------------------------------- what a page says


@pytest.mark.parametrize(("prefix", "start"), [("", "./runtime/"), ("../../", "./../../runtime/")])
def test_a_page_at_any_depth_names_its_interpreters_from_where_it_stands(runtime: Runtime, prefix: str, start: str) -> None:
    made = [
        configs.mpy_config(runtime, prefix),
        configs.judge_config(runtime, prefix, {}),
        configs.papers_config(runtime, prefix, {}),
    ]
    assert [json.loads(config)["interpreter"].startswith(start) for config in made] == [True] * 3


def test_each_worker_names_one_package_and_the_list_brings_the_rest(runtime: Runtime, places: dict) -> None:
    made = [configs.judge_config(runtime, "", {}), configs.papers_config(runtime, "", {})]
    assert [json.loads(config)["packages"] for config in made] == [["plc-judge"], ["plc-papers"]]
    assert all(json.loads(config)["packages_cache"] == "passthrough" for config in made)
    assert {"plc-judge", "typst", "segno"} <= set(places["lock"]["packages"]["plc-papers"]["depends"])
