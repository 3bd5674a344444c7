"""Where paths go when the rows of a table move: the draft, and whatever else is kept by path, follows its rows."""

REASONS = "reasons."


def moved(path, table, places):
    """Where a path goes when row `i` of `table` goes to `places[i]`; None where its row is gone."""
    head, at, target = path.partition("@") if path.startswith(REASONS) else ("", "", path)
    if not target.startswith(table + "."):
        return path
    position, dot, rest = target[len(table) + 1 :].partition(".")
    if not position.isdigit() or int(position) not in places:
        return path if not position.isdigit() else None
    return head + at + table + "." + str(places[int(position)]) + dot + rest


def rearranged(draft, table, places):
    """The draft after its rows moved, without the rows that `places` does not name."""
    result = {}
    for path, value in draft.items():
        goes_to = moved(path, table, places)
        if goes_to is not None:
            result[goes_to] = value
    return result


def taken_out(draft, table, position):
    """The part of a draft that belongs to one row."""
    start = table + "." + str(position) + "."
    return {path: value for path, value in draft.items() if path.partition("@")[2].startswith(start) or path.startswith(start)}


def day(words):
    """The calendar day of a date as the worker reads it back (107年9月12日（三）), in an order that can be sorted."""
    numbers = [0]
    for character in words.partition("（")[0]:
        if character.isdigit():
            numbers[-1] = numbers[-1] * 10 + int(character)
        elif numbers[-1]:
            numbers.append(0)
    return numbers


def by_date(table, count, dates, draft):
    """Old positions in the order of their days and beginnings; rows whose date cannot be read stay behind them in their order."""

    def order(position):
        words = dates.get(table + "." + str(position) + ".date")
        start = draft.get(table + "." + str(position) + ".start", "")
        return (0, day(words), start, position) if words else (1, [], "", position)

    return sorted(range(count), key=order)
