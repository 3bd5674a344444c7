"""The browser, as the rest of the script gets it. The only module that imports pyscript and js.

What JavaScript throws inside a call cannot be caught in MicroPython: a call that may throw goes through `attempt`. JavaScript's whole numbers
beyond 32 bits arrive cut: what passes through here is text, small numbers, floats and JSON.
"""

import asyncio
import datetime
import json
import time

import js
from pyscript import document, ffi, window, workers

KEEP_BLOB = 60000  # ms that a browser gets to write a download
LOCALE = "zh-Hant-TW-u-ca-roc-hc-h23"

actions = {}


# Elements


def by_id(name):
    return document.getElementById(name)


def one(selector):
    """The first element that fits, or None."""
    return document.querySelector(selector)


def each(selector, within=document):
    return list(within.querySelectorAll(selector))


def create(tag, text="", **attributes):
    """A new element with `text`; _ in an attribute's name stands for -."""
    element = document.createElement(tag)
    if text:
        element.textContent = text
    for name, value in attributes.items():
        element.setAttribute(name.replace("_", "-"), value)
    return element


def page_json(name):
    """What the build wrote into `<script type="application/json" id=name>`."""
    return json.loads(by_id(name).textContent)


def entries(form):
    """`[name, value]` of everything that a form would send, in one step."""
    return json.loads(js.JSON.stringify(js.Array["from"](js.FormData.new(form))))


def label_of(control):
    """A control's label as a person reads it; for a group of boxes that of the group."""
    group = control.closest("fieldset")
    if control.type in ("checkbox", "radio") and group is not None:
        label = group.querySelector("legend")
    else:
        label = control.labels[0] if control.labels.length else None
    return "" if label is None else label.textContent.strip()


def state(name, value):
    """Set `<html data-name=value>`."""
    document.documentElement.setAttribute("data-" + name, value)


def has_failed():
    return document.documentElement.getAttribute("data-app") == "failed"


# Events


def listen(target, kind, act):
    target.addEventListener(kind, ffi.create_proxy(act))


def on_action(name, act):
    """Call `act()` when a button with this `data-action` is pressed, wherever it stands."""
    if not actions:
        listen(document, "click", act_on)
    actions[name] = act


def act_on(event):
    button = event.target.closest("[data-action]")
    if button is not None:
        act = actions.get(button.getAttribute("data-action"))
        if act is not None:
            act()


def on_leaving(act):
    """Call `act()` when the page may be about to go: it is hidden, left or frozen."""
    listen(window, "pagehide", lambda _event: act())
    listen(document, "visibilitychange", lambda _event: act() if document.hidden else None)


def on_drop(act):
    """Call `act(file)` for a file that is dropped anywhere on the page; `<html data-dropping>` while one hovers."""

    def carries_files(event):
        return "Files" in list(event.dataTransfer.types)

    def over(event):
        if carries_files(event):
            event.preventDefault()
            state("dropping", "")

    def drop(event):
        document.documentElement.removeAttribute("data-dropping")
        if carries_files(event):
            event.preventDefault()
            if event.dataTransfer.files.length:
                act(event.dataTransfer.files[0])

    listen(document, "dragover", over)
    listen(document, "drop", drop)
    listen(document, "dragleave", lambda _event: document.documentElement.removeAttribute("data-dropping"))


# JavaScript


def is_nothing(value):
    """Whether a JavaScript value is null, which is None here, or undefined, which is not."""
    return value is None or value == js.undefined


def to_js(value):
    return ffi.to_js(value)


def from_js(value):
    return json.loads(js.JSON.stringify(value))


def promise(executor):
    """A JavaScript promise, which Python can await; `executor(resolve, reject)`."""
    return js.Promise.new(ffi.create_proxy(executor))


def attempt(target, method, *arguments):
    """A promise of what `target.method(*arguments)` gives; what it throws becomes the promise's error."""
    return js.Promise.resolve(None).then(js.Reflect.get(target, method).bind(target, *arguments))


def run(work):
    """Go on with a coroutine beside everything else; what goes wrong in it is said on the console."""
    return asyncio.create_task(watched(work))


async def watched(work):
    try:
        await work
    except Exception as problem:
        report(problem)


def report(problem):
    window.console.error(type(problem).__name__ + ": " + str(problem))


def error_name(problem):
    """The name of a JavaScript error, "" for any other."""
    return problem.args[1] if len(problem.args) > 1 else ""


# Time


def now():
    """Seconds since 1970."""
    return time.time()


def after(milliseconds, act):
    return window.setTimeout(ffi.create_proxy(act), milliseconds)


def cancel(timer):
    window.clearTimeout(timer)


def in_words(seconds, parts):
    return js.Date.new(seconds * 1000.0).toLocaleString(LOCALE, to_js(parts))


def time_words(seconds):
    return in_words(seconds, {"hour": "2-digit", "minute": "2-digit"})


def date_words(seconds):
    return in_words(seconds, {"year": "numeric", "month": "long", "day": "numeric"})


def moment_words(seconds):
    return in_words(seconds, {"month": "long", "day": "numeric", "hour": "2-digit", "minute": "2-digit"})


def days_until(iso):
    """Days from today to a date, 0 on the day itself."""
    now = js.Date.new()
    today = datetime.date(now.getFullYear(), now.getMonth() + 1, now.getDate())
    year, month, day = [int(part) for part in iso.split("-")]
    return datetime.date(year, month, day).toordinal() - today.toordinal()


# This tab and this computer


class Forgetful:
    """Stands in for localStorage where the browser refuses it: keeps until the page goes."""

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


def storage(name):
    """Where cookies are blocked, even asking for the storage throws."""
    return getattr(window, name) if window.navigator.cookieEnabled else Forgetful()


local = storage("localStorage")
session = storage("sessionStorage")


def new_id():
    numbers = window.crypto.getRandomValues(js.Uint8Array.new(16))
    return "".join(["%02x" % numbers[position] for position in range(16)])


def channel(name, heard):
    """A line to the other tabs of this site; `heard(text)` for what they say."""
    line = js.BroadcastChannel.new(name)
    listen(line, "message", lambda event: heard(event.data))
    return line


def ask_to_persist():
    """Ask the browser not to delete what it keeps; some never answer."""
    manager = getattr(window.navigator, "storage", None)
    if manager is not None:
        manager.persist()


def is_fleeting():
    """Whether the browser deletes a site's data after a week without a visit: Safari, unless on the home screen."""
    agent = window.navigator.userAgent
    is_safari = "Safari/" in agent and "Chrome/" not in agent and "Android" not in agent
    return is_safari and not window.matchMedia("(display-mode: standalone)").matches


def site_path(relative):
    """The path of an address relative to the page: "../../" is the site's root, seen from a form."""
    return js.URL.new(relative, document.baseURI).pathname


def download(name, kind, content):
    """Hand a file to the person; `content` is text or a JavaScript buffer."""
    blob = js.Blob.new(to_js([content]), to_js({"type": kind}))
    address = js.URL.createObjectURL(blob)
    create("a", href=address, download=name).click()
    after(KEEP_BLOB, lambda: js.URL.revokeObjectURL(address))


# The workers


async def call(worker, name, *arguments):
    """What the function `name` of a worker answers; waits until the worker is there."""
    ready = await workers[worker]
    return await getattr(ready, name)(*arguments)


def start_worker(name, src, config):
    """Begin to load a worker that the page does not hold from the start."""
    document.body.append(create("py-script", worker="", name=name, src=src, config=config))
