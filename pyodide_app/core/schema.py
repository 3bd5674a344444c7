"""The JSON Schema of `plc-bundle/1`, generated from the models, for programs that read or write bundles."""

from __future__ import annotations

from typing import Any

from pyodide_app.core.bundle import FORMAT, LINE_ID, Bundle

DIALECT = "https://json-schema.org/draft/2020-12/schema"
AS_TYPED = {"description": "As typed by a person, where it could not be read.", "type": "string"}
NULL = {"type": "null"}


def bundle_schema() -> dict[str, Any]:
    """What every bundle satisfies, unfinished work included: a value may be missing, null, or text that could not be read; no key is unknown."""
    schema = Bundle.model_json_schema()
    for model in (schema, *schema["$defs"].values()):
        model["properties"] = {name: _tolerant(field) for name, field in model["properties"].items()}
    schema["properties"]["format"] = {"const": FORMAT}
    schema["required"] = ["format"]
    return {"$schema": DIALECT, "title": FORMAT} | {name: value for name, value in schema.items() if name != "title"}


def _tolerant(field: dict[str, Any]) -> dict[str, Any]:
    """A field as it may stand in unfinished work. Titles and defaults are left out: they only repeat names and what `missing` means."""
    choices = [_whole(choice) for choice in field.get("anyOf", [field])]
    typed = [] if {"type": "string"} in choices else [AS_TYPED]
    return {"anyOf": [*(choice for choice in choices if choice != NULL), *typed, NULL]}


def _whole(choice: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in choice.items() if name not in ("title", "default")}
    if "additionalProperties" in kept and "$ref" in kept["additionalProperties"]:
        kept["propertyNames"] = {"pattern": f"^{LINE_ID.pattern}$"}
    return kept
