"""The command line: `check` judges bundles, `pdf` sets their papers. The same core as in the browser; the words are in `cli.toml`.

Exit codes: 0 no error found, 1 errors found, 2 a file could not be read (the others are judged all the same) or a paper not be made.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Iterator, NamedTuple, NoReturn, Sequence

from pyodide_app import editions
from pyodide_app.core import files
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import CaseStage
from pyodide_app.core.edition import Edition
from pyodide_app.core.findings import Finding
from pyodide_app.core.judge import STAGES, judge
from pyodide_app.core.rules import unjudged

ROOT = Path(__file__).parent.parent
EDITIONS = ROOT / "site_src" / "editions"
CACHE = ROOT / ".cache"
WORDS = tomllib.loads((resources.files(__package__) / "cli.toml").read_text("utf-8"))
SAY = WORDS["say"]
PROGRAM = "python -m pyodide_app"
SUFFIXES = (".json", ".zip", ".pdf")
"""What is looked at in a folder. A file that is named is read whatever its name."""

FINE, ERRORS, UNREADABLE = 0, 1, 2


class Unreadable(Exception):
    """Something that cannot be read or made; the message is a sentence for people."""


class Verdict(NamedTuple):
    file: str
    stage: str
    findings: list[Finding]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    return options.run(options)


# ---------------------------------------------------------------- arguments


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None) -> None:
        super().add_usage(usage, actions, groups, WORDS["help"]["usage"])

    def format_help(self) -> str:
        """argparse ends each heading with a half-width colon; Chinese has its own."""
        return re.sub(r"^(\S+):$", r"\1：", super().format_help(), flags=re.MULTILINE)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """argparse's own English `message` is left out: the usage says what is expected."""
        self.print_usage(sys.stderr)
        self.exit(UNREADABLE, SAY["wrong_use"] + "\n")


def _parser() -> argparse.ArgumentParser:
    words = WORDS["help"]
    parser = _Parser(prog=PROGRAM, description=words["program"], add_help=False, formatter_class=_Help)
    _options(parser)
    commands = parser.add_subparsers(prog=PROGRAM, title=words["commands"], metavar="check | pdf", required=True, parser_class=_Parser)

    check = commands.add_parser("check", help=words["check"], description=words["check"], epilog=words["check_end"], add_help=False, formatter_class=_Help)
    options = _options(check)
    options.add_argument("--stage", choices=("application", "report"), help=words["stage"])
    options.add_argument("--format", choices=("text", "json"), default="text", help=words["format"])
    check.add_argument_group(words["arguments"]).add_argument("paths", metavar="PATH", nargs="+", type=Path, help=words["path"])
    check.set_defaults(run=_check)

    pdf = commands.add_parser("pdf", help=words["pdf"], description=words["pdf"], epilog=words["pdf_end"], add_help=False, formatter_class=_Help)
    options = _options(pdf)
    options.add_argument("--form", metavar="NAME", help=words["form"])
    options.add_argument("--format", choices=("pdf", "odf"), default="pdf", help=words["paper_format"])
    options.add_argument("-o", dest="folder", metavar="FOLDER", type=Path, required=True, help=words["folder"])
    pdf.add_argument_group(words["arguments"]).add_argument("bundle", metavar="BUNDLE", type=Path, help=words["bundle"])
    pdf.set_defaults(run=_pdf)
    return parser


def _options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    options = parser.add_argument_group(WORDS["help"]["options"])
    options.add_argument("-h", "--help", action="help", help=WORDS["help"]["help"])
    return options


# ---------------------------------------------------------------- check


def _check(options: argparse.Namespace) -> int:
    known = editions.load_all(EDITIONS)
    verdicts: list[Verdict] = []
    unreadable = False
    for path in options.paths:
        for file in _walk(path):
            try:
                edition, bundle = _open(file, known)
            except Unreadable as problem:
                unreadable = True
                print(SAY["unreadable"].format(file=file, reason=problem), file=sys.stderr)
                continue
            stage = options.stage or ("application" if bundle.report is None else "report")
            verdicts.append(Verdict(str(file), stage, judge(edition, bundle, stage)))
            missing = _not_yet_judged(edition, stage)
            if missing:
                print(SAY["not_yet_judged"].format(file=file, stage=WORDS["stage"][stage], count=missing), file=sys.stderr)
    if options.format == "json":
        print(_as_json(verdicts))
    elif verdicts:
        print("\n\n".join(map(_as_text, verdicts)))
    if unreadable:
        return UNREADABLE
    return ERRORS if any(finding.severity == "error" for verdict in verdicts for finding in verdict.findings) else FINE


def _walk(path: Path) -> Iterator[Path]:
    """The file itself, or every file below a folder that may be a bundle, by name. A folder without any stands for itself and is reported."""
    if not path.is_dir():
        yield path
        return
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    yield from found or [path]


def _open(file: Path, known: dict[str, Edition]) -> tuple[Edition, Bundle]:
    """A bundle and the edition that judges it: the one that it names, else the newest."""
    newest = editions.newest(known.values())
    try:
        bundle = files.read(file.read_bytes(), known)
    except FileNotFoundError:
        raise Unreadable(SAY["missing_file"]) from None
    except IsADirectoryError:
        raise Unreadable(SAY["nothing_found"]) from None
    except OSError:
        raise Unreadable(SAY["no_access"]) from None
    except files.Refused as refused:
        raise Unreadable(files.refusal(refused, newest)) from None
    return known.get(bundle.plan, newest), bundle


def _not_yet_judged(edition: Edition, stage: CaseStage) -> int:
    """How many of the edition's rules of a stage no function judges yet: without them no error does not mean that all is well."""
    return sum(not STAGES[stage].isdisjoint(edition.rules[name].stages) for name in unjudged(edition))


def _as_json(verdicts: list[Verdict]) -> str:
    answer = [verdict._asdict() | {"findings": [finding._asdict() for finding in verdict.findings]} for verdict in verdicts]
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _as_text(verdict: Verdict) -> str:
    counts = {severity: sum(finding.severity == severity for finding in verdict.findings) for severity in WORDS["severity"]}
    lines = [SAY["verdict"].format(file=verdict.file, stage=WORDS["stage"][verdict.stage], **counts)]
    for severity, name in WORDS["severity"].items():
        for finding in verdict.findings:
            if finding.severity == severity:
                lines.append(SAY["finding"].format(severity=name, message=finding.message))
                lines.append(SAY["source"].format(clause=finding.clause, path=finding.path))
    return "\n".join(lines)


# ---------------------------------------------------------------- pdf


def _pdf(options: argparse.Namespace) -> int:
    try:
        edition, bundle = _open(options.bundle, editions.load_all(EDITIONS))
        make = _editable if options.format == "odf" else _papers
        for name, content in make(edition, bundle, options.form, _enclosed(options.bundle, edition, bundle)):
            file = options.folder / name
            try:
                options.folder.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            except OSError:
                raise Unreadable(SAY["not_writable"]) from None
            print(SAY["written"].format(file=file))
    except Unreadable as problem:
        print(SAY["unreadable"].format(file=options.bundle, reason=problem), file=sys.stderr)
        return UNREADABLE
    return FINE


def _enclosed(file: Path, edition: Edition, bundle: Bundle) -> dict[str, bytes]:
    """The photos and attachments that the bundle names: in the package, else in the folders beside the file."""
    try:
        held = files.read_enclosed(file.read_bytes())
        return held or {name: (file.parent / name).read_bytes() for name in files.enclosed(bundle) if (file.parent / name).is_file()}
    except OSError:
        raise Unreadable(SAY["no_access"]) from None
    except files.Refused as refused:
        raise Unreadable(files.refusal(refused, edition)) from None


def _papers(edition: Edition, bundle: Bundle, only: str | None, enclosed: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """File name and content of each paper. Where none is named: those of the stage that the bundle has reached, behind the application's own."""
    from pyodide_app.documents import papers  # the typesetter and the fonts: `check` works without them
    from pyodide_app.documents.fonts import read_glyphs
    from pyodide_app.documents.pictures import BrokenPictures
    from pyodide_app.documents.render import render
    from pyodide_app.site.papers import glyphs

    forms = _forms(bundle, only, papers.FORMS)
    try:
        made = glyphs((edition,), CACHE)
    except FileNotFoundError:
        raise Unreadable(SAY["no_font"]) from None
    _say_missing_photos(bundle, forms, enclosed)
    for name, form in {edition.forms.paper(form).file_name: form for form in forms}.items():
        try:
            paper = papers.paper(edition, form, bundle, judge(edition, bundle, papers.stage_of(form)), enclosed)
            content = render(paper, *read_glyphs(made.folder, paper.text))
        except BrokenPictures as broken:
            raise Unreadable(SAY["broken_photos"].format(files=SAY["joiner"].join(broken.names))) from None
        yield name, content


def _editable(edition: Edition, bundle: Bundle, only: str | None, enclosed: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """File name and content of each paper that there is as OpenDocument."""
    from pyodide_app.documents import odf, papers
    from pyodide_app.documents.pictures import BrokenPictures

    forms = _forms(bundle, only, tuple(odf.KINDS))
    _say_missing_photos(bundle, forms, enclosed)
    for form in forms:
        try:
            paper = papers.paper(edition, form, bundle, judge(edition, bundle, papers.stage_of(form)), enclosed)
        except BrokenPictures as broken:
            raise Unreadable(SAY["broken_photos"].format(files=SAY["joiner"].join(broken.names))) from None
        yield odf.file_name(paper), odf.editable(paper)


def _forms(bundle: Bundle, only: str | None, known: Sequence[str]) -> list[str]:
    """The form that was named, or those of `known` that belong to the stages which the bundle has reached."""
    from pyodide_app.documents import papers

    if only is not None and only not in known:
        raise Unreadable(SAY["no_such_form"].format(form=only, forms=" ".join(known)))
    stages = ("application",) if bundle.report is None else ("application", "report")
    return [only] if only else [form for stage in stages for form in papers.FORMS_OF[stage] if form in known]


def _say_missing_photos(bundle: Bundle, forms: Sequence[str], enclosed: dict[str, bytes]) -> None:
    from pyodide_app.documents import papers

    if "report" in forms and (missing := papers.missing_photos(bundle, enclosed)):
        print(SAY["missing_photos"].format(files=SAY["joiner"].join(missing)), file=sys.stderr)
