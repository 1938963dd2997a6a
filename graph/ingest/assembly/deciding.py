"""The axis that decides what an ICD-10-PCS code is, as signals of their own: the way in, `access`, and the `focus`.

An axis weighs the same for every code, but approach is a detail of a bone's excision and the difference between a
biopsy through a scope and one by surgery. So these signals have data only for those codes where an axis decides, and
no other code is asked about it. Where that is so, and why, stands in `data/axes.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from graph.ingest.assembly.contexts import Decides, contexts
from graph.ingest.assembly.sides import base
from graph.ingest.assembly.spread import groups, spread
from graph.ingest.assembly.terms import Terms
from graph.ingest.assembly.ways import way
from graph.release.features import AXES, Pairs

Said = Callable[[np.ndarray, np.ndarray, dict[int, str], Terms], Pairs]


def of(signal: str) -> Said:
    """What makes the features of one of the two signals: of `code` (C,) positions and `value` (C, 7) node numbers, -1
    where unknown."""
    rows = [row for row in contexts().decides if row.signal == signal]

    def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
        asked = sorted({AXES.index(axis) for row in rows for axis in row.asks})
        known, which = groups(value[:, asked])
        said = [_said(rows, {AXES[axis]: words.get(v, "") for axis, v in zip(asked, row, strict=True)})
                for row in known.tolist()]
        return spread(code, which, [terms.add(each) for each in said])

    return pairs


def _said(rows: Sequence[Decides], own: dict[str, str]) -> list[str]:
    """The first row that fits, and every one that counts besides; nothing of a value that is unknown."""
    shown = {**own, "part": base(own.get("body_part", "")), "way": way(own.get("approach", ""))}
    fits = [row for row in rows if all(own[axis] in values for axis, values in row.when)]
    kept = [row for row in fits if row.also] + [row for row in fits if not row.also][:1]
    return [row.says.format_map(shown) for row in kept if all(own[axis] for axis in row.shows)]
