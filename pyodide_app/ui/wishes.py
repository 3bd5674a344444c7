"""What somebody types into the planner's panel, as the worker takes it: lines that are fixed, money that is moved, a changed community."""

FREE = "free"
KEEP = "keep"
EXACT = "exact"
RANGE = "range"

FULL_WIDTH_ZERO = 0xFF10


def whole(text):
    """The whole number that was typed, in digits of any width, with or without commas; None for nothing and for anything else."""
    digits = ""
    for character in text:
        if FULL_WIDTH_ZERO <= ord(character) < FULL_WIDTH_ZERO + 10:
            character = chr(ord(character) - FULL_WIDTH_ZERO + ord("0"))
        if character in ",， 　":
            continue
        if not "0" <= character <= "9":
            return None
        digits += character
    return int(digits) if digits else None


def wish(kind, least, most):
    """The wish for one line, None where it is free or where the number is missing that would fix it."""
    if kind == KEEP:
        return KEEP
    if kind == EXACT:
        return least
    if kind == RANGE and (least is not None or most is not None):
        return {"least": least, "most": most}
    return None


def wishes(locks, reading):
    """The planner's wishes out of `[(line, kind, least, most)]`."""
    wished = {line: wish(kind, least, most) for line, kind, least, most in locks}
    return {"lines": {line: each for line, each in wished.items() if each is not None}, "reading": reading}


def with_first(proposals, preferred):
    """The proposals with the one that somebody prefers before the others."""
    return [each for each in proposals if each["id"] == preferred] + [each for each in proposals if each["id"] != preferred]


def factors_of(formula, factors, amount):
    """The factors of a line that come to another amount: how often before how much, and one sum where neither divides it; None where a list makes the line.

    `factors` are the numbers that stand there, None where there is none.
    """
    if formula == "amount":
        return {"amount": amount}
    if formula == "quantity_price":
        counts = ("quantity",)
    elif formula == "persons_sessions_price":
        counts = ("sessions", "persons")
    else:
        return None
    for name in counts + ("unit_price",):
        each = 1
        for other in counts + ("unit_price",):
            if other != name:
                each *= factors.get(other) or 0
        if each and amount % each == 0:
            return {name: amount // each}
    changed = {name: 1 for name in counts}
    changed["unit_price"] = amount
    return changed


def moved_money(lines, source, target, amount):
    """`{path: text}` of a budget in which an amount went from one line to another; None where a line has too little, or cannot be set.

    `lines`: `{line: {"formula", "factors", "amount"}}`.
    """
    if not amount or source == target:
        return None
    values = {}
    for line, after in ((source, lines[source]["amount"] - amount), (target, lines[target]["amount"] + amount)):
        factors = None if after < 0 else factors_of(lines[line]["formula"], lines[line]["factors"], after)
        if factors is None:
            return None
        for name, number in factors.items():
            values["budget.lines." + line + "." + name] = str(number)
    return values
