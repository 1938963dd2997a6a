"""B-cubed: for every mention, how much its predicted cluster and its annotated cluster agree."""

from __future__ import annotations

from collections import Counter

Pair = tuple[str | None, str | None]


def agreement(pairs: list[Pair]) -> list[tuple[float, float]]:
    """(precision, recall) of every mention, given (annotated concept, predicted concept) of matched mentions.

    A mention without a concept is a cluster of its own, on either side.

    >>> agreement([("a", "x"), ("a", "x"), ("b", "x")])[0]
    (0.6666666666666666, 1.0)
    >>> agreement([(None, "x"), (None, "x")])
    [(0.5, 1.0), (0.5, 1.0)]
    """
    keys = [tuple((n,) if concept is None else concept for concept in pair) for n, pair in enumerate(pairs)]
    gold, found, both = Counter(g for g, _ in keys), Counter(f for _, f in keys), Counter(keys)
    return [(both[k] / found[k[1]], both[k] / gold[k[0]]) for k in keys]


def b_cubed(pairs: list[Pair], keep: list[bool] | None = None) -> tuple[float, float, float]:
    """Precision, recall and F1 over matched mentions.

    `keep` picks the mentions that are averaged over; all of them form the clusters.

    >>> b_cubed([("a", "x"), ("a", "x"), ("b", "x")])[1]
    1.0
    """
    chosen = [row for n, row in enumerate(agreement(pairs)) if keep is None or keep[n]]
    if not chosen:
        return 0.0, 0.0, 0.0
    precision, recall = (sum(column) / len(chosen) for column in zip(*chosen, strict=True))
    return precision, recall, 2 * precision * recall / (precision + recall)
