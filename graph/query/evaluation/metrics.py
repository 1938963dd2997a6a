"""What a ranking is worth: expected values over random orders of ties, and intervals over families drawn anew.

A score that is not above zero means "not returned" and earns nothing. Ties are not broken once but averaged over
every order they could have, in closed form (McSherry and Najork 2008), so no luck is in a figure.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

DEPTH = 10
"""Cut-off of nDCG and of recall."""
_DISCOUNT = 1 / np.log2(np.arange(2, DEPTH + 2))
_DRAWS = 1000
_BLOCK = 64


def ndcg(scores: np.ndarray, gains: np.ndarray, ideal: float) -> float:
    """Expected nDCG@10 of one query: parallel scores and gains of the candidates, and `ideal`, the best DCG possible.

    >>> round(ndcg(np.array([.9, .5, .5]), np.array([0., 1., 0.]), best(np.array([1.]))), 3)  # second or third
    0.565
    """
    depth = min(DEPTH, len(scores))
    if not depth:
        return 0.0
    floor = highest(scores, depth)
    top = np.flatnonzero((scores >= floor) & (scores > 0))
    values, group = np.unique(-scores[top], return_inverse=True)
    size = np.bincount(group, minlength=len(values))
    mean = np.bincount(group, weights=gains[top], minlength=len(values)) / np.maximum(size, 1)
    return float(np.repeat(mean, size)[:DEPTH] @ _DISCOUNT[: min(DEPTH, len(top))]) / ideal


def highest(scores: np.ndarray, place: int) -> float:
    """The value at a place from the top, 1 the highest.

    The highest of every block of 64 are few, and the value at that place among them is a lower bound for all; only what
    reaches it is sorted out.

    >>> highest(np.arange(10_000.0)[::-1], 10)
    9990.0
    """
    blocks = len(scores) // _BLOCK
    if blocks >= place:
        tops = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(1)
        scores = scores[scores >= np.partition(tops, -place)[-place]]
    return float(np.partition(scores, -place)[-place])


def best(gains: np.ndarray) -> float:
    """The DCG@10 of the best possible order."""
    top = np.sort(gains)[::-1][:DEPTH]
    return float(top @ _DISCOUNT[: len(top)])


def recall(scores: np.ndarray, relevant: np.ndarray) -> float:
    """Expected share of the relevant positions among the first ten."""
    above, tied = _places(scores, relevant)
    return float(np.mean(np.clip((DEPTH - above) / tied, 0, 1) * (scores[relevant] > 0)))


def reciprocal_rank(scores: np.ndarray, relevant: np.ndarray) -> float:
    """Expected 1 / rank of the first relevant position.

    >>> round(reciprocal_rank(np.array([.9, .5, .5]), np.array([2])), 4)  # 1/2 or 1/3
    0.4167
    """
    first = scores[relevant].max()
    if first <= 0:
        return 0.0
    mine = int((scores[relevant] == first).sum())
    above, tied = (int(x[0]) for x in _places(scores, relevant[scores[relevant] == first][:1]))
    expected, none_yet = 0.0, 1.0
    for place in range(tied - mine + 1):
        here = mine / (tied - place)
        expected += none_yet * here / (above + place + 1)
        none_yet *= 1 - here
    return expected


def _places(scores: np.ndarray, relevant: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each relevant position: how many score higher, and how many the same, itself included."""
    own = scores[relevant][:, None]
    return (scores > own).sum(1), (scores == own).sum(1)


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Rank correlation, ties at their mean rank; NaN where one side is constant."""
    x, y = rankdata(a), rankdata(b)
    x, y = x - x.mean(), y - y.mean()
    size = np.sqrt((x @ x) * (y @ y))
    return float(x @ y / size) if size else float("nan")


def draws(count: int, seed: int) -> np.ndarray:
    """How often each of `count` families is drawn in each of 1000 draws with replacement: (1000, count)."""
    return np.random.default_rng(seed).multinomial(count, np.full(count, 1 / max(count, 1)), _DRAWS)


def means(values: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """The mean over families of each draw: values (…, count), NaN where a family has none; result (…, draws)."""
    held = np.isfinite(values)
    count = held.astype(float) @ drawn.T
    return np.divide(np.where(held, values, 0.0) @ drawn.T, count, out=np.full(count.shape, np.nan), where=count > 0)


def interval(sample: np.ndarray) -> tuple[float, float] | None:
    """The middle 95 % of draws, or None when no draw has a value."""
    held = sample[np.isfinite(sample)]
    return (float(np.quantile(held, 0.025)), float(np.quantile(held, 0.975))) if len(held) else None
