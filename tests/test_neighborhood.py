"""Neighbourhoods of the bundled release: totals, cuts and cursors, hubs, networkx."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.query.graph import Graph
from graph.query.subgraphs import Neighborhood

CENTERS = ("CPT:76496", "CPT:27447", "risk:bleeding", "payer:cms", "setting:hospital", "grouping:specialty/radiology")
LIMITS = st.fixed_dictionaries({
    "depth": st.integers(1, 3), "per_type": st.integers(1, 8), "budget": st.integers(1, 60),
    "edge_budget": st.integers(1, 90),
    "directions": st.sampled_from([(), ("out",), ("in",)]), "categories": st.sampled_from([(), ("code", "risk")]),
})


@settings(max_examples=40, deadline=None)
@given(center=st.sampled_from(CENTERS), limits=LIMITS, size=st.integers(1, 40))
def test_pages_of_a_cut_are_the_rest_of_it(graph: Graph, center: str, limits: dict[str, Any], size: int) -> None:
    found = graph.neighborhood(center, **limits)
    assert len(found.nodes) <= limits["budget"]
    assert len(found.associations) <= limits["edge_budget"]
    shown = {a.number for a in found.associations}
    for cut in found.cuts[:5]:
        assert cut.returned < cut.total
        rest, cursor = [], cut.cursor
        while cursor:
            page = graph.continued(cursor, size)
            assert (page.node.id, page.total, page.offset) == (cut.node, cut.total, cut.returned + len(rest))
            rest += [a.number for a in page.associations]
            cursor = page.cursor
        whole = graph.out if cut.direction == "out" else graph.into
        far = "object" if cut.direction == "out" else "subject"
        every = {a.number for a in whole(graph.node(cut.node), cut.predicate)
                 if not limits["categories"] or getattr(a, far).category in limits["categories"]}
        assert len(rest) == len(set(rest)) == cut.total - cut.returned
        assert len(every) == cut.total
        assert set(rest) <= every
        assert every - set(rest) <= shown


@settings(max_examples=30, deadline=None)
@given(center=st.sampled_from(CENTERS), limits=LIMITS)
def test_totals_of_types_are_those_of_their_lists(graph: Graph, center: str, limits: dict[str, Any]) -> None:
    found = graph.neighborhood(center, **limits)
    missing = {(t.predicate, t.direction): t.total - t.returned for t in found.types}
    for way, count in missing.items():
        assert count == sum(c.total - c.returned for c in found.cuts if (c.predicate, c.direction) == way)
    assert found.truncated is any(t.truncated for t in found.types)
    assert found == graph.neighborhood(center, **limits)


def test_the_most_telling_come_first(graph: Graph) -> None:
    """Of the risks of a code, those that few other codes have."""
    code = graph.code("76496")
    degrees = {a.object.id: len(graph.into(a.object, "has_risk")) for a in graph.out(code, "has_risk")}
    found = graph.neighborhood(code.id, predicates=["has_risk"], directions=["out"], per_type=3)
    kept = {node.id for node in found.nodes[1:]}
    assert max(degrees[id] for id in kept) <= min(degrees[id] for id in degrees.keys() - kept)


def test_hubs_are_shown_and_not_walked_through(graph: Graph) -> None:
    found = graph.neighborhood("CPT:76496", predicates=["has_preparation"], depth=3, per_type=500)
    hub = next(h for h in found.hubs if h.node.id == "preparation:fasting")
    assert hub.degree > 0.2 * hub.carrying
    assert (hub.predicate, hub.node in found.nodes) == ("has_preparation", True)
    through = [a for a in found.associations if a.object.id == hub.node.id]
    assert 0 < len(through) < hub.degree
    assert len(graph.neighborhood(hub.node.id, per_type=500).associations) >= hub.degree


@pytest.mark.parametrize(("limits", "words"), [
    ({"depth": 0}, "depth out of range"), ({"depth": 9}, "depth out of range"), ({"per_type": 0}, "per_type"),
    ({"budget": 0}, "budget"), ({"edge_budget": 0}, "edge_budget"), ({"predicates": ["likes"]}, "unknown predicate"),
    ({"directions": ["up"]}, "unknown direction"), ({"categories": ["colour"]}, "unknown category"),
])
def test_limits_out_of_range(graph: Graph, limits: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        graph.neighborhood("CPT:76496", **limits)


@pytest.mark.parametrize("text", ["", "nonsense", "bnVsbA", "WzEsMiwzXQ", "é", "W10" * 500])
def test_cursors_that_are_none(graph: Graph, text: str) -> None:
    with pytest.raises(BadInput, match="not a cursor"):
        graph.continued(text)


def _cut(found: Neighborhood) -> str:
    return found.cuts[0].cursor


def test_cursors_of_another_release_are_refused(graph: Graph) -> None:
    from dataclasses import replace

    from graph.query import cursor

    at = cursor.read(_cut(graph.neighborhood("risk:bleeding", per_type=1)))
    with pytest.raises(BadInput, match="another release"):
        graph.continued(str(replace(at, release="r-other")))
    assert graph.continued(str(replace(at, offset=10**9))).associations == ()


# --- communities and centrality ---


def test_communities_part_the_nodes(graph: Graph) -> None:
    found = graph.neighborhood("CPT:27447", depth=2, per_type=10, budget=200)
    parts = found.communities(seed=3)
    ids = [node.id for part in parts.items for node in part.nodes]
    assert sorted(ids) == sorted(node.id for node in found.nodes)
    assert len(ids) == len(set(ids))
    assert [len(p.nodes) for p in parts.items] == sorted((len(p.nodes) for p in parts.items), reverse=True)
    assert 0 < parts.modularity <= 1
    assert len(parts.items) < len(found.communities(resolution=5).items)


def test_the_center_is_central(graph: Graph) -> None:
    found = graph.neighborhood("CPT:76496", per_type=10)
    for measure in ("degree", "pagerank", "betweenness"):
        central = found.centrality(measure, first=3)
        assert central.items[0].node == found.center
        assert central.total == len(found.nodes)
        assert [one.score for one in central.items] == sorted((one.score for one in central.items), reverse=True)


def test_the_same_in_another_process(graph: Graph) -> None:
    """Names are hashed anew in every process, and the answers must not follow."""
    program = ("from graph import open_graph; n = open_graph().neighborhood('CPT:27447', depth=2, budget=150); "
               "print([x.node.id for x in n.centrality('betweenness', 20).items],"
               "[[x.id for x in c.nodes] for c in n.communities().items])")
    said = {subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                           cwd=Path(__file__).parents[1],
                           env={"CODEKIN_RELEASES": str(graph.release.path), "PYTHONHASHSEED": seed}).stdout
            for seed in ("1", "2")}
    assert len(said) == 1


def test_a_neighbourhood_of_one_node(graph: Graph) -> None:
    alone = graph.neighborhood("CPT:76496", predicates=["replaced_by"])
    assert alone.nodes == (alone.center,)
    assert [c.nodes for c in alone.communities().items] == [(alone.center,)]
    assert len(alone.centrality().items) == 1
    assert len(alone.to_networkx()) == 1


@pytest.mark.parametrize("ask", [
    lambda n: n.communities(resolution=0), lambda n: n.communities(resolution=float("nan")),
    lambda n: n.centrality("charm"), lambda n: n.centrality(first=0), lambda n: n.centrality("betweenness"),
])
def test_what_cannot_be_counted(graph: Graph, ask: Any) -> None:
    with pytest.raises(BadInput):
        ask(graph.neighborhood("CPT:27447", depth=3, budget=900, per_type=200))
