"""What the browser offers beyond the page's own controls, in the words of Python. `window` and `ffi` come from `host`.

JavaScript's undefined is not None in MicroPython, its whole numbers beyond 32 bits arrive cut, and what a call throws at
once cannot be caught: what passes through here is text, small numbers and JSON, and calls that may throw go by `attempt`.
"""

import asyncio
import datetime
import json
import time

SMALL, LITTLE = 1, 2  # GB
KEEP_BLOB = 60000  # ms that a browser gets to write a download


class Browser:
    """One for each page."""

    def __init__(self, window, ffi):
        # What is imported as `js` is a module, whose functions do not know what they belong to: listening needs the real one.
        # Timers need the module, as asyncio calls them so: MicroPython remembers of a function how it was first called.
        self.module = window
        self.window = window.window
        self.document = window.document
        self.ffi = ffi
        # Where cookies are blocked, even asking for the storage throws.
        self.local = window.localStorage if window.navigator.cookieEnabled else Forgetful()
        self.session = window.sessionStorage if window.navigator.cookieEnabled else Forgetful()
        self.actions = {}
        self.drops = {}
        self.listen(self.document, "click", self.clicked)

    # JavaScript

    def is_nothing(self, value):
        """Whether a JavaScript value is null or undefined."""
        return value is None or value == self.window.undefined

    def to_js(self, value):
        return self.ffi.to_js(value)

    def from_js(self, value):
        return json.loads(self.window.JSON.stringify(value))

    def promise(self, executor):
        return self.window.Promise.new(self.ffi.create_proxy(executor))

    def attempt(self, target, method, *arguments):
        """A promise of `target.method(*arguments)`: what it throws becomes the promise's rejection, which Python can catch."""
        reflect = self.window.Reflect
        call = reflect.get(target, method)
        bound = reflect.apply(reflect.get(call, "bind"), call, self.to_js([target] + list(arguments)))
        return self.window.Promise.resolve(None).then(bound)

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
        return self.module.setTimeout(self.ffi.create_proxy(act), milliseconds)

    def cancel(self, timer):
        self.module.clearTimeout(timer)

    def in_words(self, seconds, parts):
        return self.window.Date.new(seconds * 1000.0).toLocaleString("zh-Hant-TW-u-ca-roc", self.to_js(parts))

    def time_words(self, seconds):
        return self.in_words(seconds, {"hour": "2-digit", "minute": "2-digit", "hourCycle": "h23"})

    def date_words(self, seconds):
        return self.in_words(seconds, {"year": "numeric", "month": "long", "day": "numeric"})

    def moment_words(self, seconds):
        parts = {"month": "long", "day": "numeric", "hour": "2-digit", "minute": "2-digit", "hourCycle": "h23"}
        return self.in_words(seconds, parts)

    def days_until(self, iso):
        """Days from today to a date, 0 on the day itself."""
        now = self.window.Date.new()
        today = datetime.date(now.getFullYear(), now.getMonth() + 1, now.getDate())
        year, month, day = [int(part) for part in iso.split("-")]
        return datetime.date(year, month, day).toordinal() - today.toordinal()

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
        """Call `act(file)` for a file that is dropped anywhere on the page but on a place of `take_drops`; `<html data-dropping>` while one hovers."""
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
                files = [file for file in event.dataTransfer.files]
                places = [place for place in self.drops if not self.is_nothing(event.target.closest(place))]
                if files and places:
                    self.drops[places[0]](files)
                elif files:
                    act(files[0])

        self.listen(self.document, "dragover", over)
        self.listen(self.document, "drop", drop)
        self.listen(self.document, "dragleave", lambda _event: page.removeAttribute("data-dropping"))

    def take_drops(self, place, act):
        """Call `act(files)` for files that are dropped within an element that fits the selector `place`."""
        self.drops[place] = act

    def each(self, selector):
        return [element for element in self.document.querySelectorAll(selector)]

    def label_of(self, control):
        """A control's label as a person reads it; for a group of boxes that of the group."""
        group = control.closest("fieldset")
        if control.type in ("checkbox", "radio") and not self.is_nothing(group):
            label = group.querySelector("legend")
        else:
            label = control.labels[0] if control.labels.length else None
        if self.is_nothing(label):
            return ""
        bare = label.cloneNode(True)
        for extra in bare.querySelectorAll(".field-required, .field-note"):
            extra.remove()
        return bare.textContent.strip()

    def gigabytes(self):
        """The device's memory as far as it says: 8 at most, and 8 where the browser does not say."""
        memory = getattr(self.window.navigator, "deviceMemory", None)
        return 8 if self.is_nothing(memory) else memory

    def is_small(self):
        """Whether the print engine, which takes some 140 MB for itself, would hardly fit."""
        return self.gigabytes() <= SMALL

    def has_little_memory(self):
        """Whether nothing large is to be started unasked."""
        return self.gigabytes() <= LITTLE

    def ran_out_of_memory(self, problem):
        """Whether a worker failed for want of memory: said in words, in Python's name for it, or as code that cannot be compiled."""
        words = " ".join([str(part) for part in problem.args]).lower()
        return "memory" in words or "rangeerror" in words or "compileerror" in words

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

    async def sha256(self, content):
        """The SHA-256 of a buffer in hex digits; the browser counts it beside the page's own work."""
        digest = await self.window.crypto.subtle.digest("SHA-256", content)
        return "".join(["%02x" % byte for byte in bytes(self.window.Uint8Array.new(digest))])

    def bytes_of(self, content):
        """A function that reads a few bytes of a buffer, as Python wants them: `read(start, count)`. Each byte takes some µs on its way."""
        array = self.window.Uint8Array.new(content)
        return lambda start, count: bytes(array.subarray(start, start + count))

    def address_of(self, content):
        """A `blob:` address of a buffer, for as long as it is not forgotten."""
        return self.window.URL.createObjectURL(self.window.Blob.new(self.to_js([content])))

    def forget(self, address):
        self.window.URL.revokeObjectURL(address)

    async def room(self):
        """The bytes that this site may still keep, or None where the browser does not say."""
        storage = getattr(self.window.navigator, "storage", None)
        if self.is_nothing(storage) or self.is_nothing(getattr(storage, "estimate", None)):
            return None
        estimate = self.from_js(await storage.estimate())
        quota = estimate.get("quota")
        return None if quota is None else max(0, quota - estimate.get("usage", 0))

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

    def address(self, relative):
        """The whole address of one relative to the page, for a worker, which stands elsewhere."""
        return self.window.URL.new(relative, self.document.baseURI).href

    def print_part(self, name):
        """Print the page, or the part of it that the style sheets leave where `<html data-printing>` has this name.

        The name goes after the printing and not with this call: a telephone prints later than it says.
        """
        page = self.document.documentElement
        page.setAttribute("data-printing", name)
        self.window.addEventListener("afterprint", self.ffi.create_proxy(lambda _event: page.removeAttribute("data-printing")), self.to_js({"once": True}))
        self.window.print()

    async def text_at(self, relative):
        """The text of a file of the site. Raises OSError where it does not come."""
        response = await self.window.fetch(self.address(relative))
        if not response.ok:
            raise OSError(relative)
        return await response.text()

    def download(self, name, kind, content):
        """Hand a file to the person; `content` is text or a JavaScript buffer."""
        blob = self.window.Blob.new(self.to_js([content]), self.to_js({"type": kind}))
        address = self.window.URL.createObjectURL(blob)
        link = self.document.createElement("a")
        link.href = address
        link.download = name
        link.click()
        self.after(KEEP_BLOB, lambda: self.window.URL.revokeObjectURL(address))


class Forgetful:
    """Stands in for localStorage where the browser gives none: keeps until the page goes."""

    def __init__(self):
        self.values = {}

    @property
    def length(self):
        return len(self.values)

    def key(self, position):
        return list(self.values)[position]

    def getItem(self, name):
        return self.values.get(name)

    def setItem(self, name, value):
        self.values[name] = value

    def removeItem(self, name):
        self.values.pop(name, None)
