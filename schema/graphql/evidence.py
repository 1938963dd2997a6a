"""Where an edge comes from: a quote of a document."""

from __future__ import annotations

import strawberry

from graph import model


@strawberry.type
class Evidence:
    """A quote, or a row of a table; `start` and `end` count characters of the file, `document` is its SHA-256."""

    document: str
    section: str | None
    exact: str | None
    start: int | None
    end: int | None
    method: str
    confidence: float
    row: int | None

    @classmethod
    def of(cls, found: tuple[model.Evidence, ...]) -> list[Evidence]:
        return [cls(**{name: getattr(e, name) for name in model.Evidence.__dataclass_fields__}) for e in found]
