"""A bundle as a file: JSON, zip or PDF read strictly and with caps, JSON and zip written so that the same bundle gives the same bytes.

What a file is, is told by its content, never by its name. Whatever cannot be read raises `Refused`: a reason whose sentence is the
edition's word `refused_<reason>`, with the values that it names. pypdf is imported when the first PDF is read. No clock, no disk.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import math
import re
import zipfile
from contextlib import contextmanager
from typing import Any, Collection, Iterator, Mapping, NamedTuple

from pydantic_core import from_json

from pyodide_app.core import draft
from pyodide_app.core.bundle import FORMAT, Bundle, NotABundle, UnknownKeys, parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import say

BUNDLE_NAME = "bundle.json"
PHOTOS, ATTACHMENTS = "photos/", "attachments/"
"""Folders of a package: what the bundle names in `report.photos.*.file` and `report.attachments.*.file`."""
FOLDERS = {"report.photos": PHOTOS, "report.attachments": ATTACHMENTS}
"""The folder of each table's files."""
SUFFIXES = {
    PHOTOS: ("jpg", "jpeg", "png"),
    ATTACHMENTS: ("pdf", "odt", "docx", "doc", "jpg", "jpeg", "png", "webp", "heic"),
}
"""How the names of files end that may stand in each folder, in either case."""

LINES = ("budget.lines", "settlement.lines")
"""Where the lines of the budget stand, each under its id."""

MB = 1_000_000
JSON_BYTES_MAX = 2 * MB
"""A full year with every text field of a page's length is below 0.2 MB."""
PDF_BYTES_MAX = 40 * MB
ZIP_BYTES_MAX = 200 * MB
"""A year's package with its photos, 1 MB each after shrinking, is below 50 MB."""
ZIP_UNPACKED_MAX = 400 * MB
ENCLOSED_BYTES_MAX = 25 * MB
"""One photo or attachment, unpacked: a scanned lesson plan of many pages is below it."""
ZIP_ENTRIES_MAX = 500
DIGITS_MAX = 15
"""Digits of a number that a browser's JSON carries without loss."""
NAMED_MAX = 5
"""How many unknown keys one sentence names."""
HASH = ".sha256"
"""How the path of a file's hash ends; to people it is the file itself."""
HASH_SHOWN = 8
"""Digits that tell two files apart."""
SHOWN_MAX = 60
"""Characters of a foreign name or value that one sentence quotes."""

_PAPER_NAME = re.compile(r"[^/\\:]+\.pdf")
_FILE_NAME = re.compile(r"(?![ .])[^/\\:*?\"<>|]{1,120}\.([A-Za-z]{3,4})")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 65_536


class Refused(ValueError):
    """A file that is not read. `reason` is an id of the edition's words without `refused_`, `params` the values of its sentence."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason, params)
        self.reason = reason
        self.params = params


class Difference(NamedTuple):
    """One path at which two drafts differ, in the words of the forms."""

    path: str
    label: str
    here: str
    there: str


def refusal(refused: Refused, edition: Edition) -> str:
    """Why a file was refused, in one sentence."""
    return say(edition.words[f"refused_{refused.reason}"], refused.params, edition)


def _shown(foreign: Any) -> str:
    text = _UNPRINTABLE.sub("�", str(foreign))
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"


# ---------------------------------------------------------------- writing


def canonical(bundle: Bundle) -> bytes:
    """The bundle's JSON with nothing that may vary: UTF-8, keys in the format's order, no white space. A lone surrogate becomes `?`."""
    return json.dumps(bundle.plain(), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def fingerprint(bundle: Bundle) -> str:
    """16 hex digits in groups of four that paper and data have in common."""
    digits = hashlib.sha256(canonical(bundle)).hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def write_json(bundle: Bundle) -> bytes:
    """The data file: the same values as `canonical`, indented for people."""
    return (json.dumps(bundle.plain(), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "replace")


def entry_name(folder: str, name: str) -> str | None:
    """The entry of a package that holds a photo or an attachment of this name; None for a name that is unsafe or of no kind that the folder takes."""
    found = _FILE_NAME.fullmatch(name)
    safe = found is not None and found[1].lower() in SUFFIXES[folder] and ".." not in name and not _UNPRINTABLE.search(name)
    return folder + name if safe else None


def enclosed(bundle: Bundle) -> list[str]:
    """The entries that the bundle's photos and attachments ask for, each once, in the order of the report."""
    report = bundle.report
    if report is None:
        return []
    named = [entry_name(PHOTOS, photo.file) for photo in report.photos] + [entry_name(ATTACHMENTS, each.file) for each in report.attachments]
    return [name for name in dict.fromkeys(named) if name is not None]


def digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each photo and attachment, by its entry."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def with_digests(plain: Mapping[str, Any], found: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """A draft whose photos and attachments name the hashes of the files that came with it, and the names of those that are not what the draft says."""
    filled, altered = dict(plain), []
    for path, name in plain.items():
        folder = FOLDERS.get(path.rpartition(".")[0].rpartition(".")[0])
        if folder is None or not path.endswith(".file") or not isinstance(name, str):
            continue
        digest, place = found.get(entry_name(folder, name) or ""), f"{path.removesuffix('.file')}{HASH}"
        if digest is not None:
            if plain.get(place) not in (None, "", digest):
                altered.append(name)
            filled[place] = digest
    return filled, altered


def write_zip(entries: Mapping[str, bytes]) -> bytes:
    """A package of `entries` in their order. No clock: every entry bears the first day that a zip can name. Photos and attachments are stored as they
    are, being compressed already."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.startswith((PHOTOS, ATTACHMENTS)) else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return held.getvalue()


# ---------------------------------------------------------------- reading


def is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read(data: bytes, plans: Collection[str] = ()) -> Bundle:
    """The bundle that a file holds: JSON, a package (zip) or a paper (PDF). `plans` are the edition ids that are accepted, all if empty.

    Raises `Refused`.
    """
    if not data:
        raise Refused("empty")
    if is_pdf(data):
        return _parse(_out_of_pdf(data), plans)
    if is_zip(data):
        return _parse(_out_of_zip(data), plans)
    return _parse(data, plans)


def read_enclosed(data: bytes) -> dict[str, bytes]:
    """The photos and attachments of a package by their entries' names; none of any other file. Raises `Refused`."""
    return _enclosed_in_zip(data) if is_zip(data) else {}


def _limit(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise Refused("too_large", size=math.ceil(len(data) / MB), limit=limit // MB)


def _parse(data: bytes, plans: Collection[str]) -> Bundle:
    _limit(data, JSON_BYTES_MAX)
    document = _json(data)
    if not isinstance(document, dict):
        raise Refused("kind")
    if "format" not in document:
        raise Refused("no_format", expected=FORMAT)
    try:
        bundle = parse_bundle(document)
    except NotABundle:
        raise Refused("format", format=_shown(document["format"]), expected=FORMAT) from None
    except UnknownKeys as unknown:
        raise Refused("keys", keys=tuple(_shown(path) for path in unknown.paths[:NAMED_MAX])) from None
    if plans and document.get("plan") not in (None, "", *plans):
        raise Refused("plan", plan=_shown(document["plan"]))
    for path, rows in _tables(document, ""):
        if rows > draft.ROWS_MAX:
            raise Refused("rows", path=_shown(path), rows=rows, limit=draft.ROWS_MAX)
    return bundle


def _tables(value: Any, path: str) -> Iterator[tuple[str, int]]:
    if isinstance(value, list):
        yield path, len(value)
    for step, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(below, (dict, list)):
            yield from _tables(below, f"{path}.{step}" if path else str(step))


def _json(data: bytes) -> Any:
    """The JSON value. pydantic's parser goes first: it stops at a depth that Python's survives, and refuses NaN and lone surrogates."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("encoding")
    if data.lstrip()[:1] not in (b"{", b"["):
        raise Refused("kind")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    try:
        value = from_json(data, allow_inf_nan=False)
        json.loads(text, object_pairs_hook=_no_key_twice, parse_int=_whole, parse_float=_finite)
    except Refused:
        raise
    except (ValueError, RecursionError):
        raise Refused("json") from None
    return value


def _no_key_twice(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise Refused("duplicate_key", key=_shown(key))
        seen.add(key)


def _whole(digits: str) -> None:
    if len(digits.lstrip("-")) > DIGITS_MAX:
        raise Refused("number", number=_shown(digits))


def _finite(digits: str) -> None:
    if not math.isfinite(float(digits)):
        raise Refused("number", number=_shown(digits))


def _out_of_zip(data: bytes) -> bytes:
    with _opened(data) as archive:
        found = next((entry for entry in archive.infolist() if entry.filename == BUNDLE_NAME), None)
        if found is None:
            raise Refused("zip_no_bundle")
        return _unpacked(archive, found, JSON_BYTES_MAX)


def _enclosed_in_zip(data: bytes) -> dict[str, bytes]:
    with _opened(data) as archive:
        wanted = [entry for entry in archive.infolist() if entry.filename.startswith((PHOTOS, ATTACHMENTS)) and not entry.is_dir()]
        read: dict[str, bytes] = {}
        for entry in wanted:
            read[entry.filename] = _unpacked(archive, entry, ENCLOSED_BYTES_MAX)
            if sum(map(len, read.values())) > ZIP_UNPACKED_MAX:
                raise Refused("zip_bomb", limit=ZIP_UNPACKED_MAX // MB)
        return read


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """A zip whose entries have been looked at; whatever its reader then raises becomes `Refused`."""
    _limit(data, ZIP_BYTES_MAX)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            yield archive
    except Refused:
        raise
    except Exception:  # a damaged zip makes its reader raise half a dozen kinds of error
        raise Refused("zip") from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ZIP_ENTRIES_MAX:
        raise Refused("zip_entries", entries=len(entries), limit=ZIP_ENTRIES_MAX)
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise Refused("zip_encrypted")
        if not _may_be_there(entry.filename) or entry.filename in seen:
            raise Refused("zip_name", name=_shown(entry.filename))
        if entry.compress_type not in _COMPRESSIONS:
            raise Refused("zip")
        seen.add(entry.filename)
    if sum(entry.file_size for entry in entries) > ZIP_UNPACKED_MAX:
        raise Refused("zip_bomb", limit=ZIP_UNPACKED_MAX // MB)


def _may_be_there(name: str) -> bool:
    """Whether an entry of this name belongs in a package: the bundle, a paper, one of the folders, a file in it."""
    if name in (BUNDLE_NAME, PHOTOS, ATTACHMENTS):
        return True
    folder = next((folder for folder in SUFFIXES if name.startswith(folder)), None)
    if folder is not None:
        return entry_name(folder, name.removeprefix(folder)) is not None
    return bool(_PAPER_NAME.fullmatch(name)) and ".." not in name and not _UNPRINTABLE.search(name)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """What an entry really holds, whatever its header says, up to a cap."""
    held = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            held += chunk
            if len(held) > limit:
                raise Refused("zip_bomb", limit=limit // MB)
    return bytes(held)


def _out_of_pdf(data: bytes) -> bytes:
    _limit(data, PDF_BYTES_MAX)
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is said once, by `Refused`
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Refused("pdf_encrypted")
        found = next((attachment.content for attachment in reader.attachment_list if attachment.name == BUNDLE_NAME), None)
    except Refused:
        raise
    except Exception:  # a hostile PDF makes its reader raise anything
        raise Refused("pdf") from None
    if found is None:
        raise Refused("pdf_no_bundle")
    return found


# ---------------------------------------------------------------- comparing


def differences(edition: Edition, here: Mapping[str, Any], there: Mapping[str, Any]) -> list[Difference]:
    """The paths at which the bundles of two drafts differ, in the order of the forms, what no form shows behind them."""
    ours, theirs = (draft.from_document(parse_bundle(draft.to_document(each, edition)), edition) for each in (here, there))
    return [
        Difference(path, label(edition, path.replace(HASH, ".file")), _said(edition, path, ours.get(path)), _said(edition, path, theirs.get(path)))
        for path in sorted({*ours, *theirs}, key=lambda path: (edition.forms.position(path), path))
        if ours.get(path, "") != theirs.get(path, "")
    ]


def label(edition: Edition, path: str) -> str:
    """What the form calls a control, with its row or its budget line in front; the path itself where no form has it."""
    field = edition.forms.field(path)
    if field is None:
        return path
    _, row, _ = edition.forms.position(path)
    if row >= 0:
        place = edition.forms.section_of(path).rows.legend.format(n=row + 1)
    else:
        table, _, line = ".".join(path.split(".")[:3]).rpartition(".")
        rule = edition.budget.line(line) if table in LINES else None
        place = rule.label if rule else ""
    return edition.words["label_in_row"].format(row=place, label=field.label) if place else field.label


def _said(edition: Edition, path: str, value: Any) -> str:
    """A value as the form shows it: the labels of options, the words for a flag and for nothing."""
    if value is None or value == "" or value == []:
        return edition.words["nothing_given"]
    if path.endswith(HASH):
        return str(value)[:HASH_SHOWN]
    field = edition.forms.field(path)
    if field and field.kind == "flag" and value == "true":
        return edition.words["flag_set"]
    chosen = value if isinstance(value, list) else [value]
    return edition.words["joiner"].join(
        edition.forms.option_label(field.options, each) if field and field.options and isinstance(each, str) else str(each) for each in chosen
    )
