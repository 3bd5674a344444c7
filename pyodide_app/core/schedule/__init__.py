"""The schedule assistant: what a year still needs, a whole schedule proposed, the year at a glance, a start from another year's work.

What belongs here follows from an edition's calendar and programme; what it suggests in words is `Edition.schedule` and the edition's words.
No verdict is made here: every proposal is judged by `core.judge`.
"""
