"""The one polite status of the page: said where it is seen wherever the page is scrolled to, and read out."""

from pyodide_app.ui import host

SHOWN_FOR = 10000  # ms that a sentence stays which asks for nothing


class Status:
    """What asks for an action, or says that something was refused, stays until it is dismissed or followed by something else."""

    def __init__(self):
        self.place = host.one("[data-status]")
        self.close = host.one("[data-dismiss]")
        self.timer = None
        host.browser.listen(self.close, "click", lambda _event: self.say(""))

    def say(self, words, action_words="", act=None, lasting=False):
        """Say `words`, with a button beside them if there is something to do about it; "" takes back what was said."""
        if self.timer is not None:
            host.browser.cancel(self.timer)
            self.timer = None
        self.place.textContent = words
        self.close.hidden = not words
        if act is not None:
            button = host.create("button", action_words, type="button")
            host.browser.listen(button, "click", lambda _event: act())
            self.place.append(button)
        elif words and not lasting:
            self.timer = host.browser.after(SHOWN_FOR, self.fade)

    def fade(self):
        self.timer = None
        self.say("")
