"""Days and periods as numbers: whole days since 1970, so that millions of periods are compared at once."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

OPEN = int(np.iinfo(np.int32).max)
"""A bound that is not there."""

_EPOCH = date(1970, 1, 1)


def number(day: date) -> int:
    """Days since 1970.

    >>> number(date(1970, 1, 31))
    30
    """
    return (day - _EPOCH).days


def day(number: int) -> date:
    """The day that is so many days after 1970.

    >>> day(30)
    datetime.date(1970, 1, 31)
    """
    return _EPOCH + timedelta(days=number)


def period(since: date | None, until: date | None) -> str:
    """A period in words; nothing where both ends are open.

    >>> period(None, None), period(date(2020, 10, 25), None), period(None, date(2005, 3, 31))
    ('', 'since 2020-10-25', '… to 2005-03-31')
    """
    if until is None:
        return f"since {since}" if since else ""
    return f"{since or '…'} to {until}"


def holding(since: np.ndarray, until: np.ndarray, day: int) -> np.ndarray:
    """Which periods contain a day; both ends are included, an open bound excludes nothing.

    >>> holding(np.array([OPEN, 10, 10]), np.array([OPEN, 20, 12]), 15).tolist()
    [True, True, False]
    """
    return ((since == OPEN) | (since <= day)) & (until >= day)


def array(column: pa.ChunkedArray) -> np.ndarray:
    """A column of dates as day numbers, `OPEN` for null; where all are null no room is taken."""
    if column.null_count == len(column):
        return np.broadcast_to(np.int32(OPEN), len(column))
    return column.cast(pa.int32()).fill_null(OPEN).to_numpy()


def holds(since: date | None, until: date | None, day: date) -> bool:
    """The same for one period of dates."""
    return (since is None or since <= day) and (until is None or until >= day)
