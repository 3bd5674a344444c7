"""The form of an edition in the words of three JavaScript form libraries: the same sections, rows, controls, options and labels as our page.

Every control is there from the start, as on our page; a box for text stands where ours has one (dates, times and numbers too). What a
library does best is taken: static panels instead of tables that grow, a plain list instead of one that can be searched. One rule has a
verdict: an e-mail address must be complete, by the library's own means, with the words of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from pyodide_app.core.edition import Edition, FormField, Option

FORMS = ("application", "budget", "submission")
ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+"
XFORMS, XHTML, JAVAROSA = "http://www.w3.org/2002/xforms", "http://www.w3.org/1999/xhtml", "http://openrosa.org/javarosa"


@dataclass(frozen=True)
class Control:
    """One control: `name` is its path with underscores, which every library takes."""

    name: str
    field: FormField
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Group:
    """A section, or a row of one."""

    title: str
    controls: tuple[Control, ...]


def groups(edition: Edition) -> Iterator[Group]:
    """The sections of the page in its order; a table gives a group for each row that the paper prints."""
    for section in edition.forms.sections:
        if section.form not in FORMS:
            continue
        if section.rows is None:
            yield Group(section.title, tuple(_control(edition, field, "") for field in section.fields))
            continue
        for position in range(section.rows.printed):
            title = f"{section.title} {section.rows.legend.format(n=position + 1)}"
            yield Group(title, tuple(_control(edition, field, str(position)) for field in section.fields))


def _control(edition: Edition, field: FormField, position: str) -> Control:
    name = field.path.replace("*", position).replace(".", "_")
    return Control(name, field, edition.forms.options[field.options] if field.options else ())


def controls(edition: Edition) -> int:
    """How many boxes, lists and areas a person can use: each option of a group is one."""
    return sum(
        len(control.options) if control.field.kind in ("choices", "yes_no") else 1 for group in groups(edition) for control in group.controls
    )


def refusal(edition: Edition) -> str:
    """The sentence for an address that is none."""
    return edition.rules["convener-contact"].variants["email_invalid"].format(email="")


# ---------------------------------------------------------------- SurveyJS

SURVEYJS = {"textarea": "comment", "choice": "dropdown", "choices": "checkbox", "yes_no": "radiogroup", "flag": "boolean"}


def surveyjs(edition: Edition) -> dict[str, Any]:
    def element(control: Control) -> dict[str, Any]:
        field = control.field
        made: dict[str, Any] = {"type": SURVEYJS.get(field.kind, "text"), "name": control.name, "title": field.label, "isRequired": field.required}
        if control.options:
            made["choices"] = [{"value": option.id, "text": option.label} for option in control.options]
        if field.kind == "choice":
            made["renderAs"] = "select"
        if field.kind == "flag":
            made["renderAs"] = "checkbox"
        if field.kind == "email":
            made["validators"] = [{"type": "email", "text": refusal(edition)}]
        return made

    panels = [{"type": "panel", "title": group.title, "elements": [element(control) for control in group.controls]} for group in groups(edition)]
    return {"checkErrorsMode": "onValueChanged", "showQuestionNumbers": "off", "elements": panels}


# ---------------------------------------------------------------- formio.js

FORMIO = {"textarea": "textarea", "email": "email", "choice": "select", "choices": "selectboxes", "yes_no": "radio", "flag": "checkbox"}


def formio(edition: Edition) -> dict[str, Any]:
    def component(control: Control) -> dict[str, Any]:
        field = control.field
        made: dict[str, Any] = {"type": FORMIO.get(field.kind, "textfield"), "key": control.name, "label": field.label, "input": True}
        made["validate"] = {"required": field.required}
        options = [{"value": option.id, "label": option.label} for option in control.options]
        if field.kind == "choice":
            made |= {"widget": "html5", "data": {"values": options}}
        elif options:
            made["values"] = options
        if field.kind == "email":
            made["validate"]["customMessage"] = refusal(edition)
        return made

    return {
        "components": [
            {"type": "panel", "key": f"group{number}", "title": group.title, "input": False, "components": list(map(component, group.controls))}
            for number, group in enumerate(groups(edition))
        ]
    }


# ---------------------------------------------------------------- ODK web-forms

ODK = {"choice": "select1", "choices": "select", "yes_no": "select1", "flag": "select"}


def odk(edition: Edition) -> str:
    """An XForm; a flag is a list with one choice, as ODK knows no other."""
    for prefix, address in (("", XFORMS), ("h", XHTML), ("jr", JAVAROSA)):
        ElementTree.register_namespace(prefix, address)
    form = ElementTree.Element(f"{{{XHTML}}}html")
    head, body = (ElementTree.SubElement(form, f"{{{XHTML}}}{name}") for name in ("head", "body"))
    ElementTree.SubElement(head, f"{{{XHTML}}}title").text = edition.title
    model = _tag(head, "model")
    data = _tag(_tag(model, "instance"), "data", id="form")
    for number, group in enumerate(groups(edition)):
        place = f"/data/group{number}"
        values, shown = _tag(data, f"group{number}"), _tag(body, "group", ref=place)
        _tag(shown, "label", group.title)
        for control in group.controls:
            field, path = control.field, f"{place}/{control.name}"
            _tag(values, control.name)
            binding = _tag(model, "bind", nodeset=path, type="string")
            if field.required:
                binding.set("required", "true()")
            if field.kind == "email":
                binding.set("constraint", f"regex(., '{ADDRESS}')")
                binding.set(f"{{{JAVAROSA}}}constraintMsg", refusal(edition))
            asked = _tag(shown, ODK.get(field.kind, "input"), ref=path)
            _tag(asked, "label", field.label)
            if field.kind == "choice":
                asked.set("appearance", "minimal")
            if field.kind == "textarea":
                asked.set("appearance", "multiline")
            choices = [(option.id, option.label) for option in control.options] or [("yes", field.label)] * (field.kind == "flag")
            for value, label in choices:
                item = _tag(asked, "item")
                _tag(item, "label", label)
                _tag(item, "value", value)
    return ElementTree.tostring(form, encoding="unicode")


def _tag(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{XFORMS}}}{name}", attributes)
    made.text = text
    return made
