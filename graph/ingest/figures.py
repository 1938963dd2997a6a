"""Rows of payment tables that have words where figures and indicators belong: shifted, they may hold a descriptor.

Such a row says nothing that can be trusted, and its words may be licensed; it is listed by its number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.grids import Grid

_WORDS = "[A-Za-z]{4}|[A-Za-z] +[A-Za-z]"  # no indicator has four letters in a row, or two words


def figured(
    batch: Batch, item: Item, grid: Grid, curie: pa.Array, roles: Iterable[str], shapes: Mapping[str, str],
) -> tuple[Grid, pa.Array]:
    """The rows whose `roles` have these `shapes`, or no words where they have none; with their codes.

    The others are listed.
    """
    worded = np.zeros(len(grid), bool)
    for role in roles:
        if role in grid and role in shapes:
            _mark(worded, grid.coded(role), f"^(?:{shapes[role]})?$", matching=False)
        elif role in grid:
            _mark(worded, grid[role], _WORDS)
    if not worded.any():
        return grid, curie
    for n in np.flatnonzero(worded).tolist():
        batch.listed_row(item.name, int(grid.rows[n]), "words where a figure or an indicator belongs",
                         str(curie[n].as_py()))
    return grid.where(~worded), curie.filter(pa.array(~worded))


def _mark(rows: np.ndarray, column: pa.DictionaryArray, pattern: str, *, matching: bool = True) -> None:
    """Mark the rows whose text matches, or does not."""
    found = pc.match_substring_regex(column.dictionary.fill_null(""), pattern)
    found = found if matching else pc.invert(found)
    if pc.any(found).as_py():
        rows |= found.take(column.indices).fill_null(False).to_numpy(zero_copy_only=False)
