"""Which of the offered media types a client asked for, by `Accept` with its weights."""

from __future__ import annotations

from collections.abc import Sequence


def choose(accept: str, offered: Sequence[str]) -> str | None:
    """The offered type the client likes best, ties in the order offered; None when it accepts none of them.

    >>> choose("text/turtle;q=0.9, application/json;q=0.5", ["text/html", "application/json", "text/turtle"])
    'text/turtle'
    >>> choose("*/*", ["text/html", "text/turtle"]), choose("image/png", ["text/html"])
    ('text/html', None)
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best = max(offered, key=lambda kind: _quality(kind, ranges))
    return best if _quality(best, ranges) > 0 else None


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip() for piece in part.split(";"))
    quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return kind.lower(), float(quality)
    except ValueError:
        return kind.lower(), 0.0


def _quality(kind: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most specific range that covers a type."""
    for pattern in (kind, kind.partition("/")[0] + "/*", "*/*"):
        for name, quality in ranges:
            if name == pattern:
                return quality
    return 0.0
