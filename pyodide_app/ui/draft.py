"""The draft, `{path: value}`: text as typed, "true" for a ticked flag, a list of ids for a group of checkboxes.

No key means what stands there from the start: nothing, or the value that the paper prints. "" says that such a value was cleared. A group of
checkboxes that the paper preprints is always there.
"""


def pattern(path):
    """The path with `*` for positions: how the edition's data name it."""
    return ".".join(["*" if part.isdigit() else part for part in path.split(".")])


def ending(path):
    return path.rpartition(".")[2]


class Shape:
    """What the page knows of its controls: `groups` of checkboxes and `defaults`, by pattern; `printed` rows of each table."""

    def __init__(self, groups, defaults, printed):
        self.groups = set(groups)
        self.defaults = defaults
        self.printed = printed
        # Only a path that ends as one of these does can have a pattern in the data: to write those of all controls took 30 ms of a start.
        self.endings = {ending(name) for names in (self.groups, defaults) for name in names if "*" in name}

    def name(self, path):
        """What the data call this path: its pattern if they have it, or the path itself."""
        return pattern(path) if ending(path) in self.endings else path

    def is_group(self, path):
        return path in self.groups or self.name(path) in self.groups

    def default(self, path):
        """What stands there from the start."""
        return self.defaults.get(path if path in self.defaults else self.name(path), "")

    def put(self, draft, path, value):
        """Record a control's value in `draft`."""
        default = self.default(path)
        if (value or "") == default and not isinstance(default, list):
            draft.pop(path, None)
        else:
            draft[path] = value

    def from_entries(self, entries, elsewhere=()):
        """The draft of all controls, out of the `[name, value]` pairs that the form would send. `elsewhere`: preprinted groups of another page."""
        draft = {path: default if path in elsewhere else [] for path, default in self.defaults.items() if isinstance(default, list)}
        for path, value in entries:
            if value == "" and path not in self.defaults and ending(path) not in self.endings:
                continue  # nothing, where nothing stands from the start: most of a start's controls
            if self.is_group(path):
                draft[path] = draft.get(path, []) + [value]
            else:
                self.put(draft, path, value)
        return draft

    def normal(self, draft):
        """A draft from elsewhere as this page would hold it."""
        result = {path: default for path, default in self.defaults.items() if isinstance(default, list)}
        for path, value in draft.items():
            self.put(result, path, value)
        return result

    def rows(self, draft, table):
        """How many rows of a table the page must show for this draft."""
        start = table + "."
        last = -1
        for path in draft:
            if path.startswith(start):
                position = path[len(start) :].partition(".")[0]
                if position.isdigit():
                    last = max(last, int(position))
        return max(self.printed[table], last + 1)

    def table_of(self, path):
        """The table that a path stands in, or None."""
        for table in self.printed:
            if path.startswith(table + "."):
                return table
        return None


def read(control, others, shape):
    """The value of a control as the draft holds it; `others()` are all controls of its name."""
    kind = control.type
    if kind == "checkbox":
        if shape.is_group(control.name):
            return [each.value for each in others() if each.checked]
        return "true" if control.checked else ""
    return control.value


def write(controls, value):
    """Show a draft's value (None: nothing) in the controls of one name."""
    for control in controls:
        kind = control.type
        if kind == "checkbox" or kind == "radio":
            ticked = control.value in value if isinstance(value, list) else control.value == value
            if control.checked != ticked:
                control.checked = ticked
        else:
            text = "" if value is None else str(value)
            if control.value != text:
                control.value = text
