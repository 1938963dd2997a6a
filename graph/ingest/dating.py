"""Which edition a file is: what a title inside says, else what its name says, else nobody knows and that is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.errors import BadTable
from graph.ingest import dates
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.model import Edition

PUBLISHER, LICENCE = "Centers for Medicare & Medicaid Services", "US Government work, public domain"


def dated(
    item: Item, family: str, title: str, within: Iterable[str | date | None] = (), name: date | None = None,
) -> Batch:
    """A batch with the edition of the first of `within` (titles, or the newest day of the rows) that tells a day.

    A title without a month and the newest day of the rows give way to a `name` (read from the item's unless given) that
    is later in the same year; otherwise the content counts, with a remark. Without any day the batch holds always.
    """
    told = name or dates.named(item.name)
    found = next((d for text in within if (d := inside(text, told))), None)
    day = found or told
    edition = day and Edition(family, f"{day:%Y-%m}", f"{title}, effective {day}", PUBLISHER, LICENCE, day)
    batch = Batch.of(item, edition)
    if day is None:
        batch.remark(item.name, None, "no date in the content or the name: its statements are held always")
    elif found and told and (found.year, found.month) != (told.year, told.month):
        batch.remark(item.name, None, f"the name says {told}, the content {found}: the content counts")
    return batch


def day(batch: Batch, item: Item, row: int, text: str) -> date | None:
    """The day that a cell of a row tells; one that tells none is remarked, without its words, which may be licensed."""
    try:
        return dates.day(text)
    except BadTable:
        words = any(character.isalpha() for character in text)
        batch.remark(item.name, row, "not a date, but words" if words else f"not a date: {text[:10]}")
        return None


def inside(text: str | date | None, told: date | None = None) -> date | None:
    """The day that a title or the newest row tells, seen beside the day that a name told."""
    if text is None or (isinstance(text, str) and "copyright" in text.lower()):
        return None
    day = text if isinstance(text, date) else dates.named(text)
    exact = isinstance(text, str) and dates.names_month(text)
    return told if day and told and not exact and told.year == day.year and told > day else day
