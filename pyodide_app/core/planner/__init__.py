"""The planner: budgets of exactly the grant, or a proof that there is none and what would make one. Imported when it is first asked for.

What belongs here: choosing numbers for the budget's fields and trying changes on a copy of the bundle. Judging them is `core.judge`'s;
names, sentences and orders of preference are the edition's `planner`.
"""
