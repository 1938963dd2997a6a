"""The system under test: the release's own signals and its own formula, under many weights in one pass.

The signals are scored once a query by `similarity.measure`; presets and ablations differ in weights only, so each is
one product of a row of shares. That this equals `similarity.rank` is held by a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from graph.query.similarity.measure import scores
from graph.query.similarity.weights import MINIMUM_COVERAGE, PRESETS, resolve
from graph.release.features import Features

MAIN = "codekin"
Batch = tuple[tuple[str, ...], np.ndarray, np.ndarray]
"""Names of methods, rows of the batch of queries, and their scores against all candidates: (rows, candidates)."""


class System:
    """Signals (already filtered) over candidates, given as positions among the comparable codes."""

    def __init__(
        self, signals: list[Features], candidates: np.ndarray, weights: Mapping[str, float] | None = None,
    ) -> None:
        self.candidates = candidates
        self.signals = [f for f in signals if np.count_nonzero(f.total[candidates]) > 1]
        self.without_data = tuple(f.signal for f in signals if np.count_nonzero(f.total[candidates]) <= 1)
        self.default = resolve("default", weights)
        self.names, self.weights = self._rows()

    def _rows(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Every weighting by name: (weightings, signals)."""
        own = [f.signal for f in self.signals]
        base = self.default
        rows = {MAIN: base, **{f"{MAIN}, {p}": PRESETS[p] for p in PRESETS if p != "default"},
                f"{MAIN}, equal weights": dict.fromkeys(own, 1.0)}
        rows |= {f"without {s}": {**base, s: 0.0} for s in own}
        rows |= {f"only {s}": {s: 1.0} for s in own}
        return tuple(rows), np.array([[row.get(s, 0.0) for s in own] for row in rows.values()]).reshape(len(rows), -1)

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        """Every weighting's scores of some candidates against all; 0 is "not returned"."""
        for n, code in enumerate(self.candidates[rows].tolist()):
            for names, found in self._one(code):
                yield names, np.array([n]), found[None]

    def _one(self, code: int) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
        """Weightings that agree, up to scale, on the signals this code has are one and the same ranking."""
        active = np.array([f.total[code] > 0 for f in self.signals], bool)
        each = [scores(f, code) for f, has in zip(self.signals, active, strict=True) if has]
        size = (len(each), len(self.candidates))
        score = np.array([x.score[self.candidates] for x in each]).reshape(size)
        held = np.array([x.has_data[self.candidates] for x in each], float).reshape(size)
        total = self.weights[:, active].sum(1, keepdims=True)
        shares = np.divide(self.weights[:, active], total, out=np.zeros((len(total), len(each))), where=total > 0)
        distinct, which = np.unique(shares.round(12), axis=0, return_inverse=True)
        for n, share in enumerate(distinct):
            weight = share @ held
            kept = (weight > 0) & (weight >= MINIMUM_COVERAGE - 1e-9)
            found = np.divide(share @ score, weight, out=np.zeros(len(self.candidates)), where=kept)
            yield tuple(self.names[i] for i in np.flatnonzero(which == n)), found.astype(np.float32)
