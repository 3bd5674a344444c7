"""A new community begun from last year's work or from another's file: what moves and what stays behind is shown first, and the old draft stays as it is."""

import json

from pyodide_app.ui.dialogs import Dialog, fill
from pyodide_app.ui.drafts import UNKEPT

BEGIN = "begin"


class Carrying:
    """`editions` are the other plans of this site: `{id: {"address", "year"}}`; `texts` are the words of `[carry]`."""

    def __init__(self, host, page, drafts, panel, texts, editions):
        self.host = host
        self.page = page
        self.drafts = drafts
        self.panel = panel
        self.texts = texts
        self.editions = editions
        self.dialog = Dialog(host, "carry-dialog")

    async def from_file(self, name, file, plan=""):
        """Begin from a file; `plan` is the other plan that it belongs to, where that is known."""
        await self.begin(name, plan, lambda old: self.of_file(name, file, old))

    async def from_draft(self, name, draft, plan):
        """Begin from a draft of the page's plan or of another one."""
        await self.begin(name, plan, lambda old: self.page.judge_call("carry_draft", json.dumps(draft), old))

    async def of_file(self, name, file, old):
        return await self.page.judge_call("carry_over", name, await file.arrayBuffer(), old)

    async def begin(self, name, plan, carry):
        try:
            answer = json.loads(await carry(await self.edition(plan)))
            if answer.get("plan") in self.editions:
                answer = json.loads(await carry(await self.edition(answer["plan"])))
        except Exception as problem:
            self.host.report(problem)
            self.page.say(self.texts["failed"].format(name=name), lasting=True)
            return
        if "refused" in answer:
            self.page.say(answer["refused"], lasting=True)
        elif await self.ask(name, answer) == BEGIN:
            await self.put(answer["draft"], name)
        else:
            self.page.say(self.texts["called_off"])

    async def edition(self, plan):
        """The data of another plan as text, "" for the page's own."""
        if plan not in self.editions:
            return ""
        return await self.host.text_at(self.editions[plan]["address"])

    async def ask(self, name, answer):
        """Show what moved and what stays behind."""
        dialog = self.dialog
        words = self.texts["words" if self.drafts.mode != UNKEPT else "words_unkept"].format(name=name)
        dialog.part("[data-carry-words]").textContent = words
        for part in ("moved", "left"):
            items = []
            for each in answer[part]:
                item = self.host.document.createElement("li")
                item.textContent = each["words"]
                items.append(item)
            fill(dialog.part("[data-carry-list=" + part + "]"), items)
            dialog.part("[data-carry=" + part + "]").hidden = not items
        dialog.part("[data-carry-all]").hidden = bool(answer["left"])
        return await dialog.ask()

    async def put(self, draft, name):
        """Beside what is open; where nothing is kept, in its place."""
        words = self.texts["begun"].format(name=name)
        if self.drafts.mode == UNKEPT:
            here = self.page.draft()
            await self.drafts.replace(draft)
            self.panel.offer_undo(words, here)
        elif await self.drafts.new(draft):
            self.page.say(words)
        else:
            self.panel.cannot_leave()
