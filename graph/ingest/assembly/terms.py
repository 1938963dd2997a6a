"""Features that are no nodes, such as words: collected while signals are made, in the end numbered by spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from graph.release.directory import Writer
from graph.release.features import Pairs
from graph.release.tables import columns


class Terms:
    """Numbers of terms lie above those of the nodes; until `write` they count in order of arrival."""

    def __init__(self, nodes: int) -> None:
        self._first = nodes
        self._numbers: dict[str, int] = {}

    def add(self, texts: Iterable[str]) -> np.ndarray:
        """The preliminary feature numbers of terms."""
        known = self._numbers
        return np.array([self._first + known.setdefault(text, len(known)) for text in texts], np.int64)

    @property
    def texts(self) -> list[str]:
        """All terms in order of their preliminary numbers."""
        return list(self._numbers)

    def ranked(self) -> tuple[list[str], Callable[[Pairs], Pairs]]:
        """The terms by spelling, and the way from preliminary numbers to final ones."""
        texts = sorted(self._numbers)
        final = np.empty(len(texts), np.int64)
        final[[self._numbers[text] for text in texts]] = self._first + np.arange(len(texts))

        def place(pairs: Pairs) -> Pairs:
            number = pairs.features.astype(np.int64)
            term = number >= self._first
            number[term] = final[number[term] - self._first]
            return replace(pairs, features=number.astype(np.int32))

        return texts, place

    def write(self, writer: Writer) -> Callable[[Pairs], Pairs]:
        """The table `terms`, and the way from preliminary numbers to final ones."""
        texts, place = self.ranked()
        writer.table("terms", columns("terms", text=pa.array(texts, pa.string())))
        return place
