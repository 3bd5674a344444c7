"""Pictures made small by a worker of ours, and the names under which files are kept."""

PATIENCE = 60000  # ms for one picture; a browser that runs out of memory may never answer
NAME_LENGTH = 60
FORBIDDEN = '\\/:*?"<>|'
INVISIBLE = ((0x7F, 0x9F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2066, 0x2069), (0xD800, 0xDFFF))
UNNAMED = "file"
JPEG = "jpg"


def suffix_of(name):
    """How a file's name ends, in lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_safe(character):
    return character >= " " and character not in FORBIDDEN and not any(first <= ord(character) <= last for first, last in INVISIBLE)


def safe_name(name, suffix, taken):
    """A name that every file system and a package take, as like `name` as can be, ending with `suffix`, and none of `taken`."""
    stem = name.rpartition(".")[0] if "." in name else name
    kept = " ".join("".join([character if is_safe(character) else " " for character in stem]).split())
    while ".." in kept:
        kept = kept.replace("..", ".")
    kept = kept.strip(" .")[:NAME_LENGTH].strip(" .") or UNNAMED
    others = {each.lower() for each in taken}
    result, number = kept + "." + suffix, 1
    while result.lower() in others:
        number += 1
        result = kept + "-" + str(number) + "." + suffix
    return result


class Unreadable(Exception):
    """A file that is no whole picture, of a kind that this browser does not know, or too large for its memory."""


class Shrinker:
    """One worker, from the first picture until `rest`: it holds the memory of the largest picture that it has seen."""

    def __init__(self, host, address):
        self.host = host
        self.address = address
        self.worker = None

    async def shrink(self, file, side, per_cent):
        """A buffer with the picture as JPEG: upright, `side` pixels at most on the longer side, nothing in it but the picture. Raises Unreadable."""
        if self.worker is None:
            self.worker = self.host.window.Worker.new(self.address)
        worker = self.worker

        def ask(resolve, _reject):
            timer = self.host.after(PATIENCE, lambda: resolve(None))

            def answered(event):
                self.host.cancel(timer)
                resolve(getattr(event, "data", None))

            worker.onmessage = answered
            worker.onerror = answered
            worker.postMessage(self.host.to_js({"file": file, "side": side, "quality": per_cent / 100}))

        answer = await self.host.promise(ask)
        if self.host.is_nothing(answer):
            self.rest()
            raise Unreadable
        if not self.host.is_nothing(getattr(answer, "problem", None)):
            raise Unreadable
        return answer.bytes

    def rest(self):
        """Give the worker's memory back."""
        if self.worker is not None:
            self.worker.terminate()
            self.worker = None
