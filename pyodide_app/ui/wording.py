"""The parts of an answer that are no findings, as the page says them."""

ROW_LENGTH = 60


def budget_words(budget, texts):
    """`{(attribute, value of it): text}` for every place that shows a figure of the budget; `texts` are the words of `[budget]`."""
    words = total_words(budget, texts)
    for line, figures in budget["lines"].items():
        words[("data-amount", line)] = money(figures["amount"])
        words[("data-amount-words", line)] = figures["words"] or ""
        words[("data-cap", line)] = figures["cap_words"] or ""
        words[("data-left", line)] = figures["left_words"] or ""
    words[("data-books-total", "")] = budget["books_total_words"] or ""
    return words


def settlement_words(settlement, texts):
    """The same for the settlement."""
    words = total_words(settlement, texts)
    words[("data-approved-total", "")] = money(settlement["approved"])
    words[("data-balance", "")] = money(settlement["balance"])
    words[("data-balance-words", "")] = settlement["words"]
    for line, figures in settlement["lines"].items():
        words[("data-approved", line)] = money(figures["approved"])
        words[("data-difference", line)] = signed(figures["difference"])
        words[("data-difference-words", line)] = figures["difference_words"]
        words[("data-cap", line)] = figures["cap_words"]
        words[("data-left", line)] = figures["left_words"]
    return words


def total_words(shown, texts):
    """What stands at the total of a budget or a settlement, and in the bar."""
    capitals = shown["total_capitals"]
    return {
        ("data-total", ""): shown["total_words"],
        ("data-bar-total", ""): shown["total_words"],
        ("data-total-words", ""): shown["words"],
        ("data-total-capitals", ""): texts["capitals"].format(capitals=capitals) if capitals else "",
    }


def money(amount):
    return "" if amount is None else "{:,}".format(amount)


def signed(amount):
    """A difference with its sign."""
    if not amount:
        return money(amount)
    return ("+" if amount > 0 else "\u2212") + money(abs(amount))


def headroom_words(room, line):
    """The words of a line's headroom, "" where the line's own cap leaves as much and says so already."""
    if room is None or line["over"]:
        return ""
    left = None if line["cap"] is None else line["cap"] - (line["amount"] or 0)
    return "" if left == room["more"] else room["words"]


def row_words(values, texts):
    """A folded row in one line: how it begins."""
    words = texts["between"].join([" ".join(value.split()) for value in values if value.strip()])
    return words if len(words) <= ROW_LENGTH else words[:ROW_LENGTH] + "…"


def task_words(state, texts):
    """What the task list says of a section."""
    counts = [texts[name].format(count=state[name]) for name in ("errors", "warnings") if state[name]]
    return texts["between"].join([texts[state["state"]]] + counts)
