"""The nearest known name of every mention that no vocabulary has: a suggestion to a curator, never a decision."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from rapidfuzz import fuzz, process

from graph.ingest.draft import Review
from graph.ingest.text.lexicon import Lexicon
from graph.ingest.text.normalise import key
from graph.vocabulary import PREDICATES

CUTOFF = 70


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
    names = list(lexicon.keys[category])
    if not asked or not names:
        return {}
    scores = process.cdist(asked, names, scorer=fuzz.token_sort_ratio, score_cutoff=CUTOFF, workers=-1, dtype=np.uint8)
    best = scores.argmax(axis=1)
    return {
        a: (lexicon.keys[category][names[n]].preferred, float(scores[i, n]) / 100)
        for i, (a, n) in enumerate(zip(asked, best, strict=True)) if scores[i, n] > 0
    }


def _with(review: Review, best: tuple[str, float] | None) -> Review:
    return replace(review, suggestion=best[0], score=best[1]) if best else review
