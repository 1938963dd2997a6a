"""Official edges between codes that are no kinship: what may be billed beside what, and what took whose place.

Two codes that may not be billed together need not be alike, so these edges are shown on kin and never scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from graph.query.answers import Relation
from graph.query.columns import Columns

PREDICATES = ("bundled_with", "add_on_to", "replaced_by", "maps_to")
_DIRECTIONS = ("out", "in")


def relations(columns: Columns, code: int, other: int) -> tuple[Relation, ...]:
    """The edges between two codes, given by row, as the first of them sees them: by predicate, direction and age."""
    found = [
        (direction, columns.association(edge, predicate))
        for predicate, direction, far, edges in _edges(columns, code)
        for edge in edges[far.searchsorted(other) : far.searchsorted(other, side="right")].tolist()]
    return tuple(Relation(direction, edge) for direction, edge in found if not edge.qualifiers.negated)


def related(columns: Columns, codes: Iterable[int]) -> np.ndarray:
    """The rows of everything that has such an edge with any of some codes."""
    found = [far for code in codes for _, _, far, _ in _edges(columns, code)]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def _edges(columns: Columns, code: int) -> Iterator[tuple[str, str, np.ndarray, np.ndarray]]:
    """Predicate, direction, far ends (which ascend) and edges of a code."""
    for predicate in PREDICATES:
        for direction in _DIRECTIONS:
            yield predicate, direction, *columns.rows(predicate, direction).of(code)
