"""The browser, as the rest of the script gets it. The only module that imports what PyScript and MicroPython offer of it.

All modules are imported at build, into the memory that a page starts with (`site/program_memory.mjs`), where there is no browser yet: what a
module does as it is imported must ask for nothing here.
"""

import json

from pyodide_app.ui.browser import Browser

js = workers = browser = document = None

texts = {}  # the words of the interface, site_src/texts.toml: the build puts them here (site/program.py)


def meet():
    """The page's browser is there from now on. Each page's `begin` calls this first."""
    global js, workers, browser, document
    import js
    import jsffi
    from polyscript import workers

    browser = Browser(js, jsffi)
    document = js.document


def by_id(name):
    return document.getElementById(name)


def one(selector):
    """The first element that fits, or None."""
    return document.querySelector(selector)


def each(selector, within=None):
    return list((document if within is None else within).querySelectorAll(selector))


def create(tag, text="", **attributes):
    """A new element with `text`; _ in an attribute's name stands for -."""
    element = document.createElement(tag)
    if text:
        element.textContent = text
    for name, value in attributes.items():
        element.setAttribute(name.replace("_", "-"), value)
    return element


def drawing(text):
    """The one element of an SVG document, to be put into the page."""
    return document.adoptNode(js.DOMParser.new().parseFromString(text, "image/svg+xml").documentElement)


def draw(tag, text="", **attributes):
    """A new element of a drawing; `kind` is its class."""
    element = document.createElementNS("http://www.w3.org/2000/svg", tag)
    if text:
        element.textContent = text
    for name, value in attributes.items():
        element.setAttribute("class" if name == "kind" else name, str(value))
    return element


def state(name, value):
    """Set `<html data-name=value>`."""
    document.documentElement.setAttribute("data-" + name, value)


def page_json(name):
    """What the build wrote into `<script type="application/json" id=name>`."""
    return json.loads(by_id(name).textContent)


def entries(form):
    """`[name, value]` of everything that a form would send, in one step."""
    return json.loads(js.JSON.stringify(js.Array["from"](js.FormData.new(form))))


async def worker(name):
    """The worker of this name, once it is there."""
    return await js.Reflect.get(workers, name)


async def call(name_of_worker, name, *arguments):
    """What the function `name` of a worker answers; waits until the worker is there."""
    ready = await worker(name_of_worker)
    return await getattr(ready, name)(*arguments)


def start_worker(name, src, config):
    """Begin to load a worker that the page does not hold from the start."""
    document.body.append(create("py-script", worker="", name=name, src=src, config=config))
