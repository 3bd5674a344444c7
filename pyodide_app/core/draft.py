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
from types import UnionType
from typing import Any, Iterator, Literal, Mapping, NamedTuple, Union, get_args, get_origin

from pydantic_core import from_json

from pyodide_app.core import spelling
from pyodide_app.core.bundle import FORMAT, LINE_ID, Bundle, Line, Tolerant
from pyodide_app.core.edition import Edition
from pyodide_app.core.paths import REMEMBERED, pattern

ROWS_MAX = 1000
"""Rows that one table may have: far more than a community needs, few enough that a hostile position costs nothing."""

_POSITION = re.compile(r"0|[1-9]\d{0,3}")
_NOTHING = (None, "", [])
_CONTAINERS = ("part", "rows", "list", "named", "texts")
_IDENTITY = ("format", "plan")
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


@lru_cache(REMEMBERED)
def _steps(path: str) -> tuple[str, ...] | None:
    """The steps from the bundle's root to a path; None where the format has no such place. A key of `reasons` is one step, its dots included."""
    place, steps = _ROOT, path.split(".")
    for index, step in enumerate(steps):
        if place.kind == "texts":
            return (*steps[:index], ".".join(steps[index:]))
        below = _below(place, step)
        if below is None:
            return None
        place = below
    return tuple(steps)


def _below(place: _Place, step: str) -> _Place | None:
    if place.kind == "part":
        return _places(place.part).get(step)
    if place.kind in ("rows", "list"):
        return (_Place("part", place.part) if place.part else _VALUE) if _POSITION.fullmatch(step) and int(step) < ROWS_MAX else None
    if place.kind == "named":
        return _Place("part", place.part) if LINE_ID.fullmatch(step) else None
    return None


def _grow(draft: Draft) -> tuple[_Branch, dict[str, Any]]:
    """The draft as a tree, and what found no place in it: unknown paths, and a value in whose place rows or fields were typed since."""
    root, aside = _Branch(), {}
    for path in sorted(draft, key=lambda path: (-path.count("."), path)):
        steps, branch = _steps(path), root
        if steps is None or _is_structure(draft[path], _place_at(path)):
            aside[path] = draft[path]
            continue
        if draft[path] in _NOTHING and _place_at(path).kind in _CONTAINERS:
            continue
        for step in steps[:-1]:
            branch = branch.setdefault(step, _Branch())
        if steps[-1] in branch:
            aside[path] = draft[path]
        else:
            branch[steps[-1]] = draft[path]
    return root, {path: aside[path] for path in draft if path in aside and aside[path] not in _NOTHING}


def _is_structure(value: Any, place: _Place) -> bool:
    """Whether a value would bring fields of its own to a place that a draft fills path by path; a bundle could not be read with them."""
    return isinstance(value, dict) and place.kind in ("part", "named") or isinstance(value, list) and place.kind == "rows"


def parse(text: str) -> dict[str, Any]:
    """A draft out of JSON text. A lone surrogate, which no file can hold, becomes `?`; NaN and infinity become text."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        return json.loads(json.dumps(json.loads(text, parse_constant=str), ensure_ascii=False).encode("utf-8", "replace"))


def aside(draft: Draft) -> dict[str, Any]:
    """What a draft holds that no bundle has a place for, such as a path of another version. It stays in the draft and is reported."""
    return _grow(draft)[1]


def _defaults(edition: Edition) -> dict[str, str]:
    return {field.path: field.default for section in edition.forms.sections for field in section.fields if field.default}


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


class _Writer:
    """Writes a draft's tree as the document of a bundle, in the format's order."""

    def __init__(self, edition: Edition) -> None:
        self.defaults = _defaults(edition)
        self.lines = {line.id: _LINE_KEYS[line.formula] for line in edition.budget.lines}

    def given(self, node: Any, place: _Place, pattern: str) -> bool:
        if not isinstance(node, _Branch):
            return _is_given(node, place, self.defaults.get(pattern))
        return any(self.given(below, self.below(place, step), self.joined(pattern, place, step)) for step, below in node.items())

    @staticmethod
    def below(place: _Place, step: str) -> _Place:
        return _VALUE if place.kind == "texts" else _below(place, step) or _VALUE

    @staticmethod
    def joined(pattern: str, place: _Place, step: str) -> str:
        step = "*" if place.kind in ("rows", "list") else step
        return f"{pattern}.{step}" if pattern else step

    def part(self, model: type[Tolerant], branch: _Branch, pattern: str, fixed: tuple[str, ...] | None = None) -> dict[str, Any]:
        """The part's fields: those that are always written (`fixed`, or all that the model does not call optional) and those that hold something."""
        written = {}
        for name, place in _places(model).items():
            always = name in fixed if fixed is not None else name not in model.optional and not self.begins_later(model, name)
            node, at = branch.get(name), self.joined(pattern, _ROOT, name)
            if always or self.given(node, place, at):
                written[name] = self.value(node, place, at)
        return written

    @staticmethod
    def begins_later(model: type[Tolerant], name: str) -> bool:
        field = model.model_fields[name]
        return _places(model)[name].kind == "part" and field.default is None and field.default_factory is None

    def value(self, node: Any, place: _Place, pattern: str) -> Any:
        """The JSON value of one place; text is passed as typed."""
        if node is None:
            node = _Branch() if place.kind in _CONTAINERS else self.defaults.get(pattern, place.absent)
        if not isinstance(node, _Branch):
            return self.typed(node, place)
        if place.kind == "part":
            return self.part(place.part, node, pattern)
        if place.kind == "named":
            return self.named(place.part, node, pattern)
        if place.kind == "texts":
            return {key: text for key, text in node.items() if text not in (None, "")}
        inner, at = (_Place("part", place.part) if place.part else _VALUE), f"{pattern}.*"
        last = max((int(step) for step, below in node.items() if self.given(below, inner, at)), default=-1)
        return [self.value(node.get(str(position)), inner, at) for position in range(last + 1)]

    @staticmethod
    def typed(value: Any, place: _Place) -> Any:
        if value == "" and not isinstance(place.absent, str):
            value = place.absent
        if value == []:
            return []  # a document of its own: `absent` is shared
        return value == "true" if place.kind == "flag" and value in ("true", "false") else value

    def named(self, model: type[Tolerant], branch: _Branch, pattern: str) -> dict[str, Any]:
        line = _Place("part", model)
        unheard_of = (name for name in sorted(branch) if name not in self.lines and self.given(branch[name], line, f"{pattern}.{name}"))
        written = {}
        for line_id in (*self.lines, *unheard_of):
            node = branch.get(line_id, _Branch())
            fixed = self.lines.get(line_id, ()) if issubclass(model, Line) else None
            written[line_id] = self.part(model, node, f"{pattern}.{line_id}", fixed) if isinstance(node, _Branch) else node
        return written


def to_document(draft: Draft, edition: Edition) -> dict[str, Any]:
    """The document that a draft stands for, for `parse_bundle`.

    All fixed keys are present, every line of the edition's budget with the keys of its formula. Rows keep their positions: blank rows in the
    middle stay, rows behind the last one that holds more than preprinted defaults are dropped. Optional parts (a session's lecturer, the
    report) are present when something in them was given.
    """
    root, _ = _grow(draft)
    return {"format": FORMAT, "plan": edition.id} | _Writer(edition).part(Bundle, root, "")


def given(draft: Draft, edition: Edition) -> frozenset[str]:
    """The paths at which somebody answered something that the paper does not print anyway."""
    defaults = _defaults(edition)
    return frozenset(
        path for path, value in draft.items() if (place := _place_at(path)) and _is_given(value, place, defaults.get(pattern(path)))
    )


@lru_cache(REMEMBERED)
def _place_at(path: str) -> _Place | None:
    steps = _steps(path)
    place = _ROOT
    for step in steps or ():
        place = _Writer.below(place, step)
    return place if steps else None


def from_document(bundle: Bundle, edition: Edition) -> dict[str, Any]:
    """The draft that shows a bundle: dates as 107年9月12日, numbers as text, flags as "true", what could not be read as it was.

    What the paper prints and the bundle says is not so is there as "" or [].
    """
    return dict(_flat(bundle, "", _defaults(edition) | _preprinted(edition)))


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
