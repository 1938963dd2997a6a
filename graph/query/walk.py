"""The walk around a node over bare numbers: breadth first, every list of edges taken from its most telling end on.

What a budget leaves room for is dealt out in turns, one edge to every list, so that the predicate named first does not
take it all. Of each list a beginning is taken, never a selection, so that the rest can be had by its offset.

Rules of billing are taken at the center alone: NCCI joins every code to hundreds that nobody would call near, and two
steps along them would fill any budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.query.steps import Steps, Way

PER_TYPE, NODE_BUDGET, EDGE_BUDGET = "per type", "node budget", "edge budget"
NOT_WALKED = "billing rule, taken at the center only"

NEAR_ONLY = frozenset({"bundled_with"})
"""Predicates of which only the edges of the center are taken, unless they are asked for by name."""


@dataclass(slots=True)
class Listed:
    """The edges of one node under one predicate and direction; `taken` of them, from the first, are in the answer."""

    node: int
    way: Way
    ends: list[int]
    edges: list[int]
    taken: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a walk goes: steps, edges per node and way, nodes and edges in all."""

    depth: int = 1
    per_type: int = 25
    budget: int = 500
    edge_budget: int = 2000


@dataclass
class Walk:
    """What a walk has seen: the step at which each node was met, the predicate of each edge, and every list it read."""

    seen: dict[int, int]
    edges: dict[int, str] = field(default_factory=dict)
    lists: list[Listed] = field(default_factory=list)


def walk(
    steps: Steps, center: int, limits: Limits, directions: Sequence[str], allowed: np.ndarray | None,
    near_only: frozenset[str] = frozenset(),
) -> Walk:
    """Walk around a node; `allowed` masks the nodes that may be met (None: any). Hubs are met and not walked from.

    Of the predicates `near_only` lists are read everywhere and edges taken at the center alone.
    """
    found, frontier = Walk({center: 0}), [center]
    ways = [way for way in steps.ways if way[1] in directions]
    for step in range(1, limits.depth + 1):
        lists = [one for node in frontier for way in ways if (one := _listed(steps, node, way, allowed)).ends]
        for one in lists:
            one.reason = NOT_WALKED if step > 1 and one.way[0] in near_only else None
        fresh = np.array(sorted(_deal(found, lists, limits, step)), np.int64)
        found.lists += lists
        frontier = fresh[~steps.hubs[fresh]].tolist()
    return found


def listed(steps: Steps, node: int, way: Way, allowed: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The whole list of a node under a predicate and direction, in the order in which it is taken."""
    ends, edges = steps.of(node, way)
    return (ends, edges) if allowed is None else (ends[allowed[ends]], edges[allowed[ends]])


def _listed(steps: Steps, node: int, way: Way, allowed: np.ndarray | None) -> Listed:
    ends, edges = listed(steps, node, way, allowed)
    return Listed(node, way, ends.tolist(), edges.tolist())


def _deal(found: Walk, lists: Iterable[Listed], limits: Limits, step: int) -> Iterable[int]:
    """Take from every list in turns until it ends or is cut; the nodes that are new."""
    fresh: list[int] = []
    waiting = [one for one in lists if one.reason is None]
    while waiting:
        waiting = [one for one in waiting if _take(found, one, limits, step, fresh)]
    return fresh


def _take(found: Walk, one: Listed, limits: Limits, step: int, fresh: list[int]) -> bool:
    """Take the next edge of a list; False when the list has ended or is cut."""
    if one.taken == len(one.ends):
        return False
    end, edge = one.ends[one.taken], one.edges[one.taken]
    one.reason = _cut(found, one.taken, end, edge, limits)
    if one.reason is not None:
        return False
    found.edges[edge] = one.way[0]
    if end not in found.seen:
        found.seen[end] = step
        fresh.append(end)
    one.taken += 1
    return True


def _cut(found: Walk, taken: int, end: int, edge: int, limits: Limits) -> str | None:
    """Why the next edge of a list may not be taken, or None."""
    if taken == limits.per_type:
        return PER_TYPE
    if end not in found.seen and len(found.seen) >= limits.budget:
        return NODE_BUDGET
    return EDGE_BUDGET if edge not in found.edges and len(found.edges) >= limits.edge_budget else None
