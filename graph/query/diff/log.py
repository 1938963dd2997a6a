"""How a comparison agrees with the publisher's own change log, where the release holds the log of that step.

A log tells what a list says that the list before did not; a comparison tells what was in force on the two days. The
log of an edition speaks of the quarter before it, so it is asked only where the older day lies within that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.model import Edition
from graph.query.diff.changes import WAYS, Changes
from graph.query.graph import Graph

_FAMILY, _LISTS, _FACT = "HCPCS-CHANGES", "HCPCS", "change"
_QUARTER = timedelta(days=92)
_WAY = {"add": "added", "re-activated": "added", "discontinued": "removed"}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One code of which the log says something else, in the words of a comparison, and why as far as it is known."""

    code: str
    log: tuple[str, ...]
    comparison: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many codes log and comparison say the same, way by way; `others` are codes that neither changes."""

    edition: str
    agreed: dict[str, int]
    disagreements: tuple[Disagreement, ...]
    others: int


def agreement(changes: Changes) -> Agreement | None:
    """None where no log of this step is held, or none that names a code of the system."""
    edition = _edition(changes.old.graph, changes.new.graph)
    actions = _actions(changes.new.graph, edition, changes.system) if edition else {}
    if edition is None or not actions:
        return None
    logged, shown = defaultdict(set), defaultdict(set)
    for code, said in actions.items():
        logged[code] |= {way for action in said if (way := _way(action))}
    for way in WAYS:
        for code in changes.codes(way):
            shown[code].add(way)
    every = sorted({code for code in (*logged, *shown) if logged[code] or shown[code]})
    agreed = {way: sum(logged[c] == shown[c] == {way} for c in every) for way in WAYS}
    differing = (_disagreement(changes, code, logged[code], shown[code]) for code in every
                 if logged[code] != shown[code])
    return Agreement(edition.id, agreed, tuple(differing), sum(not (logged[code] or shown[code]) for code in actions))


def _way(action: str) -> str:
    """What the log calls an action, as a comparison calls it; changes of names are those of a code."""
    return _WAY.get(action, "changed" if "description" in action else "")


def _edition(old: Graph, new: Graph) -> Edition | None:
    """The one log between the two days, if the older day has a list and lies in its quarter, the newer in the next."""
    if old.as_of is None or new.as_of is None or not any(
            e.family == _LISTS and e.effective_from <= old.as_of for e in old.editions()):
        return None
    between = [e for e in new.editions() if e.family == _FAMILY and old.as_of < e.effective_from <= new.as_of]
    if len(between) != 1:
        return None
    day = between[0].effective_from
    return between[0] if max(day - old.as_of, new.as_of - day) <= _QUARTER else None


def _actions(graph: Graph, edition: Edition, system: str) -> dict[str, set[str]]:
    """What the log says of each code of a system, in force or not."""
    table = graph.to_arrow("attributes")
    said = np.flatnonzero(pc.equal(table.column("name").cast(pa.string()), _FACT).to_numpy())
    rows = table.take(pa.array(said)).filter(
        pc.equal(table.column("valid_from").take(pa.array(said)), edition.effective_from))
    nodes = graph.to_arrow("nodes").take(rows.column("node"))
    found: dict[str, set[str]] = defaultdict(set)
    for code, own, action in zip(*(nodes.column(n).to_pylist() for n in ("id", "system")),
                                 rows.column("value").to_pylist(), strict=True):
        if own == system:
            found[code].add(action)
    return found


def _disagreement(changes: Changes, code: str, logged: set[str], shown: set[str]) -> Disagreement:
    said, here = (tuple(way for way in WAYS if way in ways) for ways in (logged, shown))
    return Disagreement(code, said, here, _reason(changes, code, logged, shown))


def _reason(changes: Changes, code: str, logged: set[str], shown: set[str]) -> str:
    old, node = changes.old.graph.as_of, changes.new.graph.find(code)
    since, until = (node.valid_from, node.valid_to) if node else (None, None)
    lacking = logged - shown
    if "added" in lacking and since is not None:
        early = old is not None and since <= old
        return f"in force since {since}, on the older day already" if early else f"in force from {since}"
    if "removed" in lacking and until is not None:
        early = old is not None and until < old
        return f"in force until {until}" + (", not on the older day any more" if early else "")
    if lacking == {"changed"}:
        return "both editions give the same names"
    return "no edition held says so" if lacking else "the log does not say so"
