"""The part of the graph around a node: breadth first, budgets per predicate and in all, nothing cut in silence.

Hubs (nodes that more than a fifth of the codes point to) are shown and not walked through, because "hospital" would
otherwise make everything a neighbour of everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.errors import BadInput
from graph.query.answers import Cut, Neighborhood
from graph.query.columns import Columns
from graph.vocabulary import CATEGORIES, PREDICATES

HUB_SHARE = 0.2
MAXIMUM_DEPTH = 4


@dataclass
class _Walk:
    """The state of one walk."""

    columns: Columns
    predicates: tuple[str, ...]
    directions: tuple[str, ...]
    categories: tuple[str, ...]
    per_type: int
    budget: int
    hub_degree: float
    seen: dict[int, int] = field(default_factory=dict)
    edges: dict[int, str] = field(default_factory=dict)
    hubs: list[int] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)


def neighborhood(
    columns: Columns, center: int, *, depth: int = 1, predicates: Sequence[str] = (),
    directions: Sequence[str] = ("out", "in"), categories: Sequence[str] = (), per_type: int = 25, budget: int = 500,
) -> Neighborhood:
    """Nodes within `depth` steps, at most `per_type` per node, predicate and direction, at most `budget` nodes."""
    _check(depth, predicates, directions, categories, per_type, budget)
    codes = len(columns.nodes_of("code"))
    followed = tuple(predicates) or tuple(PREDICATES)
    walk = _Walk(columns, followed, tuple(directions), tuple(categories), per_type, budget, max(HUB_SHARE * codes, 10))
    walk.seen[center] = 0
    frontier = [center]
    for step in range(1, depth + 1):
        frontier = [node for near in frontier for node in _expand(walk, near, step)]
    nodes = tuple(columns.node(n) for n in sorted(walk.seen, key=lambda n: (walk.seen[n], n)))
    associations = tuple(columns.association(edge, walk.edges[edge]) for edge in sorted(walk.edges))
    return Neighborhood(columns.node(center), depth, nodes, associations,
                        tuple(columns.node(n).id for n in sorted(set(walk.hubs))), tuple(walk.cuts))


def _check(depth: int, predicates: Sequence[str], directions: Sequence[str], categories: Sequence[str],
           per_type: int, budget: int) -> None:
    if not 1 <= depth <= MAXIMUM_DEPTH:
        raise BadInput("depth out of range", expected=f"1 to {MAXIMUM_DEPTH}", got=depth)
    if per_type < 1 or budget < 1:
        raise BadInput("budget out of range", expected="1 or more", got=min(per_type, budget))
    for name, known in ((predicates, PREDICATES), (directions, ("out", "in")), (categories, CATEGORIES)):
        if unknown := [one for one in name if one not in known]:
            raise BadInput("unknown name", expected=", ".join(known), got=", ".join(unknown))


def _expand(walk: _Walk, near: int, step: int) -> Iterator[int]:
    """New nodes one step from `near`, which are walked on from unless they are hubs."""
    if step > 1 and _degree(walk, near) > walk.hub_degree:
        walk.hubs.append(near)
        return
    for predicate in walk.predicates:
        for direction in walk.directions:
            yield from _along(walk, near, predicate, direction, step)


def _degree(walk: _Walk, node: int) -> int:
    return sum(walk.columns.rows(p, "in").degree(node) for p in walk.predicates)


def _along(walk: _Walk, near: int, predicate: str, direction: str, step: int) -> Iterator[int]:
    ends, edges = walk.columns.rows(predicate, direction).of(near)
    if walk.categories:
        keep = np.array([walk.columns.node(int(n)).category in walk.categories for n in ends], bool)
        ends, edges = ends[keep], edges[keep]
    taken = 0
    for end, edge in zip(ends[: walk.per_type].tolist(), edges[: walk.per_type].tolist(), strict=True):
        fresh = end not in walk.seen
        if fresh and len(walk.seen) >= walk.budget:
            break
        taken += 1
        walk.edges[edge] = predicate
        if fresh:
            walk.seen[end] = step
            yield end
    if taken < len(ends):
        reason = "budget" if taken < min(len(ends), walk.per_type) else "per_type"
        walk.cuts.append(Cut(walk.columns.node(near).id, predicate, direction, len(ends), taken, reason))
