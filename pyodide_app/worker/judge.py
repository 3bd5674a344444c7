"""The judge worker: verdict, data file, opening a file, comparing two drafts. Runs in the browser's Pyodide and, unchanged, in CPython.

The edition is the file `EDITION` in the working directory, put there by whoever starts the worker.
"""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyodide_app.core import answers as read_through, draft as drafts, files
from pyodide_app.core.bundle import Bundle, parse_bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition, read_edition
from pyodide_app.core.overview import overview

__export__ = ["judge", "data_file", "open_file", "enclosed", "enclosed_digests", "compare", "answers", "propose_schedule", "year", "calendar", "carry_over", "carry_draft", "propose_budget", "headroom", "what_if", "judge_report", "prefill_report", "add_feedback", "remove_feedback", "bring_rest"]

EDITION = "edition.json"


@lru_cache
def edition() -> Edition:
    return read_edition(Path(EDITION).read_bytes())


def judge(draft: str) -> str:
    """The page's whole answer to a draft, see docs/page.md."""
    return _lined(overview(edition(), drafts.parse(draft)))


def data_file(draft: str) -> str:
    """The bundle as the text of its data file."""
    return files.write_json(_bundle(draft)).decode()


async def open_file(name: str, content: Any) -> str:
    """The draft that a file holds, with a title for it and its fingerprint, and what a package encloses; or why the file is refused.

    `name` is the title where the file has none.
    """
    data = _bytes(content)
    if files.is_pdf(data):
        await _pdf_reader()
    try:
        bundle = files.read(data, (edition().id,))
        digests = files.digests(files.read_enclosed(data))
    except files.Refused as refused:
        return _refusal(refused)
    title = bundle.application.community_name or bundle.school or name
    draft, altered = files.with_digests(drafts.from_document(bundle, edition()), digests)
    parts = {"enclosed": digests, "altered": altered} if digests else {}
    return _json({"draft": draft, "title": title, "digest": files.fingerprint(bundle)} | parts)


def enclosed(content: Any) -> Any:
    """The photos and attachments of a package that `open_file` has read: an object of Uint8Arrays under the names of their entries."""
    return _files_out(files.read_enclosed(_bytes(content)))


def enclosed_digests(content: Any) -> str:
    """`{entry: SHA-256}` of the photos and attachments that a package holds, to be compared with what it was to hold."""
    return _json(files.digests(files.read_enclosed(_bytes(content))))


def compare(here: str, there: str) -> str:
    """Where two drafts differ."""
    return _json([difference._asdict() for difference in files.differences(edition(), drafts.parse(here), drafts.parse(there))])


def answers(draft: str, stage: CaseStage = "application") -> str:
    """What was answered in the forms of a stage, section by section, to be read through before printing."""
    return _json(read_through.answers(edition(), drafts.parse(draft), stage))


def judge_report(draft: str) -> str:
    """The answer to a draft at the year's end, see docs/page.md."""
    from pyodide_app.core.report.overview import report_overview

    return _lined(report_overview(edition(), drafts.parse(draft)))


def prefill_report(draft: str) -> str:
    """What the report may take over from the application: `{path: {"value", "from"}}`."""
    from pyodide_app.core.report.prefill import prefill

    return _json(prefill(edition(), drafts.parse(draft)))


async def add_feedback(draft: str, content: Any, again: bool) -> str:
    """What the draft becomes with the feedback forms of a member's file; or why the file is refused."""
    from pyodide_app.core.report import feedback_files

    data = _bytes(content)
    if files.is_pdf(data):
        await _pdf_reader()
    return _json(feedback_files.add_feedback(edition(), drafts.parse(draft), data, again))


def remove_feedback(draft: str, position: int) -> str:
    """What the draft becomes without one feedback form."""
    from pyodide_app.core.report import feedback_files

    return _json(feedback_files.remove_feedback(edition(), drafts.parse(draft), position))


def propose_schedule(draft: str, wishes: str) -> str:
    """A whole schedule that fits the wishes, as a change of the draft; or why there is none."""
    from pyodide_app.core.schedule import proposals
    from pyodide_app.core.schedule.wishes import Wishes

    return _json(proposals.propose_schedule(edition(), drafts.parse(draft), Wishes.model_validate(drafts.parse(wishes))))


def year(draft: str) -> str:
    """The school year with its sessions, for drawing and reading, and what is still missing."""
    from pyodide_app.core.schedule import year as at_a_glance

    return _json(at_a_glance.year(edition(), drafts.parse(draft)))


def calendar(draft: str) -> str:
    """Deadlines and sessions as the text of an iCalendar file."""
    from pyodide_app.core import calendar_file

    return calendar_file.community_calendar(edition(), _bundle(draft)).decode()


async def carry_over(name: str, content: Any, old: str = "") -> str:
    """The draft that a file of another year or another community begins, and what did not carry over; or why the file is refused.

    `old` is the other edition as JSON, "" where the file is of this one.
    """
    data = _bytes(content)
    if files.is_pdf(data):
        await _pdf_reader()
    before = Edition.model_validate_json(old) if old else edition()
    try:
        bundle = files.read(data, (before.id,))
    except files.Refused as refused:
        return _refusal(refused)
    return _carried(bundle, before, name)


def carry_draft(draft: str, old: str = "") -> str:
    """`carry_over` from a draft that this computer keeps."""
    before = Edition.model_validate_json(old) if old else edition()
    return _carried(parse_bundle(drafts.to_document(drafts.parse(draft), before)), before, "")


def _carried(bundle: Bundle, before: Edition, name: str) -> str:
    from pyodide_app.core.schedule import carry_over as carrying

    carried = carrying.carry_over(bundle, before, edition())
    return _json({
        "draft": carried.draft,
        "title": bundle.application.community_name or bundle.school or name,
        "moved": [each._asdict() | {"date": each.date.isoformat(), "to": each.to and each.to.isoformat()} for each in carried.moved],
        "left": [each._asdict() for each in carried.left],
    })


def propose_budget(draft: str, wishes: str) -> str:
    """Budgets of exactly the grant for a draft, or why there is none, see docs/page.md. The planner is loaded when it is first asked for."""
    from pyodide_app.core.planner import answer

    return _json(answer.propose(edition(), drafts.parse(draft), json.loads(wishes)))


def headroom(draft: str) -> str:
    """How much more each line of the budget could hold."""
    from pyodide_app.core.planner import answer

    return _json(answer.headroom(edition(), drafts.parse(draft)))


def what_if(draft: str, changes: str) -> str:
    """What would be different if the draft were changed, and what could then be proposed."""
    from pyodide_app.core.planner import answer

    return _json(answer.what_if(edition(), drafts.parse(draft), json.loads(changes)))


def _bundle(draft: str) -> Bundle:
    return parse_bundle(drafts.to_document(drafts.parse(draft), edition()))


def _refusal(refused: files.Refused) -> str:
    """Why a file is not read; where it belongs to another plan also that plan's id, so that a page may begin a new draft from it."""
    of_plan = {"plan": refused.params["plan"]} if refused.reason == "plan" else {}
    return _json({"refused": files.refusal(refused, edition())} | of_plan)


def _lined(answer: dict[str, Any]) -> str:
    """JSON with each finding on a line of its own, so that the page need not parse again what it has."""
    findings = ",\n".join(map(_json, answer["findings"]))
    rest = _json({name: value for name, value in answer.items() if name != "findings"})
    return f'{{"findings":[\n{findings}\n],{rest.removeprefix("{")}'


def _json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


# ---------------------------------------------------------------- what differs between the hosts

_IN_BROWSER = sys.platform == "emscripten"


def bring_rest() -> None:
    """Has the browser begin to fetch what of the engine a first verdict does not need (runtime/engine.mjs).

    Where it cannot come now, for want of a network, it comes when a function of it is called; that call then waits for it.
    """
    if _IN_BROWSER:
        import pyodide_js

        pyodide_js.bringRest()


def _bytes(content: Any) -> bytes:
    """Bytes of a file: in the browser they arrive as a JavaScript buffer."""
    return content.to_bytes() if hasattr(content, "to_bytes") else bytes(content)


def _files_out(contents: dict[str, bytes]) -> Any:
    """Files for the page: in the browser they arrive there as an object of Uint8Arrays."""
    if not _IN_BROWSER:
        return contents
    from pyodide.ffi import to_js

    return to_js(contents)


async def _pdf_reader() -> None:
    """Loads pypdf where it is no installed package: in the browser it comes with the first PDF."""
    if _IN_BROWSER:
        import pyodide_js

        await pyodide_js.loadPackage("pypdf")
