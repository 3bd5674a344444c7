"""The findings on the page: one element each in exactly one list, copies beside their controls. Only what changed is touched."""

from pyodide_app.ui import host
from pyodide_app.ui.arrangement import BESIDE, LISTS, arranged, beside, section_states, steps
from pyodide_app.ui.reasons import Reasons


class Item:
    """One finding's element, with the parts of it that may change."""

    def __init__(self, finding, texts, clause_url):
        self.finding = finding
        self.element = host.create("li", data_rule=finding["rule"], data_severity=finding["severity"], data_path=finding["path"])
        self.element.className = "finding"
        self.message = host.create("p", finding["message"])
        links = host.create("p")
        links.className = "finding-links"
        links.append(
            host.create("a", texts["to_field"], href="#" + (finding["path"] or "section-" + finding["section"]), data_to=finding["path"]),
            host.create("a", finding["clause"], href=clause_url),
        )
        self.element.append(self.message, links)
        if finding["kind"] == "derived":
            badge = host.create("span", texts["derived"])
            badge.className = "badge"
            links.prepend(badge)
        self.element.append(words_of_the_clause(finding, texts))
        self.reason = None  # of a warning, see Reasons

    def update(self, finding):
        if finding["message"] != self.finding["message"]:
            self.message.textContent = finding["message"]
        self.finding = finding


def words_of_the_clause(finding, texts):
    details = host.create("details")
    quote = host.create("blockquote", finding["quote"]) if finding["quote"] else host.create("p", texts["no_quote"])
    details.append(host.create("summary", texts["words"]), quote)
    return details


class Findings:
    """The panel, the messages beside the controls and the counts. `texts` are the words of `[findings]`."""

    def __init__(self, page, texts, root):
        self.page = page
        self.texts = texts
        self.root = root
        self.items = {}
        self.orders = {name: [] for name in LISTS}
        self.said = {}
        self.due = set()
        self.lists = {name: [] for name in LISTS}
        self.remarks = None
        self.summary = None
        self.reasons = Reasons(page, texts)
        self.places = {name: host.one('[data-list="' + name + '"]') for name in LISTS}

    def show(self, answer):
        lists = self.lists = arranged(answer["findings"], self.page.attention, self.due)
        self.due = {key for name in BESIDE for key, _finding in lists[name]}
        for name in LISTS:
            self.show_list(name, lists[name])
        self.forget(lists)
        names = self.reasons.show([(key, self.items[key]) for key, _finding in lists["warning"]], answer["past_reasons"])
        self.show_beside(beside(lists, names))
        self.show_summary(lists, answer["counts"]["error"])
        self.show_remarks(answer["remarks"])

    def sections(self, sections):
        """The states of an answer's sections, as far as the page says them aloud."""
        return section_states(sections, self.lists)

    def show_list(self, name, keyed_findings):
        keys = [key for key, _finding in keyed_findings]
        for key, finding in keyed_findings:
            item = self.items.get(key)
            if item is None or item.finding["severity"] != finding["severity"]:
                self.items[key] = Item(finding, self.texts, self.root + finding["clause_url"])
            elif item.finding != finding:
                item.update(finding)
        if keys == self.orders[name]:
            return
        gone, placed = steps(self.orders[name], keys)
        place = self.places[name]
        for key in gone:
            element = self.items[key].element
            if element.parentNode == place:
                element.remove()
        for key, before in placed:
            if before is None:
                place.prepend(self.items[key].element)
            else:
                self.items[before].element.after(self.items[key].element)
        self.orders[name] = keys
        host.one('[data-count="' + name + '"]').textContent = str(len(keys))
        host.one('[data-group="' + name + '"]').hidden = not keys

    def forget(self, lists):
        shown = set()
        for name in LISTS:
            shown.update([key for key, _finding in lists[name]])
        for key in [key for key in self.items if key not in shown]:
            del self.items[key]

    def show_beside(self, said):
        for path in list(self.said):
            if path not in said:
                self.say_beside(path, [])
        for path, messages in said.items():
            if self.said.get(path) != messages:
                self.say_beside(path, messages)

    def say_beside(self, path, messages):
        place = host.one('[data-messages="' + path + '"]')
        if messages:
            self.said[path] = messages
        else:
            self.said.pop(path, None)
        if place is None:
            return
        place.textContent = ""
        for rule, severity, message, reason in messages:
            place.append(host.create("p", message, data_said=rule, data_severity=severity))
            if reason:
                place.append(self.reasons.beside(reason))
        mark_invalid(path, any([severity == "error" for _rule, severity, _message, _reason in messages]))

    def start_over(self):
        """Another draft is on the page: what was due in the last one is not due in this one for that."""
        self.due = set()

    def quiet(self, table):
        """Take back what is said beside the rows of a table: they are about to get other names."""
        for path in [path for path in self.said if path.startswith(table + ".")]:
            self.say_beside(path, [])

    def show_summary(self, lists, errors):
        parts = [self.texts[name + "_part"].format(count=len(lists[name])) for name in ("error", "missing", "warning") if lists[name]]
        words = self.texts["between"].join(parts) if parts else self.texts["clean"]
        if words != self.summary:
            self.summary = words
            host.one("[data-findings-summary]").textContent = words
        host.state("findings", str(errors))

    def show_remarks(self, remarks):
        if remarks == self.remarks:
            return
        self.remarks = remarks
        place = host.one("[data-remarks]")
        place.textContent = ""
        for remark in remarks:
            item = host.create("li", remark["message"] + " ")
            item.append(host.create("a", remark["clause"], href=self.root + remark["clause_url"]))
            place.append(item)
        host.one('[data-count="remarks"]').textContent = str(len(remarks))
        host.one('[data-group="remarks"]').hidden = not remarks

    def focus(self):
        """Show the whole list and go there."""
        host.one('[data-group="missing"]').open = True
        host.one("[data-findings-heading]").focus()


def mark_invalid(path, wrong):
    control = host.by_id(path)
    if control is None or control.tagName == "OL":
        return
    if control.tagName == "FIELDSET" and control.getAttribute("role") != "radiogroup":
        control.classList.toggle("wrong", wrong)
    elif wrong:
        control.setAttribute("aria-invalid", "true")
    else:
        control.removeAttribute("aria-invalid")
