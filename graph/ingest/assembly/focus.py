"""What an ICD-10-PCS code is about, as a signal of its own, for those codes of which one axis says it all.

To put in, change, revise or take out a device is one kind of work on that device; to introduce or transfuse is about
the substance, to measure or assist about the system of the body. An examination by images, a treatment by radiation or
an exercise is what its type says, whatever it is done to, and so are a cut through and a setting free; a transplant is
told by the organ, an amputation by the limb, and what is done to a region of the trunk and to none of its organs by the
region. In other procedures these are some details of several, and there a code has no data in this signal.
"""

from __future__ import annotations

import numpy as np

from graph.ingest.assembly.sides import base
from graph.ingest.assembly.spread import groups, spread
from graph.ingest.assembly.terms import Terms
from graph.release.features import AXES, Pairs

_AXES = [AXES.index(name) for name in ("section", "body_system", "operation", "body_part", "device")]
_SURGERY, _REGIONS = "medical and surgical", "anatomical regions general"
_ON_DEVICES = frozenset(("insertion", "removal", "revision", "change"))
_IN_THEMSELVES = frozenset(("division", "release"))
_OF_PARTS = frozenset(("transplantation", "detachment"))
_OF_THINGS = frozenset(("placement", "administration"))
_OF_SYSTEMS = frozenset((
    "measurement and monitoring", "extracorporeal or systemic assistance and performance",
    "extracorporeal or systemic therapies"))
_OF_TYPES = frozenset((
    "imaging", "nuclear medicine", "radiation therapy", "physical rehabilitation and diagnostic audiology",
    "mental health", "substance abuse treatment"))


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """What it is about as a feature: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    known, which = groups(value[:, _AXES])
    said = [_said(*(words.get(v, "") for v in row)) for row in known.tolist()]
    return spread(code, which, [terms.add(each) for each in said])


def _said(section: str, system: str, operation: str, part: str, device: str) -> list[str]:
    region = [f"of a region: {base(part)}"] if section == _SURGERY and system == _REGIONS else []
    return region + _work(section, operation, part, device)


def _work(section: str, operation: str, part: str, device: str) -> list[str]:
    if section in _OF_SYSTEMS:
        return [f"of a system: {part}"]
    if section in _OF_THINGS or (section == _SURGERY and operation in _ON_DEVICES):
        return [f"of a thing: {device}"]
    if section in _OF_TYPES or (section == _SURGERY and operation in _IN_THEMSELVES):
        return [f"{section}: {operation}"]
    if section == _SURGERY and operation in _OF_PARTS:
        return [f"of a part: {base(part)}"]
    return []
