"""Use without a network: the service worker, how much of the site it keeps, and new versions of it.

The messages are those that the head of `static/sw.js` lists. A version that waits is taken only when the person says so,
after the draft is saved.
"""

JUDGE = "judge"
PAPERS = "papers"
GLYPHS = "glyphs"
OFFERED = {"get_papers": PAPERS, "get_glyphs": GLYPHS}  # what a button fetches
LOADING = {JUDGE: "loading", PAPERS: "loading_papers", GLYPHS: "loading_glyphs"}
CACHES = "plc-planner {root} "  # what the names of the service worker's caches begin with


class Tiers:
    """How much of each tier is kept, as told by the worker's messages."""

    def __init__(self):
        self.bytes = {}
        self.whole = set()
        self.failed = set()

    def hear(self, message):
        kind = message["type"]
        if kind == "status":
            for tier, state in message["tiers"].items():
                self.note(tier, state)
        elif kind == "progress":
            self.note(message["tier"], message)
        elif kind == "filled":
            self.whole.add(message["tier"])
            self.failed.discard(message["tier"])
        elif kind == "failed":
            self.failed.add(message["tier"])

    def note(self, tier, state):
        self.failed.discard(tier)
        self.bytes[tier] = (state["bytesDone"], state["bytes"])
        if state["filesDone"] == state["files"]:
            self.whole.add(tier)

    def percent(self, tier):
        done, total = self.bytes.get(tier, (0, 0))
        return done * 100 // total if total else 0

    def megabytes(self, tier):
        return -(-self.bytes.get(tier, (0, 0))[1] // 1000000)


def state(tiers, wanted, update):
    """What to say and what to offer: `(name of the words, values, name of the button or None)`.

    `wanted`: tiers that were asked for; `update`: a new version waits.
    """
    if update:
        return "update", {}, "update_now"
    if tiers.failed & wanted:
        return "failed", {}, "retry"
    loading = [tier for tier in LOADING if tier in wanted and tier not in tiers.whole]
    printable = PAPERS in tiers.whole and JUDGE in tiers.whole
    if printable and GLYPHS in tiers.whole:
        return "ready_all", {}, None
    if printable and GLYPHS not in loading:
        return "ready", {}, "get_glyphs" if GLYPHS in tiers.bytes else None
    if not tiers.bytes:
        return "waiting", {}, None
    if loading:
        return LOADING[loading[0]], {"percent": tiers.percent(loading[0])}, None
    return "ready_judge", {}, "get_papers"


def spares_data(connection):
    """Whether the person's connection is one on which nothing large is fetched unasked: told to save data, or by mobile network.

    `connection` is the browser's `navigator.connection`, None where the browser has none.
    """
    return connection is not None and (getattr(connection, "saveData", False) is True or getattr(connection, "type", "") == "cellular")


class Offline:
    """The service worker of the site at `root`, and the line `#offline-state`; `texts` are the words of `[offline]`."""

    def __init__(self, host, page, root, texts):
        self.host = host
        self.page = page
        self.root = root
        self.texts = texts
        self.drafts = None
        self.container = getattr(host.window.navigator, "serviceWorker", None)
        self.registration = None
        self.listens = False  # a service worker of ours is there to be asked
        self.tiers = Tiers()
        self.wanted = {JUDGE}
        self.updating = False
        self.replaced = False
        self.controlled = False
        host.on_action("offline", self.act)
        host.listen(host.window, "offline", lambda _event: page.say(texts["offline"]))
        host.listen(host.window, "online", self.back_online)

    async def start(self):
        """Register the worker and ask for the check engine; call it when the page has its first verdict."""
        if self.host.is_nothing(self.container):
            self.show_words(self.texts["unsupported"], None)
            return
        self.controlled = not self.host.is_nothing(self.container.controller)
        self.host.listen(self.container, "message", self.heard)
        self.host.listen(self.container, "controllerchange", lambda _event: self.changed_hands())
        self.container.startMessages()
        self.show()
        try:
            options = self.host.to_js({"scope": self.root, "updateViaCache": "none"})
            registration = await self.container.register(self.root + "sw.js", options)
        except Exception as problem:
            self.host.report(problem)
            self.show_words(self.texts["unsupported"], None)
            return
        if self.host.is_nothing(registration):  # a browser that was told to keep none says yes and has none
            self.show_words(self.texts["unsupported"], None)
            return
        self.registration = registration
        self.host.listen(self.registration, "updatefound", self.found)
        await self.container.ready
        self.listens = True
        self.post({"type": "status"})
        self.fill()
        self.show()

    def found(self, _event):
        """A version is being installed; once it is, it waits for the old one's pages. A page that was busy hears of it only then."""
        if self.host.is_nothing(self.registration.installing):
            self.show()
        else:
            self.host.listen(self.registration.installing, "statechange", lambda _event: self.show())

    def post(self, message):
        self.registration.active.postMessage(self.host.to_js(message))

    def fill(self):
        """Ask for what is wanted and not kept yet; `start` does so once somebody listens."""
        for tier in self.wanted:
            if self.listens and tier not in self.tiers.whole:
                self.post({"type": "fill", "tier": tier})

    def heard(self, event):
        self.tiers.hear(self.host.from_js(event.data))
        if JUDGE in self.tiers.whole and PAPERS not in self.wanted and not spares_data(self.connection()):
            self.wanted.add(PAPERS)
            self.fill()
        self.show()

    def connection(self):
        connection = getattr(self.host.window.navigator, "connection", None)
        return None if self.host.is_nothing(connection) else connection

    def back_online(self, _event):
        self.page.say(self.texts["online"])
        self.fill()

    def waits(self):
        registration = self.registration
        return registration is not None and not self.host.is_nothing(registration.waiting)

    # What is shown

    def show(self):
        name, values, button = state(self.tiers, self.wanted, self.replaced or self.waits())
        label = None
        if button is not None:
            label = self.texts[button].format(size=self.tiers.megabytes(OFFERED.get(button, PAPERS)))
        self.show_words(self.texts[name].format(**values), label)

    def show_words(self, words, label):
        place = self.host.document.getElementById("offline-state")
        text = place.querySelector("[data-offline-text]")
        if text.textContent != words:
            text.textContent = words
        button = place.querySelector("button")
        button.hidden = label is None
        button.textContent = label or ""

    def act(self):
        """The one button does what its words say."""
        if self.replaced or self.waits():
            self.host.run(self.update())
        else:
            _, _, button = state(self.tiers, self.wanted, False)
            if button in OFFERED:
                self.wanted.add(OFFERED[button])
            self.fill()
            self.show()

    # A new version

    async def update(self):
        """Save, then let the waiting version take over; the page comes again with it."""
        if not await self.drafts.flush(strict=True):
            self.drafts.view.notice("not_saved", {})
        elif self.replaced:
            self.host.window.location.reload()
        else:
            self.updating = True
            self.registration.waiting.postMessage(self.host.to_js({"type": "activate"}))

    def changed_hands(self):
        """Another version serves this page now: asked for here, taken by another tab, or the first one there is."""
        if self.updating:
            self.host.window.location.reload()
        elif self.controlled:
            self.replaced = True
            self.show()
        self.controlled = True

    async def clear(self):
        """Forget the files kept for offline use; the site must be fetched again."""
        caches = self.host.window.caches
        for name in await caches.keys():
            if name.startswith(CACHES.format(root=self.root)):
                await caches.delete(name)
        if self.registration is not None:
            await self.registration.unregister()
