"""The form page: control → draft → worker → answer → page, one way only."""

import json

from pyodide_app.ui import host
from pyodide_app.ui.attention import Attention
from pyodide_app.ui.dependents import Dependents
from pyodide_app.ui.draft import Shape, read, write
from pyodide_app.ui.figures import Figures
from pyodide_app.ui.findings import Findings
from pyodide_app.ui.folding import Folding
from pyodide_app.ui.offers import Offers
from pyodide_app.ui.positions import moved, rearranged
from pyodide_app.ui.rows import Rows
from pyodide_app.ui.status import Status
from pyodide_app.ui.verdicts import Verdicts

PATIENCE = 45000  # ms until the page says that the check has not started; it still starts when it comes

LATER = 500  # ms after the first verdict

ACTING = ", ".join(
    ["[data-" + act + "]" for act in ("add", "remove", "move", "sort", "to", "take-over", "unanswer", "forget-reason", "fold", "fold-all")]
)


class NotStarted(Exception):
    """The judge worker is not there."""


class Page:
    """`changed(draft)` is called after each change; set it before `start`.

    What a page has of its own listens by `when`: "answer" with each answer, "load" when another draft was put on the page, "change" with the path
    of a control or a table that changed, "quiet" with a table whose rows are about to get other names.
    """

    def __init__(self, texts, data):
        self.texts = texts
        self.data = data
        self.form = host.by_id("form")
        self.shape = Shape(data["groups"], data["defaults"], data["printed"])
        self.attention = Attention()
        self.rows = Rows(self, texts["rows"])
        self.folding = Folding(self, texts["rows"])
        self.dependents = Dependents(self, texts["form"], data["stage"], data["enrichment_methods"])
        self.offers = Offers(self, texts["budget"])
        self.status = Status()
        self.findings = Findings(self, texts["findings"], data["root"])
        self.figures = Figures(texts["tasks"], data["within"])
        self.values = self.shape.from_entries(host.entries(self.form), [path for path in data["defaults"] if host.by_id(path) is None])
        self.verdicts = Verdicts()
        self.answer = None
        self.waiting = False
        self.judging = False
        self.worker = None  # the judge, once it is there
        self.on_answer = host.browser.ffi.create_proxy(self.answered)
        self.on_problem = host.browser.ffi.create_proxy(lambda error: self.broken(RuntimeError(error.message)))
        self.failed = False
        self.ready = False
        self.held = False  # whether the page may only be read
        self.draft_due = False  # whether a draft is still to come, of which the page then shows the first verdict
        self.pressed = False
        self.owed = False
        self.papers_started = False
        self.changed = None
        self.first_verdict = None
        self.listeners = {"answer": [], "load": [], "change": [], "quiet": []}

    def when(self, event, act):
        self.listeners[event].append(act)

    def tell(self, event, *values):
        for act in self.listeners[event]:
            act(*values)

    # What the keeping of drafts asks of the page

    def draft(self):
        return dict(self.values)

    def load(self, draft):
        """Show another draft in place of what stands there; keys without a control stay in it."""
        self.say("")
        self.folding.open_all()
        self.values = self.shape.normal(draft)
        for table in self.shape.printed:
            self.quiet(table)
            self.rows.fit(table, self.shape.rows(self.values, table))
        elements = self.form.elements
        names = {control.name for control in host.each("[name]", self.form)}
        for name in names:
            value = self.values.get(name, self.shape.default(name))
            write(self.named(elements, name), value)
        self.attention.opened([path for path in self.values if self.values[path] != self.shape.default(path)])
        self.findings.start_over()
        self.dependents.unfold()
        self.dependents.show()
        self.tell("load")
        self.ask()

    def replace(self, draft):
        """Put another draft in the place of the one that is open, as if it had been typed."""
        self.load(draft)
        self.changed(self.draft())

    def take_over(self, values):
        """Put values into their controls, adding the rows that they need; returns what stood there, to be put back the same way."""
        had = {path: self.values.get(path, self.shape.default(path)) for path in values}
        for path, value in values.items():
            self.shape.put(self.values, path, value)
        for table in self.shape.printed:
            self.rows.fit(table, max(self.rows.count(table), self.shape.rows(self.values, table)))
        elements = self.form.elements
        for path in values:
            write(self.named(elements, path), self.values.get(path, self.shape.default(path)))
        self.attention.deal_with(values)
        self.dependents.show()
        self.dependents.unfold()
        self.changed(self.draft())
        for path in values:
            self.tell("change", path)
        self.ask()
        return had

    def say(self, words, action_words="", act=None, lasting=False):
        """Say something politely, with a button beside it if there is something to do about it."""
        self.status.say(words, action_words, act, lasting)

    async def judge_call(self, name, *arguments):
        """Raises NotStarted instead of waiting where the page has given the worker up."""
        if self.failed:
            raise NotStarted(name)
        return await host.call("judge", name, *arguments)

    async def papers_call(self, name, *arguments):
        if not self.papers_started:
            self.papers_started = True
            host.start_worker("papers", self.data["papers"]["src"], self.data["papers"]["config"])
        # Quick once it is done; a failure (no network) is tried again with the next paper.
        await host.call("papers", "prepare", host.browser.address(self.data["glyphs"]))
        return await host.call("papers", name, *arguments)

    # Control → draft

    def start(self):
        listen = host.browser.listen
        listen(self.form, "input", self.typed)
        listen(self.form, "compositionend", self.typed)
        listen(self.form, "focusin", self.entered)
        listen(self.form, "focusout", self.left)
        listen(self.form, "pointerdown", self.press)
        for end in ("pointerup", "pointercancel"):
            listen(host.document, end, self.release)
        listen(self.form, "submit", lambda event: event.preventDefault())
        listen(self.form, "click", self.clicked)
        host.browser.on_action("check", self.check)
        host.browser.after(PATIENCE, self.give_up)
        self.ask()

    def typed(self, event):
        """A control changed. While an input method composes nothing happens; no `input` follows the end of composing in every browser."""
        if event.type == "input" and getattr(event, "isComposing", False):
            return
        control = event.target
        path = control.name or control.getAttribute("data-reason")
        if not path:
            return
        value = read(control, lambda: self.named(self.form.elements, path), self.shape)
        before = self.value(path)
        self.take(path, value)
        self.dependents.follow(path, before, value)

    def take(self, path, value):
        """A control has this value now."""
        self.attention.change(path)
        self.shape.put(self.values, path, value)
        self.after_change(path)

    def fill(self, path, value):
        """Put a value into a control for the person."""
        write(self.named(self.form.elements, path), value)
        self.take(path, value)

    def named(self, elements, name):
        """All controls of one name. A frame around a group of boxes has the group's id, which the browser takes for a name."""
        found = elements.namedItem(name)
        if found is None:
            return []
        if hasattr(found, "form"):
            return [found]
        return [each for each in found if each.tagName != "FIELDSET"]

    def after_change(self, path):
        self.changed(self.draft())
        if self.dependents.depend_on(path):
            self.dependents.show()
        self.findings.reasons.follow(path)
        self.tell("change", path)
        self.ask()

    def value(self, path):
        return self.values.get(path, "")

    def renamed(self, old, new):
        """A control got another name: its value goes with it."""
        if old in self.values:
            self.values[new] = self.values.pop(old)
            self.changed(self.draft())

    def rows_changed(self, table, places, added):
        """Rows of a table moved: the draft, what was dealt with and what is shown go with them."""
        self.values = rearranged(self.values, table, places)
        self.values.update(added)
        self.attention.rearrange(lambda path: moved(path, table, places))
        for path in added:
            self.attention.change(path)
        self.quiet(table)
        self.after_change(table)

    def quiet(self, table):
        self.findings.quiet(table)
        self.figures.quiet(table)
        self.tell("quiet", table)

    # Draft → worker → answer

    def ask(self):
        """Have the newest draft judged: one call at a time, and what changed meanwhile is judged next."""
        self.waiting = True
        if not self.judging:
            self.judging = True
            if self.worker is None:
                host.browser.run(self.meet())
            else:
                self.send()

    async def meet(self):
        """Once the worker is there it is asked about the newest draft, not first about each that there was meanwhile."""
        try:
            self.worker = await host.worker("judge")
        except Exception as problem:
            self.broken(problem)
        else:
            self.send()

    def send(self):
        # By promise, without a coroutine to schedule: fullest form, median from key to shown 38 ms beside 45, p95 62 both, on a busy machine.
        self.waiting = False
        getattr(self.worker, self.data["judge"])(json.dumps(self.values)).then(self.on_answer, self.on_problem)

    def answered(self, answer):
        if self.waiting:
            self.send()
            return
        self.judging = False
        try:
            self.show(self.verdicts.read(answer))
        except Exception as problem:
            self.broken(problem)

    def broken(self, problem):
        self.judging = False
        host.browser.report(problem)
        self.fail()

    def show(self, answer):
        is_first = self.answer is None
        self.answer = answer
        self.show_findings()
        self.figures.show_dates(answer["dates"])
        self.tell("answer", answer)
        if is_first:
            self.failed = False
            host.browser.after(LATER, self.go_on)
        self.be_ready()

    def be_ready(self):
        """Say so, once what is judged is what this person left here."""
        if not self.ready and not self.draft_due and not self.judging and self.answer is not None:
            self.ready = True
            host.state("app", "ready")
            host.one("[data-app-state]").textContent = self.texts["form"]["ready"]

    def draft_came(self):
        self.draft_due = False
        self.be_ready()

    def go_on(self, *_):
        """What a first verdict can do without, once it has been painted: it would take the processor away from that."""
        self.worker.bring_rest()
        if self.first_verdict is not None:
            self.first_verdict()

    def fail(self):
        self.failed = True
        self.ready = False
        host.state("app", "failed")
        host.one("[data-app-state]").textContent = self.texts["form"]["failed"]
        self.answer = None

    def give_up(self):
        if self.answer is None:
            self.fail()

    # What a person does besides typing

    def entered(self, event):
        section = event.target.closest("[data-section]")
        moved_on = section is not None and section.getAttribute("data-section") != self.attention.section
        self.attention.enter(getattr(event.target, "name", ""), "" if section is None else section.getAttribute("data-section"))
        if moved_on:
            self.show_findings()

    def left(self, _event):
        if self.attention.leave():
            self.show_findings()

    def press(self, _event):
        self.pressed = True

    def release(self, _event):
        if self.pressed:
            self.pressed = False
            host.browser.after(0, self.show_owed)

    def show_owed(self):
        if self.owed:
            self.show_findings()

    def show_findings(self):
        """Nothing may move between the pressing and the releasing of a button: the click would be lost."""
        self.owed = self.pressed
        if self.answer is not None and not self.pressed:
            self.findings.show(self.answer)
            self.figures.show_tasks(self.findings.sections(self.answer["sections"]))

    def check(self):
        """Show everything that is wrong or missing, and go to the list of it."""
        if self.answer is not None:
            self.attention.check()
            self.show_findings()
            self.findings.focus()

    def clicked(self, event):
        target = event.target.closest(ACTING)
        if target is None:
            return
        if target.hasAttribute("data-to"):
            event.preventDefault()
            self.go_to(target.getAttribute("data-to"), target.getAttribute("href")[1:])
        elif target.hasAttribute("data-take-over"):
            self.offers.take(target.closest("[data-offer]").getAttribute("data-offer"))
        elif target.hasAttribute("data-unanswer"):
            self.unanswer(target.closest("[data-field]"))
        elif target.hasAttribute("data-forget-reason"):
            self.findings.reasons.forget(target.getAttribute("data-forget-reason"))
        elif target.hasAttribute("data-fold"):
            self.folding.toggle(target.closest("[data-row]"))
        elif target.hasAttribute("data-fold-all"):
            self.folding.switch(target)
        elif target.hasAttribute("data-add"):
            self.rows.add(target.getAttribute("data-add"))
        elif target.hasAttribute("data-sort"):
            self.rows.sort(target.getAttribute("data-sort"), self.answer["dates"] if self.answer is not None else {})
        else:
            item = target.closest("[data-row]")
            table = item.closest("[data-rows]").getAttribute("data-rows")
            if target.hasAttribute("data-remove"):
                self.rows.remove(table, item)
            else:
                self.rows.move(table, item, int(target.getAttribute("data-move")), target)

    def unanswer(self, group):
        """Take back the answer of a yes/no question; the focus stays in it."""
        self.fill(group.id, "")
        group.querySelector("input").focus()

    def go_to(self, path, fallback):
        """Bring a finding's control into view and focus, opening what it is folded into."""
        place = host.by_id(path) if path else None
        if place is None:
            place = host.by_id(fallback)
        while place is None and "." in path:
            path = path.rpartition(".")[0]
            place = host.by_id(path)
        self.folding.reveal(place)
        if place.tagName == "FIELDSET":
            place = place.querySelector("input:not([hidden])")
        place.focus()
        place.closest("[data-field], [data-section]").scrollIntoView(block_nearest())


def block_nearest():
    return host.browser.to_js({"block": "nearest"})
