"""Photos and attachments on their way into a package and out of one: how many, and whether each is what its hash says, before and after."""

import json

from pyodide_app.ui.binaries import Full, named

MEGABYTE = 1000000


class Changed(Exception):
    """A package does not hold what it was to hold."""


class Enclosing:
    """`texts` are the words of `[enclosing]`."""

    def __init__(self, host, page, binaries, texts):
        self.host = host
        self.page = page
        self.binaries = binaries
        self.texts = texts

    # Out

    async def gathered(self, draft):
        """`(what the papers worker encloses, {entry: hash})`."""
        found = await self.binaries.enclosed(draft)
        contents = {entry: self.host.window.Uint8Array.new(content) for entry, content in found.contents.items()}
        return self.host.to_js(contents), found.hashes

    async def words(self, draft):
        """What a package of this draft would enclose, and what it would lack."""
        if not named(draft):
            return ""
        found = await self.binaries.enclosed(draft)
        said = [self.texts["enclosed"].format(count=len(found.contents))] if found.contents else []
        for kind, names in (("missing", found.missing), ("altered", found.altered)):
            if names:
                said.append(self.texts[kind].format(count=len(names), names=self.texts["between"].join(names)))
        return " ".join(said)

    async def compare(self, package, hashes):
        """Look into a package that was made. Raises Changed where count or hashes are not those of what went in."""
        if hashes and json.loads(await self.page.judge_call("enclosed_digests", package)) != hashes:
            raise Changed

    # In

    async def bring(self, package, answer):
        """Keep what a package encloses; `answer` is what `open_file` said of it. Why that could not be, in one sentence, or ""."""
        hashes = answer.get("enclosed", {})
        if not hashes:
            return ""
        found = await self.page.judge_call("enclosed", package)
        try:
            for entry, digest in hashes.items():
                if await self.binaries.put(self.host.window.Reflect.get(found, entry).slice().buffer) != digest:
                    return self.texts["not_brought"].format(name=entry.partition("/")[2])
        except Full as full:
            if full.left is None:
                return self.texts["full"]
            return self.texts["nearly_full"].format(left=full.left // MEGABYTE)
        return ""

    async def leave(self, answer, used):
        """Forget what was brought by a package that nobody wanted then."""
        await self.binaries.take([digest for digest in answer.get("enclosed", {}).values() if digest not in used])

    def brought_words(self, answer):
        """What became of the files of a package that was opened."""
        if "enclosed" not in answer:
            return ""
        hashes = answer["enclosed"]
        missing = [name for entry, name, _digest in named(answer["draft"]) if entry not in hashes]
        said = [self.texts["brought"].format(count=len(hashes))]
        for kind, names in (("missing", missing), ("differs", answer["altered"])):
            if names:
                said.append(self.texts[kind].format(count=len(names), names=self.texts["between"].join(names)))
        return " ".join(said)
