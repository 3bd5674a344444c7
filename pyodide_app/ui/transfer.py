"""Files out of the page and into it: the data file, the 申請包 with its papers, and the import of any of them.

Nothing here ever blocks a download because of a finding, and no file that is brought in costs what is open.
"""

import json

from pyodide_app.ui.dialogs import Dialog, Panel, clone, fill, slot
from pyodide_app.ui.drafts import ELSEWHERE, STALE, TITLE_PATH, UNKEPT
from pyodide_app.ui.enclosing import Changed
from pyodide_app.ui.reading import hand_over

RAW_FORMAT = "plc-draft/1"  # the draft as the page holds it, where the engine that makes a bundle did not start
IMPORT_LIMIT = 100  # MB; the engine has narrower limits of its own
RAW_LIMIT = 5  # MB
DIFFERENCES_SHOWN = 12
NAME_LENGTH = 40
FORBIDDEN = '\\/:*?"<>|'

JSON_TYPE = "application/json"
PDF_TYPE = "application/pdf"
ZIP_TYPE = "application/zip"
ODF_TYPES = {"odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet"}
EDITABLE = "editable"  # the papers' function whose files hold no data


def file_name(kind, draft, suffix):
    """A name that every file system takes, from what the file is and whose it is: 申請包-青溪國中-語文社群.zip."""
    parts = [kind] + [plain_name(draft.get(path, "")) for path in ("school", TITLE_PATH)]
    return "-".join([part for part in parts if part]) + suffix


def plain_name(words):
    kept = "".join([" " if character in FORBIDDEN or character < " " else character for character in words])
    return " ".join(kept.split())[:NAME_LENGTH].strip(" .")


def raw_file(draft, plan):
    return json.dumps({"format": RAW_FORMAT, "plan": plan, "draft": draft})


def raw_draft(text, plan):
    """The draft of a file that `raw_file` made for this plan, or None for any other text."""
    if RAW_FORMAT not in text[:100]:
        return None
    try:
        held = json.loads(text)
    except ValueError:
        return None
    if not isinstance(held, dict) or held.get("format") != RAW_FORMAT or held.get("plan") != plan:
        return None
    draft = held.get("draft")
    return draft if isinstance(draft, dict) and all(is_value(value) for value in draft.values()) else None


def is_value(value):
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def is_blank(draft, defaults):
    """Whether nothing stands in a draft but what stands in the form from the start."""
    return all(not value or defaults.get(path) == value for path, value in draft.items())


async def read_file(host, page, texts, plan, file, name, bring=None):
    """`{"draft"}` of a file, or `{"refused": sentence}`; `texts` are the words of `[transfer]`.

    `bring(content, answer)` takes in what a package encloses and tells what is wrong with it, if anything.
    """
    size = file.size / 1000000
    if size > IMPORT_LIMIT:
        return {"refused": texts["import_too_large"].format(name=name, size=int(size), limit=IMPORT_LIMIT)}
    if size <= RAW_LIMIT and name.lower().endswith(".json"):
        draft = raw_draft(await file.text(), plan)
        if draft is not None:
            return {"draft": draft}
    if host.has_failed():
        return {"refused": texts["import_not_ready"]}
    try:
        content = await file.arrayBuffer()
        answer = json.loads(await page.judge_call("open_file", name, content))
        problem = None if bring is None else await bring(content, answer)
        return {"refused": problem} if problem else answer
    except Exception as problem:
        host.report(problem)
        return {"refused": texts["import_failed"].format(name=name)}


class Transfer:
    """Answers the page's file buttons; `texts` are all words, `data` what the page knows of itself.

    `enclosing` handles the photos and attachments: the report's papers and package take them along, and every package may bring some.
    """

    def __init__(self, host, page, drafts, panel, enclosing, texts, data):
        self.host = host
        self.page = page
        self.drafts = drafts
        self.panel = panel
        self.texts = texts["transfer"]
        self.carry_texts = texts["carry"]
        self.carrier = None
        panel.transfer = self
        self.data = data
        self.enclosing = enclosing
        self.encloses = data["stage"] == "report"
        self.busy = False
        self.importing = Dialog(host, "import-dialog")
        self.package = Panel(host, "package-dialog")
        self.instead = self.package.part("[data-instead]")
        host.on_action("print", lambda: host.run(self.print_answers()))
        self.chooser = host.document.getElementById("import-file")
        host.on_action("file", lambda: host.run(self.download_data()))
        host.on_action("package", lambda: host.run(self.open_package()))
        host.on_action("import", lambda: self.chooser.click())
        host.listen(self.chooser, "change", self.chosen)
        self.base_chooser = host.document.getElementById("carry-file")
        host.listen(self.base_chooser, "change", self.base_chosen)
        self.chosen(None)  # a file that was chosen before this ran
        host.listen(self.package.element, "click", self.package_clicked)
        host.listen(self.package.element, "change", self.count_mailing)
        host.on_drop(lambda file: host.run(self.receive(file)))

    # The data file

    async def download_data(self):
        draft = self.page.draft()
        try:
            text = await self.page.judge_call("data_file", json.dumps(draft))
            name, words = file_name(self.texts["data_file"], draft, ".json"), "file_saved"
        except Exception:
            text = raw_file(draft, self.drafts.plan)
            name, words = file_name(self.texts["raw_file"], draft, ".json"), "raw_saved"
        self.host.download(name, JSON_TYPE, text)
        self.page.say(self.texts[words].format(name=name))
        await self.drafts.note_download(draft)

    # The papers

    async def open_package(self):
        """Show the answers to check and what comes next, and hand the package over; where a character cannot be printed, only on request."""
        self.status("")
        self.count_mailing(None)
        self.count_days()
        self.part("[data-package-verdict]", "")
        self.part("[data-package-characters]", self.texts["preparing"])
        draft = self.page.draft()
        self.package.part("[data-answers]").textContent = ""
        self.package.show()
        self.part("[data-package-verdict]", await self.verdict_words(draft))
        if self.encloses:
            self.part("[data-package-enclosed]", await self.enclosing.words(draft))
        await self.show_answers(draft)
        if self.host.is_small():
            self.without_papers("papers_too_large")
            return
        try:
            missing = json.loads(await self.page.papers_call("missing_characters", json.dumps(draft)))
        except Exception as problem:
            self.without_papers(self.why(problem))
            return
        self.instead.hidden = True
        names = self.panel.texts["separator"].join([self.quoted(each["character"]) for each in missing])
        words = self.texts["characters_some"].format(characters=names) if missing else self.texts["characters_none"]
        self.part("[data-package-characters]", words)
        if not missing and not self.busy:
            await self.make_package(draft)

    def why(self, problem):
        return "papers_too_large" if self.host.ran_out_of_memory(problem) else "papers_failed"

    def without_papers(self, name):
        """Say why there are no papers, and offer what works without them."""
        self.part("[data-package-characters]", "")
        self.part("[data-instead-words]", self.texts[name])
        self.instead.hidden = False

    def quoted(self, words):
        return self.panel.texts["quoted"].format(value=words)

    async def verdict_words(self, draft):
        try:
            count = json.loads(await self.page.judge_call(self.data["judge"], json.dumps(draft)))["counts"]["error"]
        except Exception:
            return self.texts["verdict_unknown"]
        return self.texts["verdict_errors"].format(count=count) if count else self.texts["verdict_clean"]

    async def show_answers(self, draft):
        """The answers to read through, section by section, each with a way to mend it; nothing where the engine cannot say."""
        sections = await self.answers(draft)
        fill(self.package.part("[data-answers]"), [self.answers_of(section) for section in sections])

    async def answers(self, draft):
        try:
            return json.loads(await self.page.judge_call("answers", json.dumps(draft), self.data["stage"]))
        except Exception:
            return []

    async def print_answers(self):
        """Print what was answered; where the check engine cannot say it in words, the page as it stands."""
        sections = await self.answers(self.page.draft())
        place = self.host.document.getElementById("printed")
        fill(place.querySelector("[data-printed]"), [self.answers_of(section) for section in sections])
        self.host.print_part("answers" if sections else "")

    def answers_of(self, section):
        piece = clone(self.host, "answers-section", {"title": section["title"]})
        rows = []
        for answer in section["answers"]:
            row = clone(self.host, "answers-row", {"label": answer["label"], "value": answer["value"] or self.texts["blank"], "of": answer["label"]})
            link = slot(row, "link")
            link.href = "#" + answer["path"]
            link.setAttribute("data-mend", answer["path"])
            link.setAttribute("data-section", section["section"])
            row.classList.toggle("blank", not answer["value"])
            rows.append(row)
        fill(slot(piece, "rows"), rows)
        return piece

    def package_clicked(self, event):
        link = event.target.closest("[data-mend]")
        if not self.host.is_nothing(link):
            event.preventDefault()
            self.package.close()
            self.page.go_to(link.getAttribute("data-mend"), "section-" + link.getAttribute("data-section"))
            return
        button = event.target.closest("[data-do]")
        if self.host.is_nothing(button) or self.busy:
            return
        draft = self.page.draft()
        if button.getAttribute("data-do") == "package":
            work = self.make_package(draft)
        else:
            name = button.getAttribute("data-file")
            kind = ODF_TYPES.get(name.rpartition(".")[2], PDF_TYPE)
            work = self.make(draft, name, kind, button.getAttribute("data-do"), json.dumps(draft), button.getAttribute("data-form"))
        self.host.run(work)

    async def make_package(self, draft):
        kind = self.data["package"]
        await self.make(draft, file_name(self.texts[kind], draft, ".zip"), ZIP_TYPE, kind, json.dumps(draft))

    async def make(self, draft, name, kind, function, *arguments):
        """Have the print engine make a file, and hand it to the person."""
        self.busy = True
        self.status(self.texts["making"].format(name=name))
        try:
            if self.encloses:
                enclosed, hashes = await self.enclosing.gathered(draft)
                content = await self.page.papers_call(function, *(list(arguments) + [enclosed]))
                if kind == ZIP_TYPE:
                    await self.enclosing.compare(content, hashes)
            else:
                content = await self.page.papers_call(function, *arguments)
            self.host.download(name, kind, content)
        except Changed:
            self.status(self.texts["package_changed"].format(name=name))
            return
        except Exception as problem:
            self.host.report(problem)
            self.status("")
            self.without_papers(self.why(problem))
            return
        finally:
            self.busy = False
        words = self.texts["downloaded"].format(name=name)
        self.status(words)
        self.page.say(words)
        if function != EDITABLE:
            await self.drafts.note_download(draft)

    def part(self, selector, words):
        self.package.part(selector).textContent = words

    def status(self, words):
        self.part("[data-package-status]", words)

    def count_mailing(self, _event):
        boxes = self.host.each("#package-dialog [data-mailing]")
        if not boxes:
            return
        done = len([box for box in boxes if box.checked])
        self.part("[data-mailing-count]", self.texts["mailing"].format(done=done, all=len(boxes)))

    def count_days(self):
        for place in self.host.each("#package-dialog [data-deadline]"):
            days = self.host.days_until(place.getAttribute("data-deadline"))
            name = "days_today" if days == 0 else ("days_left" if days > 0 else "days_over")
            place.textContent = self.texts[name].format(days=abs(days))

    # Import

    def chosen(self, _event):
        files = self.chooser.files
        if files.length:
            self.host.run(self.receive(files[0]))

    async def receive(self, file):
        """Open a file that somebody chose or dropped; whatever it is, what is open stays until the person has answered."""
        name = file.name
        await self.drafts.opened.wait()
        answer = await self.read(file, name)
        self.chooser.value = ""
        if answer.get("plan") in self.data["other_editions"]:
            await self.carrying().from_file(name, file, answer["plan"])
            return
        if "refused" in answer:
            self.page.say(answer["refused"], lasting=True)
            return
        words = await self.place(answer["draft"], name)
        if words in (None, "import_kept"):
            await self.enclosing.leave(answer, await self.drafts.named())
        if words is None:
            return
        said = self.texts[words].format(name=name)
        if words != "import_kept" and "enclosed" in answer:
            said += self.enclosing.brought_words(answer)
            self.page.tell("load")
        self.page.say(said, lasting="enclosed" in answer)

    async def read(self, file, name):
        """`{"draft"}` of a file, with what a package encloses, or `{"refused": sentence}`."""
        if self.drafts.mode in (ELSEWHERE, STALE):
            return {"refused": self.texts["import_read_only"]}
        return await read_file(self.host, self.page, self.texts, self.drafts.plan, file, name, self.enclosing.bring)

    # A new one from an old one

    def carrying(self):
        """What begins a new draft from an old one, loaded when somebody first does so."""
        if self.carrier is None:
            from pyodide_app.ui.carrying import Carrying

            self.carrier = Carrying(self.host, self.page, self.drafts, self.panel, self.carry_texts, self.data["other_editions"])
        return self.carrier

    def choose_base(self):
        self.base_chooser.click()

    def base_chosen(self, _event):
        files = self.base_chooser.files
        if files.length:
            self.host.run(self.begin_from(files[0]))

    async def begin_from(self, file):
        await self.carrying().from_file(file.name, file)
        self.base_chooser.value = ""

    async def place(self, draft, name):
        """Put an imported draft where the person wants it; the words that say what became of it, None where that has been said."""
        here = self.page.draft()
        if draft == here:
            return "imported_same"
        if is_blank(here, self.data["defaults"]):
            await self.drafts.replace(draft)
            return "imported"
        differences = await self.differences(here, draft)
        if differences == []:
            return "imported_same"
        answer = await self.ask(differences or [], name)
        if answer == "carry":
            await self.carrying().from_draft(name, draft, self.drafts.plan)
            return None
        if answer == "both" and await self.drafts.new(draft):
            return "imported"
        if answer == "view":
            hand_over(self.host, draft, name)
        if answer == "replace":
            await self.drafts.replace(draft)
            self.panel.offer_undo(self.texts["imported"].format(name=name), here)
            return "imported"
        return "import_kept"

    async def differences(self, here, there):
        """Where two drafts differ, in words; None where the engine cannot say."""
        try:
            return json.loads(await self.page.judge_call("compare", json.dumps(here), json.dumps(there)))
        except Exception:
            return None

    async def ask(self, differences, name):
        dialog = self.importing
        title = self.drafts.current_title() or self.panel.texts["untitled"]
        dialog.part("[data-import-words]").textContent = self.texts["import_words"].format(name=name, title=title)
        rows = [clone(self.host, "import-row", self.cells(each)) for each in differences[:DIFFERENCES_SHOWN]]
        fill(dialog.part("[data-import-rows]"), rows)
        dialog.part(".table-scroll").hidden = not rows
        more = len(differences) - len(rows)
        dialog.part("[data-import-more]").textContent = self.texts["import_more"].format(count=more) if more else ""
        dialog.part('[data-answer="both"]').hidden = self.drafts.mode == UNKEPT
        return await dialog.ask()

    def cells(self, difference):
        empty = self.texts["empty"]
        return {
            "label": difference["label"],
            "here": difference["here"] or empty,
            "there": difference["there"] or empty,
        }
