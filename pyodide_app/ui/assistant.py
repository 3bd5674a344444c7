"""What helps with the budget beside judging it. Each part is loaded when it is first wanted, so that no first verdict waits for it."""

from pyodide_app.ui import host


class Assistant:
    """Call `follow` with each answer."""

    def __init__(self, page):
        self.page = page
        self.headroom = None
        self.planner = None
        host.browser.on_action("plan", self.open_planner)

    def follow(self, _answer):
        """What more fits into each line is asked for once the budget holds something or is gone to."""
        if self.planner is not None:
            self.planner.follow()
        if self.headroom is None and self.wants_headroom():
            from pyodide_app.ui.headroom import Headroom

            self.headroom = Headroom(self.page)
        if self.headroom is not None:
            self.headroom.follow()

    def wants_headroom(self):
        return self.page.attention.section == "budget" or any([path.startswith("budget.") for path in self.page.values])

    def open_planner(self):
        if self.planner is None:
            from pyodide_app.ui.planner import Planner

            self.planner = Planner(self.page)
        self.planner.open()
