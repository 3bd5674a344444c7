"""The schedule assistant: wishes → a whole schedule beside what stands there → taken over with one click, and taken back with another."""

import json

from pyodide_app.ui import host
from pyodide_app.ui.dialogs import clone, fill
from pyodide_app.ui.proposal import removed_sessions, taken_over

SHOWN_SEVERITIES = ("error", "warning")


class ScheduleAssistant:
    """`texts` are the words of `[schedule]`."""

    def __init__(self, page, place, texts):
        self.page = page
        self.place = place
        self.texts = texts
        self.sessions = []
        self.listed = None
        self.proposal = None
        self.about = None  # the draft that the proposal is for
        self.acts = {"propose": self.propose, "apply": self.apply, "dismiss": self.dismiss, "without": self.add_days}
        self.button = place.querySelector('[data-schedule="propose"]')
        host.browser.listen(place, "click", self.clicked)
        page.when("load", self.forget)

    def part(self, name):
        return self.place.querySelector("[data-" + name + "]")

    def clicked(self, event):
        button = event.target.closest("[data-schedule]")
        if button is not None:
            host.browser.run(self.acts[button.getAttribute("data-schedule")]())

    # Wishes

    def show(self, year):
        """List the sessions that may be kept; what was unticked stays so as long as the row is there."""
        self.sessions = year["sessions"]
        listed = [(session["no"], self.named(session)) for session in self.sessions]
        if listed == self.listed:
            return
        self.listed = listed
        unticked = [box.value for box in host.each("[data-keep]", self.place) if not box.checked]
        pieces = []
        for number, words in listed:
            piece = clone(host, "schedule-keep", {"words": words})
            box = piece.querySelector("input")
            box.value = str(number - 1)
            box.checked = box.value not in unticked
            pieces.append(piece)
        fill(self.part("keep-list"), pieces)
        self.part("keep-group").hidden = not pieces

    def named(self, session):
        words = [session["date_words"] or self.texts["undated"], session["content"]]
        return self.texts["session"].format(number=session["no"], words=" ".join([each for each in words if each]))

    def wishes(self):
        wishes = {box.getAttribute("data-wish"): box.value.strip() for box in host.each("[data-wish]", self.place)}
        wishes = {name: value for name, value in wishes.items() if value}
        wishes["weeks"] = [int(box.value) for box in host.each("[data-week]:checked", self.place)]
        wishes["keep"] = [int(box.value) for box in host.each("[data-keep]:checked", self.place)]
        spans = [[box.value.strip() for box in host.each("input", row)] for row in host.each("[data-without]", self.place)]
        wishes["without"] = [{"first": first or last, "last": last} for first, last in spans if first or last]
        return wishes

    async def add_days(self):
        rows = self.part("without-list")
        piece = clone(host, "schedule-without", {})
        number = rows.childElementCount + 1
        for box, words in zip(host.each("input", piece), (self.texts["without_first"], self.texts["without_last"])):
            box.setAttribute("aria-label", words.format(number=number))
        rows.append(piece)
        piece.querySelector("input").focus()

    # Proposal

    async def propose(self):
        draft = self.page.draft()
        self.button.setAttribute("aria-busy", "true")
        try:
            answer = await self.page.judge_call("propose_schedule", json.dumps(draft), json.dumps(self.wishes()))
        except Exception as problem:
            host.browser.report(problem)
            self.page.say(self.texts["failed"], lasting=True)
            return
        finally:
            self.button.removeAttribute("aria-busy")
        self.about = draft
        self.proposal = json.loads(answer)
        self.show_proposal()
        self.part("proposal").hidden = False
        self.place.querySelector("#proposal-heading").focus()

    def show_proposal(self):
        proposal = self.proposal
        possible = proposal["possible"]
        self.part("proposal-words").textContent = proposal["words"]
        self.listing("proposal-problems", [problem["words"] for problem in proposal["problems"][1:]])  # the first is what `words` says
        now = {session["no"]: session for session in self.sessions}
        fill(self.part("proposal-rows"), [self.row(session, now.get(session["no"])) for session in proposal["sessions"]])
        self.part("proposal-table").hidden = not possible
        gone = removed_sessions(self.sessions, proposal) if possible else []
        self.listing("proposal-gone", [self.texts["goes"].format(session=self.named(session)) for session in gone])
        found = [finding["message"] for finding in proposal["findings"] if finding["severity"] in SHOWN_SEVERITIES]
        self.listing("proposal-findings", found)
        self.part("proposal-after").hidden = not found
        skipped = [self.texts["skipped"].format(date=day["date_words"], reason=day["reason"]) for day in proposal["skipped"]]
        self.listing("proposal-skipped", skipped)
        self.part("proposal-skips").hidden = not skipped
        self.part("proposal-actions").hidden = not possible or not proposal["values"]

    def listing(self, name, sentences):
        place = self.part(name)
        fill(place, [host.create("li", sentence) for sentence in sentences])
        place.hidden = not sentences

    def row(self, session, here):
        texts = self.texts
        piece = clone(host, "schedule-row", {
            "number": texts["number"].format(number=session["no"]),
            "date": session["date_words"],
            "time": texts["between"].join([time for time in (session["start"], session["end"]) if time]),
            "kinds": texts["separator"].join(session["kinds_words"] or session["methods"]),
            "content": session["content"],
            "here": self.here(session, here),
        })
        piece.className = "is-new" if session["is_new"] else ""
        return piece

    def here(self, session, here):
        """What becomes of what stands in this row now."""
        if session["is_dated_now"]:
            return self.texts["dated_now"]
        if session["source"] is None:
            return self.texts["empty"] if here is None else self.named(here)
        if session["source"] == session["no"] - 1:
            return self.texts["unchanged"]
        return self.texts["from_row"].format(number=session["source"] + 1)

    async def apply(self):
        """Take the proposal over. Where the form was changed since, it is asked for anew instead: it would undo the change."""
        if self.page.held:
            self.page.say(self.texts["held"], lasting=True)
            return
        before = self.page.draft()
        if before != self.about:
            await self.propose()
            self.page.say(self.texts["asked_again"], lasting=True)
            return
        self.put(taken_over(before, self.proposal))
        await self.dismiss()
        self.page.say(self.texts["applied"].format(count=len(self.proposal["sessions"])), self.texts["undo"], lambda: self.undo(before))

    def put(self, draft):
        self.page.load(draft)
        self.page.changed(draft)

    def undo(self, before):
        self.put(before)
        self.page.say(self.texts["undone"])

    async def dismiss(self):
        self.forget()
        self.button.focus()

    def forget(self):
        """Another draft stands on the page."""
        self.part("proposal").hidden = True
