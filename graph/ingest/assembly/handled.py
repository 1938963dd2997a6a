"""What an ICD-10-PCS code handles, as a signal of its own, for those codes that are about it and not about a body part.

To put in, change, revise or take out a device is one kind of work on that device; to introduce or transfuse is about
the substance, to measure or assist about the system of the body. In other procedures the device is one detail of
several, and there a code has no data in this signal.
"""

from __future__ import annotations

import numpy as np

from graph.ingest.assembly.spread import spread
from graph.ingest.assembly.terms import Terms
from graph.release.features import AXES, Pairs

_AXES = [AXES.index(name) for name in ("section", "operation", "body_part", "device")]
_WORK = frozenset(("insertion", "removal", "revision", "change"))
_OF_THINGS = frozenset(("placement", "administration"))
_OF_SYSTEMS = frozenset((
    "measurement and monitoring", "extracorporeal or systemic assistance and performance",
    "extracorporeal or systemic therapies"))


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """What is handled as a feature: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    known, which = np.unique(value[:, _AXES], axis=0, return_inverse=True)
    said = [_said(*(words.get(v, "") for v in row)) for row in known.tolist()]
    return spread(code, which.reshape(-1), [terms.add(each) for each in said])


def _said(section: str, operation: str, part: str, device: str) -> list[str]:
    if section in _OF_SYSTEMS:
        return [f"system: {part}"]
    if section in _OF_THINGS or (section == "medical and surgical" and operation in _WORK):
        return [f"handled: {device}"]
    return []
