"""Dialogs and cloned pieces of HTML: every word comes in as text, never as markup."""

import asyncio


def clone(host, template_id, values):
    """The one element of a `<template>`, with `values` as the text of its `data-slot` elements."""
    piece = host.document.getElementById(template_id).content.firstElementChild.cloneNode(True)
    for name in values:
        slot(piece, name).textContent = values[name]
    return piece


def slot(piece, name):
    return piece.querySelector('[data-slot="' + name + '"]')


def fill(place, pieces):
    """Put `pieces` in `place` instead of what is there."""
    place.textContent = ""
    for piece in pieces:
        place.append(piece)


class Dialog:
    """A modal `<dialog>`: its buttons with `data-answer` close it, Esc answers "" as 取消 does."""

    def __init__(self, host, element_id):
        self.host = host
        self.element = host.document.getElementById(element_id)
        self.closed = None
        host.listen(self.element, "click", self.clicked)
        host.listen(self.element, "close", self.ended)

    def part(self, selector):
        return self.element.querySelector(selector)

    def show(self):
        self.element.returnValue = ""
        if not self.element.open:
            self.element.showModal()

    async def ask(self):
        """The answer of the button that closed the dialog."""
        self.closed = asyncio.Event()
        self.show()
        await self.closed.wait()
        return self.element.returnValue

    def close(self):
        self.element.close()

    def clicked(self, event):
        button = event.target.closest("[data-answer]")
        if not self.host.is_nothing(button):
            self.element.close(button.getAttribute("data-answer"))

    def ended(self, _event):
        if self.closed is not None:
            self.closed.set()


class Panel(Dialog):
    """A `<dialog>` that stands in the page: everything around it stays in use. Esc closes it, and the browser gives the focus back."""

    def __init__(self, host, element_id):
        super().__init__(host, element_id)
        host.listen(self.element, "keydown", self.key)

    def show(self):
        if not self.element.open:
            self.element.show()
        self.part("h2").focus()

    def key(self, event):
        if event.key == "Escape":
            self.element.close()
