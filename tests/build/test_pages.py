"""The built pages: what each holds, and that the site works wherever it is put."""

from __future__ import annotations

import datetime
import gzip
import http.client
import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

import build
from pyodide_app.core import calendar_file
from pyodide_app.core.edition import Edition
from pyodide_app.core.rules import REMARKS, RULES, rule_id
from pyodide_app.core.timeline import timeline
from pyodide_app.site import html_checks, serve
from pyodide_app.site.assemble import allowing

ROOT = Path(__file__).parents[2]
PAGES = ("", "107/", "107/plan/", "107/rules/", "107/apply/", "107/report/", "107/feedback/", "107/forms/", "help/", "privacy/")
WITH_A_JUDGE = ("107/apply/", "107/report/")
PREFIX = "/some/where/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "public"
    assert build.build(ROOT / "site_src", ROOT / ".cache", out) == []
    return out


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[http.client.HTTPConnection]:
    running = serve.server(site, 0, PREFIX)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", running.server_port)
    yield connection
    connection.close()
    running.shutdown()
    thread.join()
    running.server_close()


def text(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text("utf-8")


def words(html: str) -> str:
    """What a reader sees, without white space."""
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def get(host: http.client.HTTPConnection, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    host.request("GET", path, headers=headers)
    answer = host.getresponse()
    return answer, answer.read()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_policy_the_language_and_one_heading(site: Path, address: str) -> None:
    page = text(site, address)
    standing = dict(re.findall(r"<(style|script)(?: data-worker=[^>]*)?>(.*?)</", page, re.DOTALL))
    assert set(standing) == ({"style", "script"} if address in WITH_A_JUDGE else set())
    assert f'content="{allowing(**standing)}"' in unescape(page)
    assert '<html lang="zh-Hant-TW"' in page
    assert html_checks.Page(address, page).headings == 1


@pytest.mark.parametrize("address", PAGES)
def test_no_page_names_an_address_of_its_own_host_or_of_another(site: Path, address: str) -> None:
    assert re.findall(r'(?:href|src|action)="(?:/|[a-z]+:)[^"]*"', text(site, address)) == []


def test_every_description_is_its_own(site: Path) -> None:
    found = [re.findall(r'<meta name="description" content="([^"]+)">', text(site, address)) for address in PAGES]
    described = [description for descriptions in found for description in descriptions]
    assert len(set(described)) == len(PAGES)


def test_the_plan_page_says_the_plan_word_by_word(site: Path) -> None:
    page = re.sub(r"<aside.*?</aside>", "", text(site, "107/plan/"), flags=re.DOTALL)
    for line in (ROOT / "tests" / "build" / "plan-107.txt").read_text("utf-8").splitlines():
        assert "".join(line.split()) in words(page)


def test_every_clause_has_its_anchor_on_the_plan_page(site: Path, edition: Edition) -> None:
    ids = html_checks.Page("107/plan/", text(site, "107/plan/")).ids
    assert [anchor for anchor in edition.clauses.values() if ids[anchor] != 1] == []


def test_every_editors_note_is_marked_as_not_the_plans_own(site: Path, edition: Edition) -> None:
    notes = re.findall(r"<aside.*?</aside>", text(site, "107/plan/"), flags=re.DOTALL)
    assert len(notes) == len(edition.notes)
    assert all(edition.note_mark in note for note in notes)


def test_the_rules_page_marks_what_no_function_judges_yet(site: Path, edition: Edition) -> None:
    cards = re.findall(r'<article class="rule" id="([^"]+)">(.*?)</article>', text(site, "107/rules/"), flags=re.DOTALL)
    judged = set(map(rule_id, (*RULES, *REMARKS)))
    assert {name for name, card in cards if "尚未檢核" in card} == {name for name, rule in edition.rules.items() if rule.mode == "auto"} - judged


def test_every_rule_stands_once_on_the_rules_page_with_its_words_and_quotes(site: Path, edition: Edition) -> None:
    page = text(site, "107/rules/")
    cards = {name: card for name, card in re.findall(r'<article class="rule" id="([^"]+)">(.*?)</article>', page, flags=re.DOTALL)}
    assert set(cards) == set(edition.rules)
    for name, rule in edition.rules.items():
        expected = [rule.words, *(source.quote for source in rule.sources)]
        assert [each for each in expected if "".join(each.split()) not in words(cards[name])] == []


def test_every_rule_that_the_program_checks_has_an_allowed_and_a_refused_example(site: Path, edition: Edition) -> None:
    cards = re.findall(r'<article class="rule" id="([^"]+)">(.*?)</article>', text(site, "107/rules/"), flags=re.DOTALL)
    shown = {name for name, card in cards if 'class="allowed"' in card and 'class="refused"' in card}
    assert {name for name, rule in edition.rules.items() if rule.mode == "auto"} <= shown


def test_every_rule_links_to_each_of_its_clauses(site: Path, edition: Edition) -> None:
    links = set(html_checks.Page("107/rules/", text(site, "107/rules/")).links)
    wanted = {f"../../{edition.clause_url(source.clause)}" for rule in edition.rules.values() for source in rule.sources}
    assert wanted <= links


def test_the_timeline_has_each_date_with_its_weekday(site: Path, edition: Edition) -> None:
    page = words(text(site, "107/"))
    assert "107年10月31日（三）" in page
    assert "108年7月5日（五）" in page


def test_the_timeline_asks_its_script_how_far_each_day_is(site: Path, edition: Edition) -> None:
    days = re.findall(r'data-days="([^"]+)"', text(site, "107/"))
    assert days == [str(line.day) for line in timeline(edition)]


def test_a_suspected_slip_keeps_the_plans_date_and_bears_the_editors_note(site: Path, edition: Edition) -> None:
    [line] = [line for line in timeline(edition) if line.date.suspected_typo]
    page = words(text(site, "107/"))
    assert "107年10月9日（二）疑有誤植" in page
    assert edition.note_mark + line.notes[0].text in page


def test_the_blank_forms_are_there(site: Path) -> None:
    for name in ("表一-申請書.pdf", "表二-經費概算表.pdf", "表三-成果.pdf", "表四-檢核回饋表.pdf"):
        assert (site / "107" / "forms" / name).read_bytes().startswith(b"%PDF-")


def test_the_schema_is_json(site: Path) -> None:
    schema = json.loads((site / "schema" / "plc-bundle-1.json").read_text("utf-8"))
    assert schema["title"] == "plc-bundle/1"


def test_the_web_manifest_names_files_that_are_there(site: Path) -> None:
    manifest = json.loads((site / "manifest.webmanifest").read_text("utf-8"))
    assert all((site / icon["src"]).is_file() for icon in manifest["icons"])


def test_the_service_workers_list_holds_every_file_but_itself(site: Path) -> None:
    [listed] = site.glob("offline-*.json")
    names = {file["name"] for file in json.loads(listed.read_text("utf-8"))["files"]}
    written = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert written - names == {"sw.js", listed.name}
    assert listed.name in (site / "sw.js").read_text("utf-8")


# ---------------------------------------------------------------- the calendar file


def test_calendar_lines_have_at_most_75_octets(edition: Edition) -> None:
    lines = calendar_file.calendar_file(edition).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""


def test_folded_lines_read_back_as_they_were() -> None:
    line = "SUMMARY:" + "成果報告寄達教專中心" * 12
    assert calendar_file.folded(line).replace("\r\n ", "").removesuffix("\r\n") == line


def test_each_calendar_event_lasts_its_whole_day(edition: Edition) -> None:
    calendar = calendar_file.calendar_file(edition).decode()
    days = re.findall(r"DTSTART;VALUE=DATE:(\d+)\r\nDTEND;VALUE=DATE:(\d+)", calendar)
    parsed = [tuple(datetime.date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}") for day in pair) for pair in days]
    assert [start for start, _ in parsed] == [line.day for line in timeline(edition)]
    assert all(end - start == datetime.timedelta(days=1) for start, end in parsed)


def test_calendar_events_have_ids_of_their_own(edition: Edition) -> None:
    ids = re.findall(r"^UID:(.+)\r$", calendar_file.calendar_file(edition).decode(), flags=re.MULTILINE)
    assert len(ids) == len(set(ids)) == len(timeline(edition))


# ---------------------------------------------------------------- served as GitHub Pages does


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_under_a_prefix(host: http.client.HTTPConnection, address: str) -> None:
    answer, _ = get(host, PREFIX + address)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_folder_without_its_slash_is_sent_on(host: http.client.HTTPConnection) -> None:
    answer, _ = get(host, f"{PREFIX}107/plan")
    assert (answer.status, answer.headers["Location"]) == (301, f"{PREFIX}107/plan/")


def test_what_is_not_there_gets_the_404_page(host: http.client.HTTPConnection) -> None:
    answer, body = get(host, f"{PREFIX}107/nowhere/at/all")
    assert answer.status == 404
    assert "找不到這一頁" in body.decode()


@pytest.mark.parametrize("path", [f"{PREFIX}../build.py", f"{PREFIX}%2e%2e/build.py", "/build.py"])
def test_nothing_outside_the_site_is_served(host: http.client.HTTPConnection, path: str) -> None:
    assert get(host, path)[0].status == 404


def test_text_is_packed_and_kept_for_ten_minutes(host: http.client.HTTPConnection) -> None:
    answer, body = get(host, f"{PREFIX}help/", **{"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], answer.headers["Cache-Control"]) == ("gzip", "max-age=600")
    assert "使用說明" in gzip.decompress(body).decode()


def test_a_pdf_is_not_packed(host: http.client.HTTPConnection) -> None:
    answer, body = get(host, f"{PREFIX}107/forms/%E8%A1%A8%E4%B8%80-%E7%94%B3%E8%AB%8B%E6%9B%B8.pdf", **{"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Type"], answer.headers["Content-Encoding"]) == ("application/pdf", None)
    assert body.startswith(b"%PDF-")


def test_a_file_that_the_browser_has_is_not_sent_again(host: http.client.HTTPConnection) -> None:
    first, _ = get(host, f"{PREFIX}help/")
    second, body = get(host, f"{PREFIX}help/", **{"If-None-Match": first.headers["ETag"]})
    assert (second.status, body) == (304, b"")
