"""The year's end: what the report takes over from the application, how the year differed from its plan, what is still to be mailed.

What belongs here is computed from a case and shown; what may be wrong with a report is judged in `core.rules`.
"""
