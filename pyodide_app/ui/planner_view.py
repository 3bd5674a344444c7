"""What the planner answered, as elements: the table of proposals beside what stands there, why there is none, what would make one, what a trial changes."""

from pyodide_app.ui import host

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def yuan(amount):
    return "{:,}".format(amount or 0)


class PlannerView:
    """`texts` are the words of `[planner]`, `severities` those of the levels of findings; `lines` are `[(id, label)]` in the paper's order."""

    def __init__(self, texts, severities, lines, root):
        self.texts = texts
        self.severities = severities
        self.lines = lines
        self.root = root

    def table(self, table, plan, proposals):
        """Fill the table: one row a line, one column a proposal. On a narrow page each column stands as a card by itself."""
        table.textContent = ""
        head = host.create("tr", role="row")
        head.append(column(host.create("th", self.texts["line"], scope="col", role="columnheader"), "labels"))
        head.append(column(host.create("th", self.texts["now"], scope="col", role="columnheader"), "now"))
        for position, proposal in enumerate(proposals):
            name = host.create("th", scope="col", role="columnheader")
            name.append(host.create("span", LETTERS[position] + " " + proposal["name"]), note(proposal["words"]))
            head.append(column(name, position))
        rows = [self.line_row(line, label, plan, proposals) for line, label in self.lines]
        rows += [self.total_row(plan, proposals), self.findings_row(proposals), self.apply_row(proposals)]
        thead, tbody = host.create("thead", role="rowgroup"), host.create("tbody", role="rowgroup")
        thead.append(head)
        for row in rows:
            tbody.append(row)
        table.append(thead, tbody)

    def line_row(self, line, label, plan, proposals):
        room = plan["headroom"].get(line)
        now = room["amount"] if room else 0
        row = self.row(label, yuan(now) if now else "")
        for position, proposal in enumerate(proposals):
            after = proposal["lines"][line]
            change = [each for each in proposal["changes"] if each["line"] == line]
            cell = column(host.create("td", role="cell", data_label=label), position)
            cell.classList.add("changed" if change else "same")
            cell.append(host.create("span", yuan(after["amount"]) if after["amount"] else self.texts["nothing"]))
            if change and now:
                cell.append(host.create("strong", change[0]["words"]))
            if change and after["amount"] and " = " in after["words"]:
                cell.append(note(after["words"].partition(" = ")[0]))
            row.append(cell)
        return row

    def row(self, label, now=""):
        row = host.create("tr", role="row")
        row.append(
            column(host.create("th", label, scope="row", role="rowheader"), "labels"), column(host.create("td", now, role="cell"), "now")
        )
        return row

    def total_row(self, plan, proposals):
        row = self.row(self.texts["total"], yuan(sum([room["amount"] for room in plan["headroom"].values()])))
        row.className = "plan-total"
        for position, proposal in enumerate(proposals):
            row.append(column(host.create("td", yuan(proposal["total"]), role="cell", data_label=self.texts["total"]), position))
        return row

    def findings_row(self, proposals):
        row = self.row(self.texts["findings"])
        row.className = "plan-findings"
        for position, proposal in enumerate(proposals):
            cell = column(host.create("td", role="cell", data_label=self.texts["findings"]), position)
            cell.append(self.findings(proposal["findings"], proposal["gone"]))
            row.append(cell)
        return row

    def apply_row(self, proposals):
        row = self.row(self.texts["choose"])
        row.className = "plan-apply"
        for position, proposal in enumerate(proposals):
            cell = column(host.create("td", role="cell"), position)
            cell.append(self.apply_button("proposal", position, self.texts["apply_letter"].format(letter=LETTERS[position]), proposal["name"]))
            row.append(cell)
        return row

    def apply_button(self, kind, position, words, name):
        button = host.create("button", words, type="button", data_plan_apply=kind + "." + str(position))
        if name:
            hidden = host.create("span", self.texts["quoted"].format(name=name))
            hidden.className = "visually-hidden"
            button.append(hidden)
        return button

    def findings(self, appearing, gone):
        """What would appear and what would go, folded behind the counts."""
        if not appearing and not gone:
            return host.create("span", self.texts["findings_none"])
        part = host.create("details")
        counts = [self.texts[name].format(count=len(found)) for name, found in (("gone", gone), ("new", appearing)) if found]
        part.append(host.create("summary", self.texts["between"].join(counts)))
        for name, found in (("new_heading", appearing), ("gone_heading", gone)):
            if found:
                part.append(host.create("p", self.texts[name]), self.finding_list(found))
        return part

    def finding_list(self, found):
        place = host.create("ul")
        for each in found:
            item = host.create("li", data_would=each["rule"])
            level = host.create("b", self.severities[each["severity"]])
            item.append(level, host.create("span", each["message"]))
            place.append(item)
        return place

    def proof(self, place, plan):
        """Each line with its bound, and where that ends."""
        place.textContent = ""
        for reason in plan["reasons"]:
            item = host.create("li", reason["words"] + " ")
            item.append(host.create("a", reason["clause"], href=self.root + reason["clause_url"]))
            place.append(item)

    def remedies(self, place, remedies):
        place.textContent = ""
        for position, remedy in enumerate(remedies):
            item = host.create("li", data_remedy=remedy["kind"])
            words = host.create("p", remedy["words"] + " ")
            words.append(host.create("a", remedy["clause"], href=self.root + remedy["clause_url"]))
            changes = host.create("details")
            changes.append(host.create("summary", self.texts["remedy_budget"]), self.changes(remedy["changes"]))
            item.append(host.create("h4", remedy["name"]), words, changes)
            if remedy["findings"]:
                item.append(self.findings(remedy["findings"], []))
            item.append(self.apply_button("remedy", position, self.texts["apply"], remedy["name"]))
            place.append(item)

    def changes(self, changes):
        place = host.create("ul")
        for change in changes:
            values = {"label": change["label"], "before": yuan(change["before"]), "after": yuan(change["after"]), "words": change["words"]}
            place.append(host.create("li", self.texts["change"].format(**values)))
        return place

    def trial(self, place, answer):
        """What a trial changes in the findings, open to be read."""
        place.textContent = ""
        found = answer["findings"]
        if not found["new"] and not found["gone"]:
            place.append(host.create("p", self.texts["trial_same"]))
        for name in ("new", "gone"):
            if found[name]:
                heading = host.create("h4", self.texts["trial_" + name].format(count=len(found[name])))
                part = self.finding_list(found[name])
                part.setAttribute("data-trial", name)
                place.append(heading, part)


def column(cell, name):
    """A cell with its column's place among the cards."""
    cell.classList.add("plan-column-" + str(name))
    return cell


def note(words):
    small = host.create("span", words)
    small.className = "plan-note"
    return small
