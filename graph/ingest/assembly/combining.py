"""What several axes of an ICD-10-PCS code say together, as features of a signal of its own, `combination`.

The axes one by one do not tell that two codes take a sample of the same part in the same way: each may agree with other
codes, all of them only with few. Which axes are taken together, and why, stands in `data/axes.toml`.
"""

from __future__ import annotations

import numpy as np

from graph.ingest.assembly.contexts import contexts
from graph.ingest.assembly.saying import said
from graph.ingest.assembly.terms import Terms
from graph.release.features import Pairs


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """The combinations of every code: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    return Pairs.joined([said(text, code, value, words, terms) for text in contexts().combines])
