"""Budgets of exactly the grant that a teacher may choose from: the smallest change to what was typed, then the edition's preferences, each judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pyodide_app.core import amounts
from pyodide_app.core.bundle import Bundle
from pyodide_app.core.case import Case
from pyodide_app.core.edition import Edition, Preference
from pyodide_app.core.findings import Finding, say
from pyodide_app.core.judge import judge
from pyodide_app.core.overview import budget_shown
from pyodide_app.core.planner import scratch, search
from pyodide_app.core.planner.options import Level, Lines, Option, Slot, Values
from pyodide_app.core.planner.search import Choice, Ranking, Share, Standing
from pyodide_app.core.planner.wishes import Wishes

LINES = "budget.lines."
BUDGET = "budget."
LISTS = ("trips", "books")
"""Parts of the budget that no proposal fills: what is wrong in them stays wrong."""


class Proposal(NamedTuple):
    """A budget: its name, the values that differ from what stands there, the bundle with them, what the judge says of it that he did not say before."""

    id: str
    name: str
    words: str
    values: dict[str, int]
    bundle: Bundle
    amounts: dict[str, int]
    appearing: list[Finding]
    gone: list[Finding]


class Plan:
    """A bundle and wishes, and what can be made of them."""

    def __init__(self, edition: Edition, bundle: Bundle, wishes: Wishes) -> None:
        self.edition = edition
        self.bundle = bundle
        self.wishes = wishes
        self.case = Case(edition, bundle)
        self.lines = Lines(self.case, wishes)
        self.grant = edition.budget.total.value
        line_id = edition.budget.miscellaneous.line
        self.share = Share(edition.budget, wishes.reading, wishes.line(line_id), self.case.amount(line_id))

    @cached_property
    def feasible(self) -> bool:
        """Whether anything without an error comes to exactly the grant."""
        return self.clean or search.possible(self.lines.slots(Level.ALLOWED), self.share, self.grant)

    @cached_property
    def clean(self) -> bool:
        """Whether something does so without a warning either."""
        return any(search.possible(self.lines.slots(level), self.share, self.grant) for level in Level if level < Level.ALLOWED)

    @cached_property
    def nearest(self) -> int | None:
        """The largest total under the grant without an error; None where even the smallest is above it."""
        return search.best(self.lines.slots(Level.ALLOWED), self.share, self.grant)

    @cached_property
    def shown(self) -> dict[str, Any]:
        """Each line as the page shows it now."""
        return budget_shown(self.case)["lines"]

    def proposals(self) -> list[Proposal]:
        """Different budgets of the grant, the smallest change first."""
        found: dict[tuple[int, ...], Proposal] = {}
        for name, words, preference_id, choice in self._choices():
            proposal = self.proposal(preference_id, name, words, choice)
            if proposal is not None and proposal.values:
                found.setdefault(tuple(proposal.amounts.values()), proposal)
        return list(found.values())

    def first(self) -> Choice | None:
        """The choice that is proposed first."""
        return next((choice for _, _, _, choice in self._choices()), None)

    def reached(self, target: int) -> Choice | None:
        """Some choice that comes to another total than the grant."""
        return search.choose(self._ranked(self.lines.slots(Level.ALLOWED), ()), self.share, target, 0)

    def _choices(self) -> Iterator[tuple[str, str, str, Choice]]:
        """Name, reason, id and choice of everything that can be proposed."""
        planner, hours = self.edition.planner, self.edition.budget.lecturers.hours_per_lecture.value
        if any(amount for line_id, amount in self.case.amounts.items()) and (choice := self._smallest_change()) is not None:
            yield planner.kept_name, planner.kept_words, "kept", choice
        for preference in planner.preferences:
            for level in Level:
                choice = self._preferred(preference, level)
                if choice is not None:
                    params = {"hours": hours} | {line_id: hours * lectures for line_id, lectures in preference.lectures.items()}
                    yield say(preference.name, params, self.edition), say(preference.words, params, self.edition), preference.id, choice
                    break

    def _preferred(self, preference: Preference, level: Level) -> Choice | None:
        slots = self.lines.slots(level)
        if preference.lectures:
            hours = self.edition.budget.lecturers.hours_per_lecture.value
            wanted = {line_id: hours * preference.lectures.get(line_id, 0) for line_id in self.lines.fee_lines}
            fees = slots[0].those(lambda option: all(self.lines.quantity(option, line_id) == number for line_id, number in wanted.items()))
            slots = (fees, *slots[1:])
        miscellaneous = self.edition.budget.miscellaneous.line
        fill = [line_id for line_id in preference.fill if line_id != miscellaneous]
        ranked = self._ranked(slots, fill)
        before = preference.fill.index(miscellaneous) if miscellaneous in preference.fill else len(fill)
        return search.choose(ranked, self.share, self.grant, self._place(ranked, fill[:before]))

    def _ranked(self, slots: Sequence[Slot], fill: Sequence[str]) -> list[tuple[Slot, Ranking]]:
        """The lecturers first, with as little as there must be; then the lines to be filled, in their order; then the others, with as little as can be."""
        owners = {line_id: slot for slot in slots for line_id in slot.lines}
        fees = slots[0]
        ranked: list[tuple[Slot, Ranking]] = [(fees, _little)]
        ranked += [(owners[line_id], _much) for line_id in fill if line_id in owners and owners[line_id] is not fees]
        told = [slot for slot, _ in ranked]
        return ranked + [(slot, _little) for slot in slots if slot not in told]

    @staticmethod
    def _place(ranked: list[tuple[Slot, Ranking]], before: list[str]) -> int:
        """How many slots are chosen before miscellaneous expenses: the lecturers', and those that are filled earlier."""
        return 1 + sum(ranking is _much and slot.lines[0] in before for slot, ranking in ranked)

    # the smallest change

    def _smallest_change(self) -> Choice | None:
        miscellaneous = self.edition.budget.miscellaneous.line
        order = {line_id: place for place, line_id in enumerate(self.edition.planner.change_first)}
        standing = self.case.amounts[miscellaneous]
        for level in (Level.USUAL, Level.CLEAN, Level.ALLOWED):
            parts = [self._standing(slot) for slot in self.lines.slots(level)]
            parts.sort(key=lambda part: min(order.get(line_id, len(order)) for line_id in part.slot.lines), reverse=True)
            found = search.change_least(parts, self.share, standing, self.grant)
            if found is not None:
                return found
        return None

    def _standing(self, slot: Slot) -> Standing:
        now = {line_id: self.case.amount(line_id) for line_id in slot.lines}
        kept = Option(sum(now.values()), now, {}) if all(self.lines.stands(line_id) for line_id in slot.lines) else None
        return Standing(slot, kept, sum(now.values()), all(self.case.amounts[line_id] is None for line_id in slot.lines))

    # values

    def proposal(self, proposal_id: str, name: str, words: str, choice: Choice, since: Plan | None = None) -> Proposal | None:
        """A choice as a proposal, tried on the bundle; None where the judge finds an error in the budget.

        What appears and what goes is told of the budget; of the whole application where it is compared with another plan, `since`.
        """
        values = self.values(choice)
        bundle = scratch.with_values(self.bundle, values)
        judged = judge(self.edition, bundle)
        findings = [each for each in judged if each.path.startswith(BUDGET)]
        if any(each.severity == "error" and not _in_lists(each.path) for each in findings):
            return None
        before, after = (self.findings, findings) if since is None else (since.judged, judged)
        told, still = ({(each.rule, each.path) for each in those} for those in (before, after))
        return Proposal(
            proposal_id,
            name,
            words,
            {f"{LINES}{line_id}.{place}": number for (line_id, place), number in values.items()},
            bundle,
            {line_id: amount or 0 for line_id, amount in Case(self.edition, bundle).amounts.items()},
            [each for each in after if (each.rule, each.path) not in told],
            [each for each in before if (each.rule, each.path) not in still],
        )

    @cached_property
    def judged(self) -> list[Finding]:
        """What the judge says of the application as it stands."""
        return judge(self.edition, self.bundle)

    @cached_property
    def findings(self) -> list[Finding]:
        """What he says of its budget."""
        return [each for each in self.judged if each.path.startswith(BUDGET)]

    def values(self, choice: Choice) -> Values:
        """The values of a choice that differ from what stands there; what is blank and shall be nothing stays blank."""
        wanted = {place: number for option in choice.options for place, number in option.values.items()}
        wanted[self.edition.budget.miscellaneous.line, "amount"] = choice.miscellaneous
        return {place: number for place, number in wanted.items() if not self._holds(*place, number)}

    def _holds(self, line_id: str, place: str, number: int) -> bool:
        line, rule = self.case.lines.get(line_id), self.edition.budget.line(line_id)
        if self.case.unreadable(f"{LINES}{line_id}.{place}"):
            return False
        if place == "unit_price":
            return (rule.unit_price if line is None else amounts.unit_price(rule, line)) == number
        if line is None:
            return number == 0
        if place.startswith("trips."):
            row = int(place.split(".")[1])
            return row < len(line.trips) and line.trips[row].fare == number
        return (getattr(line, place) or 0) == number


def _little(amount: int) -> int:
    return amount


def _much(amount: int) -> int:
    return -amount


def _in_lists(path: str) -> bool:
    return any(step in LISTS for step in path.split("."))


def json_values(values: dict[str, int]) -> dict[str, Any]:
    """Values as a draft holds them: text."""
    return {path: str(number) for path, number in values.items()}
