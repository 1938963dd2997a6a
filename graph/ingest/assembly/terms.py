"""Features that are no nodes, such as words: collected while signals are made, in the end numbered by spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from graph.release.features import Pairs
from graph.release.tables import columns
from graph.release.writer import Writer


class Terms:
    """Numbers of terms lie above those of the nodes; until `write` they count in order of arrival."""

    def __init__(self, nodes: int) -> None:
        self._first = nodes
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__  # a new text takes the next number

    def add(self, texts: Iterable[str]) -> np.ndarray:
        """The preliminary feature numbers of terms."""
        return self._first + self._known(texts)

    def _known(self, texts: Iterable[str]) -> np.ndarray:
        return np.fromiter(map(self._numbers.__getitem__, texts), np.int64)

    @property
    def texts(self) -> list[str]:
        """All terms in order of their preliminary numbers."""
        return list(self._numbers)

    def ranked(self) -> tuple[list[str], Callable[[Pairs], Pairs]]:
        """The terms by spelling, and the way from preliminary numbers to final ones."""
        texts = sorted(self._numbers)
        final = np.arange(self._first + len(texts), dtype=np.int32)
        final[self._first + self._known(texts)] = self._first + np.arange(len(texts))
        return texts, lambda pairs: replace(pairs, features=final[pairs.features])

    def write(self, writer: Writer) -> Callable[[Pairs], Pairs]:
        """The table `terms`, and the way from preliminary numbers to final ones."""
        texts, place = self.ranked()
        writer.table("terms", columns("terms", text=pa.array(texts, pa.string())))
        return place
