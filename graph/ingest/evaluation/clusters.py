"""B-cubed: for every mention, how much its predicted cluster and its annotated cluster agree."""

from __future__ import annotations

from collections import Counter

Pair = tuple[str, str]


def b_cubed(pairs: list[Pair], keep: list[bool] | None = None) -> tuple[float, float, float]:
    """Precision, recall and F1 over (annotated concept, predicted concept) of matched mentions.

    `keep` picks the mentions that are averaged over; all of them form the clusters.

    >>> b_cubed([("a", "x"), ("a", "x"), ("b", "x")])[1]
    1.0
    """
    gold, found, both = Counter(g for g, _ in pairs), Counter(f for _, f in pairs), Counter(pairs)
    chosen = [pair for n, pair in enumerate(pairs) if keep is None or keep[n]]
    if not chosen:
        return 0.0, 0.0, 0.0
    precision = sum(both[p] / found[p[1]] for p in chosen) / len(chosen)
    recall = sum(both[p] / gold[p[0]] for p in chosen) / len(chosen)
    return precision, recall, 2 * precision * recall / (precision + recall)
