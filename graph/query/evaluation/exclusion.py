"""The same signals as if a source had never been read: what supplies the answers must not help to find them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.query.columns import Columns
from graph.release.features import Features, build

_WIDTH = 1 << 31  # more than there are nodes and terms


@dataclass(frozen=True, slots=True)
class Without:
    """Nodes to leave out by the prefix of their identifier, and edges by their predicate."""

    prefixes: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        return {"prefixes": list(self.prefixes), "predicates": list(self.predicates)}


def filtered(columns: Columns, signals: Iterable[Features], codes: np.ndarray, without: Without) -> list[Features]:
    """Signals without what is left out; information content and totals are those of the smaller graph.

    `codes` gives the node numbers of the comparable codes. Words are no nodes and stay.
    """
    joined = _joined(columns, codes, without.predicates)
    return [_one(columns, features, joined, without) for features in signals]


def _one(columns: Columns, old: Features, joined: np.ndarray, without: Without) -> Features:
    starts = tuple(f"{prefix}:" for prefix in without.prefixes)
    dropped = np.array([n < columns.size and columns.node(int(n)).id.startswith(starts) for n in old.features], bool)
    code = np.repeat(np.arange(len(old.total)), np.diff(old.out_indptr))
    gone = dropped[old.out_indices] | np.isin(_key(code, old.features[old.out_indices]), joined)
    if not gone.any():
        return old
    return build(old.signal, code[~gone], old.features[old.out_indices[~gone]], len(old.total),
                 (old.features, old.salience))


def _joined(columns: Columns, codes: np.ndarray, predicates: tuple[str, ...]) -> np.ndarray:
    """Keys of every (code, node) that an edge of the predicates joins, either way round."""
    found = [np.zeros(0, np.int64)]
    for predicate in predicates:
        for direction in ("out", "in"):
            near, far, _ = columns.rows(predicate, direction).pairs()
            at = np.minimum(np.searchsorted(codes, near), len(codes) - 1)
            kept = codes[at] == near
            found.append(_key(at[kept], far[kept]))
    return np.concatenate(found)


def _key(code: np.ndarray, node: np.ndarray) -> np.ndarray:
    return code.astype(np.int64) * _WIDTH + node
