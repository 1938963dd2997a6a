"""Where an edge comes from: a quote of a document."""

from __future__ import annotations

import strawberry

from graph import model


@strawberry.type
class Evidence:
    """A quote; `start` and `end` count characters of the source file, `document` is its SHA-256."""

    document: str
    section: str | None
    exact: str
    start: int
    end: int
    method: str
    confidence: float

    @classmethod
    def of(cls, found: tuple[model.Evidence, ...]) -> list[Evidence]:
        return [cls(**{name: getattr(e, name) for name in model.Evidence.__dataclass_fields__}) for e in found]
