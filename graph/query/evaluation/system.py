"""The system under test: the release's own signals and its own formula, under many weights in one pass.

The signals are scored once a query by `similarity.measure`; presets and ablations differ in weights only, so each is
one product of a row of shares. That this equals `similarity.rank` is held by a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from graph.identifiers import PROCEDURE_SYSTEMS
from graph.query.similarity.field import Field
from graph.query.similarity.measure import everywhere
from graph.query.similarity.vectors import VECTOR
from graph.query.similarity.weights import MINIMUM_COVERAGE, MISSING, presets, resolve
from graph.release.features import SIGNALS

MAIN = "codekin"
Batch = tuple[tuple[str, ...], np.ndarray, np.ndarray]
"""Names of methods, rows of the batch of queries, and their scores against all candidates: (rows, candidates)."""
_Row = tuple[str, np.ndarray, np.ndarray]


class System:
    """A field of signals (already filtered) and candidates, given as positions among the comparable codes.

    `systems` numbers the code system of each comparable code, as in `PROCEDURE_SYSTEMS`: weights may differ by it.
    """

    def __init__(
        self, field: Field, systems: np.ndarray, candidates: np.ndarray, weights: Mapping[str, float] | None = None,
    ) -> None:
        self.field, self.systems, self.candidates = field, systems, candidates
        counts = {f.signal: np.count_nonzero(f.total[candidates]) for f in field.signals}
        names = SIGNALS
        if field.vectors is not None:
            names, counts[VECTOR] = (*SIGNALS, VECTOR), np.count_nonzero(field.vectors.held[candidates])
        self.signals = tuple(s for s in names if counts.get(s, 2) > 1)
        self.without_data = tuple(s for s in names if s not in self.signals)
        self._posted = [f for f in field.signals if f.signal in self.signals]
        self._rows = {s: _weightings(self.signals, s, weights) for s in PROCEDURE_SYSTEMS}
        self.names = tuple(next(iter(self._rows.values())))

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        """Every weighting's scores of some candidates against all; 0 is "not returned"."""
        for n, code in enumerate(self.candidates[rows].tolist()):
            for names, found in self._one(code):
                yield names, np.array([n]), found[None]

    def _one(self, code: int) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
        """Weightings that agree, up to scale, on the signals this code has are one and the same ranking."""
        each = list(self._signals(code))
        active = [name for name, _, _ in each]
        score, held = (np.array([row[n] for row in each], np.float32) for n in (1, 2))
        rows = self._rows[PROCEDURE_SYSTEMS[int(self.systems[code])]]
        weights = np.array([[row.get(name, 0.0) for name in active] for row in rows.values()])
        total = weights.sum(1, keepdims=True)
        shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
        distinct, which = np.unique(shares.round(12), axis=0, return_inverse=True)
        above, weight = (distinct.astype(np.float32) @ x for x in (score, held))
        above[weight < MINIMUM_COVERAGE - 1e-6] = 0
        above /= np.where(weight > 0, weight + MISSING * (1 - weight), 1)
        for n, row in enumerate(above):
            yield tuple(self.names[i] for i in np.flatnonzero(which == n)), row

    def _signals(self, code: int) -> Iterator[_Row]:
        """Name, scores and who has data, over the candidates, of each signal that the code has data for."""
        for features in self._posted:
            if features.total[code] > 0:
                yield (features.signal, everywhere(features, code)[self.candidates],
                       features.total[self.candidates] > 0)
        if (own := self.field.vectors) is not None and VECTOR in self.signals and own.held[code]:
            yield VECTOR, own.cosine(code)[self.candidates], own.held[self.candidates]
        if "adjacency" in self.signals and (near := self.field.adjacency(code)) is not None:
            found, held = np.zeros(len(self.systems)), np.zeros(len(self.systems))
            found[near.first : near.last], held[near.first : near.last] = near.column(), 1
            yield "adjacency", found[self.candidates], held[self.candidates]


def _weightings(
    signals: tuple[str, ...], system: str, own: Mapping[str, float] | None
) -> dict[str, dict[str, float]]:
    """Every weighting by name: the shipped default, the other presets, equal weights, each signal off, each alone."""
    vectors = VECTOR in signals
    base = resolve("default", own, system, vectors)
    rows = {MAIN: base, **{f"{MAIN}, {p}": resolve(p, None, system, vectors) for p in presets() if p != "default"},
            f"{MAIN}, equal weights": dict.fromkeys(signals, 1.0)}
    rows |= {f"without {s}": {**base, s: 0.0} for s in signals}
    return rows | {f"only {s}": {s: 1.0} for s in signals}
