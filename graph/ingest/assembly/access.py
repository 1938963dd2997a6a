"""The way into the body as a signal of its own, for those ICD-10-PCS codes where it makes another procedure of it.

Where a part is looked at or sampled the approach tells an endoscopy from an operation; where a duct is widened, closed
or led elsewhere, or a part put back into its place, it tells what is done by an operation from what is done through the
skin or from outside, and so it does in all that is done to heart and vessels. In most other procedures it is a detail,
and there a code has no data in this signal.
"""

from __future__ import annotations

import numpy as np

from graph.ingest.assembly.spread import groups, spread
from graph.ingest.assembly.terms import Terms
from graph.release.features import AXES, Pairs

_AXES = [AXES.index(name) for name in ("body_system", "operation", "approach", "qualifier")]
_BY_WAY = frozenset((  # root operations that alter a tubular body part, or that put in or move a body part
    "restriction", "occlusion", "dilation", "bypass", "transplantation", "reattachment", "transfer", "reposition"))
_VESSELS = ("heart and great vessels", "arteries", "veins")


def way(approach: str) -> str:
    """What an approach has in common with others: a scope through the skin is for operations, like a cut.

    >>> way("percutaneous endoscopic"), way("via natural or artificial opening endoscopic")
    ('by operation', 'through an opening')
    """
    if approach == "open" or "percutaneous endoscopic" in approach:
        return "by operation"
    for word, found in (("percutaneous", "through the skin"), ("natural", "through an opening"),
                        ("external", "from outside")):
        if word in approach:
            return found
    return approach


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """The way in as a feature: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    known, which = groups(value[:, _AXES])
    said = [_said(*(words.get(v, "") for v in row)) for row in known.tolist()]
    return spread(code, which, [terms.add(each) for each in said])


def _said(system: str, operation: str, approach: str, qualifier: str) -> list[str]:
    if qualifier == "diagnostic" or operation == "inspection":
        return [f"looked at or sampled, {approach}"]
    if operation in _BY_WAY:
        return [f"{operation} {way(approach)}"]
    return [f"heart and vessels {way(approach)}"] if any(name in system for name in _VESSELS) else []
