"""One writer a draft: the right to write is a Web Lock, held for as long as a tab shows the draft as its own.

Where the browser has no Web Locks or refuses them (old, a page without https, no storage) everybody may write, and the revisions of the store
alone keep two tabs from overwriting each other.
"""

import asyncio

from pyodide_app.ui.store import scoped

PATIENCE = 1500  # ms that another tab has to save and to let go before its lock is taken away


class Writer:
    """Holds at most one draft's lock. `lost()` is called when another tab took it away."""

    def __init__(self, host, root, lost):
        self.host = host
        self.root = root
        self.lost = lost
        self.free = None

    async def take(self, draft_id):
        """Whether nobody else held the draft."""
        return await self.request(draft_id, {"ifAvailable": True})

    async def take_over(self, draft_id, ask):
        """Hold the draft whoever has it: `ask()` asks the holder to let go, and one that does not answer loses it."""
        signal = self.host.window.AbortSignal.timeout(PATIENCE)
        ask()
        if not await self.request(draft_id, {"signal": signal}):
            await self.request(draft_id, {"steal": True})

    async def request(self, draft_id, options):
        self.release()
        locks = getattr(self.host.window.navigator, "locks", None)
        if self.host.is_nothing(locks):
            return True
        asked = []
        held = []
        answered = asyncio.Event()

        def hold(lock):
            asked.append(lock)
            answered.set()
            return None if self.host.is_nothing(lock) else self.host.promise(keep)

        def keep(resolve, _reject):
            held.append(resolve)
            self.free = resolve

        def ended(_problem):
            answered.set()
            if held and self.free is held[0]:
                self.free = None
                self.lost()

        name = scoped(self.root, "draft:" + draft_id)
        locks.request(name, self.host.to_js(options), hold).catch(ended)
        await answered.wait()
        refused = not asked and "signal" not in options
        return bool(held) or refused

    def release(self):
        if self.free is not None:
            free, self.free = self.free, None
            free(None)
