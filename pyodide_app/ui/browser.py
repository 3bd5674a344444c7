"""What the browser offers beyond the page's own controls, in the words of Python. `window` and `ffi` come from `host`.

JavaScript's null and undefined are not None in MicroPython, and its whole numbers beyond 32 bits arrive cut: what passes
through here is text, small numbers and JSON.
"""

import asyncio
import json
import time

KEEP_BLOB = 60000  # ms that a browser gets to write a download


class Browser:
    """One for each page."""

    def __init__(self, window, ffi):
        self.window = window
        self.document = window.document
        self.ffi = ffi
        self.local = Shelf(window, "localStorage", self.is_nothing)
        self.session = Shelf(window, "sessionStorage", self.is_nothing)
        self.actions = {}
        self.listen(self.document, "click", self.clicked)

    # JavaScript

    def is_nothing(self, value):
        return value is None or self.ffi.is_none(value) or value == self.ffi.jsnull

    def to_js(self, value):
        return self.ffi.to_js(value)

    def from_js(self, value):
        return json.loads(self.window.JSON.stringify(value))

    def promise(self, executor):
        return self.window.Promise.new(self.ffi.create_proxy(executor))

    def run(self, work):
        """Start a coroutine; what goes wrong in it is said on the console."""
        return asyncio.create_task(self.watched(work))

    async def watched(self, work):
        try:
            await work
        except Exception as problem:
            self.report(problem)

    def report(self, problem):
        self.window.console.error(type(problem).__name__ + ": " + str(problem))

    def error_name(self, problem):
        """The name of a JavaScript error, "" for any other."""
        return problem.args[1] if len(problem.args) > 1 else ""

    # Time

    def now(self):
        return time.time()

    def after(self, milliseconds, act):
        return self.window.setTimeout(self.ffi.create_proxy(act), milliseconds)

    def cancel(self, timer):
        self.window.clearTimeout(timer)

    def local_time(self, seconds):
        """Parts of a moment on this computer's clock, to be put into words."""
        date = self.window.Date.new(seconds * 1000.0)
        return {
            "year": date.getFullYear() - 1911,
            "month": date.getMonth() + 1,
            "day": date.getDate(),
            "hour": date.getHours(),
            "minute": two_digits(date.getMinutes()),
        }

    def days_until(self, iso):
        """Days from today to a date, 0 on the day itself."""
        today = self.window.Date.new()
        midnight = self.window.Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())
        year, month, day = [int(part) for part in iso.split("-")]
        return self.window.Math.round((self.window.Date.UTC(year, month - 1, day) / 1.0 - midnight) / 86400000.0)

    # Elements and events

    def listen(self, target, kind, act):
        target.addEventListener(kind, self.ffi.create_proxy(act))

    def on_action(self, name, act):
        """Call `act()` when a button with this `data-action` is pressed, wherever it stands."""
        self.actions[name] = act

    def clicked(self, event):
        button = event.target.closest("[data-action]")
        if not self.is_nothing(button):
            act = self.actions.get(button.getAttribute("data-action"))
            if act is not None:
                act()

    def on_leaving(self, act):
        """Call `act()` when the page may be about to go: it is hidden, left or frozen."""
        self.listen(self.window, "pagehide", lambda _event: act())
        self.listen(self.document, "visibilitychange", lambda _event: act() if self.document.hidden else None)

    def on_drop(self, act):
        """Call `act(file)` for a file that is dropped anywhere on the page; `<html data-dropping>` while one hovers."""
        page = self.document.documentElement

        def carries_files(event):
            return "Files" in [kind for kind in event.dataTransfer.types]

        def over(event):
            if carries_files(event):
                event.preventDefault()
                page.setAttribute("data-dropping", "")

        def drop(event):
            page.removeAttribute("data-dropping")
            if carries_files(event):
                event.preventDefault()
                if event.dataTransfer.files.length:
                    act(event.dataTransfer.files[0])

        self.listen(self.document, "dragover", over)
        self.listen(self.document, "drop", drop)
        self.listen(self.document, "dragleave", lambda _event: page.removeAttribute("data-dropping"))

    def each(self, selector):
        return [element for element in self.document.querySelectorAll(selector)]

    def label_of(self, control):
        """A control's label as a person reads it; for a group of boxes that of the group."""
        group = control.closest("fieldset")
        if control.type in ("checkbox", "radio") and not self.is_nothing(group):
            label = group.querySelector("legend")
        else:
            label = control.labels[0] if control.labels.length else None
        return "" if self.is_nothing(label) else label.textContent.strip()

    def has_failed(self):
        return self.document.documentElement.getAttribute("data-app") == "failed"

    # The computer

    def channel(self, name, heard):
        """A line to the other tabs of this site; `heard(text)`."""
        channel = self.window.BroadcastChannel.new(name)
        self.listen(channel, "message", lambda event: heard(event.data))
        return channel

    def new_id(self):
        numbers = self.window.crypto.getRandomValues(self.window.Uint8Array.new(16))
        return "".join(["%02x" % numbers[position] for position in range(16)])

    def ask_to_persist(self):
        """Ask the browser not to delete what it keeps; some never answer."""
        storage = getattr(self.window.navigator, "storage", None)
        if not self.is_nothing(storage):
            storage.persist()

    def is_fleeting(self):
        """Whether the browser deletes a site's data after a week without a visit: Safari, unless on the home screen."""
        agent = self.window.navigator.userAgent
        is_safari = "Safari/" in agent and "Chrome/" not in agent and "Android" not in agent
        return is_safari and not self.window.matchMedia("(display-mode: standalone)").matches

    def path(self, relative):
        """The path of an address relative to the page: "../../" is the site's root, seen from a form."""
        return self.window.URL.new(relative, self.document.baseURI).pathname

    def download(self, name, kind, content):
        """Hand a file to the person; `content` is text or a JavaScript buffer."""
        blob = self.window.Blob.new(self.to_js([content]), self.to_js({"type": kind}))
        address = self.window.URL.createObjectURL(blob)
        link = self.document.createElement("a")
        link.href = address
        link.download = name
        link.click()
        self.after(KEEP_BLOB, lambda: self.window.URL.revokeObjectURL(address))


class Shelf:
    """localStorage or sessionStorage, or nothing that lasts where the browser refuses them."""

    def __init__(self, window, name, is_nothing):
        self.is_nothing = is_nothing
        self.held = {}
        try:
            self.storage = getattr(window, name)
            self.storage.length
        except Exception:
            self.storage = None

    def names(self):
        if self.storage is None:
            return list(self.held)
        return [self.storage.key(position) for position in range(self.storage.length)]

    def get(self, name):
        if self.storage is None:
            return self.held.get(name)
        value = self.storage.getItem(name)
        return None if self.is_nothing(value) else value

    def set(self, name, value):
        """Keep a text if there is room: what stands here is a second copy, so a full disk is no error."""
        try:
            self.storage.setItem(name, value)
        except Exception:
            self.held[name] = value

    def remove(self, name):
        self.held.pop(name, None)
        if self.storage is not None:
            self.storage.removeItem(name)


def two_digits(number):
    return "%02d" % number
