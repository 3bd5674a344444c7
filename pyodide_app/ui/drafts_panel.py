"""What a person sees of the drafts: the bar, its notices, the list of communities, and the clearing of this computer."""

from pyodide_app.ui.dialogs import Dialog, clone, fill, slot
from pyodide_app.ui.drafts import ELSEWHERE, OPENING, STALE, UNKEPT, merged, reminder, undownloaded
from pyodide_app.ui.holding import hold


class DraftsPanel:
    """The view of `Drafts`; `texts` are the words of `[drafts]`. Set `drafts` before the first refresh."""

    def __init__(self, host, page, texts, offline):
        self.host = host
        self.page = page
        self.texts = texts
        self.offline = offline
        self.drafts = None
        self.transfer = None
        self.deleted = {}
        self.list = Dialog(host, "drafts-dialog")
        self.clearing = Dialog(host, "clear-dialog")
        host.listen(self.list.element, "click", self.list_clicked)
        host.on_action("drafts", self.open_list)
        host.on_action("clear", self.ask_to_clear)

    # The bar

    def refresh(self):
        drafts = self.drafts
        title = drafts.current_title()
        self.text("[data-draft-title]", title or self.texts["untitled"])
        self.text("[data-draft-saved]", self.saved_words())
        self.text("[data-draft-downloaded]", self.download_words())

    def text(self, selector, words):
        element = self.host.document.querySelector(selector)
        if element.textContent != words:
            element.textContent = words

    def saved_words(self):
        drafts = self.drafts
        if drafts.mode in (ELSEWHERE, STALE, UNKEPT):
            return self.texts["not_writing"]
        if drafts.unsaved or drafts.mode == OPENING:
            return self.texts["unsaved"]
        if not drafts.record["rev"]:
            return self.texts["just_now"]
        return self.texts["saved"].format(time=self.host.time_words(drafts.record["saved_at"]))

    def download_words(self):
        record = self.drafts.record
        if not record["rev"]:
            return ""
        kind = reminder(record, self.host.now(), self.host.is_fleeting())
        if kind is not None:
            words = self.texts["remind_" + kind]
            return words + self.texts["fleeting"] if self.host.is_fleeting() else words
        if record["downloaded_at"] is None:
            return self.texts["never_downloaded"]
        words = self.texts["changed_since" if undownloaded([record]) else "downloaded"]
        return words.format(date=self.host.date_words(record["downloaded_at"]))

    # Notices

    def notice(self, kind, values):
        texts = self.texts
        if kind == "early_typing":
            quoted = [texts["quoted"].format(value=spoken(value)) for value in values["replaced"].values()]
            words = texts[kind].format(values=texts["separator"].join(quoted))
            actions = [("put_back", lambda: self.put_back(values["replaced"])), ("dismiss", self.clear_notice)]
        elif kind in ("unkept", "not_saved", "cannot_leave", "cleared"):
            words = texts[kind]
            actions = [("dismiss", self.clear_notice)]
        else:
            words = texts[kind].format(title=values["title"] or texts["untitled"])
            actions = [("open_other", self.open_list)]
            if kind not in ("cleared_elsewhere", "deleted_elsewhere"):
                actions.insert(0, ("take_over", lambda: self.host.run(self.drafts.take_over())))
            actions.append(("keep_copy", lambda: self.host.run(self.drafts.keep_copy())))
        self.show_notice(words, actions)

    def show_notice(self, words, actions):
        piece = self.host.document.getElementById("draft-notice").content.cloneNode(True)
        slot(piece, "text").textContent = words
        for name, act in actions:
            button = clone(self.host, "notice-action", {})
            button.textContent = self.texts[name]
            self.host.listen(button, "click", lambda _event, act=act: act())
            slot(piece, "actions").append(button)
        fill(self.host.document.querySelector("[data-draft-notice]"), [piece])

    def offer_undo(self, words, draft):
        """After something took the place of `draft`."""
        self.show_notice(words, [("put_back", lambda: self.put_back(draft, whole=True)), ("dismiss", self.clear_notice)])

    def clear_notice(self):
        self.host.document.querySelector("[data-draft-notice]").textContent = ""

    def put_back(self, replaced, whole=False):
        self.clear_notice()
        self.host.run(self.drafts.replace(replaced if whole else merged(self.drafts.draft, replaced)))

    def read_only(self, held):
        hold(self.host, self.page, held)

    # The list of communities

    def open_list(self):
        if self.drafts.mode == UNKEPT:
            self.notice("unkept", {})
            return
        self.deleted = {}
        self.say("")
        self.host.run(self.show_list())

    async def show_list(self):
        await self.refresh_list()
        self.list.show()

    async def refresh_list(self):
        drafts = self.drafts
        rows = [self.row(drafts.current(), True)]
        rows += [self.row(record, False) for record in await drafts.others()]
        rows += [self.deleted_row(record) for record in self.deleted.values()]
        fill(self.list.part("[data-drafts-list]"), rows)

    def row(self, record, is_open):
        texts = self.texts
        title = record["title"] or texts["untitled"]
        is_ours = record["plan"] == self.drafts.plan
        state = texts["row_open"] if is_open else self.saved_at(record, is_ours)
        piece = clone(self.host, "draft-row", {"title": title, "state": state})
        piece.setAttribute("data-id", record["id"])
        slot(piece, "open").hidden = is_open or not is_ours
        slot(piece, "carry").hidden = not is_ours and record["plan"] not in self.transfer.data["other_editions"]
        for name in ("open", "carry", "rename", "delete"):
            button = slot(piece, name)
            button.setAttribute("aria-label", texts["row_name"].format(action=button.textContent, title=title))
        return piece

    def saved_at(self, record, is_ours):
        time = self.host.moment_words(record["saved_at"])
        other = self.transfer.data["other_editions"].get(record["plan"])
        if is_ours or other is None:
            return self.texts["row_saved"].format(time=time)
        return self.texts["row_of_year"].format(time=time, year=other["year"])

    def deleted_row(self, record):
        words = self.texts["deleted"].format(title=record["title"] or self.texts["untitled"])
        piece = clone(self.host, "draft-deleted", {"words": words})
        piece.setAttribute("data-id", record["id"])
        return piece

    def list_clicked(self, event):
        button = event.target.closest("[data-do]")
        if self.host.is_nothing(button):
            return
        row = button.closest("li")
        draft_id = "" if self.host.is_nothing(row) else row.getAttribute("data-id")
        acts = {
            "new": self.begin_new,
            "open": self.open_draft,
            "carry": self.carry,
            "carry-file": self.carry_file,
            "rename": self.edit_name,
            "rename-done": self.rename,
            "rename-cancel": self.cancel_rename,
            "delete": self.delete,
            "restore": self.restore,
        }
        self.host.run(acts[button.getAttribute("data-do")](draft_id, row))

    async def begin_new(self, _id, _row):
        self.after_leaving(await self.drafts.new(), self.texts["just_now"])

    async def carry(self, draft_id, row):
        """Begin a new one from a draft of the list."""
        title = row.querySelector('[data-slot="title"]').textContent
        record = self.drafts.current()
        if draft_id != record["id"]:
            record = await self.drafts.store.record(draft_id)
        self.list.close()
        await self.transfer.carrying().from_draft(title, record["draft"], record["plan"])

    async def carry_file(self, _id, _row):
        self.list.close()
        self.transfer.choose_base()

    async def open_draft(self, draft_id, row):
        title = row.querySelector('[data-slot="title"]').textContent
        self.after_leaving(await self.drafts.open(draft_id), self.texts["opened"].format(title=title))

    def after_leaving(self, left, words):
        self.list.close()
        if left:
            self.page.say(words)
        else:
            self.cannot_leave()

    def cannot_leave(self):
        self.show_notice(
            self.texts["cannot_leave"],
            [("keep_copy", lambda: self.host.run(self.drafts.keep_copy())), ("dismiss", self.clear_notice)],
        )

    async def edit_name(self, draft_id, row):
        piece = clone(self.host, "draft-rename", {})
        piece.setAttribute("data-id", draft_id)
        box = slot(piece, "name")
        title = row.querySelector('[data-slot="title"]').textContent
        box.value = "" if title == self.texts["untitled"] else title
        row.replaceWith(piece)
        box.focus()
        self.host.listen(box, "keydown", lambda event: self.rename_by_key(event, draft_id, piece))

    def rename_by_key(self, event, draft_id, row):
        if event.key == "Enter" and not event.isComposing:
            event.preventDefault()
            self.host.run(self.rename(draft_id, row))

    async def cancel_rename(self, draft_id, _row):
        await self.refresh_list()
        self.focus_row(draft_id, "rename")

    async def rename(self, draft_id, row):
        name = slot(row, "name").value
        done = await self.drafts.rename(draft_id, name)
        await self.refresh_list()
        self.focus_row(draft_id, "rename")
        self.say(self.texts["renamed" if done else "busy"].format(title=name.strip() or self.texts["untitled"]))

    async def delete(self, draft_id, row):
        title = row.querySelector('[data-slot="title"]').textContent
        record = await self.drafts.delete(draft_id)
        if record is None:
            self.say(self.texts["busy"].format(title=title))
            return
        self.deleted[draft_id] = record
        await self.refresh_list()
        self.list.part('[data-id="' + draft_id + '"] button').focus()
        self.say(self.texts["deleted"].format(title=title))

    async def restore(self, draft_id, _row):
        record = self.deleted.pop(draft_id)
        await self.drafts.restore(record)
        await self.refresh_list()
        self.focus_row(draft_id, "open")
        self.say(self.texts["restored"].format(title=record["title"] or self.texts["untitled"]))

    def focus_row(self, draft_id, name):
        button = self.list.part('[data-id="' + draft_id + '"] [data-slot="' + name + '"]')
        if not self.host.is_nothing(button):
            button.focus()

    def say(self, words):
        self.list.part("[data-drafts-status]").textContent = words

    # Clearing

    def ask_to_clear(self):
        self.host.run(self.clear())

    async def clear(self):
        drafts = self.drafts
        lost = [drafts.current()] if drafts.unsaved else undownloaded([drafts.current()])
        if drafts.mode != UNKEPT:
            lost += undownloaded(await drafts.others())
        items = []
        for record in lost:
            item = self.host.document.createElement("li")
            item.textContent = record["title"] or self.texts["untitled"]
            items.append(item)
        words = self.texts["clear_some"].format(count=len(lost)) if lost else self.texts["clear_none"]
        self.clearing.part("[data-clear-words]").textContent = words
        fill(self.clearing.part("[data-clear-list]"), items)
        box = self.clearing.part("[data-clear-offline]")
        box.checked = False
        if await self.clearing.ask() == "clear":
            if box.checked:
                await self.offline.clear()
            await drafts.clear()
            self.page.say(self.texts["cleared"])


def spoken(value):
    """A draft's value as a person may read it: the start of a long text is enough."""
    words = value if isinstance(value, str) else ", ".join(value)
    return words if len(words) <= 40 else words[:40] + "…"
