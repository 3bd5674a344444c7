"""What a person has dealt with: which findings may be shown as mistakes, and which are only still missing.

A control counts once it was changed and left; a table or a section counts once something in it was changed and the person has gone elsewhere;
everything counts after the check was asked for. While somebody types in a control, no finding is added to it.
"""


class Attention:
    def __init__(self):
        self.checked = False
        self.touched = set()
        self.left = set()
        self.above = set()  # the tables, rows and sections that something in was left
        self.path = ""
        self.section = ""

    def opened(self, paths):
        """Another draft is on the page: what it holds was dealt with before."""
        self.checked = False
        self.touched = set(paths)
        self.forget_left()
        self.add_left(paths)

    def deal_with(self, paths):
        """Values were put into controls at a person's wish: as if each had been changed and left."""
        self.touched.update(paths)
        self.add_left(paths)

    def enter(self, path, section):
        """The focus came to a control."""
        self.path = path
        self.section = section

    def change(self, path):
        self.touched.add(path)

    def leave(self):
        """The focus left the control it was in; whether that lets findings be shown."""
        path, self.path = self.path, ""
        if path in self.touched and path not in self.left:
            self.add_left([path])
        return path in self.touched

    def check(self):
        """The check was asked for."""
        self.checked = True
        self.path = ""
        self.section = ""

    def rearrange(self, move):
        """Rows moved: `move(path)` is the new path or None."""
        self.touched = {move(path) for path in self.touched} - {None}
        left = {move(path) for path in self.left} - {None}
        self.forget_left()
        self.add_left(left)
        self.path = ""

    def forget_left(self):
        self.left = set()
        self.above = set()

    def add_left(self, paths):
        # Asked for each finding at each key: to look through all that was left instead took 8 ms of a key with 190 findings.
        for path in paths:
            self.left.add(path)
            while path:
                path = path.rpartition(".")[0]
                if path in self.above:
                    break
                self.above.add(path)

    def is_due(self, finding, was_due):
        """Whether a finding is shown as a mistake; `was_due`: it is shown so already."""
        path = finding["path"]
        if was_due:
            return True
        if path == self.path and path:
            return False
        if self.checked or path in self.left:
            return True
        if finding["section"] == self.section:
            return False
        return path in self.above
