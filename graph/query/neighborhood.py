"""The part of the graph around a node: breadth first, budgets per predicate and in all, nothing cut in silence.

Hubs (see `graph.query.steps`) are shown and not walked through, because "hospital" would otherwise make everything a
neighbour of everything; edges of billing rules are shown at the center only (see `graph.query.walk`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.errors import BadInput
from graph.query.columns import Columns
from graph.query.cursor import Cursor
from graph.query.steps import OPPOSITE, Steps, check_names
from graph.query.subgraphs import Cut, EdgePage, EdgeType, Hub, Neighborhood
from graph.query.walk import NEAR_ONLY, Limits, Listed, Walk, listed, walk
from graph.vocabulary import CATEGORIES

MAXIMUM_DEPTH = 4
MAXIMUM_PAGE = 1000


def neighborhood(
    columns: Columns, steps: Steps, center: int, *, directions: Sequence[str] = (), categories: Sequence[str] = (),
    predicates: Sequence[str] = (), **limits: int,
) -> Neighborhood:
    """The graph within `depth` steps (1), along `directions` (both), to nodes of `categories` (any).

    `predicates` are those asked for by name, if any; a billing rule among them is walked like any other edge.
    At most `per_type` (25) edges of each node, predicate and direction, the most telling first; at most `budget` (500)
    nodes and `edge_budget` (2000) edges. `BadInput` for a limit out of range or a name that is not known.
    """
    within = Limits(**limits)
    _check(within, directions, categories)
    found = walk(steps, center, within, directions or tuple(OPPOSITE), _mask(columns, categories),
                 NEAR_ONLY - set(predicates))
    nodes = sorted(found.seen, key=lambda n: (found.seen[n], n))
    return Neighborhood(
        columns.node(center), columns.release.id, within.depth, tuple(columns.node(n) for n in nodes),
        tuple(columns.association(edge, found.edges[edge]) for edge in sorted(found.edges)),
        _hubs(columns, steps, nodes[1:]), _types(found),
        tuple(_cut(columns, one, tuple(categories)) for one in found.lists if one.reason),
    )


def _check(limits: Limits, directions: Sequence[str], categories: Sequence[str]) -> None:
    if not 1 <= limits.depth <= MAXIMUM_DEPTH:
        raise BadInput("depth out of range", expected=f"1 to {MAXIMUM_DEPTH}", got=limits.depth)
    for name in ("per_type", "budget", "edge_budget"):
        if getattr(limits, name) < 1:
            raise BadInput("budget out of range", where=name, expected="1 or more", got=getattr(limits, name))
    check_names("direction", directions, OPPOSITE)
    check_names("category", categories, CATEGORIES)


def _mask(columns: Columns, categories: Sequence[str]) -> np.ndarray | None:
    """Which nodes are of some categories; None for all."""
    if not categories:
        return None
    mask = np.zeros(columns.size, bool)
    for category in categories:
        mask[columns.nodes_of(category)] = True
    return mask


def _hubs(columns: Columns, steps: Steps, nodes: list[int]) -> tuple[Hub, ...]:
    numbers = np.array(nodes, np.int64)
    return tuple(hub(columns, steps, int(n)) for n in numbers[steps.hubs[numbers]])


def hub(columns: Columns, steps: Steps, node: int) -> Hub:
    """A node that is a hub, with the predicate that makes it one and how many of the nodes that have it point here."""
    predicate, degree, carrying = steps.hub_by(node)
    return Hub(columns.node(node), predicate, degree, carrying)


def _types(found: Walk) -> tuple[EdgeType, ...]:
    """Totals per predicate and direction over every list that was read."""
    ways = dict.fromkeys(sorted(one.way for one in found.lists))
    sums = {way: [one for one in found.lists if one.way == way] for way in ways}
    return tuple(EdgeType(*way, sum(len(one.ends) for one in lists), sum(one.taken for one in lists))
                 for way, lists in sums.items())


def _cut(columns: Columns, one: Listed, categories: tuple[str, ...]) -> Cut:
    node = columns.node(one.node).id
    place = _cursor(columns, node, one.way, categories, one.taken)
    return Cut(node, *one.way, len(one.ends), one.taken, str(one.reason), str(place))


def _cursor(columns: Columns, node: str, way: tuple[str, str], categories: tuple[str, ...], offset: int) -> Cursor:
    day = columns.day.isoformat() if columns.day else None
    return Cursor(columns.release.id, day, node, *way, categories, offset)


def page(columns: Columns, steps: Steps, at: Cursor, first: int) -> EdgePage:
    """The next `first` edges of a list that was cut; `BadInput` for a cursor of another release or of no list."""
    if not 1 <= first <= MAXIMUM_PAGE:
        raise BadInput("number of edges out of range", expected=f"1 to {MAXIMUM_PAGE}", got=first)
    number = columns.find(at.node)
    if at.release != columns.release.id or number is None:
        raise BadInput("cursor of another release", expected=columns.release.id, got=at.release,
                       hint="ask for the neighbourhood again")
    way = (at.predicate, at.direction)
    _, edges = listed(steps, number, way, _mask(columns, at.categories))
    shown = edges[at.offset : at.offset + first].tolist()
    end = at.offset + len(shown)
    after = str(_cursor(columns, at.node, way, at.categories, end)) if end < len(edges) else None
    return EdgePage(columns.node(number), *way, len(edges), at.offset,
                    tuple(columns.association(edge, at.predicate) for edge in shown), after)

