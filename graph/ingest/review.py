"""Mentions that no vocabulary has, each with the nearest known name: a suggestion to a curator, never a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from graph.ingest.draft import Review
from graph.ingest.text.lexicon import Lexicon
from graph.ingest.text.normalise import key
from graph.release.directory import Release
from graph.vocabulary import PREDICATES

CUTOFF = 70


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """A node that only pages name: its written forms, its pages by path, the nearest known name and how near it is."""

    concept: str
    predicate: str
    mentions: int
    forms: tuple[str, ...]
    pages: tuple[str, ...]
    suggestion: str | None
    score: float | None


def ungrounded(release: Release) -> list[Ungrounded]:
    """The mentions of a release that no vocabulary has, by concept: the most mentions first, then the nearest names."""
    paths = release.table("documents").column("path").to_pylist()
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in release.table("review").to_pylist():
        found[row["concept"], row["predicate"]].append(row)
    grouped = (_grouped(concept, predicate, rows, paths) for (concept, predicate), rows in found.items())
    return sorted(grouped, key=lambda one: (-one.mentions, -(one.score or 0), one.concept))


def _grouped(concept: str, predicate: str, rows: list[dict[str, Any]], paths: Sequence[str]) -> Ungrounded:
    best = max(rows, key=lambda row: row["score"] or 0)
    score = None if best["score"] is None else round(best["score"], 2)
    return Ungrounded(concept, predicate, len(rows), tuple(sorted({row["exact"] for row in rows})),
                      tuple(sorted({paths[row["document"]] for row in rows})), best["suggestion"], score)


def suggest(reviews: list[Review], lexicon: Lexicon) -> list[Review]:
    """Each review with its suggestion and a score from 0 to 1, where anything is near enough."""
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for category in lexicon.keys:
        asked = sorted({key(r.exact) for r in reviews if _category(r) == category})
        found |= {(category, a): best for a, best in _nearest(asked, lexicon, category).items()}
    return [_with(r, found.get((_category(r), key(r.exact)))) for r in reviews]


def _category(review: Review) -> str:
    return PREDICATES[review.predicate].objects[0]


def _nearest(asked: list[str], lexicon: Lexicon, category: str) -> dict[str, tuple[str, float]]:
    """The nearest name of each key; both have their words in order, which the scorer need not put so again."""
    names = list(lexicon.keys[category])
    if not asked or not names:
        return {}
    scores = process.cdist(asked, names, scorer=fuzz.ratio, score_cutoff=CUTOFF, workers=-1, dtype=np.uint8)
    best = scores.argmax(axis=1)
    return {
        a: (lexicon.keys[category][names[n]].preferred, float(scores[i, n]) / 100)
        for i, (a, n) in enumerate(zip(asked, best, strict=True)) if scores[i, n] > 0
    }


def _with(review: Review, best: tuple[str, float] | None) -> Review:
    return replace(review, suggestion=best[0], score=best[1]) if best else review
