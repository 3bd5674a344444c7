"""What a teacher does on the pages, through the names of the contract only: control names, button names, `data-rule` elements."""

from __future__ import annotations

import datetime
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
READY = 60_000
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


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


class FormPage:
    """The page of 表一 and 表二."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.url = f"{site}107/apply/"

    def open(self) -> "FormPage":
        self.page.goto(self.url)
        return self.expect_ready()

    def expect_ready(self) -> "FormPage":
        expect(self.page.locator("html")).to_have_attribute("data-app", "ready", timeout=READY)
        return self

    def control(self, path: str) -> Locator:
        return self.page.locator(f'[name="{path}"]')

    def type(self, path: str, value: Any) -> None:
        """Types one value as its control wants it: text, a tick, a choice, a set of ticks."""
        self._make_room(path)
        control = self.control(path)
        kind = control.first.evaluate("control => control.type || control.tagName.toLowerCase()")
        if kind == "checkbox":
            for wanted in value if isinstance(value, list) else ["true"] if value else []:
                self.page.locator(f'[name="{path}"][value="{wanted}"]').check()
        elif kind == "radio":
            self.page.locator(f'[name="{path}"][value="{str(value).lower()}"]').check()
        elif kind == "select-one":
            control.select_option(value)
        else:
            control.fill(as_typed(value))

    def type_bundle(self, bundle: dict[str, Any]) -> None:
        """Types a whole application, row by row, from top to bottom."""
        for path, value in leaves({name: bundle[name] for name in ("school", "application", "budget", "submission")}):
            if value not in (None, "", [], False) or (value is False and self._is_yes_no(path)):
                self.type(path, value)

    def _is_yes_no(self, path: str) -> bool:
        return path.endswith((".trained", ".advanced_certificate"))

    def _make_room(self, path: str) -> None:
        if self.control(path).count() == 0:
            table = max((table for table in ADD_BUTTONS if path.startswith(f"{table}.")), key=len)
            self.page.get_by_role("button", name=ADD_BUTTONS[table], exact=True).click()
        part = self.page.locator(f'details:not([open]):has([name="{path}"])')
        for fold in reversed(part.all()):
            fold.locator("summary").first.click()

    def findings(self, severity: str | None = None) -> Locator:
        return self.page.locator(f'[data-rule][data-severity="{severity}"]' if severity else "[data-rule]")

    def expect_rules(self, severity: str, rules: list[str]) -> None:
        """Exactly these rules are shown with this severity."""
        expect(self.findings(severity)).not_to_have_count(0) if rules else expect(self.findings(severity)).to_have_count(0)
        for rule in rules:
            expect(self.page.locator(f'[data-rule="{rule}"][data-severity="{severity}"]')).not_to_have_count(0)
        shown = self.findings(severity).evaluate_all("found => found.map(element => element.dataset.rule)")
        assert sorted(set(shown)) == sorted(rules)

    def expect_errors(self, count: int) -> None:
        expect(self.page.locator("html")).to_have_attribute("data-findings", str(count))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def download(self, *buttons: str) -> Download:
        """Presses the buttons in turn and waits for the download that the last one starts."""
        for button in buttons[:-1]:
            self.press(button)
        with self.page.expect_download(timeout=READY) as coming:
            self.press(buttons[-1])
        return coming.value

    def import_file(self, path: Path) -> None:
        with self.page.expect_file_chooser() as coming:
            self.press("匯入資料檔")
        coming.value.set_files(path)


def roc(date: datetime.date) -> str:
    return f"{date.year - 1911}年{date.month}月{date.day}日"
