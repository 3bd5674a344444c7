"""The form's flat draft `{path: value}` ↔ the document of a bundle.

A draft holds the controls as they stand: text as typed, "true" for a ticked flag, a list of ids for a group of checkboxes, no key for a
control never touched and empty. Every path of the bundle's models has a place; what has none is `aside`, never lost silently. Values are
passed as typed: the bundle's models read them. Where the paper preprints a default (a unit price), no key means that it stands, "" that it
was cleared.
"""

from __future__ import annotations

import datetime
import json
import re
from functools import lru_cache
from operator import methodcaller
from types import UnionType
from typing import Any, Iterator, Literal, Mapping, NamedTuple, Union, get_args, get_origin

from pydantic_core import from_json

from pyodide_app.core import spelling
from pyodide_app.core.bundle import FORMAT, LINE_ID, Bundle, Line, Tolerant, parse_bundle
from pyodide_app.core.edition import Edition
from pyodide_app.core.paths import REMEMBERED, pattern

ROWS_MAX = 1000
"""Rows that one table may have: far more than a community needs, few enough that a hostile position costs nothing."""
PARTS_REMEMBERED = 1024
"""Rows and lines that are not read again: those of several of the fullest forms of a year."""

_POSITION = re.compile(r"0|[1-9]\d{0,3}")
_NOTHING = (None, "", [])
_CONTAINERS = frozenset({"part", "rows", "list", "named", "texts"})
_IDENTITY = ("format", "plan")
_depth = methodcaller("count", ".")
_LINE_KEYS = {
    "quantity_price": ("quantity", "unit_price"),
    "persons_sessions_price": ("persons", "sessions", "unit_price"),
    "trips": ("trips",),
    "amount": ("amount",),
}

Draft = Mapping[str, Any]


class _Place(NamedTuple):
    """What may stand at a path: one value, or a container and what it holds. `absent` is the JSON value of a field that nobody filled."""

    kind: Literal["value", "flag", "ids", "list", "part", "rows", "named", "texts"]
    part: type[Tolerant] | None = None
    absent: Any = None


class _Branch(dict):
    """A container of the draft's tree; whatever is no branch is a value, a plain dict that somebody's file held included."""


@lru_cache
def _places(model: type[Tolerant]) -> dict[str, _Place]:
    return {name: _place(field.annotation, field.default) for name, field in model.model_fields.items() if name not in _IDENTITY}


def _place(annotation: Any, default: Any) -> _Place:
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    part = next((option for option in options if isinstance(option, type) and issubclass(option, Tolerant)), None)
    if part:
        return _Place("part", part)
    if get_origin(annotation) is list:
        (inner,) = get_args(annotation)
        if isinstance(inner, type) and issubclass(inner, Tolerant):
            return _Place("rows", inner, [])
        return _Place("ids" if str in get_args(inner) else "list", None, [])
    if get_origin(annotation) is dict:
        inner = get_args(annotation)[1]
        return _Place("named", inner, {}) if isinstance(inner, type) and issubclass(inner, Tolerant) else _Place("texts", None, {})
    return _Place("flag", None, False) if annotation is bool else _Place("value", None, default if isinstance(default, str) else None)


_ROOT = _Place("part", Bundle)
_VALUE = _Place("value")


def _below(place: _Place, step: str) -> _Place | None:
    if place.kind == "part":
        return _places(place.part).get(step)
    if place.kind in ("rows", "list"):
        return (_Place("part", place.part) if place.part else _VALUE) if _POSITION.fullmatch(step) and int(step) < ROWS_MAX else None
    if place.kind == "named":
        return _Place("part", place.part) if LINE_ID.fullmatch(step) else None
    return None


class _Route(NamedTuple):
    """A path of the format: its steps from the bundle's root, what may stand there, the path around it, itself with `*` for rows.

    A key of `reasons` is one step, its dots included.
    """

    steps: tuple[str, ...]
    place: _Place
    outer: str
    pattern: str


@lru_cache(REMEMBERED)
def _route(path: str) -> _Route | None:
    """None where the format has no such place."""
    place, steps = _ROOT, path.split(".")
    for index, step in enumerate(steps):
        if place.kind == "texts":
            steps[index:] = [".".join(steps[index:])]
            place = _VALUE
            break
        place = _below(place, step)
        if place is None:
            return None
    return _Route(tuple(steps), place, ".".join(steps[:-1]), pattern(path))


def _grow(draft: Draft) -> tuple[_Branch, dict[str, Any]]:
    """The draft as a tree, and what found no place in it: unknown paths, and a value in whose place rows or fields were typed since."""
    root, aside = _Branch(), set()
    branches = {"": root}
    for path in sorted(draft, key=_depth, reverse=True):
        route, value = _route(path), draft[path]
        if route is None or type(value) is not str and _is_structure(value, route.place):
            aside.add(path)
            continue
        steps, place, outer, _ = route
        if not value and value in _NOTHING and place.kind in _CONTAINERS:
            continue
        branch = branches.get(outer)
        if branch is None:
            branch = branches[outer] = _branch_at(root, steps[:-1])
        if steps[-1] in branch:
            aside.add(path)
        else:
            branch[steps[-1]] = value
    return root, {path: value for path, value in draft.items() if path in aside and value not in _NOTHING} if aside else {}


def _branch_at(root: _Branch, steps: tuple[str, ...]) -> _Branch:
    branch = root
    for step in steps:
        branch = branch.setdefault(step, _Branch())
    return branch


def _is_structure(value: Any, place: _Place) -> bool:
    """Whether a value would bring fields of its own to a place that a draft fills path by path; a bundle could not be read with them."""
    return isinstance(value, dict) and place.kind in ("part", "named") or isinstance(value, list) and place.kind == "rows"


def parse(text: str) -> dict[str, Any]:
    """A draft out of JSON text. A lone surrogate, which no file can hold, becomes `?`; NaN and infinity become text."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        return json.loads(json.dumps(json.loads(text, parse_constant=str), ensure_ascii=False).encode("utf-8", "replace"))


def _preprinted(edition: Edition) -> dict[str, list[str]]:
    """The groups of checkboxes of which the paper has ticked some already."""
    groups = [field for section in edition.forms.sections for field in section.fields if field.kind == "choices" and not field.ours]
    ticked = {field.path: [option.id for option in edition.forms.options[field.options] if option.preprinted] for field in groups}
    return {path: ids for path, ids in ticked.items() if ids}


def _is_given(value: Any, place: _Place, default: str | None) -> bool:
    """Whether somebody answered: no empty text, no unticked flag, nothing that the paper prints anyway."""
    if value is None or value == "" or value == default:
        return False
    if place.kind == "flag":
        return spelling.parse_yes_no(str(value)) is not False
    return place.kind == "value" or value != []


def aside(draft: Draft) -> dict[str, Any]:
    """What a draft holds that no bundle has a place for, such as a path of another version. It stays in the draft and is reported."""
    return _grow(draft)[1]


class _Field(NamedTuple):
    """A field of a part, and whether it is written though nothing in it was given."""

    name: str
    place: _Place
    always: bool


@lru_cache
def _fields(model: type[Tolerant], fixed: tuple[str, ...] | None) -> tuple[_Field, ...]:
    """The fields of a part: always written are those of `fixed`, or all that the model neither calls optional nor begins later."""
    always = {name for name in model.model_fields if name not in model.optional and not _begins_later(model, name)} if fixed is None else fixed
    return tuple(_Field(name, place, name in always) for name, place in _places(model).items())


def _begins_later(model: type[Tolerant], name: str) -> bool:
    field, place = model.model_fields[name], _places(model).get(name)
    return place is not None and place.kind == "part" and field.default is None and field.default_factory is None


class _Writer:
    """Writes a draft's tree as the document of a bundle, in the format's order."""

    def __init__(self, defaults: dict[str, str], lines: dict[str, tuple[str, ...]]) -> None:
        self.defaults = defaults
        self.lines = lines

    def given(self, node: Any, place: _Place, at: str) -> bool:
        if not isinstance(node, _Branch):
            return _is_given(node, place, self.defaults.get(at))
        return any(self.given(below, self.below(place, step), self.joined(at, place, step)) for step, below in node.items())

    @staticmethod
    def below(place: _Place, step: str) -> _Place:
        return _VALUE if place.kind == "texts" else _below(place, step) or _VALUE

    @staticmethod
    def joined(at: str, place: _Place, step: str) -> str:
        step = "*" if place.kind in ("rows", "list") else step
        return f"{at}.{step}" if at else step

    def part(self, model: type[Tolerant], branch: _Branch, at: str, fixed: tuple[str, ...] | None = None) -> dict[str, Any]:
        """The part's fields: those that are always written and those that hold something."""
        written, prefix = {}, f"{at}." if at else ""
        for name, place, always in _fields(model, fixed):
            node = branch.get(name)
            if always or node is not None and self.given(node, place, prefix + name):
                written[name] = self.value(node, place, prefix + name)
        return written

    def value(self, node: Any, place: _Place, at: str) -> Any:
        """The JSON value of one place; text is passed as typed."""
        if node is None:
            node = _Branch() if place.kind in _CONTAINERS else self.defaults.get(at, place.absent)
        if not isinstance(node, _Branch):
            return self.typed(node, place)
        if place.kind == "part":
            return self.part(place.part, node, at)
        if place.kind == "named":
            return self.named(place.part, node, at)
        if place.kind == "texts":
            return {key: node[key] for key in sorted(node, key=lambda key: (-_depth(key), key)) if node[key] not in (None, "")}
        inner, at = (_Place("part", place.part) if place.part else _VALUE), f"{at}.*"
        last = max((int(step) for step, below in node.items() if self.given(below, inner, at)), default=-1)
        rows = (node.get(str(position)) for position in range(last + 1))
        return [self.one(place.part, row, at) if place.part else self.value(row, inner, at) for row in rows]

    def one(self, model: type[Tolerant], node: Any, at: str, fixed: tuple[str, ...] | None = None) -> Any:
        """A row of a table, or a line of the budget; whatever was typed in its place is passed as typed."""
        if node is None:
            node = _Branch()
        return self.part(model, node, at, fixed) if isinstance(node, _Branch) else node

    @staticmethod
    def typed(value: Any, place: _Place) -> Any:
        if value == "" and not isinstance(place.absent, str):
            value = place.absent
        if value == []:
            return []  # a document of its own: `absent` is shared
        return value == "true" if place.kind == "flag" and value in ("true", "false") else value

    def named(self, model: type[Tolerant], branch: _Branch, at: str) -> dict[str, Any]:
        line = _Place("part", model)
        unheard_of = (name for name in sorted(branch) if name not in self.lines and self.given(branch[name], line, f"{at}.{name}"))
        written = {}
        for line_id in (*self.lines, *unheard_of):
            fixed = self.lines.get(line_id, ()) if issubclass(model, Line) else None
            written[line_id] = self.one(model, branch.get(line_id), f"{at}.{line_id}", fixed)
        return written


class _Reader(_Writer):
    """Writes rows and lines as parts of a bundle that are read already: one in which nothing was typed since is not read again."""

    def __init__(self, defaults: dict[str, str], lines: dict[str, tuple[str, ...]]) -> None:
        super().__init__(defaults, lines)
        self.of_the_edition = tuple(defaults.items())

    def one(self, model: type[Tolerant], node: Any, at: str, fixed: tuple[str, ...] | None = None) -> Any:
        if not isinstance(node, _Branch):
            return super().one(model, node, at, fixed)
        return _part_read(model, _Typed(node), at, fixed, self.of_the_edition)


class _Typed:
    """A branch as the key of what was read from it: equal to one in which the same was typed."""

    __slots__ = ("branch", "key")

    def __init__(self, branch: _Branch) -> None:
        self.branch = branch
        self.key = _key(branch)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Typed) and self.key == other.key


def _key(branch: _Branch) -> tuple[tuple[str, Any], ...]:
    """What is no text counts as it is spelt: 1 and true are not the same."""
    return tuple([
        (step, value if type(value) is str else _key(value) if isinstance(value, _Branch) else (repr(value),)) for step, value in branch.items()
    ])


@lru_cache(PARTS_REMEMBERED)
def _part_read(model: type[Tolerant], typed: _Typed, at: str, fixed: tuple[str, ...] | None, defaults: tuple[tuple[str, str], ...]) -> Tolerant:
    return model.model_validate(_Writer(dict(defaults), {}).part(model, typed.branch, at, fixed))


class Read(NamedTuple):
    """A draft as it was read for judging: the bundle, whose rows and lines are shared with other bundles, and see `aside`."""

    bundle: Bundle
    aside: dict[str, Any]


def read(draft: Draft, edition: Edition) -> Read:
    """The bundle that a draft stands for, quickly where most of it was read before. Nobody may change what is in it."""
    root, aside = _grow(draft)
    return Read(parse_bundle(_document(_Reader, root, edition)), aside)


def _document(writer: type[_Writer], root: _Branch, edition: Edition) -> dict[str, Any]:
    lines = {line.id: _LINE_KEYS[line.formula] for line in edition.budget.lines}
    return {"format": FORMAT, "plan": edition.id} | writer(edition.forms.defaults, lines).part(Bundle, root, "")


def to_document(draft: Draft, edition: Edition) -> dict[str, Any]:
    """The document that a draft stands for, for `parse_bundle`.

    All fixed keys are present, every line of the edition's budget with the keys of its formula. Rows keep their positions: blank rows in the
    middle stay, rows behind the last one that holds more than preprinted defaults are dropped. Optional parts (a session's lecturer, the
    report) are present when something in them was given.
    """
    return _document(_Writer, _grow(draft)[0], edition)


def given(draft: Draft, edition: Edition) -> frozenset[str]:
    """The paths at which somebody answered something that the paper does not print anyway."""
    defaults = edition.forms.defaults
    return frozenset(
        path for path, value in draft.items() if (route := _route(path)) and _is_given(value, route.place, defaults.get(route.pattern))
    )


def from_document(bundle: Bundle, edition: Edition) -> dict[str, Any]:
    """The draft that shows a bundle: dates as 107年9月12日, numbers as text, flags as "true", what could not be read as it was.

    What the paper prints and the bundle says is not so is there as "" or [].
    """
    return dict(_flat(bundle, "", edition.forms.defaults | _preprinted(edition)))


def _flat(part: Tolerant, prefix: str, defaults: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "" in part.kept:
        yield prefix.rstrip("."), part.kept[""]
        return
    for name, place in _places(type(part)).items():
        path = prefix + name
        if name in part.kept:
            yield path, part.kept[name]
            continue
        value = getattr(part, name)
        if isinstance(value, Tolerant):
            yield from _flat(value, f"{path}.", defaults)
        elif place.kind in ("rows", "named", "list", "texts"):
            for step, below in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(below, Tolerant):
                    yield from _flat(below, f"{path}.{step}.", defaults)
                elif below not in (None, ""):
                    yield f"{path}.{step}", below
        elif not (value is None or value == "" or value == [] or (value is False and place.kind == "flag")):
            yield path, _as_typed(value)
        elif name in part.model_fields_set and pattern(path) in defaults:
            yield path, [] if value == [] else ""


def _as_typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return spelling.roc_date(value)
    return list(value) if isinstance(value, list) else str(value)
