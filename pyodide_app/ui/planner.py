"""The planner's panel: budgets of the grant beside what stands there, what would make one possible, what would be if. Nothing changes the form but its buttons."""

import json

from pyodide_app.ui import host
from pyodide_app.ui.dialogs import Panel
from pyodide_app.ui.planner_view import PlannerView
from pyodide_app.ui.wishes import EXACT, RANGE, moved_money, whole, wishes, with_first

QUIET = 250  # ms after the last key in the panel, or after a verdict, until it is asked again
LINES = "budget.lines."
SESSIONS = "application.sessions"
FACTORS = ("quantity", "persons", "sessions", "unit_price")


class Planner:
    """The panel of one form page."""

    def __init__(self, page):
        self.page = page
        self.texts = page.texts["planner"]
        self.panel = Panel(host.browser, "planner-panel")
        self.locks = host.each("[data-plan-lock]", self.panel.element)
        self.lines = [(row.getAttribute("data-plan-lock"), row.getAttribute("data-label"), row.getAttribute("data-formula")) for row in self.locks]
        lines = [(line, label) for line, label, _formula in self.lines]
        self.view = PlannerView(self.texts, page.texts["findings"], lines, page.data["root"])
        self.answer = None  # the plan that is shown
        self.trial = None  # what_if's answer, while something is tried
        self.shown = ""
        self.timer = None
        self.asking = 0
        self.session_names = None
        listen = host.browser.listen
        listen(self.panel.element, "click", self.clicked)
        listen(self.panel.element, "input", self.typed)

    # Opening and asking

    def open(self):
        self.show_sessions()
        self.panel.show()
        self.panel.element.scrollIntoView(host.browser.to_js({"block": "start"}))
        self.ask()

    def follow(self):
        """The form was judged anew: what is proposed for it may be other."""
        if self.panel.element.open:
            self.show_sessions()
            self.ask_soon()

    def typed(self, event):
        if getattr(event, "isComposing", False):
            return
        lock = event.target.closest("[data-plan-lock]")
        if lock is not None:
            kind = lock.querySelector("select").value
            for name, kinds in (("least", (EXACT, RANGE)), ("most", (RANGE,))):
                lock.querySelector("[data-plan-part=" + name + "]").hidden = kind not in kinds
        self.ask_soon()

    def ask_soon(self):
        if self.timer is not None:
            host.browser.cancel(self.timer)
        self.timer = host.browser.after(QUIET, self.ask)

    def ask(self):
        self.timer = None
        host.browser.run(self.plan())

    async def plan(self):
        """Ask about the newest draft and wishes; an answer that another question has overtaken is dropped."""
        self.asking += 1
        number = self.asking
        if self.page.answer is None:
            self.say(self.texts["waiting"])
        wished = self.wishes()
        changes, problem = self.changes()
        draft = json.dumps(self.page.values)
        try:
            if problem or not changes:
                text = await self.page.judge_call("propose_budget", draft, json.dumps(wished))
            else:
                changes["wishes"] = wished
                text = await self.page.judge_call("what_if", draft, json.dumps(changes))
        except Exception as error:
            host.browser.report(error)
            self.say(self.texts["failed"])
            return
        if number == self.asking:
            self.part("[data-trial-problem]").textContent = problem
            self.show(text, bool(changes) and not problem)

    # What was typed into the panel

    def wishes(self):
        locks = []
        for lock in self.locks:
            least, most = [self.number(lock.querySelector("[data-plan-part=" + name + "] input")) for name in ("least", "most")]
            locks.append((lock.getAttribute("data-plan-lock"), lock.querySelector("select").value, least, most))
        return wishes(locks, self.part("[data-plan-reading]").value or "chosen")

    def number(self, control):
        """What a box of the panel holds; one that is no number is marked and counts as empty."""
        number = whole(control.value)
        if control.value.strip() and number is None:
            control.setAttribute("aria-invalid", "true")
        else:
            control.removeAttribute("aria-invalid")
        return number

    def changes(self):
        """What is tried, as what_if takes it, and what is wrong with it."""
        changes, problem = {}, ""
        members = self.number(self.part("[data-trial-members]"))
        if members is not None:
            changes["members"] = members
        dropped = [box.value for box in host.each("[data-trial-session]", self.panel.element) if box.checked]
        if dropped:
            changes["drop"] = dropped
        source, target = self.part("[data-trial-from]").value, self.part("[data-trial-to]").value
        amount = self.number(self.part("[data-trial-amount]"))
        if source and target and amount:
            values = moved_money(self.line_values(), source, target, amount)
            if values is None:
                problem = self.texts["cannot_move"].format(amount="{:,}".format(amount))
            else:
                changes["values"] = values
        return changes, problem

    def line_values(self):
        shown = self.page.answer["budget"]["lines"] if self.page.answer is not None else {}
        found = {}
        for line, _label, formula in self.lines:
            paths = {name: LINES + line + "." + name for name in FACTORS}
            factors = {name: whole(str(self.page.values.get(path, self.page.shape.default(path)))) for name, path in paths.items()}
            amount = shown[line]["amount"] if line in shown else None
            found[line] = {"formula": formula, "factors": factors, "amount": amount or 0}
        return found

    def show_sessions(self):
        """The sessions that can be left out of a trial, by their number, day and contents."""
        dates = self.page.answer["dates"] if self.page.answer is not None else {}
        names = []
        for position in range(self.page.shape.rows(self.page.values, SESSIONS)):
            row = SESSIONS + "." + str(position)
            content = " ".join([words for words in (dates.get(row + ".date", ""), self.page.value(row + ".content")) if words])
            if content:
                names.append((row, self.texts["session"].format(number=position + 1, content=content)))
        if names == self.session_names:
            return
        self.session_names = names
        place = self.part("[data-trial-sessions]")
        place.textContent = ""
        for row, name in names:
            label = host.create("label")
            box = host.create("input", type="checkbox", value=row, data_trial_session="")
            label.append(box, host.create("span", name))
            place.append(label)
        self.part("[data-trial-no-sessions]").hidden = bool(names)

    # Showing

    def part(self, selector):
        return self.panel.part(selector)

    def say(self, words):
        place = self.part("[data-plan-words]")
        if place.textContent != words:
            place.textContent = words

    def show(self, text, is_trial):
        preferred = self.part("[data-plan-first]").value
        held = self.page.held
        key = str(is_trial) + str(held) + preferred + text
        if key == self.shown:
            return
        self.shown = key
        answer = json.loads(text)
        self.trial = answer if is_trial else None
        plan = self.answer = answer["plan"] if is_trial else answer
        plan["proposals"] = with_first(plan["proposals"], preferred)
        lost = self.part("[data-plan-result]").contains(host.document.activeElement)
        self.say(plan["words"])
        self.show_trial()
        self.part("[data-plan-table]").hidden = not plan["proposals"]
        if plan["proposals"]:
            self.view.table(self.part("[data-plan-table] table"), plan, plan["proposals"])
        self.part("[data-plan-proof]").hidden = not plan["reasons"]
        self.view.proof(self.part("[data-plan-reasons]"), plan)
        best = plan["best"]
        self.part("[data-plan-best]").hidden = best is None or not best["values"]
        if best is not None:
            self.part("[data-plan-apply=best]").textContent = self.texts["apply_best"].format(total="{:,}".format(best["total"]))
        self.part("[data-plan-remedies]").hidden = not plan["remedies"]
        self.view.remedies(self.part("[data-plan-remedy-list]"), plan["remedies"])
        self.show_readings(plan["readings"])
        self.show_names(plan["proposals"])
        for button in host.each("[data-plan-apply]", self.panel.element):
            button.disabled = held
        if lost:
            self.part("h2").focus()

    def show_trial(self):
        trial = self.trial
        self.part("[data-plan-trial]").hidden = trial is None
        if trial is not None:
            self.part("[data-trial-total]").textContent = trial["total"]["words"]
            self.view.trial(self.part("[data-trial-findings]"), trial)
            self.part("[data-plan-apply=draft]").hidden = "draft" not in trial
            self.part("[data-trial-members-note]").hidden = "draft" in trial

    def show_readings(self, readings):
        """The readings of the per cent clause, to choose from where the plan allows several."""
        choice = self.part("[data-plan-reading]")
        if not choice.childElementCount:
            for reading in readings:
                choice.append(host.create("option", reading["name"], value=reading["id"]))
            self.part("[data-plan-readings]").hidden = len(readings) < 2

    def show_names(self, proposals):
        """The proposals that somebody may prefer: each that was seen once."""
        choice = self.part("[data-plan-first]")
        known = [option.value for option in choice.children]
        for proposal in proposals:
            if proposal["id"] not in known:
                choice.append(host.create("option", proposal["name"], value=proposal["id"]))

    # Taking over

    def clicked(self, event):
        if event.target.closest("[data-trial-clear]") is not None:
            self.clear_trial()
            self.ask()
            return
        button = event.target.closest("[data-plan-apply]")
        if button is None or self.page.held:
            return
        kind, _dot, position = button.getAttribute("data-plan-apply").partition(".")
        trial = self.trial
        base = trial["draft"] if trial is not None and "draft" in trial else None
        if kind == "draft":
            self.take({}, self.texts["applied_trial"], base)
        elif kind == "best":
            total = "{:,}".format(self.answer["best"]["total"])
            self.take(self.answer["best"]["values"], self.texts["applied_best"].format(total=total), base)
        else:
            chosen = self.answer["proposals" if kind == "proposal" else "remedies"][int(position)]
            words = self.texts["applied" if kind == "proposal" else "applied_remedy"].format(name=chosen["name"], words=chosen["words"])
            self.take(chosen["values"], words, base)

    def take(self, values, words, base):
        """Put values into the form, over the draft of a trial where there is one; one click brings back what was there."""
        if base is None:
            had = self.page.take_over(values)

            def put_back():
                self.page.take_over(had)

        else:
            before = self.page.draft()
            draft = dict(base)
            draft.update(values)
            self.page.replace(draft)

            def put_back():
                self.page.replace(before)

        self.clear_trial()
        self.part("h2").focus()
        self.page.say(words, self.texts["undo"], lambda: self.undo(put_back))

    def undo(self, put_back):
        put_back()
        self.page.say(self.texts["undone"])

    def clear_trial(self):
        for control in host.each("[data-plan-trial-part] :is(input:not([type=checkbox]), select)", self.panel.element):
            control.value = ""
        for box in host.each("[data-trial-session]", self.panel.element):
            box.checked = False
