"""What a teacher does on the form page, through the contract's names: control names, labels, button names, `data-rule` elements."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any, Iterator

from playwright.sync_api import Download, Locator, Page, expect

ADD_BUTTONS = {
    "application.members": "新增成員",
    "application.sessions": "新增場次",
    "budget.books": "新增書目",
    "budget.lines.lecturer_transport.trips": "新增趟次",
}
PATIENCE = 60_000  # ms: a loaded machine starts an engine slowly
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

KIND = """path => {
  const [control] = document.getElementsByName(path);
  return control ? { type: control.type, folded: control.closest("details:not([open])") !== null } : null;
}"""
SHOWN = """() => Array.from(document.querySelectorAll("[data-rule]"), (found) => [
  found.dataset.rule, found.dataset.severity, found.dataset.path, found.querySelector("p").textContent,
])"""
SHOWS = f"""async ([wanted, patience]) => {{
  const shown = {SHOWN};
  const same = () => JSON.stringify(shown().map(String).sort()) === JSON.stringify(wanted.map(String).sort());
  const end = performance.now() + patience;
  while (!same() && performance.now() < end) await new Promise(requestAnimationFrame);
  return shown();
}}"""
DROP = """(target, [name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""
KEPT = """async ([path, value]) => {
  const open = (name) => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("plc-planner:") && name.endsWith(":drafts"));
  const database = await open(name);
  const records = () => new Promise((resolve) => {
    const reading = database.transaction("drafts").objectStore("drafts").getAll();
    reading.onsuccess = () => resolve(reading.result);
  });
  const [control] = document.getElementsByName(path);
  const start = performance.now();
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  while (!(await records()).some(({ text }) => JSON.parse(text).draft[path] === value)) {
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  database.close();
  return performance.now() - start;
}"""


FETCHED = """async (link) => {
  const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def fetched(link: Locator) -> bytes:
    """The file that a link leads to, as the page gets it: a browser shows a PDF in a viewer of its own."""
    return base64.b64decode(link.evaluate(FETCHED))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a document with their paths, a list of ids being one value."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and not all(isinstance(item, str) for item in value):
        for position, item in enumerate(value):
            yield from leaves(item, f"{path}.{position}")
    else:
        yield path, value


def as_typed(value: Any) -> str:
    """What a teacher types for a value: dates in ROC years, numbers in digits."""
    match = ISO_DATE.fullmatch(str(value))
    return f"{int(match[1]) - 1911}/{int(match[2])}/{int(match[3])}" if match else str(value)


def is_answer(path: str, value: Any) -> bool:
    """Whether a value of a document is something that a teacher types: a flag of ours that is off is not, an answer of no is."""
    if value is False:
        return path.endswith((".trained", ".advanced_certificate"))
    return value not in (None, "", [])


class FormPage:
    """The page of 表一 and 表二."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.url = f"{site}107/apply/"

    def open(self) -> FormPage:
        self.page.goto(self.url)
        return self.expect_ready()

    def reload(self) -> FormPage:
        self.page.reload()
        return self.expect_ready()

    def begin_another(self) -> FormPage:
        """Begins another community."""
        self.press("切換或新增社群")
        self.answer("新增一個社群")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        expect(self.page.get_by_role("group", name="目前的社群與儲存狀態")).to_contain_text("尚未填寫")
        return self

    # Typing

    def control(self, path: str) -> Locator:
        return self.page.locator(f'[name="{path}"]')

    def option(self, path: str, value: Any) -> Locator:
        """One box of a group, or one answer of a question."""
        return self.page.locator(f'[name="{path}"][value="{str(value).lower()}"]')

    def type(self, path: str, value: Any) -> None:
        """Types one value as its control wants it: text, a tick, a choice, a set of ticks."""
        kind = self._kind(path)
        if kind == "checkbox":
            for wanted in value if isinstance(value, list) else [value]:
                self.option(path, wanted).set_checked(True)
        elif kind == "radio":
            self.option(path, value).check()
        elif kind == "select-one":
            self.control(path).select_option(value)
        else:
            self.control(path).fill(as_typed(value))

    def type_bundle(self, bundle: dict[str, Any]) -> None:
        """Types a whole application, row by row, from top to bottom."""
        for path, value in leaves({name: bundle[name] for name in ("school", "application", "budget", "submission")}):
            if is_answer(path, value):
                self.type(path, value)

    def _kind(self, path: str) -> str:
        """The kind of a control, for which a row is added or a part of a row unfolded where it needs that."""
        found = self.page.evaluate(KIND, path)
        if found is None:
            table = re.split(r"\.\d+(?:\.|$)", path)[0]
            self.add_row(table)
            return self._kind(path)
        if found["folded"]:
            self.page.locator("details").filter(has=self.control(path)).last.locator("summary").click()
        return found["type"]

    def add_row(self, table: str) -> None:
        self.press(ADD_BUTTONS[table])

    def row(self, number: int, kind: str) -> Locator:
        """A row by its heading: 第 3 場."""
        return self.page.get_by_role("group", name=f"第 {number} {kind}", exact=True)

    def milliseconds_until_kept(self, path: str, value: str) -> float:
        """Types a value and waits until this computer keeps it."""
        return self.page.evaluate(KEPT, [path, value])

    # What is shown

    def expect_ready(self) -> FormPage:
        expect(self.page.locator("html")).to_have_attribute("data-app", "ready", timeout=PATIENCE)
        return self

    def findings(self, severity: str | None = None) -> Locator:
        return self.page.locator(f'[data-rule][data-severity="{severity}"]' if severity else "[data-rule]")

    def finding(self, rule: str) -> Locator:
        return self.page.locator(f'[data-rule="{rule}"]')

    def shown(self) -> list[list[str]]:
        """Every finding that is shown: rule, severity, path and message."""
        return self.page.evaluate(SHOWN)

    def shown_once(self, wanted: list[list[str]]) -> list[list[str]]:
        """Every finding that is shown, as soon as these are or patience has ended."""
        return self.page.evaluate(SHOWS, [wanted, 15_000])

    def expect_rules(self, severity: str, rules: list[str]) -> None:
        """Exactly these rules are shown with this severity."""
        for rule in rules:
            expect(self.findings(severity).and_(self.finding(rule))).not_to_have_count(0)
        if not rules:
            expect(self.findings(severity)).to_have_count(0)
        assert {rule for rule, found, _path, _message in self.shown() if found == severity} == set(rules)

    def expect_errors(self, count: int) -> None:
        expect(self.page.locator("html")).to_have_attribute("data-findings", str(count))

    def expect_said(self, words: str) -> None:
        """A state line or notice, which a screen reader reads out, holds these words."""
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_visible(timeout=PATIENCE)

    def amount(self, line: str) -> Locator:
        return self.page.locator(f'[data-amount="{line}"]')

    # Buttons and files

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def dialog(self, heading: str) -> Locator:
        return self.page.get_by_role("dialog", name=heading)

    def answer(self, name: str) -> None:
        """Presses a button of the dialog that was opened last."""
        self.page.get_by_role("dialog").last.get_by_role("button", name=name, exact=True).first.click()

    def download(self, button: str) -> Download:
        with self.page.expect_download(timeout=PATIENCE) as coming:
            self.press(button)
        return coming.value

    def download_package(self) -> Download:
        """申請包; the panel with what comes next is closed again."""
        download = self.download("下載申請包")
        self.answer("關閉")
        return download

    def import_file(self, path: Path) -> None:
        with self.page.expect_file_chooser() as coming:
            self.press("匯入資料檔")
        coming.value.set_files(path)

    def drop_file(self, path: Path) -> None:
        content = base64.b64encode(path.read_bytes()).decode()
        self.page.get_by_role("main").evaluate(DROP, [path.name, content])

    def put_in(self, path: Path) -> None:
        """Imports a file, and has it take the place of what stands in the form if there is anything else."""
        self.import_file(path)
        told = self.page.get_by_role("status").filter(has_text=f"「{path.name}」").filter(visible=True)
        question = self.dialog("匯入的資料要放在哪裡")
        expect(told.or_(question).first).to_be_visible(timeout=PATIENCE)
        if question.count():
            self.answer("取代")


class ReportPage(FormPage):
    """The page of 表三 and 收支結算表."""

    def __init__(self, page: Page, site: str) -> None:
        super().__init__(page, site)
        self.url = f"{site}107/report/"
        self.typed: dict[str, Any] = {}

    def add_row(self, table: str) -> None:
        """Each line of the settlement has a button of the same name for its vouchers."""
        self.page.locator(f'[data-add="{table}"]').click()

    def take_over(self) -> ReportPage:
        """Takes over what the application says."""
        self.press("帶入申請書的內容")
        self.expect_said("可以再修改")
        return self

    def field(self, path: str) -> Locator:
        """A control with its label and whatever is said beside it."""
        return self.page.locator(f'[data-field="{path}"]')

    def changes(self) -> Locator:
        """The sessions that were not held as they were planned."""
        return self.page.get_by_role("region", name="實際辦理的場次").locator("[data-change]")

    def kinds_of_changes(self) -> list[str]:
        return self.changes().evaluate_all("(changes) => changes.map((change) => change.dataset.change)")

    def counter(self, name: str) -> Locator:
        return self.page.locator(f'[data-counter="{name}"]')

    def line(self, name: str) -> Locator:
        """A line of the settlement, its figures included."""
        return self.page.locator("tbody").filter(has=self.page.get_by_role("rowheader", name=name, exact=True))

    def vouchers(self, line: str) -> Locator:
        return self.page.get_by_role("group", name=f"{line}的憑證", exact=True)

    def checklist(self) -> Locator:
        return self.page.get_by_role("group", name="寄送前的清單")

    def hold_the_printer(self) -> None:
        """Printing prepares the page and prints nothing."""
        self.page.evaluate("() => { window.print = () => {}; }")

    def expect_saved(self) -> None:
        expect(self.page.get_by_role("group", name="目前的社群與儲存狀態")).to_contain_text("已自動存在這台電腦")

    def download_package(self) -> Download:
        """成果包; the panel is closed again."""
        download = self.download("下載成果包")
        self.answer("關閉")
        return download
