"""The runtime in a real browser, on a page of its own under a sub-path and the strict policy: what pages build on."""

from __future__ import annotations

import hashlib
import html
import importlib
import inspect
import re
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_app.runtime import configs
from pyodide_app.runtime.assets import Runtime, build_runtime, read
from pyodide_app.site import serve
from tests.browser.conftest import Watch

CACHE = Path(__file__).parents[2] / ".cache"
PREFIX = "../../"
START = 60_000


def encoded(module: str, name: str) -> str:
    """What a codec makes of the characters that it knows, and of that again; runs in the worker as well."""
    codec = importlib.import_module(module).getcodec(name)
    content, _ = codec.encode("".join(map(chr, range(0x80, 0x10000))), "ignore")
    text, _ = codec.decode(content, "replace")
    return hashlib.sha256(content + text.encode()).hexdigest()


def named(characters: str) -> str:
    """What these characters are called, having been found by it again; runs in the worker as well."""
    names = [unicodedata.name(each) for each in characters]
    return hashlib.sha256("\n".join(names).encode()).hexdigest() if "".join(map(unicodedata.lookup, names)) == characters else ""


WORKER = """
import hashlib
import importlib
import os
import unicodedata
from pathlib import Path

import pydantic
from pyodide.ffi import to_js


class Session(pydantic.BaseModel):
    host: str


def judge(text):
    return Session.model_validate_json(text).model_dump_json()

def held(): return Path("edition.json").read_text()
def size(data): return len(data.to_bytes())
def package(length): return to_js(bytes(range(256)) * (length // 256))
def fail(): raise ValueError("no such session")

def drawn():
    import random
    return random.random()

async def pdf():
    import pyodide_js
    await pyodide_js.loadPackage("pypdf")
    import pypdf
    return pypdf.PdfReader.__name__

@ENCODED@
@NAMED@
def byte_code(name):
    import _imp
    return _imp.get_frozen_object(name).co_filename

def ways_out():
    import js
    names = ("XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "FontFace", "Worker", "SharedWorker", "importScripts")
    return " ".join(name for name in names if hasattr(js, name))

async def fetched(address):
    import js
    return (await js.fetch(address)).status

__export__ = ["judge", "held", "drawn", "size", "package", "fail", "pdf", "encoded", "named", "byte_code", "ways_out", "fetched"]
"""

CODECS = [
    *(("_codecs_cn", name) for name in ("gb2312", "gbk", "gb18030", "hz")),
    ("_codecs_hk", "big5hkscs"),
    *(("_codecs_jp", name) for name in ("shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213")),
    *(("_codecs_kr", name) for name in ("euc_kr", "cp949", "johab")),
    *(("_codecs_tw", name) for name in ("big5", "cp950")),
]

NAMED = "".join(each for each in map(chr, range(0x80, 0x20000)) if unicodedata.name(each, ""))[::7]
"""A name never changes, so that Python's own Unicode may be older than the browser's."""

FROZEN = ("importlib.machinery", "ntpath", "runpy")

PAPERS = """
from pyodide.ffi import to_js
import segno
import typst

def paper(text): return to_js(typst.compile(text.encode(), format="pdf"))
def code(text): return segno.make_qr(text).designator

__export__ = ["paper", "code"]
"""

PAGE_PROGRAM = """
import asyncio
import js
from polyscript import workers

document, window = js.document, js.window
CODECS = @CODECS@
NAMED = @NAMED@
FROZEN = @FROZEN@


def show(name, value):
    document.documentElement.setAttribute("data-" + name, str(value))


async def ask(name, question):
    try:
        show(name, await question)
    except Exception as error:
        show(name, "refused: " + str(error))


async def main():
    show("page", "ready")
    try:
        judge = await js.Reflect.get(workers, "judge")
    except Exception as error:
        show("judge", "refused: " + str(error))
        return
    await ask("judge", judge.judge('{"host": "王小明"}'))
    await ask("held", judge.held())
    await ask("random", judge.drawn())
    await ask("up", judge.size(js.Uint8Array.new(5_000_000)))
    content = await judge.package(256 * 1200)
    show("down", str(content.length) + " " + str(content[255]))
    await ask("fail", judge.fail())
    for module, name in CODECS:
        await ask(name, judge.encoded(module, name))
    await ask("named", judge.named(NAMED))
    for module in FROZEN:
        await ask(module, judge.byte_code(module))
    await ask("pdf", judge.pdf())
    await ask("ways-out", judge.ways_out())
    await ask("here", judge.fetched(window.location.href))
    await ask("elsewhere", judge.fetched(window.location.href.replace("127.0.0.1", "localhost")))
    script = document.createElement("py-script")
    for name, value in (("worker", ""), ("name", "papers"), ("src", "../../papers.py")):
        script.setAttribute(name, value)
    script.setAttribute("config", document.getElementById("papers").textContent)
    document.body.append(script)
    papers = await js.Reflect.get(workers, "papers")
    content = await papers.paper("= Paper")
    show("paper", bytes([content[index] for index in range(5)]).decode())
    await ask("code", papers.code("0123 4567"))
    show("done", "1")


asyncio.create_task(main())
"""


def page_text(runtime: Runtime) -> str:
    def quoted(text: str) -> str:
        return html.escape(text, quote=True)

    judge = configs.judge_config(runtime, PREFIX, {"edition.json": "./edition.json"})
    return f"""<!doctype html><html lang="zh-Hant-TW"><head><meta charset="utf-8"><title>runtime</title>
<meta http-equiv="Content-Security-Policy" content="{configs.POLICY}"><link rel="icon" href="data:,">
<script type="module" src="{PREFIX}{runtime.pyscript}"></script></head><body>
<script type="application/json" id="papers">{configs.papers_config(runtime, PREFIX, {})}</script>
<py-config type="json">{configs.py_page_config()}</py-config>
<py-script worker name="judge" src="{PREFIX}judge.py" config="{quoted(judge)}"></py-script>
<mpy-script src="{PREFIX}page.py" config="{quoted(configs.mpy_config(runtime, PREFIX))}"></mpy-script></body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page's address: two folders deep, below a prefix."""
    runtime = build_runtime(CACHE)
    root = tmp_path_factory.mktemp("runtime")
    worker = WORKER.replace("@ENCODED@", inspect.getsource(encoded)).replace("@NAMED@", inspect.getsource(named))
    page = PAGE_PROGRAM.replace("@CODECS@", repr(CODECS)).replace("@NAMED@", repr(NAMED)).replace("@FROZEN@", repr(FROZEN))
    texts = {"judge.py": worker, "papers.py": PAPERS, "page.py": page, "edition.json": '{"id": "107"}'}
    contents = {name: text.encode() for name, text in texts.items()}
    contents |= {name: read(content) for name, content in runtime.files.items()}
    contents["107/apply/index.html"] = page_text(runtime).encode()
    for name, content in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    server = serve.server(root, 0, "/name/")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/name/107/apply/"
    server.shutdown()
    server.server_close()


def watched_page(browser: Browser, address: str) -> tuple[Page, Watch]:
    watch = Watch(address.removesuffix("name/107/apply/"))
    context = browser.new_context()
    watch.on(context)
    return context.new_page(), watch


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str) -> Iterator[dict[str, str]]:
    """What the page's program has shown at its end, and under `faults` what must not happen on a page."""
    page, watch = watched_page(browser, address)
    missing: list[str] = []
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-done", "1", timeout=START)
    shown = page.locator("html").evaluate("html => ({...html.dataset})")
    yield {**shown, "faults": "\n".join(watch.verdict()), "missing": "\n".join(missing)}
    page.context.close()


def test_the_strict_policy_and_our_own_files_are_enough(seen: dict[str, str]) -> None:
    assert (seen["faults"], seen["missing"]) == ("", "")


def test_the_judge_answers_with_text(seen: dict[str, str]) -> None:
    assert seen["judge"] == '{"host":"王小明"}'


def test_the_worker_holds_the_files_that_its_configuration_names(seen: dict[str, str]) -> None:
    assert seen["held"] == '{"id": "107"}'


@pytest.mark.parametrize(("module", "name"), CODECS)
def test_a_codec_whose_tables_come_later_knows_what_pythons_own_knows(seen: dict[str, str], module: str, name: str) -> None:
    assert seen[name] == encoded(module, name)


def test_characters_whose_names_come_later_have_them(seen: dict[str, str]) -> None:
    assert seen["named"] == named(NAMED)


@pytest.mark.parametrize("module", FROZEN)
def test_a_module_that_comes_later_as_byte_code_can_be_read(seen: dict[str, str], module: str) -> None:
    assert seen[module] == f"<frozen {module}>"


def test_bytes_travel_into_the_worker(seen: dict[str, str]) -> None:
    assert seen["up"] == "5000000"


def test_bytes_travel_out_of_the_worker(seen: dict[str, str]) -> None:
    assert seen["down"] == "307200 255"


def test_an_exception_in_the_worker_is_raised_in_the_page(seen: dict[str, str]) -> None:
    assert "ValueError: no such session" in seen["fail"]


def test_the_pdf_reader_is_loaded_into_the_running_worker(seen: dict[str, str]) -> None:
    assert seen["pdf"] == "PdfReader"


def test_a_worker_has_nothing_that_speaks_with_another_host(seen: dict[str, str]) -> None:
    assert seen["waysOut"] == ""


def test_a_worker_fetches_from_its_own_origin_alone(seen: dict[str, str]) -> None:
    assert seen["here"] == "200"
    assert seen["elsewhere"].startswith("refused: ")


def test_the_papers_worker_starts_when_the_page_adds_it(seen: dict[str, str]) -> None:
    assert (seen["paper"], seen["code"]) == ("%PDF-", "1-H")


def test_a_wheel_with_other_bytes_than_listed_is_refused(browser: Browser, address: str) -> None:
    page, _ = watched_page(browser, address)
    page.route("**/memory.wasm", lambda route: route.abort())  # what is in the image is not loaded as a wheel
    page.route("**/typing_inspection-*.whl", lambda route: route.fulfill(body=b"PK other bytes"))
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-judge", re.compile("^refused: .*other bytes.*typing-inspection", re.DOTALL), timeout=20_000)
    page.context.close()


# ---------------------------------------------------------------- the image


def warnings(page: Page) -> list[str]:
    """What the page's workers will say, as they say it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    return said


def test_the_judge_starts_from_the_image_without_a_wheel_or_the_standard_library(browser: Browser, address: str) -> None:
    page, _ = watched_page(browser, address)
    said = warnings(page)
    for late in ("**/*.whl", "**/python_stdlib.zip"):
        page.route(late, lambda route: route.abort())
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-judge", '{"host":"王小明"}', timeout=20_000)
    assert said == []
    page.context.close()


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("**/memory.wasm", {"status": 404}),
        ("**/memory.wasm", {"body": b"\0asm\1\0\0\0 other bytes"}),
        ("**/functions.bin", {"body": b"\0\0\1\0"}),
        ("**/_pydantic_core-*/first.wasm", {"status": 404}),
    ],
    ids=["without the image", "an image of other bytes", "another layout of functions", "no native library beside it"],
)
def test_where_the_image_fails_the_judge_starts_the_ordinary_way(browser: Browser, address: str, what: str, answer: dict) -> None:
    page, _ = watched_page(browser, address)
    said = warnings(page)
    page.route(what, lambda route: route.fulfill(**answer), times=1)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-judge", '{"host":"王小明"}', timeout=30_000)
    assert [each for each in said if each.startswith("starting without the image: ")]
    page.context.close()


def test_workers_that_start_from_one_image_draw_other_random_numbers(browser: Browser, address: str) -> None:
    drawn = set()
    for _ in range(2):
        page, _watch = watched_page(browser, address)
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-random", re.compile("."), timeout=20_000)
        drawn.add(page.locator("html").get_attribute("data-random"))
        page.context.close()
    assert len(drawn) == 2
