"""One task through the system and every baseline: the same queries, the same candidates, one figure each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from graph.query.evaluation import metrics
from graph.query.evaluation.system import MAIN, Batch
from graph.query.evaluation.task import Task

BATCH = 32
_KEPT = 5


@dataclass
class Measured:
    """Figures of one task: `values[method, split, metric]` by query, NaN where nothing was to be found.

    `first` holds for every query the positions that the main system ranks first; `rated` the scores of a method for the
    listed candidates in the order of `Task.gains`, for correlations.
    """

    task: Task
    methods: list[str] = field(default_factory=list)
    values: dict[tuple[str, str, str], np.ndarray] = field(default_factory=dict)
    first: dict[int, list[int]] = field(default_factory=dict)
    rated: dict[str, np.ndarray] = field(default_factory=dict)


def measure(task: Task, methods: Iterable[object], step: Callable[[int, int], None]) -> Measured:
    """Score every query with every method, `BATCH` at a time; `step` is told how many queries are done."""
    found, methods = Measured(task), list(methods)
    for start in range(0, len(task.queries), BATCH):
        step(start, len(task.queries))
        numbers = np.arange(start, min(start + BATCH, len(task.queries)))
        kept = [_Query(task, int(n)) for n in numbers]
        for names, at, scores in _scored(methods, task.queries[numbers]):
            for n, row in zip(at.tolist(), scores, strict=True):
                _score(found, names, kept[n], row)
    step(len(task.queries), len(task.queries))
    return found


def _scored(methods: list[object], rows: np.ndarray) -> Iterator[Batch]:
    for method in methods:
        yield from method.scores(rows)  # type: ignore[attr-defined]


class _Query:
    """What all methods need of one query: gains and, for every split, what may answer and how good it can get."""

    def __init__(self, task: Task, number: int) -> None:
        self.number, self.at = number, int(task.queries[number])
        span = slice(task.gains.indptr[number], task.gains.indptr[number + 1])
        self.positions = task.gains.indices[span]
        self.splits = {name: self._split(task, task.gains.data[span], split.removed(number))
                       for name, split in task.splits.items()}

    def _split(self, task: Task, values: np.ndarray, removed: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """Positions kept out, gains of all candidates, and the best DCG."""
        removed = np.append(removed, self.at)
        gains = np.zeros(len(task.candidates))
        gains[self.positions] = values
        gains[removed] = 0
        return removed, gains, metrics.best(gains[self.positions])


def _score(found: Measured, names: tuple[str, ...], query: _Query, row: np.ndarray) -> None:
    """One row of scores, which may stand for several methods."""
    task = found.task
    found.methods += [name for name in names if name not in found.methods]
    for split, (removed, gains, ideal) in query.splits.items():
        scores = row.copy()
        scores[removed] = -1
        for metric in task.metrics:
            if metric != "spearman" and ideal > 0:
                value = _value(metric, scores, gains, ideal)
                for name in names:
                    _put(found, (name, split, metric), query.number, value)
        if MAIN in names and split == "all":
            found.first[query.number] = _first(scores)
    if "spearman" in task.metrics:
        for name in names:
            values = found.rated.setdefault(name, np.zeros(task.gains.nnz))
            values[task.gains.indptr[query.number] : task.gains.indptr[query.number + 1]] = row[query.positions]


def _first(scores: np.ndarray) -> list[int]:
    """The first few positions that are returned, ties by position."""
    floor = metrics.highest(scores, min(_KEPT, len(scores)))
    top = np.flatnonzero((scores >= floor) & (scores > 0))
    return top[np.lexsort((top, -scores[top]))][:_KEPT].tolist()


def _value(metric: str, scores: np.ndarray, gains: np.ndarray, ideal: float) -> float:
    if metric == "ndcg":
        return metrics.ndcg(scores, gains, ideal)
    measure = metrics.recall if metric == "recall" else metrics.reciprocal_rank
    return measure(scores, np.flatnonzero(gains))


def _put(found: Measured, key: tuple[str, str, str], query: int, value: float) -> None:
    if key not in found.values:
        found.values[key] = np.full(len(found.task.queries), np.nan)
    found.values[key][query] = value
