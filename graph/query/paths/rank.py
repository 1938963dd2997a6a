"""The cheapest simple paths among the edges that were read, by networkx, on no more of them than can matter.

An edge whose cheapest way from end to end costs more than the last path wanted is on none of them, so the edges are
handed over in order of that cost, some hundreds first and more only when the paths do not come out of those.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph.query.paths.reach import Meeting

FIRST_EDGES = 400
MORE = 8
MOST_EDGES = 30_000
"""How many edges are handed over at first, by how much that grows, and where it ends."""

Ranked = list[tuple[int, list[int]]]


def cheapest(meeting: Meeting, first: int, limit: int) -> tuple[Ranked, int]:
    """Up to `first` paths that cost at most `limit`, as cost and nodes, and the cost below which none is missed.

    That is beyond the limit unless there are more edges about than are handed over. Equal costs are in order of nodes.
    """
    near, far, cost = _edges(meeting, limit)
    if not len(cost):
        return [], limit + 1
    through, near, far, cost = _ordered(near, far, cost, meeting.left.start, meeting.right.start, limit)
    taken = FIRST_EDGES
    while True:
        most = limit if taken >= len(through) else int(through[taken])
        upto = int(np.searchsorted(through, most, side="right"))
        edges = zip(near[:upto].tolist(), far[:upto].tolist(), cost[:upto].tolist(), strict=True)
        found = _first(edges, meeting.left.start, meeting.right.start, first, most)
        taken *= MORE
        if len(found) == first or most == limit or taken > MOST_EDGES:
            return found, (limit if len(found) == first else most) + 1


def _edges(meeting: Meeting, limit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What was read: each pair of neighbours once, with its least cost.

    Left out are nodes that no path may pass, and edges that are too far from the two ends to be on a path within the
    limit.
    """
    near, far, cost = (np.concatenate([*parts, np.zeros(0, np.int64)])
                       for parts in (meeting.near, meeting.far, meeting.cost))
    left, right = meeting.left.at_least, meeting.right.at_least
    through = np.minimum(left(near) + right(far), left(far) + right(near)) + cost
    kept = (through <= limit) & (near != far) & ~meeting.barred(near) & ~meeting.barred(far)
    near, far, cost = near[kept], far[kept], cost[kept]
    size = meeting.left.steps.size
    pair = np.minimum(near, far) * size + np.maximum(near, far)
    order = np.argsort(pair, kind="stable")
    pair, cost = pair[order], cost[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    return pair[first] // size, pair[first] % size, np.minimum.reduceat(cost, first) if len(first) else cost


def _ordered(
    near: np.ndarray, far: np.ndarray, cost: np.ndarray, start: int, end: int, limit: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The least cost of getting from end to end by way of each edge, the edges in its order, up to the limit."""
    known = np.zeros(max(int(far.max()), start, end) + 1, bool)
    known[near] = known[far] = known[[start, end]] = True
    place = np.cumsum(known) - 1
    here, there = place[near], place[far]
    network = csr_array((cost.astype(np.float64), (here, there)), shape=(place[-1] + 1,) * 2)
    of, to = dijkstra(network, directed=False, indices=place[[start, end]], limit=float(limit))
    through = np.minimum(of[here] + to[there], of[there] + to[here]) + cost
    order = np.lexsort((far, near, through))
    order = order[through[order] <= limit]
    return through[order], near[order], far[order], cost[order]


def _first(
    edges: Iterator[tuple[int, int, int]], start: int, end: int, first: int, most: int
) -> Ranked:
    network = nx.Graph()
    network.add_nodes_from((start, end))
    network.add_weighted_edges_from(edges, weight="cost")
    found: Ranked = []
    if nx.has_path(network, start, end):
        for path in nx.shortest_simple_paths(network, start, end, weight="cost"):
            cost = nx.path_weight(network, path, "cost")
            if len(found) == first or cost > most:
                break
            found.append((cost, path))
    return sorted(found)
