"""What a rule says: a `Hit` (path and parameters) becomes a `Finding` (everything that people and programs read) with the edition's words."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from pyodide_app.core import spelling
from pyodide_app.core.edition import Edition, Severity


class Hit(NamedTuple):
    """One violation as a rule sees it: where, with which values, and which of the rule's sentences (`variant`, "" = its message) says it.

    `clause` is cited where it is not the rule's first source: a rule on every field cites the field's own place on the paper.
    """

    path: str
    params: dict[str, Any] = {}
    variant: str = ""
    clause: str = ""


class Finding(NamedTuple):
    """One finding, as in the contract. `clause_url` is relative to the site's root; `params` holds JSON values (dates ISO, amounts NT$)."""

    rule: str
    severity: Severity
    path: str
    message: str
    clause: str
    clause_url: str
    quote: str
    params: dict[str, Any]
    kind: str


def say(template: str, params: dict[str, Any], edition: Edition) -> str:
    """A sentence of the edition with its values as people write them: dates ROC with weekday, amounts with thousands separators, lists joined."""
    return template.format(**{name: value if type(value) is str else _spoken(value, edition) for name, value in params.items()})


def _spoken(value: Any, edition: Edition) -> str:
    if type(value) is int:
        return f"{value:,}"
    if isinstance(value, datetime.date):
        return spelling.roc_date(value, edition.words["weekdays"])
    if isinstance(value, bool) or not isinstance(value, int):
        return edition.words["joiner"].join(_spoken(item, edition) for item in value) if isinstance(value, (list, tuple)) else str(value)
    return f"{value:,}"


_IN_JSON = (str, int)


def _json(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return [_json(item) for item in value] if isinstance(value, (list, tuple)) else value


def finding(rule_id: str, hit: Hit, edition: Edition) -> Finding:
    """The finding that a hit of this rule makes; its first source is cited. KeyError where the edition lacks the rule, the variant or a parameter."""
    rule = edition.rules[rule_id]
    clause, quote = (hit.clause, "") if hit.clause else (rule.sources[0].clause, rule.sources[0].quote)
    return Finding(
        rule=rule_id,
        severity=rule.severity,
        path=hit.path,
        message=say(rule.variants[hit.variant] if hit.variant else rule.message, hit.params, edition),
        clause=clause,
        clause_url=edition.clause_url(clause),
        quote=quote,
        params={name: value if type(value) in _IN_JSON else _json(value) for name, value in hit.params.items()},
        kind=rule.kind,
    )
