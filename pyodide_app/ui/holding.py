"""A form that may only be read: its controls are held, and given back one by one."""

ACTS = ("add", "remove", "move", "sort", "take-over", "unanswer", "reason", "forget-reason", "adds-files")
CONTROLS = ", ".join(["#form [name]"] + ["#form [data-" + each + "]" for each in ACTS])
MARK = "data-held"  # controls that were turned off for this, so that no others are turned on


def hold(host, page, held):
    """Keep the form's controls from being changed, or give back those that this took."""
    page.held = held
    for control in host.each(CONTROLS):
        if held and not control.hasAttribute(MARK):
            if is_text(control) and not control.readOnly:
                control.readOnly = True
                control.setAttribute(MARK, "")
            elif not is_text(control) and not control.disabled:
                control.disabled = True
                control.setAttribute(MARK, "")
        elif not held and control.hasAttribute(MARK):
            control.removeAttribute(MARK)
            if is_text(control):
                control.readOnly = False
            else:
                control.disabled = False


def is_text(control):
    return control.tagName == "TEXTAREA" or (control.tagName == "INPUT" and control.type not in ("checkbox", "radio"))
