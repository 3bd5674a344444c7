"""Where what stands in the report came from. What a draft could take over is compared with what it holds, so that nothing need be remembered."""


def stripped(draft, parts):
    """The draft without these parts of the year's end: what the application alone can give."""
    return {path: value for path, value in draft.items() if not path.startswith(parts)}


def rows_of(values, table):
    """`{position: {column: value}}` of a table in a flat draft; lists of ids are left out, they say little."""
    rows = {}
    start = table + "."
    for path, value in values.items():
        if path.startswith(start) and isinstance(value, str):
            position, _dot, column = path[len(start) :].partition(".")
            if position.isdigit() and column:
                rows.setdefault(int(position), {})[column] = value
    return rows


def likeliest(row, position, sources):
    """The position in `sources` that a row was taken over from: the one with most in common, at its own position where that is equal; None where nothing is."""
    best, most = None, (0, False)
    for at, source in sources.items():
        common = len([1 for column, value in row.items() if source.get(column) == value])
        if common and (common, at == position) > most:
            best, most = at, (common, at == position)
    return best


def origins(draft, given, tables):
    """`{place: path it came from}`: a place is a control outside the tables, or a row as a whole. `given` is `{path: {"value", "from"}}`."""
    found = {}
    values = {path: each["value"] for path, each in given.items()}
    for table in tables:
        sources = rows_of(values, table)
        for position, row in rows_of(draft, table).items():
            at = likeliest(row, position, sources)
            if at is not None:
                column = [each for each in row if sources[at].get(each) == row[each]][0]
                found[table + "." + str(position)] = given[table + "." + str(at) + "." + column]["from"]
    for path, each in given.items():
        if draft.get(path) == each["value"] and not path.startswith(tuple([table + "." for table in tables])):
            found[path] = each["from"]
    return found
