"""Rules on the photos of the report."""

from __future__ import annotations

from typing import Iterator

from pyodide_app.core.case import Case, said
from pyodide_app.core.findings import Hit

PHOTOS = "report.photos"
WORDS = ("content", "date", "place")


def photos_per_session(case: Case) -> Iterator[Hit]:
    """表三 成果照片: each session that was held has enough photos. One whose session cannot be read might be of any."""
    least = case.edition.report.photos_per_session.value
    undecided = sum(case.unreadable(f"{row.path}.session") for row in case.photos)
    for row in case.sessions:
        count = len(case.photos_of(row.no))
        if count + undecided < least and not case.unreadable(PHOTOS):
            yield Hit(PHOTOS, {"no": row.no, "count": count, "min": least, "lack": least - count})


def photo_caption(case: Case) -> Iterator[Hit]:
    """表三 成果照片: each photo says what was done, on which day and where."""
    for row in case.photos:
        missing = [f"{row.path}.{name}" for name in WORDS if name in row.value.model_fields_set and not said(str(getattr(row.value, name) or ""))]
        missing = [path for path in missing if not case.unreadable(path)]
        if missing:
            yield Hit(missing[0], {"no": row.no, "missing": [case.label(path) for path in missing]})


def photo_date_match(case: Case) -> Iterator[Hit]:
    """表三 成果照片: a photo bears the day of its session."""
    held = {row.no: row.value.date for row in case.dated_sessions}
    for row in case.photos:
        date, day = row.value.date, held.get(row.value.session)
        if date is not None and day is not None and date != day:
            yield Hit(f"{row.path}.date", {"no": row.no, "date": date, "session": row.value.session, "held": day})
