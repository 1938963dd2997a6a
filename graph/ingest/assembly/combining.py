"""What several axes of an ICD-10-PCS code say together, as features of a signal of its own, `combination`.

The axes one by one do not tell that two codes take a sample of the same part in the same way: each may agree with other
codes, all of them only with few. Which axes are taken together, and why, stands in `data/axes.toml`.
"""

from __future__ import annotations

import numpy as np

from graph.ingest.assembly.contexts import Combines, contexts
from graph.ingest.assembly.sides import base
from graph.ingest.assembly.spread import groups, spread
from graph.ingest.assembly.terms import Terms
from graph.ingest.assembly.ways import way
from graph.ingest.text.normalise import stems
from graph.release.features import AXES, Pairs


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """The combinations of every code: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    found = [_of(row, code, value, words, terms) for row in contexts().combines]
    return Pairs.always(*(np.concatenate([getattr(each, name) for each in found]) for name in ("codes", "features")))


def _of(row: Combines, code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """What one row says, worked out once for all codes that are the same on its axes."""
    asked = [axis for axis in AXES if axis in row.shows]
    known, which = groups(value[:, [AXES.index(axis) for axis in asked]])
    said = [_said(row, {axis: words.get(v, "") for axis, v in zip(asked, own, strict=True)}) for own in known.tolist()]
    return spread(code, which, [terms.add(each) for each in said])


def _said(row: Combines, own: dict[str, str]) -> list[str]:
    """One term, or one for each word of the part; none where an axis is unknown."""
    if not all(own.values()):
        return []
    shown = {**own, "way": way(own.get("approach", ""))}
    if not row.by_word:
        return [row.says.format_map(shown)]
    return [row.says.format_map({**shown, "word": word}) for word in dict.fromkeys(stems(base(own["body_part"])))]
