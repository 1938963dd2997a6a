"""Pages about how nodes hang together: two nodes compared and joined by paths, and the graph around one of them."""

from __future__ import annotations

from graph.identifiers import PROCEDURE_SYSTEMS
from graph.model import Node
from graph.query.graph import Graph
from graph.query.subgraphs import Cut, Neighborhood, Path, PathStep
from server.kin import kin
from server.pieces import LIMIT, View, frame, quote, ref

PATHS = 5
MOST = 12
"""Central nodes and members of a community that are named."""

LARGEST = {"per_type": 25, "budget": 300}


def between(graph: Graph, a: str, b: str) -> View:
    """Two nodes: the sum of their likeness where both are codes of procedures, and the cheapest paths between them."""
    view = frame(graph) | {"template": "between.html", "asked": {"a": a, "b": b}, "a": None, "b": None}
    if not (a.strip() and b.strip()):
        return view
    one, other = graph.node(a), graph.node(b)
    found = graph.paths(one.id, other.id, first=PATHS)
    return view | {
        "a": ref(one), "b": ref(other), "kin": _compared(graph, one, other), "outcome": found.outcome,
        "damping": found.damping, "truncated": found.truncated, "hubs": [ref(h.node) for h in found.hubs[:MOST]],
        "hubs_total": len(found.hubs), "paths": [_path(graph, p) for p in found.paths],
    }


def _compared(graph: Graph, one: Node, other: Node) -> View | None:
    if not {one.system, other.system} <= set(PROCEDURE_SYSTEMS):
        return None
    found = graph.compare(one.id, other.id)
    return kin(graph, found.neighbor, found.weights)


def _path(graph: Graph, path: Path) -> View:
    return {"cost": path.cost, "certain": path.certain, "start": ref(path.steps[0].start),
            "steps": [_step(graph, step) for step in path.steps]}


def _step(graph: Graph, step: PathStep) -> View:
    return {"end": ref(step.end), "predicate": step.predicate, "direction": step.direction, "cost": step.cost,
            "degrees": (step.degree_start, step.degree_end),
            "quotes": [quote(graph, e) for a in step.associations for e in graph.evidence(a)][:LIMIT]}


def around(graph: Graph, id: str, depth: int) -> View:
    """The graph around a node: totals by kind of edge, what was cut, hubs, central nodes and communities."""
    found = graph.neighborhood(id, depth=depth, **LARGEST)
    central = found.centrality(first=len(found.nodes))
    rank = {one.node.id: n for n, one in enumerate(central.items)}
    return frame(graph) | {
        "template": "around.html", "center": ref(found.center), "depth": depth, "nodes": len(found.nodes),
        "edges": len(found.associations),
        "types": [{"predicate": t.predicate, "direction": t.direction, "total": t.total, "returned": t.returned}
                  for t in found.types],
        "cuts": {"total": len(found.cuts), "rows": [_cut(graph, c) for c in found.cuts[:LIMIT]]},
        "hubs": [{"node": ref(h.node), "predicate": h.predicate, "degree": h.degree, "carrying": h.carrying}
                 for h in found.hubs],
        "central": {"total": central.total,
                    "rows": [{"node": ref(c.node), "score": c.score} for c in central.items[:MOST]]},
        "communities": _communities(found, rank),
    }


def _cut(graph: Graph, cut: Cut) -> View:
    same = {name: getattr(cut, name) for name in ("predicate", "direction", "total", "returned", "reason", "cursor")}
    return same | {"node": ref(graph.node(cut.node))}


def _communities(found: Neighborhood, rank: dict[str, int]) -> list[View]:
    """Each community with its most central members first."""
    parts = (sorted(one.nodes, key=lambda node: rank[node.id]) for one in found.communities().items)
    return [{"total": len(part), "rows": [ref(node) for node in part[:MOST]]} for part in parts]


def further(graph: Graph, cursor: str) -> View:
    """The next edges of a list that was cut."""
    page = graph.continued(cursor, LIMIT)
    ends = (a.object if page.direction == "out" else a.subject for a in page.associations)
    return frame(graph) | {
        "template": "further.html", "center": ref(page.node), "predicate": page.predicate,
        "direction": page.direction, "total": page.total, "offset": page.offset, "cursor": page.cursor,
        "rows": [ref(node) for node in ends],
    }
