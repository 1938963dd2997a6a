"""Which edition a file is: what a title inside says, else what its name says, else nobody knows and that is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.ingest import dates
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.model import Edition

PUBLISHER, LICENCE = "Centers for Medicare & Medicaid Services", "US Government work, public domain"


def dated(item: Item, family: str, title: str, inside: Iterable[str | date | None] = ()) -> Batch:
    """A batch with the edition of the first of `inside` (titles, or days already known) that tells a day.

    A name that promises another year is remarked on: the content counts. Without any day the batch holds always.
    """
    told = dates.named(item.name)
    found = next((d for text in inside if (d := text if isinstance(text, date) else dates.named(text or ""))), None)
    day = found or told
    edition = day and Edition(family, f"{day:%Y-%m}", f"{title}, effective {day}", PUBLISHER, LICENCE, day)
    batch = Batch.of(item, edition)
    if day is None:
        batch.remark(item.name, None, "no date in the content or the name: its statements are held always")
    elif found and told and found.year != told.year:
        batch.remark(item.name, None, f"the name says {told.year}, the content {found.year}: the content counts")
    return batch
