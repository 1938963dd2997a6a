"""What the ICD-10-PCS tables let be done to a body part at all, as what two body parts have in common.

An artery may be bypassed and a bone fused, whatever a code says of it: two parts are the nearer the more operations and
qualifiers they share, across body systems. What a tenth of all codes could say tells no parts apart and is left out.
"""

from __future__ import annotations

import numpy as np

from graph.ingest.assembly.spread import groups, spread
from graph.ingest.assembly.terms import Terms
from graph.release.features import AXES, Pairs

COMMON = 0.1
_PART, _USE = AXES.index("body_part"), [AXES.index("operation"), AXES.index("qualifier")]


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """The uses of the part of every code: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    whole = (value >= 0).all(1)
    code, value = code[whole], value[whole]
    _, part, count = np.unique(value[:, _PART], return_inverse=True, return_counts=True)
    uses, use = groups(value[:, _USE])
    both, _ = groups(np.stack([part, use], axis=1))
    rare = np.bincount(both[:, 1], count[both[:, 0]], len(uses)) <= COMMON * len(code)
    both = both[rare[both[:, 1]]]
    number = np.zeros(len(uses), np.int64)
    number[rare] = terms.add(f"may be done: {words[o]} ({words[q]})" for o, q in uses[rare].tolist())
    return spread(code, part, np.bincount(both[:, 0], minlength=len(count)), number[both[:, 1]])
