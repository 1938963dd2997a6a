"""How long a procedure takes, in words, for every door that shows it to people."""

from __future__ import annotations

from graph.model import Duration


def in_words(duration: Duration) -> str:
    """Both ends, the one that is known, the number of sessions, and what it depends on.

    >>> in_words(Duration(20, 40)), in_words(Duration(30, 120)), in_words(Duration(90, 90, 3))
    ('20 to 40 minutes', '30 minutes to 2 hours', '1 hour 30 minutes, 3 sessions')
    >>> in_words(Duration(None, 40)), in_words(Duration(360, None))
    ('up to 40 minutes', 'at least 6 hours')
    """
    sessions = f"{duration.sessions} sessions" if duration.sessions else None
    ends = _ends(duration.minimum_minutes, duration.maximum_minutes)
    return ", ".join(filter(None, (ends, sessions, duration.qualifier)))


def _ends(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"up to {_minutes(high)}" if high is not None else f"at least {_minutes(low)}" if low is not None else ""
    if low == high:
        return _minutes(high)
    return f"{low if max(low, high) < 60 else _minutes(low)} to {_minutes(high)}"


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = ((hours, "hour"), (rest, "minute"))
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "0 minutes"
