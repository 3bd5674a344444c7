"""What a paper shows: edition, bundle and findings become the data of a Typst template. Pure; no layout in here, no word of any language.

The values are taken from `Bundle.plain()`, so that what was typed is printed even where nothing could read it (「九月中」). A blank form is
the same data without a bundle.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from itertools import zip_longest
from typing import Any

from pyodide_app.core import amounts, spelling
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.edition import BudgetLine, Edition, Option, PaperForm
from pyodide_app.core.findings import Finding

WORDS = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
FORMS = ("application", "budget", "findings")

_SHORT_ROW = 400
"""Characters of a session below which its row stays on one page; a longer one may go on over the page."""


def paper_data(edition: Edition, form: str, bundle: Bundle | None, findings: Sequence[Finding], fingerprint: str) -> dict[str, Any]:
    """The data of one paper. `form` is one of `FORMS`; with `bundle` None the blank form, which has no fingerprint and no draft mark."""
    paper = edition.forms.paper(form)
    document = bundle.plain() if bundle is not None else {}
    fill = {"application": _application, "budget": _budget, "findings": _findings}[form]
    data = _frame(edition, paper, document, findings, fingerprint if bundle is not None else "")
    data |= fill(edition, paper, bundle, document, findings)
    return data


def _frame(edition: Edition, paper: PaperForm, document: dict, findings: Sequence[Finding], fingerprint: str) -> dict[str, Any]:
    """What all papers have: titles, document properties, footer, draft mark."""
    school = _text(document.get("school")) or WORDS["blank_school"] + paper.labels.get("school_hint", "")
    errors = sum(finding.severity == "error" for finding in findings)
    submitted = spelling.parse_date(_raw(_dict(document.get("submission")).get("date")))
    date = submitted or edition.paper_date
    community = _text(_dict(document.get("application")).get("community_name"))
    return {
        "document": {
            "title": WORDS["title_joiner"].join(part for part in (f"{paper.number} {paper.title}", community) if part),
            "date": [date.year, date.month, date.day],
            "attach": bool(document),
            "attachment": WORDS["attachment"],
        },
        "draft": {"mark": WORDS["draft"], "reason": WORDS["draft_reason"].format(errors=errors)} if errors else None,
        "footer": {
            "page": WORDS["page"],
            "fingerprint": fingerprint or None,
            "fingerprint-label": WORDS["fingerprint"],
            "qr-alt": WORDS["qr_alt"].format(fingerprint=fingerprint),
        },
        "number": paper.number,
        "titles": [edition.title_parent, edition.title, school + paper.title],
        "subtitle": paper.subtitle,
        "labels": paper.labels,
        "blank": not document,
    }


# ---------------------------------------------------------------- 表一


def _application(edition: Edition, paper: PaperForm, bundle: Bundle | None, document: dict, findings: Sequence[Finding]) -> dict[str, Any]:
    application = _dict(document.get("application"))
    convener = _dict(application.get("convener"))
    options = edition.forms.options
    chosen_methods = {*_ids(application.get("methods")), *(o.id for o in options["methods"] if o.preprinted)}
    return {
        "community_name": _text(application.get("community_name")),
        "types": [
            "　".join(_boxes(row, _ids(application.get("types")), _other(application.get("type_other"), WORDS["blank_other"])))
            for row in _rows(options["types"])
        ],
        "convener": {
            "name": _text(convener.get("name")),
            "phone": _text(convener.get("phone")),
            "email": _text(convener.get("email")),
            "trained": _yes_no(edition, convener.get("trained")),
        },
        "topic_overview": _text(application.get("topic_overview")),
        "members": [_member(edition, member) for member in _padded(application.get("members"), edition, "members")],
        "methods": [_boxes(row, chosen_methods, _other(application.get("method_other"), WORDS["blank_line"])) for row in _rows(options["methods"])],
        "sessions": [
            _session(edition, number, session) for number, session in enumerate(_padded(application.get("sessions"), edition, "sessions"), 1)
        ],
    }


def _member(edition: Edition, member: dict) -> dict[str, str]:
    name, school = _text(member.get("name")), _text(member.get("school"))
    return {
        "name": WORDS["other_school"].format(name=name, school=school) if school else name,
        "subject": _text(member.get("subject")),
        "certificate": _yes_no(edition, member.get("advanced_certificate")),
    }


def _session(edition: Edition, number: int, session: dict) -> dict[str, Any]:
    """One row. What the paper has no column for (methods, flags, demonstrator, lecturer) is printed inside its cells."""
    times = [_text(session.get(name)) for name in ("start", "end")]
    labels = [edition.forms.option_label("methods", method) for method in _ids(session.get("methods"))]
    tags = WORDS["methods"].format(methods=WORDS["joiner"].join(labels)) if labels else ""
    tags += "".join(WORDS[flag] for flag in ("enrichment", "guidance_visit") if session.get(flag) is True)
    demonstrator = _text(session.get("demonstrator"))
    content = [
        _text(session.get("content")),
        tags,
        WORDS["demonstrator"].format(name=demonstrator) if demonstrator else "",
        _lecturer(edition, _dict(session.get("lecturer"))),
    ]
    row = {
        "number": str(number),
        "when": _lines([_date(session.get("date")), WORDS["times"].format(start=times[0], end=times[1]) if all(times) else "".join(times)]),
        "content": _lines(content),
        "host": _text(session.get("host")),
        "place": _lines([_text(session.get("place")), _text(session.get("remark"))]),
        "materials": _text(session.get("materials")),
    }
    return row | {"breakable": max(map(len, row.values())) > _SHORT_ROW}


def _lecturer(edition: Edition, lecturer: dict) -> str:
    """The lecturer, who decides on the fee: name, affiliation, hours that are paid."""
    if not lecturer:
        return ""
    affiliation, hours = _text(lecturer.get("affiliation")), _text(lecturer.get("hours"))
    parts = [_text(lecturer.get("name")), edition.forms.option_label("affiliations", affiliation) if affiliation else ""]
    parts.append(WORDS["paid_hours"].format(hours=hours) if lecturer.get("paid") is True else WORDS["unpaid"])
    return WORDS["lecturer"].format(lecturer=WORDS["joiner"].join(part for part in parts if part))


# ---------------------------------------------------------------- 表二


def _budget(edition: Edition, paper: PaperForm, bundle: Bundle | None, document: dict, findings: Sequence[Finding]) -> dict[str, Any]:
    budget = _dict(document.get("budget"))
    typed = _dict(budget.get("lines"))
    sums = amounts.line_amounts(edition.budget, bundle.budget.lines if bundle else {})
    total = amounts.total(sums.values())
    lines = [_budget_line(edition, line, _dict(typed.get(line.id)), budget, sums[line.id]) for line in edition.budget.lines]
    books = _padded(budget.get("books"), edition, "books") if budget.get("books") or not document else []
    book_amounts = [amounts.book_amount(book) for book in bundle.budget.books] if bundle else []
    exact = not document or total == edition.budget.total.value
    return {
        "unit_note": paper.unit_note,
        "lines": _merged(edition.budget.lines, lines),
        "total": edition.budget.total_words if exact else WORDS["total_differs"].format(total=edition.budget.total_words, sum=f"{total:,}"),
        "reallocation_note": edition.budget.reallocation_note,
        "books": [_book(number, book, amount, edition) for number, (book, amount) in enumerate(zip_longest(books, book_amounts), 1)],
        "books_total": _text(amounts.total(book_amounts)) if document else "",
        "stamps": list(edition.budget.stamps),
    }


def _budget_line(edition: Edition, line: BudgetLine, typed: dict, budget: dict, amount: int | None) -> dict[str, Any]:
    """One row: the paper's own unit, price and notes, and what was typed. A price that was typed replaces the preprinted one."""
    trips = _dicts(typed.get("trips"))
    quantity = {
        "quantity_price": lambda: _text(typed.get("quantity")),
        "persons_sessions_price": lambda: _text(_product(typed.get("persons"), typed.get("sessions"))),
        "trips": lambda: str(len(trips)) if typed else "",
        "amount": lambda: "",
    }[line.formula]()
    note = _text(typed.get("note"))
    details = []
    if line.formula == "persons_sessions_price" and (typed.get("persons") or typed.get("sessions")):
        details.append(WORDS["persons_sessions"].format(persons=_text(typed.get("persons")), sessions=_text(typed.get("sessions"))))
    details += [_trip(edition, number, trip) for number, trip in enumerate(trips, 1)]
    if line.id == edition.budget.books_line and _text(budget.get("books_purpose")):
        details.append(WORDS["labelled"].format(label=WORDS["books_purpose"], text=_text(budget["books_purpose"])))
    if note and note not in details:
        details.append(WORDS["typed_note"].format(note=note))
    return {
        "label": line.label,
        "quantity": quantity,
        "unit": line.unit,
        "unit_price": _text(typed.get("unit_price")) or _text(line.unit_price),
        "amount": _text(_text(typed.get("amount")) if amount is None else amount),
        "official": list(line.note),
        "details": details,
    }


def _merged(lines: Sequence[BudgetLine], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with the note cells that the paper merges downwards: `span` rows of notes, 0 for a row under a merged cell."""
    covered = 0
    for position, (line, row) in enumerate(zip(lines, rows, strict=True)):
        row["span"] = 0 if covered else line.note_rows
        covered = covered - 1 if covered else line.note_rows - 1
        if row["span"]:
            row["details"] = [detail for below in rows[position : position + line.note_rows] for detail in below["details"]]
    return rows


def _trip(edition: Edition, number: int, trip: dict) -> str:
    mode, note = _text(trip.get("mode")), _text(trip.get("note"))
    text = WORDS["trip"].format(
        n=number, mode=edition.forms.option_label("trip_modes", mode) if mode else "", route=_text(trip.get("route")), fare=_text(trip.get("fare"))
    )
    return text + (WORDS["trip_short"] if trip.get("short") is True else "") + (WORDS["trip_note"].format(note=note) if note else "")


def _book(number: int, book: dict, amount: int | None, edition: Edition) -> dict[str, str]:
    return {
        "number": str(number),
        "title": _text(book.get("title")),
        "unit_price": _text(book.get("unit_price")),
        "quantity": _text(book.get("quantity")),
        "unit": _text(book.get("unit")) or _default(edition, "budget.books.*.unit"),
        "amount": _text(amount),
        "note": _text(book.get("note")),
    }


# ---------------------------------------------------------------- 檢核結果


def _findings(edition: Edition, paper: PaperForm, bundle: Bundle | None, document: dict, findings: Sequence[Finding]) -> dict[str, Any]:
    words = WORDS["findings"]
    reasons = _dict(document.get("reasons"))
    counts = {severity: sum(finding.severity == severity for finding in findings) for severity in words["severities"]}
    numbers = {id(finding): number for number, finding in enumerate(_by_severity(findings), 1)}
    groups = [
        {
            "heading": words["heading"].format(severity=name, count=counts[severity]),
            "none": words["none"].format(severity=name),
            "note": words["unreasoned"] if severity == "warning" and counts[severity] else "",
            "severity": severity,
            "findings": [
                {
                    "number": str(numbers[id(finding)]),
                    "where": place(edition, finding.path),
                    "message": finding.message,
                    "clause": finding.clause,
                    "quote": words["quote"].format(quote=finding.quote) if finding.quote else words["derived"],
                    "reason": _reason(finding, reasons) if severity == "warning" else "",
                }
                for finding in findings
                if finding.severity == severity
            ],
        }
        for severity, name in words["severities"].items()
    ]
    return {
        "words": {name: words[name] for name in ("number", "where", "what", "clause")},
        "community": WORDS["labelled"].format(label=words["community"], text=_text(_dict(document.get("application")).get("community_name"))),
        "verdict": words["incomplete" if counts["error"] else "complete"].format(**counts),
        "count": words["count"].format(**counts),
        "groups": groups,
    }


def _by_severity(findings: Sequence[Finding]) -> list[Finding]:
    order = list(WORDS["findings"]["severities"])
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def _reason(finding: Finding, reasons: dict) -> str:
    """The teacher's reason for this very place, else the one for the rule."""
    words = WORDS["findings"]
    reason = _text(reasons.get(f"{finding.rule}@{finding.path}")) or _text(reasons.get(finding.rule))
    return words["reason"].format(reason=reason) if reason else words["no_reason"]


def place(edition: Edition, path: str) -> str:
    """A path as people call it: 「第 4 場．日期」; for a path of no single control the longest known part of it; "" for none."""
    steps = path.split(".")
    numbers = [int(step) for step in steps if step.isdigit()]
    pattern = ".".join("*" if step.isdigit() else step for step in steps)
    names = []
    for section in edition.forms.sections:
        if section.rows and numbers and pattern.startswith(f"{section.rows.path}.*"):
            names.append(section.rows.legend.format(n=numbers[0] + 1))
    names += [line.label for line in edition.budget.lines if pattern.startswith(f"budget.lines.{line.id}")]
    labels = [field.label for section in edition.forms.sections for field in section.fields if field.path == pattern]
    titles = [section.title for section in edition.forms.sections if section.rows and section.rows.path == pattern]
    return WORDS["findings"]["step"].join(names + (labels or titles)[:1])


# ---------------------------------------------------------------- values as they are printed


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict]:
    return [_dict(item) for item in value] if isinstance(value, list) else []


def _ids(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _raw(value: Any) -> str:
    return "" if value is None or isinstance(value, (bool, dict, list)) else str(value)


def _text(value: Any) -> str:
    return _raw(value).strip()


def _date(value: Any) -> str:
    """The ROC date; what is no date stands as it was typed."""
    date = spelling.parse_date(_raw(value))
    return spelling.roc_date(date) if date else _text(value)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _padded(rows: Any, edition: Edition, section_id: str) -> list[dict]:
    """The typed rows, and empty ones up to as many as the paper prints."""
    section = next(section for section in edition.forms.sections if section.id == section_id)
    typed = _dicts(rows)
    return typed + [{}] * (section.rows.printed - len(typed))


def _rows(options: Sequence[Option]) -> list[list[Option]]:
    """The options in their printed lines."""
    return [[option for option in options if option.row == row] for row in sorted({option.row for option in options})]


def _boxes(options: Sequence[Option], chosen: Iterable[str], other: str) -> list[str]:
    """`■label` or `□label`; the choice `other` with what was typed for it."""
    return [
        WORDS["ticked" if option.id in chosen else "unticked"] + option.label + (other if option.id == "other" else "") for option in options
    ]


def _other(value: Any, blank: str) -> str:
    text = _text(value)
    return WORDS["other"].format(text=text) if text else blank


def _yes_no(edition: Edition, value: Any) -> str:
    """Both boxes in one line, the answer ticked; an answer that nobody could read stands behind them."""
    answer = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    boxes = _boxes(edition.forms.options["yes_no"], [answer] if answer else [], "")
    return "　　".join([*boxes, _text(value)]).rstrip("　")


def _product(*numbers: Any) -> int | None:
    """The product of whole numbers; None if one of them is none."""
    return math.prod(numbers) if all(type(number) is int for number in numbers) else None


def _default(edition: Edition, path: str) -> str:
    """What the paper has preprinted in this field."""
    return next((field.default for section in edition.forms.sections for field in section.fields if field.path == path), "")
