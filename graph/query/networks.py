"""Hand-over to networkx: a neighbourhood, or the whole of a bundled-size release, as a `MultiDiGraph`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import networkx as nx

from graph.model import Association, Node


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
