"""Which predicted mention is which annotated one: same predicate, overlap of half the shorter span, one to one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention as the scorer sees it, annotated or predicted."""

    predicate: str
    start: int
    end: int
    concept: str | None
    condition: str | None
    negated: bool
    codes: tuple[str, ...]
    exact: str
    hedge: str | None = None


def overlap(a: Spot, b: Spot) -> float:
    """Shared characters as a share of the shorter span; 0 under different predicates.

    >>> spot = lambda a, b: Spot("has_risk", a, b, "", None, False, (), "")
    >>> overlap(spot(0, 10), spot(5, 25)), overlap(spot(0, 10), spot(10, 12))
    (0.5, 0.0)
    """
    if a.predicate != b.predicate:
        return 0.0
    common = min(a.end, b.end) - max(a.start, b.start)
    return max(0.0, common / max(1, min(a.end - a.start, b.end - b.start)))


def overlaps(gold: list[Spot], found: list[Spot]) -> np.ndarray:
    """All overlaps, (gold, found)."""
    return np.array([[overlap(g, f) for f in found] for g in gold]).reshape(len(gold), len(found))


def matched(gold: list[Spot], found: list[Spot]) -> list[tuple[int, int]]:
    """The one-to-one matching with the most pairs, then the largest overlap."""
    shares = overlaps(gold, found)
    worth = np.where(shares >= 0.5, 1000 + shares, 0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if shares[r, c] >= 0.5]


def atomic(gold: list[Spot], found: list[Spot]) -> tuple[int, int]:
    """(annotated mentions covered by a prediction that covers nothing else, annotated mentions covered at all)."""
    covers = overlaps(gold, found) >= 0.5
    alone = covers.sum(axis=0) == 1
    return int((covers & alone).any(axis=1).sum()), int(covers.any(axis=1).sum())


def agree(a: str, b: str) -> bool:
    """Two texts say the same when half of all their different words stand in both.

    >>> agree("if sedation is used", "sedation is used"), agree("if fever", "if pain")
    (True, False)
    """
    one, other = (set(_WORD.findall(text.lower())) for text in (a, b))
    return len(one & other) * 2 >= len(one | other)
