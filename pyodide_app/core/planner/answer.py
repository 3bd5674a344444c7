"""What the page is told about budgets: proposals, remedies, headroom and what would be if, as JSON values. docs/page.md fixes their shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyodide_app.core import amounts, draft as drafts
from pyodide_app.core.bundle import Bundle, parse_bundle
from pyodide_app.core.case import Case, said
from pyodide_app.core.edition import BudgetLine, Edition
from pyodide_app.core.findings import Finding, say
from pyodide_app.core.judge import SEVERITIES, judge
from pyodide_app.core.overview import budget_shown
from pyodide_app.core.planner import scratch, wishes
from pyodide_app.core.planner.options import Fees, Level, Slot, books_total
from pyodide_app.core.planner.proposals import Plan, Proposal, json_values
from pyodide_app.core.planner.remedies import Remedied, remedies


def propose(edition: Edition, draft: drafts.Draft, wished: Mapping[str, Any]) -> dict[str, Any]:
    """Every budget that can be proposed for a draft, or why there is none and what would make one."""
    plan = Plan(edition, _bundle(edition, draft), wishes.read(wished))
    proposals = plan.proposals() if plan.feasible else []
    found = remedies(plan)
    return {
        "grant": plan.grant,
        "total": plan.case.total,
        "words": _words(plan, len(proposals), bool(found)),
        "feasible": plan.feasible,
        "proposals": [_proposal(plan, each) for each in proposals],
        "remedies": [_remedy(plan, each) for each in found],
        "best": None if plan.feasible else _best(plan),
        "reasons": [] if plan.feasible else _reasons(plan),
        "readings": _readings(edition),
        "headroom": _headroom(plan),
    }


def headroom(edition: Edition, draft: drafts.Draft) -> dict[str, dict[str, Any]]:
    """How much more each line of a draft could hold, without looking for proposals."""
    return _headroom(Plan(edition, _bundle(edition, draft), wishes.read({})))


def what_if(edition: Edition, draft: drafts.Draft, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What would be different if, and what could then be proposed. The draft itself is not touched."""
    changed = scratch.changed(scratch.dropped(draft, changes.get("drop", ())), changes.get("values", {}))
    before = _bundle(edition, draft)
    changed, after, added = _with_members(edition, changed, changes.get("members"))
    judged_before, judged_after = judge(edition, before), [each for each in judge(edition, after) if not each.path.startswith(added)]
    keys_before, keys_after = ({(each.rule, each.path, each.message) for each in judged} for judged in (judged_before, judged_after))
    totals = {"before": Case(edition, before).total, "after": Case(edition, after).total}
    answer = {
        "findings": {
            "new": [_finding(each) for each in judged_after if (each.rule, each.path, each.message) not in keys_before],
            "gone": [_finding(each) for each in judged_before if (each.rule, each.path, each.message) not in keys_after],
        },
        "counts": {"before": _counts(judged_before), "after": _counts(judged_after)},
        "total": totals | {"words": say(edition.planner.words["what_if_total"], totals, edition)},
        "plan": propose(edition, drafts.from_document(after, edition), changes.get("wishes", {})),
    }
    return answer if added else answer | {"draft": changed}


def _with_members(edition: Edition, draft: dict[str, Any], count: int | None) -> tuple[dict[str, Any], Bundle, tuple[str, ...]]:
    """A draft and its bundle with so many members, and the beginnings of the paths of the rows that were added to the bundle alone."""
    case = Case(edition, _bundle(edition, draft))
    if count is not None and count < len(case.members):
        fewer = scratch.dropped(draft, [row.path for row in case.members[count:]])
        return fewer, _bundle(edition, fewer), ()
    more = 0 if count is None else count - len(case.members)
    rows = range(len(case.member_rows), len(case.member_rows) + more)
    return draft, scratch.with_members(case.bundle, more), tuple(f"{case.members_path}.{row}." for row in rows)


def _bundle(edition: Edition, draft: drafts.Draft) -> Bundle:
    return parse_bundle(drafts.to_document(draft, edition))


def _finding(finding: Finding) -> dict[str, Any]:
    return finding._asdict()


def _counts(findings: list[Finding]) -> dict[str, int]:
    return {severity: sum(each.severity == severity for each in findings) for severity in SEVERITIES}


def _say(plan: Plan, word: str, **params: Any) -> str:
    return say(plan.edition.planner.words[word], params, plan.edition)


def _words(plan: Plan, proposals: int, remedied: bool) -> str:
    """What was found, in a sentence or two."""
    if plan.feasible:
        word = "found" if plan.case.total != plan.grant else "already" if proposals else "exact"
        found = _say(plan, word, grant=plan.grant, count=proposals)
        return found + (_say(plan, "warned") if remedied else "")
    if plan.nearest is None:
        why = _say(plan, "over", grant=plan.grant, least=sum(min(slot.amounts, default=0) for slot in plan.lines.slots(Level.ALLOWED)))
    else:
        why = _say(plan, "short", best=plan.nearest, short=plan.grant - plan.nearest)
    return why + _say(plan, "remedied" if remedied else "not_remedied", grant=plan.grant)


# ---------------------------------------------------------------- proposals


def _proposal(plan: Plan, proposal: Proposal) -> dict[str, Any]:
    before, after = plan.shown, budget_shown(Case(plan.edition, proposal.bundle))["lines"]
    return {
        "id": proposal.id,
        "name": proposal.name,
        "words": proposal.words,
        "values": json_values(proposal.values),
        "total": sum(proposal.amounts.values()),
        "lines": {line_id: {"amount": line["amount"] or 0, "words": line["words"]} for line_id, line in after.items()},
        "changes": [
            _change(plan, rule, before[rule.id], after[rule.id])
            for rule in plan.edition.budget.lines
            if any(path.startswith(f"budget.lines.{rule.id}.") for path in proposal.values)
        ],
        "findings": [_finding(each) for each in proposal.appearing],
        "gone": [_finding(each) for each in proposal.gone],
    }


def _change(plan: Plan, rule: BudgetLine, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    diff = (after["amount"] or 0) - (before["amount"] or 0)
    return {
        "line": rule.id,
        "label": rule.label,
        "before": before["amount"],
        "after": after["amount"] or 0,
        "before_words": before["words"],
        "after_words": after["words"] if after["amount"] else _say(plan, "cleared"),
        "words": _say(plan, "more" if diff > 0 else "less" if diff < 0 else "same", diff=abs(diff)),
    }


def _remedy(plan: Plan, found: Remedied) -> dict[str, Any]:
    remedy = found.remedy
    return _proposal(plan, found.proposal) | {
        "values": found.values,
        "clause": remedy.source,
        "clause_url": plan.edition.clause_url(remedy.source),
        "kind": remedy.kind,
    }


# ---------------------------------------------------------------- why there is none


def _best(plan: Plan) -> dict[str, Any] | None:
    choice = None if plan.nearest is None else plan.reached(plan.nearest)
    if choice is None:
        return None
    values = plan.values(choice)
    shown = budget_shown(Case(plan.edition, scratch.with_values(plan.bundle, values)))["lines"]
    return {
        "total": plan.nearest,
        "short": plan.grant - plan.nearest,
        "values": {f"budget.lines.{line_id}.{place}": str(number) for (line_id, place), number in values.items()},
        "lines": {line_id: {"amount": line["amount"] or 0, "words": line["words"]} for line_id, line in shown.items()},
    }


def _reasons(plan: Plan) -> list[dict[str, Any]]:
    """The bound of each line."""
    most = _most(plan)
    rules = [rule for rule in plan.edition.budget.lines if rule.id in most]
    return [
        {
            "line": rule.id,
            "label": rule.label,
            "amount": most[rule.id],
            "words": _bound_words(plan, rule, most[rule.id]),
            "clause": rule.source,
            "clause_url": plan.edition.clause_url(rule.source),
        }
        for rule in rules
    ]


def _most(plan: Plan) -> dict[str, int | None]:
    """The most that each line may come to beside nothing else; None where there is nothing that it may be."""
    most: dict[str, int | None] = {}
    for slot in plan.lines.slots(Level.ALLOWED):
        for line_id in slot.lines:
            most[line_id] = max(_amounts_of(slot, line_id), default=None)
    line_id = plan.edition.budget.miscellaneous.line
    most[line_id] = plan.share.bounds(min(plan.nearest or plan.grant, plan.grant))[1] if plan.nearest is None else _share_at(plan)
    return most


def _amounts_of(slot: Slot, line_id: str) -> Sequence[int]:
    """What one line of a slot may come to."""
    return [option.amounts[line_id] for option in slot.every] if isinstance(slot, Fees) else slot.amounts


def _share_at(plan: Plan) -> int:
    choice = plan.reached(plan.nearest)
    return 0 if choice is None else choice.miscellaneous


def _bound_words(plan: Plan, rule: BudgetLine, amount: int | None) -> str:
    budget, case = plan.edition.budget, plan.case
    cap = amounts.line_cap(rule, len(case.members))
    if amount is None:
        return _say(plan, "bound_none", line=rule.label)
    if rule.id in plan.wishes.lines:
        word, arithmetic = "bound_wish", ""
    elif rule.id == budget.miscellaneous.line:
        total = plan.share.of_total
        base = plan.grant if total else (plan.nearest or plan.grant) - amount
        arithmetic = say(plan.edition.words[f"cap_per_cent_{'total' if total else 'subtotal'}"], {"base": base, "per_cent": plan.share.per_cent, "cap": amount}, plan.edition)
        word = "bound_share"
    elif rule.id in plan.lines.hours:
        word, arithmetic = "bound_hours", ""
    elif rule.id == budget.consultation_line:
        word, arithmetic = "bound_visits", ""
    elif rule.formula == "trips":
        word, arithmetic = "bound_trips", ""
    elif rule.id == budget.books_line and rule.id not in plan.wishes.unlocked and books_total(case) is not None:
        word, arithmetic = "bound_books", ""
    elif rule.id == budget.books_line and not case.books and not said(case.bundle.budget.books_purpose):
        return _say(plan, "bound_no_books", line=rule.label)
    elif cap is not None:
        text = plan.edition.words["cap_per_person" if rule.sessions_max is None else "cap_per_person_sessions"]
        word, arithmetic = "bound_cap", say(text, cap._asdict() | {"cap": cap.amount}, plan.edition)
    else:
        word, arithmetic = "bound_wish", ""
    return _say(plan, word, line=rule.label, amount=amount, cap=arithmetic)


# ---------------------------------------------------------------- readings and headroom


def _readings(edition: Edition) -> list[dict[str, Any]]:
    """The readings of the per cent clause that the plan allows: the edition's own, and the laxest where it is another."""
    share, budget = edition.budget.miscellaneous, edition.budget
    params = {"per_cent": share.per_cent.value, "cap": amounts.miscellaneous_caps(budget, {}).laxest}
    exact = "exact_" if share.mode == "exact" else ""
    found = [("chosen", f"reading_{exact}{share.base}")]
    found += [("laxest", "reading_total")] if (share.base, share.mode) != ("total", "cap") else []
    return [
        {"id": name, "name": say(edition.planner.words[word], params, edition), "words": f"{share.per_cent.source}「{share.per_cent.words}」", "chosen": name == "chosen"}
        for name, word in found
    ]


def _headroom(plan: Plan) -> dict[str, dict[str, Any]]:
    """How much more each line could hold as things stand: under its own bound, and under what is left of the grant."""
    left = max(0, plan.grant - plan.case.total)
    line_id = plan.edition.budget.miscellaneous.line
    others = plan.case.total - plan.case.amount(line_id)
    found: dict[str, tuple[int, Sequence[int]]] = {line_id: (plan.case.amount(line_id), range(plan.share.bounds(others)[1] + 1))}
    for slot in plan.lines.slots(Level.CLEAN):
        for each in slot.lines:
            found[each] = plan.case.amount(each), _amounts_of(slot, each)
    return {rule.id: _room(plan, *found[rule.id], left) for rule in plan.edition.budget.lines if rule.id in found}


def _room(plan: Plan, amount: int, options: Sequence[int], left: int) -> dict[str, Any]:
    most = max(options, default=amount)
    more = max((each - amount for each in options if amount <= each <= amount + left), default=0)
    word = "headroom" if more else "headroom_grant" if most > amount else "headroom_none"
    return {"amount": amount, "most": most, "more": more, "words": _say(plan, word, more=more)}
