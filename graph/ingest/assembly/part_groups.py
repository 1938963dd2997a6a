"""Body parts that the ICD-10-PCS tables treat alike: the same operation may be done on them in the same ways.

Which parts stand in one row of a table is the publisher's own judgement of which are alike in use: the ducts of the
liver, but not the liver. A code counts every group that its part belongs to under any operation of its body system, so
two parts are the nearer the more operations treat them alike.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

import numpy as np

from graph.ingest.assembly.spread import groups, one, spread
from graph.ingest.assembly.terms import Terms
from graph.ingest.sorting import ordering
from graph.release.features import Pairs

_PART, _TAIL = 3, slice(4, 7)
Group = tuple[int, int, tuple[int, ...]]
"""Section, body system, and the parts: node numbers, ascending."""


def pairs(code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """The groups of every code as features: `code` (C,) positions, `value` (C, 7) node numbers, -1 where unknown."""
    whole = (value >= 0).all(1)
    code, value = code[whole], value[whole]
    alike = _groups(value)
    own: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for (section, system, parts), number in zip(alike, terms.add(_names(alike, words)).tolist(), strict=True):
        for part in parts:
            own[section, system, part].append(number)
    places, which = groups(value[:, [0, 1, _PART]])
    features = [own.get((s, y, p), []) for s, y, p in places.tolist()]
    return spread(code, which, [len(each) for each in features], np.array([*chain.from_iterable(features)], np.int64))


def _groups(value: np.ndarray) -> dict[Group, int]:
    """Groups of two parts and more, with the first operation that treats them alike."""
    if not len(value):
        return {}
    _, first, which = np.unique(one(value[:, :4]), return_index=True, return_inverse=True)
    places, ways = first[which], one(value[:, _TAIL])  # in order of the codes
    order = ordering([places, ways])
    if order is not None:
        value, places, ways = value[order], places[order], ways[order]
    new = np.append(True, places[1:] != places[:-1])
    once = new | np.append(True, ways[1:] != ways[:-1])
    value, ways, starts = value[once], ways[once], np.flatnonzero(new[once])
    every, ends = ways.tobytes(), np.append(starts[1:], len(ways))
    alike: dict[tuple[int, int, int, bytes], list[int]] = defaultdict(list)
    for (section, system, operation, part), start, end in zip(
            value[starts, :4].tolist(), *(ways.itemsize * np.array([starts, ends])).tolist(), strict=True):
        alike[section, system, operation, every[start:end]].append(part)
    found: dict[Group, int] = {}
    for (section, system, operation, _), parts in alike.items():
        if len(parts) > 1:
            found.setdefault((section, system, tuple(sorted(parts))), operation)
    return found


def _names(groups: dict[Group, int], words: dict[int, str]) -> list[str]:
    """What an explanation shows; within one operation of a system the first part tells the group from the others."""
    return [
        f"{words[system]} ({words[section]}): {len(parts)} parts such as {words[parts[0]]}, alike in {words[operation]}"
        for (section, system, parts), operation in groups.items()
    ]
