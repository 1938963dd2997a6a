"""Where a cut list of a neighbourhood goes on: a cursor says which list of which release, and from which edge.

It is opaque to callers and the same whenever the same question is asked; one of another release or day is refused,
because the list it continues may be another there.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass
from datetime import date

import orjson

from graph.errors import BadInput
from graph.query.steps import OPPOSITE
from graph.vocabulary import CATEGORIES, PREDICATES


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list of one node under one predicate and direction, restricted to far ends of `categories`."""

    release: str
    day: str | None
    node: str
    predicate: str
    direction: str
    categories: tuple[str, ...]
    offset: int

    def __str__(self) -> str:
        return urlsafe_b64encode(orjson.dumps(astuple(self))).decode().rstrip("=")

    @property
    def as_of(self) -> date | None:
        return date.fromisoformat(self.day) if self.day else None


def read(text: str) -> Cursor:
    """A cursor from its text; `BadInput` for anything else.

    >>> one = Cursor("r-1", None, "CPT:76496", "has_risk", "out", (), 25)
    >>> read(str(one)) == one
    True
    """
    try:
        fields = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(*fields[:5], tuple(fields[5]), *fields[6:])
        if not _possible(cursor):
            raise ValueError(text)
    except (binascii.Error, ValueError, TypeError, LookupError) as error:
        raise BadInput("not a cursor", got=repr(text[:80]), expected="the cursor of a cut, word for word") from error
    return cursor


def _possible(cursor: Cursor) -> bool:
    """Whether every field can be what it says; `ValueError` or `TypeError` for a day that is none."""
    return (
        (cursor.as_of is None or cursor.as_of.isoformat() == cursor.day) and isinstance(cursor.release, str)
        and isinstance(cursor.node, str) and cursor.predicate in PREDICATES
        and cursor.direction in OPPOSITE and set(cursor.categories) <= set(CATEGORIES)
        and type(cursor.offset) is int and cursor.offset >= 0
    )
