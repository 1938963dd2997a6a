"""The shapes of answers that are parts of the graph: neighbourhoods with what they cut, and ranked paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.model import Association, Node

if TYPE_CHECKING:
    import networkx as nx

MEASURES = ("degree", "pagerank", "betweenness")
"""Ways of counting how central a node is."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A list that a neighbourhood cut: the edges of one node under one predicate and direction.

    `cursor` continues it behind the `returned` ones.
    """

    node: str
    predicate: str
    direction: str
    total: int
    returned: int
    reason: str
    cursor: str


@dataclass(frozen=True, slots=True)
class EdgeType:
    """How many edges of a predicate and direction the walked nodes have, and how many were taken.

    An edge between two nodes that were both walked from counts at each of them, outgoing and incoming.
    """

    predicate: str
    direction: str
    total: int
    returned: int

    @property
    def truncated(self) -> bool:
        return self.total > self.returned


@dataclass(frozen=True, slots=True)
class Hub:
    """A node shown and not walked through: `degree` edges of a predicate that `carrying` nodes have reach it."""

    node: Node
    predicate: str
    degree: int
    carrying: int


@dataclass(frozen=True, slots=True)
class EdgePage:
    """A further part of a list that a neighbourhood cut; `cursor` continues it and is None at its end."""

    node: Node
    predicate: str
    direction: str
    total: int
    offset: int
    associations: tuple[Association, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """A part of the graph around a node, breadth first; `types` has the totals, `cuts` every list that was cut."""

    center: Node
    release: str
    depth: int
    nodes: tuple[Node, ...]
    associations: tuple[Association, ...]
    hubs: tuple[Hub, ...]
    types: tuple[EdgeType, ...]
    cuts: tuple[Cut, ...]

    @property
    def truncated(self) -> bool:
        return bool(self.cuts)

    def to_networkx(self) -> nx.MultiDiGraph:
        """The same as a networkx graph; see `graph.query.networks`."""
        from graph.query.networks import to_networkx

        return to_networkx(self.nodes, self.associations)

    def communities(self, seed: int = 0, resolution: float = 1.0) -> Communities:
        """The communities of its nodes; see `graph.query.networks.communities`."""
        from graph.query.networks import communities

        return communities(self.nodes, self.associations, seed, resolution)

    def centrality(self, measure: str = "pagerank", first: int = 10) -> Centrality:
        """Its most central nodes; see `graph.query.networks.centrality`."""
        from graph.query.networks import centrality

        return centrality(self.nodes, self.associations, measure, first)


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes with more edges among themselves than one would expect by chance, by identifier."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Communities:
    """A neighbourhood in parts, the largest first; each node is in one. `modularity` says how well they part."""

    seed: int
    resolution: float
    modularity: float
    items: tuple[Community, ...]


@dataclass(frozen=True, slots=True)
class Central:
    """A node with its centrality."""

    node: Node
    score: float


@dataclass(frozen=True, slots=True)
class Centrality:
    """The most central of `total` nodes, by a measure."""

    measure: str
    total: int
    items: tuple[Central, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path. `associations` are all edges that join its ends, the cheapest kind first.

    The first gives the cost, 1 + damping · (log degree_start + log degree_end); `direction` is "in" where the step goes
    against the edge.
    """

    start: Node
    end: Node
    predicate: str
    direction: str
    degree_start: int
    degree_end: int
    cost: float
    associations: tuple[Association, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one node to another without a node twice; `cost` is the sum of its steps.

    `certain` is False where the budget ended before it was known that no cheaper path was missed.
    """

    cost: float
    certain: bool
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The cheapest paths between two nodes, and what was searched for them.

    `known_below` is the cost below which every path is known, None where all that can be reached was searched.
    `hubs` join the two ends and were not walked through.
    """

    start: Node
    end: Node
    release: str
    damping: float
    predicates: tuple[str, ...]
    budget: int
    nodes_reached: int
    edges_read: int
    known_below: float | None
    truncated: bool
    hubs: tuple[Hub, ...]
    paths: tuple[Path, ...]

    @property
    def outcome(self) -> str:
        """In one sentence, whether there are paths, and if not, whether that is certain."""
        ends = f"{self.start.id} and {self.end.id}"
        walked = f"{self.edges_read:,} edges read around {self.nodes_reached:,} nodes"
        if self.paths:
            return f"{len(self.paths)} {'path' if len(self.paths) == 1 else 'paths'} between {ends}; {walked}"
        if self.known_below is None:
            around = f", other than through hubs ({len(self.hubs)})" if self.hubs else ""
            return f"no path between {ends}{around}: all that can be reached from one of them was searched; {walked}"
        return f"no path between {ends} that costs less than {self.known_below:.1f}; the budget ended there; {walked}"
