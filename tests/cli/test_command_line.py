"""The command line as it is called: a process, its output, its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonpatch
import pytest

from pyodide_app.core import files
from pyodide_app.core.bundle import parse_bundle
from tests.conftest import APPLICATION_CASES, CASES, ROOT
from tests.documents.photos import jpeg, photos
from tests.documents.readback import text


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pyodide_app", *map(str, arguments)], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)


def rules(findings: list[dict], severity: str) -> list[str]:
    return sorted({finding["rule"] for finding in findings if finding["severity"] == severity})


@pytest.fixture
def package(tmp_path, case) -> Path:
    """A package of the valid application."""
    path = tmp_path / "申請包.zip"
    path.write_bytes(files.write_zip({"bundle.json": files.write_json(parse_bundle(case("ciwen-valid")))}))
    return path


def test_the_case_files_give_the_findings_that_are_expected_of_them():
    expected = json.loads((CASES / "expected.json").read_text("utf-8"))
    done = run("check", "--format", "json", *(CASES / f"{name}.json" for name in APPLICATION_CASES))
    assert [each["stage"] for each in json.loads(done.stdout)] == ["application"] * len(APPLICATION_CASES)
    for each in json.loads(done.stdout):
        assert {severity: rules(each["findings"], severity) for severity in ("error", "warning", "info")} == expected[Path(each["file"]).name]["expect"]


def test_every_mutation_is_found_and_nothing_else(tmp_path, case):
    mutations = [each for each in json.loads((CASES / "mutations.json").read_text("utf-8")) if each["stage"] == "application"]
    for number, each in enumerate(mutations):
        document = jsonpatch.apply_patch(case(each["base"].removesuffix(".json")), each["patch"])
        (tmp_path / f"{number:02}.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    answers = json.loads(run("check", "--format", "json", tmp_path).stdout)
    found = [sorted({*rules(each["findings"], "error"), *rules(each["findings"], "warning")}) for each in answers]
    assert found == [sorted(each["expect"]) for each in mutations]


def test_a_finding_has_the_parts_of_the_contract():
    (answer,) = json.loads(run("check", "--format", "json", CASES / "dayuan-six-violations.json").stdout)
    assert set(answer) == {"file", "stage", "findings"}
    assert set(answer["findings"][0]) == {"rule", "severity", "path", "message", "clause", "clause_url", "quote", "params", "kind"}


@pytest.mark.parametrize(("name", "code"), [("ciwen-valid", 0), ("neili-twelve-members", 0), ("dayuan-six-violations", 1)])
def test_the_exit_code_says_whether_there_is_an_error(name, code):
    assert run("check", CASES / f"{name}.json").returncode == code


def test_a_folder_is_walked_and_what_cannot_be_read_is_said_by_name_while_the_rest_is_judged(tmp_path, package):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "草稿.json").write_bytes(b'{"format": "plc-bundle/1"}')
    (tmp_path / "壞掉.json").write_bytes(b"{")
    (tmp_path / "notes.txt").write_bytes(b"not looked at")
    done = run("check", "--format", "json", tmp_path)
    assert done.returncode == 2
    assert [Path(each["file"]).name for each in json.loads(done.stdout)] == ["草稿.json", "申請包.zip"]
    assert done.stderr.splitlines() == [f"{tmp_path / '壞掉.json'}：這個資料檔的內容不完整或已損壞，請重新下載，或改用另一份備份。"]


def test_a_package_is_judged_as_its_bundle(package):
    assert run("check", package).returncode == 0


@pytest.mark.parametrize(("path", "said"), [("沒有.json", "找不到"), (".", "沒有 JSON、zip 或 PDF 檔")])
def test_a_path_that_holds_nothing_is_said(path, said, tmp_path):
    done = run("check", tmp_path / path)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_text_for_people_names_severity_sentence_clause_and_path():
    done = run("check", CASES / "dayuan-six-violations.json")
    assert "須修正 6 項、請說明 0 項" in done.stdout
    assert "　須修正　社群成員目前 2 人，至少須 3 人（含召集人），還差 1 人，請增列成員。\n　　　　　捌、五、（一）　application.members\n" in done.stdout


def test_the_stage_follows_from_the_content_and_can_be_asked_for():
    assert json.loads(run("check", "--format", "json", CASES / "ciwen-full-year.json").stdout)[0]["stage"] == "report"
    assert json.loads(run("check", "--format", "json", "--stage", "application", CASES / "ciwen-full-year.json").stdout)[0]["stage"] == "application"


@pytest.mark.parametrize("arguments", [(), ("check",), ("check", "--stage", "city", "x.json"), ("frobnicate",), ("pdf", "x.json")])
def test_wrong_use_is_answered_in_chinese(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("用法：python -m pyodide_app") and done.stderr.endswith("請用 --help 看說明。\n")


@pytest.mark.parametrize("command", [(), ("check",), ("pdf",)])
def test_help_is_chinese(command):
    done = run(*command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("用法：python -m pyodide_app") and "顯示這份說明" in done.stdout
    assert "show this help" not in done.stdout and "positional" not in done.stdout
    assert "\n選項：\n" in done.stdout and ":\n" not in done.stdout


def test_a_paper_is_made_the_same_each_time_and_carries_the_bundle(tmp_path, case):
    for folder in ("first", "second"):
        done = run("pdf", "--form", "budget", CASES / "ciwen-valid.json", "-o", tmp_path / folder)
        assert done.returncode == 0, done.stderr
    first, second = ((tmp_path / folder / "表二-經費概算表.pdf").read_bytes() for folder in ("first", "second"))
    assert first == second
    assert files.read(first).plain() == case("ciwen-valid")


def test_every_paper_is_made_where_none_is_named_and_gives_back_the_bundle(tmp_path, case):
    run("pdf", CASES / "dayuan-six-violations.json", "-o", tmp_path)
    made = sorted(tmp_path.iterdir())
    assert {path.name for path in made} == {"表一-申請書.pdf", "表二-經費概算表.pdf", "檢核結果.pdf"}
    assert all(files.read(path.read_bytes()).plain() == case("dayuan-six-violations") for path in made)
    assert run("check", *made).returncode == 1


def test_a_form_that_does_not_exist_is_said(tmp_path):
    done = run("pdf", "--form", "nothing", CASES / "ciwen-valid.json", "-o", tmp_path)
    assert done.returncode == 2
    assert "application budget findings" in done.stderr


# ---------------------------------------------------------------- the year's end


YEAR = ["表一-申請書.pdf", "表三-成果.pdf", "表二-經費概算表.pdf", "表四-檢核回饋表.pdf", "收支結算表.pdf", "檢核結果.pdf"]


@pytest.fixture
def year_with_photos(tmp_path, case) -> Path:
    """A full year's data file with its photos in the folder beside it."""
    document = case("ciwen-full-year")
    for name, content in photos(document).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "year.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return tmp_path / "year.json"


def test_a_years_end_gives_all_its_papers_with_the_photos_beside_the_file(year_with_photos, tmp_path):
    done = run("pdf", year_with_photos, "-o", tmp_path / "papers")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == sorted(YEAR)
    assert "成果檢核結果" in text((tmp_path / "papers" / "檢核結果.pdf").read_bytes())


def test_a_package_brings_its_photos_with_it(year_with_photos, tmp_path, case):
    document = case("ciwen-full-year")
    package = tmp_path / "elsewhere" / "成果包.zip"
    package.parent.mkdir()
    package.write_bytes(files.write_zip({"bundle.json": files.write_json(parse_bundle(document))} | photos(document)))
    for source in (package, year_with_photos):
        done = run("pdf", "--form", "report", source, "-o", tmp_path / source.stem)
        assert (done.returncode, done.stderr) == (0, "")
    first, second = ((tmp_path / stem / "表三-成果.pdf").read_bytes() for stem in ("成果包", "year"))
    assert first == second


def test_photos_that_are_missing_are_named_and_the_paper_is_made(year_with_photos, tmp_path):
    (year_with_photos.parent / "photos" / "photo-11.jpg").unlink()
    done = run("pdf", "--form", "report", year_with_photos, "-o", tmp_path / "papers")
    assert done.returncode == 0
    assert done.stderr.startswith("找不到照片 photo-11.jpg，")
    assert (tmp_path / "papers" / "表三-成果.pdf").is_file()


@pytest.mark.parametrize("broken", [b"no picture", jpeg().replace(b"\xff\xc4\x00\x1f\x00", b"\xff\xc4\x00\x1f\x03", 1)], ids=["no-picture", "makes-no-sense"])
def test_a_photo_that_is_no_picture_is_said_by_name(year_with_photos, tmp_path, broken):
    (year_with_photos.parent / "photos" / "photo-12.jpg").write_bytes(broken)
    done = run("pdf", "--form", "report", year_with_photos, "-o", tmp_path / "papers")
    assert done.returncode == 2
    assert "照片 photo-12.jpg 不完整" in done.stderr and "Traceback" not in done.stderr
