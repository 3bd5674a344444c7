"""The official forms as they would be printed, beside the fields: drawn anew when the person pauses, page by page where a page changed.

The papers worker draws. It is asked one thing at a time, and what it answers about an older draft is followed by the newest one. It hands the
shapes of characters out once, a few at a time: they stay in the page for all drawings, until the font is another.
"""

import json

from pyodide_app.ui import host

PAUSE = 500  # ms without a verdict on something new
WIDE = "(width >= 75rem)"  # as in preview.css: elsewhere there is no room for it


class Preview:
    def __init__(self, page, texts, section):
        self.page = page
        self.texts = texts
        self.section = section
        self.state = section.querySelector("[data-preview-state]")
        self.pages = section.querySelector("[data-preview-pages]")
        self.forms = {form.getAttribute("data-preview-form"): form for form in host.each("[data-preview-form]", section)}
        self.form_of = {name: form for form in self.forms.values() for name in form.getAttribute("data-sections").split()}
        self.shown = {form: [] for form in self.forms}  # the digests of the pages that stand there
        self.shapes = {}  # by font
        self.timer = None
        self.due = False
        self.working = False
        self.section_entered = ""
        self.wide = host.browser.window.matchMedia(WIDE)
        page.when("answer", lambda _answer: self.changed())
        host.browser.listen(self.wide, "change", lambda _event: self.changed())
        host.browser.listen(page.form, "focusin", self.entered)

    def changed(self):
        if self.timer is not None:
            host.browser.cancel(self.timer)
        self.timer = host.browser.after(PAUSE, self.paused)

    def paused(self):
        self.timer = None
        self.due = self.wide.matches and not self.section.hidden
        if self.due and not self.working:
            host.browser.run(self.keep_up())

    async def keep_up(self):
        self.working = True
        try:
            while self.due:
                self.due = False
                await self.show()
        except Exception as problem:
            host.browser.report(problem)
            self.say("failed")
        finally:
            self.working = False

    def say(self, name):
        self.state.textContent = self.texts[name]

    async def show(self):
        """Draw the newest draft; what of it is on the screen already stays. Given up where a newer one waits."""
        ask = self.page.papers_call
        if not self.shapes:
            self.say("preparing")
        answer = json.loads(await ask("preview", json.dumps(self.page.draft())))
        digests = {form: [] for form in self.forms}
        for page in answer["pages"]:
            digests[page["form"]].append(page["digest"])
        changed = []
        for form, wanted in digests.items():
            for position, digest in enumerate(wanted):
                if self.shown[form][position : position + 1] != [digest]:
                    while shapes := await ask("shapes", digest):
                        self.keep(answer["font"], host.drawing(shapes))
                    changed.append(self.place(form, position, digest, await ask("drawing", digest)))
                if self.due:
                    return
            self.cut(form, len(wanted))
        self.forget_other_shapes(answer["font"])
        self.say("note")
        if len(changed) == 1:
            self.bring(changed[0])

    def keep(self, font, shapes):
        if font not in self.shapes:
            self.shapes[font] = host.create("div", aria_hidden="true", **{"class": "preview-shapes"})
            self.section.append(self.shapes[font])
        self.shapes[font].append(shapes)

    def forget_other_shapes(self, font):
        for other in [each for each in self.shapes if each != font]:
            self.shapes.pop(other).remove()

    def place(self, form, position, digest, drawing):
        """Put a drawing in its place; answers with the page that it is on."""
        place, shown = self.forms[form], self.shown[form]
        if position == len(shown):
            shown.append("")
            words = self.texts["page"].format(paper=place.getAttribute("data-words"), number=position + 1)
            place.append(host.create("div", role="img", aria_label=words, **{"class": "preview-page"}))
        shown[position] = digest
        page = place.children[position]
        page.replaceChildren(host.drawing(drawing))
        return page

    def cut(self, form, count):
        """A form has no more pages than this."""
        while len(self.shown[form]) > count:
            self.shown[form].pop()
            self.forms[form].lastElementChild.remove()

    def entered(self, event):
        """Show the form that a person goes to."""
        section = event.target.closest("[data-section]")
        name = "" if host.browser.is_nothing(section) else section.getAttribute("data-section")
        if name in self.form_of and name != self.section_entered:
            if self.form_of[name] != self.form_of.get(self.section_entered):
                self.bring(self.form_of[name])
            self.section_entered = name

    def bring(self, place):
        """Scroll the preview, and nothing else, to a page or form of which nothing is in sight."""
        top, height = place.offsetTop, place.offsetHeight
        above, visible = self.pages.scrollTop, self.pages.clientHeight
        if top >= above + visible or top + height <= above:
            self.pages.scrollTop = top
