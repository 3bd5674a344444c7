"""Which findings stand in which list, and what is said beside which control."""

LISTS = ("error", "warning", "missing", "info")
BESIDE = ("error", "warning")
REASONS = "reasons."


def keyed(findings):
    """`[(key, finding)]`: a finding keeps its key as long as its rule finds something at its path."""
    seen = {}
    result = []
    for finding in findings:
        name = finding["rule"] + "@" + finding["path"]
        seen[name] = seen.get(name, 0) + 1
        result.append((name if seen[name] == 1 else name + "#" + str(seen[name]), finding))
    return result


def arranged(findings, attention, due):
    """The list that each finding stands in: `{list: [(key, finding)]}`. `due`: keys that are shown as mistakes already."""
    lists = {name: [] for name in LISTS}
    for key, finding in keyed(findings):
        severity = finding["severity"]
        if severity == "info" or attention.is_due(finding, key in due):
            lists[severity].append((key, finding))
        else:
            lists["missing"].append((key, finding))
    return lists


def beside(lists, reasons):
    """What is said beside each control: `{path: [(rule, severity, message, control of its reason or "")]}`. `reasons` are the controls' names by key."""
    said = {}
    for severity in BESIDE:
        for key, finding in lists[severity]:
            said.setdefault(finding["path"], []).append((finding["rule"], severity, finding["message"], reasons.get(key, "")))
    return said


def reason_names(warnings, draft):
    """The control that takes the reason for each warning: its rule's, or with its path where the rule warns at several.

    A reason that was written for a path stays with its path, even where the rule warns nowhere else any more.
    """
    rules = [finding["rule"] for _key, finding in warnings]
    names = {}
    for key, finding in warnings:
        name = REASONS + finding["rule"]
        with_path = name + "@" + finding["path"]
        names[key] = with_path if rules.count(finding["rule"]) > 1 or draft.get(with_path) else name
    return names


def section_states(sections, lists):
    """The sections of an answer as the page shows them: a `problem` is what is shown as a mistake, `todo` what is missing quietly."""
    counts = {name: {} for name in ("error", "warning", "missing")}
    for name, of in counts.items():
        for _key, finding in lists[name]:
            if name != "missing" or finding["severity"] == "error":
                of[finding["section"]] = of.get(finding["section"], 0) + 1
    shown = {}
    for section, state in sections.items():
        errors, warnings, missing = [of.get(section, 0) for of in counts.values()]
        quiet = "done" if state["state"] == "done" and not missing else "todo"
        shown[section] = {"state": "problem" if errors else quiet, "errors": errors, "warnings": warnings}
    return shown


WORST_FIRST = ("problem", "todo", "done")


def gathered(sections, within):
    """The states of sections with those that are drawn inside another counted to it: it is as far as the worst of them."""
    result = {}
    for section, state in sections.items():
        own = within.get(section, section)
        so_far = result.get(own, {"state": "done", "errors": 0, "warnings": 0})
        result[own] = {name: so_far[name] + state[name] for name in ("errors", "warnings")}
        result[own]["state"] = [each for each in WORST_FIRST if each in (so_far["state"], state["state"])][0]
    return result


def steps(old, new):
    """How a list of keys becomes another: keys to take out, and `[(key, the key it stands behind or None)]` to put in, in order."""
    wanted = set(new)
    kept = [key for key in old if key in wanted]
    placed = []
    position = 0
    before = None
    for key in new:
        if position < len(kept) and kept[position] == key:
            position += 1
        else:
            placed.append((key, before))
            if key in kept[position:]:
                kept.remove(key)
        before = key
    return [key for key in old if key not in wanted], placed
