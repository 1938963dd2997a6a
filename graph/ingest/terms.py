"""From the dates that a policy prints to the period in which a version of it is in effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from graph.model import PolicyDate

_STARTS = ("effective", "revision_effective")


def first_day(value: str) -> date:
    """The first day that a date of any precision may mean.

    >>> first_day("2017-03"), first_day("2017"), first_day("2017-03-09")
    (datetime.date(2017, 3, 1), datetime.date(2017, 1, 1), datetime.date(2017, 3, 9))
    """
    return date.fromisoformat(f"{value}-01-01"[:10])


def period(dates: Iterable[PolicyDate]) -> tuple[date | None, date | None]:
    """The days on which a version is in effect, both included; None where the dates do not tell.

    The text held is the one that the latest revision made. A version ends on the day before it is retired. A revision
    that comes after the retirement only records it and starts nothing.

    >>> period([PolicyDate("effective", "2005-02-03"), PolicyDate("revision_effective", "2023-01-01")])
    (datetime.date(2023, 1, 1), None)
    """
    by_role: dict[str, list[date]] = {}
    for one in dates:
        by_role.setdefault(one.role, []).append(first_day(one.value))
    ends = by_role.get("retirement", [])
    end = max(ends) if ends else None
    starts = [day for role in _STARTS for day in by_role.get(role, []) if end is None or day < end]
    starts = starts or by_role.get("original_effective", [])
    return (max(starts) if starts else None), end and end - timedelta(days=1)
