"""Hand-over to networkx: a part of the graph as a `MultiDiGraph`, its communities and the most central of its nodes.

Both are counted on the undirected graph without parallel edges, with nodes as numbers in order of their identifiers,
because networkx meets names in the order of their hashes, which differs from run to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict

import networkx as nx

from graph.errors import BadInput
from graph.model import Association, Node
from graph.query.subgraphs import MEASURES, Central, Centrality, Communities, Community

_MEASURES: dict[str, Callable[[nx.Graph], dict[int, float]]] = dict(
    zip(MEASURES, (nx.degree_centrality, nx.pagerank, nx.betweenness_centrality), strict=True))
LARGEST = {"betweenness": 600}
"""Nodes up to which a measure is computed; betweenness takes the square of them."""


def to_networkx(nodes: Iterable[Node], associations: Iterable[Association]) -> nx.MultiDiGraph:
    """Nodes keyed by CURIE with `category`, `label`, `system`; edges keyed by predicate with their qualifiers.

    Qualifiers that say nothing are left out, because the formats networkx writes have no word for None.
    """
    network = nx.MultiDiGraph()
    for node in nodes:
        network.add_node(node.id, category=node.category, label=node.label, system=node.system or "")
    for a in associations:
        said = {name: value for name, value in asdict(a.qualifiers).items() if value not in (None, False)}
        network.add_edge(a.subject.id, a.object.id, key=f"{a.predicate}/{a.number}", predicate=a.predicate, **said)
    return network


def communities(
    nodes: Iterable[Node], associations: Iterable[Association], seed: int = 0, resolution: float = 1.0
) -> Communities:
    """Communities by the Louvain method, the largest first; the same `seed` gives the same ones.

    A higher `resolution` makes more and smaller ones; `BadInput` unless it lies above 0 and at most 100.
    """
    if not 0 < resolution <= 100:
        raise BadInput("resolution out of range", expected="above 0, at most 100", got=resolution)
    by_number, network = _simple(nodes, associations)
    found = nx.community.louvain_communities(network, seed=seed, resolution=resolution)
    found.sort(key=lambda one: (-len(one), min(one)))
    modularity = nx.community.modularity(network, found) if network.size() else 0.0
    return Communities(seed, resolution, modularity, tuple(
        Community(tuple(by_number[n] for n in sorted(one))) for one in found))


def centrality(
    nodes: Iterable[Node], associations: Iterable[Association], measure: str = "pagerank", first: int = 10
) -> Centrality:
    """The `first` most central nodes by a measure of `MEASURES`, equal ones in order of identifier."""
    if measure not in MEASURES:
        raise BadInput("unknown measure", expected=", ".join(MEASURES), got=measure)
    if first < 1:
        raise BadInput("first out of range", expected="1 or more", got=first)
    by_number, network = _simple(nodes, associations)
    if len(network) > LARGEST.get(measure, len(network)):
        raise BadInput("neighbourhood too large for this measure", where=measure, got=f"{len(network)} nodes",
                       expected=f"at most {LARGEST[measure]}", hint="ask with a smaller budget, or for pagerank")
    scores = _MEASURES[measure](network)
    best = sorted(scores, key=lambda n: (-round(scores[n], 12), n))[:first]
    return Centrality(measure, len(network), tuple(Central(by_number[n], scores[n]) for n in best))


def _simple(nodes: Iterable[Node], associations: Iterable[Association]) -> tuple[dict[int, Node], nx.Graph]:
    """The nodes by number, and the undirected graph of their numbers, both in order of identifiers."""
    ordered = dict(enumerate(sorted(nodes, key=lambda node: node.id)))
    number = {node.id: n for n, node in ordered.items()}
    pairs = ((number[a.subject.id], number[a.object.id]) for a in associations)
    network = nx.Graph()
    network.add_nodes_from(ordered)
    network.add_edges_from(sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}))
    return ordered, network
