"""The button that shows the official forms beside the fields. What it shows is imported when it is wanted first."""

from pyodide_app.ui import host
from pyodide_app.ui.store import scoped

ON = "on"


class PreviewSwitch:
    """Remembered on this computer from visit to visit; `texts` are the words of `[preview]`, `root` is the path of the site."""

    def __init__(self, page, texts, root):
        self.page = page
        self.texts = texts
        self.kept_as = scoped(root, "preview")
        self.button = host.one('[data-action="preview"]')
        self.section = host.by_id("preview")
        self.preview = None
        host.browser.on_action("preview", self.switch)
        page.when("answer", lambda _answer: self.remember())

    def remember(self):
        """Once the first verdict stands, so that nothing is shown before it that makes it wait."""
        if self.preview is None and self.section.hidden and host.browser.local.getItem(self.kept_as) == ON:
            self.turn(True)

    def switch(self):
        is_on = self.section.hidden
        if is_on:
            host.browser.local.setItem(self.kept_as, ON)
        else:
            host.browser.local.removeItem(self.kept_as)
        self.turn(is_on)

    def turn(self, is_on):
        self.section.hidden = not is_on
        self.button.setAttribute("aria-pressed", "true" if is_on else "false")
        host.document.documentElement.toggleAttribute("data-preview", is_on)
        if is_on and self.preview is None:
            from pyodide_app.ui.preview import Preview

            self.preview = Preview(self.page, self.texts, self.section)
        if is_on:
            self.preview.changed()
