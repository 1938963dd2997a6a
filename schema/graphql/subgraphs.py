"""Parts of the graph: neighbourhoods, their communities and centrality, and paths between two nodes."""

from __future__ import annotations

import strawberry

from graph.query import subgraphs
from schema.graphql.enums import CentralityMeasure, Direction, Predicate
from schema.graphql.nodes import Association, Entity, wrap


@strawberry.type
class Cut:
    """A list that was cut: the edges of one node under one predicate and direction. `cursor` is for `continued`."""

    node: str
    predicate: Predicate
    direction: Direction
    total: int
    returned: int
    reason: str
    cursor: str

    @classmethod
    def of(cls, c: subgraphs.Cut) -> Cut:
        return cls(node=c.node, predicate=Predicate(c.predicate), direction=Direction(c.direction), total=c.total,
                   returned=c.returned, reason=c.reason, cursor=c.cursor)


@strawberry.type
class EdgeType:
    """How many edges of a predicate and direction the walked nodes have, and how many are in the answer.

    An edge between two nodes that were both walked from counts at each of them.
    """

    predicate: Predicate
    direction: Direction
    total: int
    returned: int
    truncated: bool

    @classmethod
    def of(cls, t: subgraphs.EdgeType) -> EdgeType:
        return cls(predicate=Predicate(t.predicate), direction=Direction(t.direction), total=t.total,
                   returned=t.returned, truncated=t.truncated)


@strawberry.type
class Hub:
    """A node that is shown and not walked through: more than a fifth of what has the predicate points to it."""

    node: Entity
    predicate: Predicate
    degree: int = strawberry.field(description="Edges of the predicate that reach it.")
    carrying: int = strawberry.field(description="Nodes that have the predicate.")

    @classmethod
    def of(cls, h: subgraphs.Hub) -> Hub:
        return cls(node=wrap(h.node), predicate=Predicate(h.predicate), degree=h.degree, carrying=h.carrying)


@strawberry.type
class EdgePage:
    """A further part of a list that was cut; `cursor` continues it and is null at its end."""

    node: Entity
    predicate: Predicate
    direction: Direction
    total: int
    offset: int
    returned: int
    associations: list[Association]
    cursor: str | None

    @classmethod
    def of(cls, p: subgraphs.EdgePage) -> EdgePage:
        return cls(node=wrap(p.node), predicate=Predicate(p.predicate), direction=Direction(p.direction),
                   total=p.total, offset=p.offset, returned=len(p.associations), cursor=p.cursor,
                   associations=[Association.of(a) for a in p.associations])


@strawberry.type
class Communities:
    """A neighbourhood in parts, the largest first, by the Louvain method; each node is in one."""

    seed: int
    resolution: float
    modularity: float
    items: list[list[Entity]]

    @classmethod
    def of(cls, c: subgraphs.Communities) -> Communities:
        return cls(seed=c.seed, resolution=c.resolution, modularity=c.modularity,
                   items=[[wrap(node) for node in one.nodes] for one in c.items])


@strawberry.type
class Central:
    node: Entity
    score: float


@strawberry.type
class Centrality:
    """The most central nodes of a neighbourhood, counted without direction and without parallel edges."""

    measure: CentralityMeasure
    total: int
    returned: int
    truncated: bool
    items: list[Central]

    @classmethod
    def of(cls, c: subgraphs.Centrality) -> Centrality:
        items = [Central(node=wrap(one.node), score=one.score) for one in c.items]
        return cls(measure=CentralityMeasure(c.measure), total=c.total, returned=len(items), items=items,
                   truncated=len(items) < c.total)


@strawberry.type
class Neighborhood:
    """A part of the graph; `hubs` are shown and not walked through, `types` has the totals, `cuts` all that was cut."""

    record: strawberry.Private[subgraphs.Neighborhood]
    center: Entity
    release: str
    depth: int
    nodes: list[Entity]
    associations: list[Association]
    hubs: list[Hub]
    types: list[EdgeType]
    cuts: list[Cut]
    truncated: bool

    @classmethod
    def of(cls, n: subgraphs.Neighborhood) -> Neighborhood:
        return cls(
            record=n, center=wrap(n.center), release=n.release, depth=n.depth, nodes=[wrap(x) for x in n.nodes],
            associations=[Association.of(a) for a in n.associations], hubs=[Hub.of(h) for h in n.hubs],
            types=[EdgeType.of(t) for t in n.types], cuts=[Cut.of(c) for c in n.cuts], truncated=n.truncated)

    @strawberry.field(description="Its communities; the same seed gives the same ones.")
    def communities(self, seed: int = 0, resolution: float = 1.0) -> Communities | None:
        return Communities.of(self.record.communities(seed, resolution))

    @strawberry.field(description="Its most central nodes.")
    def centrality(
        self, measure: CentralityMeasure = CentralityMeasure.PAGERANK, first: int = 10  # type: ignore[valid-type]
    ) -> Centrality | None:
        return Centrality.of(self.record.centrality(measure.value, first))


@strawberry.type
class PathStep:
    """One step; its cost is 1 + damping × (log degreeStart + log degreeEnd). `associations` all join its two ends."""

    start: Entity
    end: Entity
    predicate: Predicate
    direction: Direction = strawberry.field(description="`IN` where the step goes against the edge.")
    degree_start: int = strawberry.field(description="Edges of the predicate at the start, in this direction.")
    degree_end: int = strawberry.field(description="Edges of the predicate at the end, in the other direction.")
    cost: float
    associations: list[Association]

    @classmethod
    def of(cls, s: subgraphs.PathStep) -> PathStep:
        return cls(start=wrap(s.start), end=wrap(s.end), predicate=Predicate(s.predicate),
                   direction=Direction(s.direction), degree_start=s.degree_start, degree_end=s.degree_end, cost=s.cost,
                   associations=[Association.of(a) for a in s.associations])


@strawberry.type
class Path:
    """A way without a node twice; its cost is the sum of its steps."""

    cost: float
    certain: bool = strawberry.field(description="Whether the search went far enough to know that none is cheaper.")
    steps: list[PathStep]

    @classmethod
    def of(cls, p: subgraphs.Path) -> Path:
        return cls(cost=p.cost, certain=p.certain, steps=[PathStep.of(s) for s in p.steps])


@strawberry.type
class Paths:
    """The cheapest paths between two nodes, and what was searched for them."""

    start: Entity
    end: Entity
    release: str
    outcome: str = strawberry.field(description="In words: found, none at all, or none within the budget.")
    damping: float
    predicates: list[Predicate]
    budget: int = strawberry.field(description="Edges that might be read.")
    edges_read: int
    nodes_reached: int
    known_below: float | None = strawberry.field(
        description="Every path that costs less is known; null when all that can be reached was searched.")
    returned: int
    truncated: bool = strawberry.field(description="Whether there may be more paths, dearer than these.")
    hubs: list[Hub] = strawberry.field(description="Hubs that join the two ends and were not walked through.")
    items: list[Path]

    @classmethod
    def of(cls, p: subgraphs.Paths) -> Paths:
        same = {name: getattr(p, name) for name in ("release", "outcome", "damping", "budget", "edges_read",
                                                    "nodes_reached", "known_below", "truncated")}
        return cls(start=wrap(p.start), end=wrap(p.end), predicates=[Predicate(name) for name in p.predicates],
                   returned=len(p.paths), hubs=[Hub.of(h) for h in p.hubs], items=[Path.of(x) for x in p.paths], **same)
