"""Paths and walks over any graph: ranked, valid, within budget, the same whatever order the edges came in."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput, NotFound
from graph.query import steps as stepping
from graph.query.graph import Graph
from graph.query.paths import rank
from graph.query.paths.find import search
from graph.query.paths.reach import Meeting, Reach
from graph.query.steps import UNIT, Steps
from graph.query.walk import Limits, Walk, walk
from graph.release import index

SIZE = 12
PREDICATES = ("likes", "knows")
EDGES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.sampled_from(PREDICATES), st.integers(0, SIZE - 1)),
                 max_size=40, unique=True)
Edge = tuple[int, str, int]


def numbered(edges: list[Edge]) -> list[Edge]:
    """Edges in the order in which a build numbers them."""
    return sorted(edges, key=lambda edge: (edge[1], edge[0], edge[2]))


def steps_over(edges: list[Edge]) -> Steps:
    """Steps over a made-up graph, put together as a build does."""
    own = numbered(edges)
    subject, object = (np.array([edge[end] for edge in own], np.int64) for end in (0, 2))
    rows, start = {}, 0
    for predicate in sorted(PREDICATES):
        part = slice(start, start := start + sum(edge[1] == predicate for edge in own))
        kept = index.arrays(subject[part], object[part], part.start)
        for way in ("out", "in"):
            parts = {name.partition(".")[2]: array for name, array in kept.items() if name.startswith(f"{way}.")}
            rows[predicate, way] = index.of(parts, subject, object, way, part.start)
    return Steps(rows, SIZE, lambda asked: np.ones(len(asked), bool))


def found_paths(steps: Steps, a: int, b: int, first: int, budget: int = 10**6, damping: float = 0.4) -> tuple[Any, Meeting]:
    meeting = Meeting(Reach(steps, a, damping), Reach(steps, b, damping))
    return search(meeting, first, budget), meeting


def all_paths(edges: list[Edge], a: int, b: int, hubs: set[int], damping: float = 0.4) -> list[tuple[int, list[int]]]:
    """Every simple path with its cost, by trying them all."""
    out, into = Counter((s, p) for s, p, _ in edges), Counter((o, p) for _, p, o in edges)
    network = nx.Graph()
    for s, p, o in edges:
        cost = UNIT + round(UNIT * damping * (math.log(out[s, p]) + math.log(into[o, p])))
        if s != o and not {s, o} & hubs - {a, b}:
            network.add_edge(s, o, cost=min(cost, network.get_edge_data(s, o, {"cost": cost})["cost"]))
    if a not in network or b not in network:
        return []
    paths = nx.all_simple_paths(network, a, b)
    return sorted((nx.path_weight(network, path, "cost"), path) for path in paths)


@settings(max_examples=150, deadline=None)
@given(edges=EDGES, a=st.integers(0, SIZE - 1), b=st.integers(0, SIZE - 1), first=st.integers(1, 6), fewest=st.sampled_from([2, 10]))
def test_the_cheapest_paths_of_any_graph(edges: list[Edge], a: int, b: int, first: int, fewest: int) -> None:
    """Costs are those of trying all; every path is simple, walks edges that are there and passes no hub."""
    if a == b:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stepping, "FEWEST", fewest)
        steps = steps_over(edges)
        (found, _, more), _ = found_paths(steps, a, b, first)
        hubs = set(np.flatnonzero(steps.hubs).tolist())
    every = all_paths(edges, a, b, hubs)
    assert [cost for cost, _ in found] == pytest.approx([cost for cost, _ in every[:first]], abs=5)
    assert [cost for cost, _ in found] == sorted(cost for cost, _ in found)
    joined = {frozenset((s, o)) for s, _, o in edges}
    for _, path in found:
        assert (path[0], path[-1]) == (a, b)
        assert len(set(path)) == len(path)
        assert not set(path[1:-1]) & hubs
        assert all(frozenset(pair) in joined for pair in itertools.pairwise(path))
    assert more or len(every) <= first


@settings(max_examples=60, deadline=None)
@given(edges=EDGES, seed=st.randoms(use_true_random=False), ends=st.permutations(range(SIZE)))
def test_order_of_edges_does_not_matter(edges: list[Edge], seed: Any, ends: list[int]) -> None:
    mixed = edges.copy()
    seed.shuffle(mixed)
    one, other = steps_over(edges), steps_over(mixed)
    assert found_paths(one, ends[0], ends[1], 4)[0] == found_paths(other, ends[0], ends[1], 4)[0]
    limits = Limits(3, 2, 6, 7)
    assert walk(one, ends[0], limits, ("out", "in"), None) == walk(other, ends[0], limits, ("out", "in"), None)


@settings(max_examples=80, deadline=None)
@given(edges=EDGES, ends=st.permutations(range(SIZE)), budget=st.integers(1, 60))
def test_a_budget_is_kept_and_nothing_false_is_said(edges: list[Edge], ends: list[int], budget: int) -> None:
    """What is said to be certain is so, and "no path" without a bound only where there is none."""
    a, b = ends[:2]
    steps = steps_over(edges)
    (found, known, more), meeting = found_paths(steps, a, b, 3, budget)
    every = all_paths(edges, a, b, set())
    assert meeting.read <= budget
    certain = [cost for cost, _ in found if cost < known]
    assert certain == pytest.approx([cost for cost, _ in every[: len(certain)]], abs=5)
    assert all(path in [known for _, known in every] for _, path in found)
    if meeting.closed:
        assert len(found) == min(3, len(every))
    if not found:
        assert not every or (more and every[0][0] >= known)


@settings(max_examples=60, deadline=None)
@given(edges=EDGES, ends=st.permutations(range(SIZE)), handed=st.integers(1, 8), most=st.integers(1, 20))
def test_however_few_edges_are_ranked_what_is_known_is_so(edges: list[Edge], ends: list[int], handed: int, most: int) -> None:
    """Handing over few edges at first costs nothing; ending there leaves paths out and says below which cost none is."""
    a, b = ends[:2]
    every = all_paths(edges, a, b, set())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rank, "FIRST_EDGES", handed)
        patch.setattr(rank, "MORE", 2)
        few = [cost for cost, _ in found_paths(steps_over(edges), a, b, 4)[0].paths]
        patch.setattr(rank, "MOST_EDGES", most)
        (found, known, more), _ = found_paths(steps_over(edges), a, b, 4)
    assert few == pytest.approx([cost for cost, _ in every[:4]], abs=5)
    below = [cost for cost, _ in every if cost < known - 5][:4]
    assert [cost for cost, _ in found[: len(below)]] == pytest.approx(below, abs=5)
    assert more or len(every) == len(found)


def _totals(found: Walk, edges: list[Edge]) -> None:
    """Every list is whole, and its taken part is a beginning of it."""
    number = {edge: n for n, edge in enumerate(numbered(edges))}
    for one in found.lists:
        near, far = (0, 2) if one.way[1] == "out" else (2, 0)
        real = {(edge[far], number[edge]) for edge in edges if edge[1] == one.way[0] and edge[near] == one.node}
        assert set(zip(one.ends, one.edges, strict=True)) == real
        assert all(edge in found.edges for edge in one.edges[: one.taken])
        assert (one.reason is None) is (one.taken == len(one.ends))


@settings(max_examples=150, deadline=None)
@given(edges=EDGES, center=st.integers(0, SIZE - 1), depth=st.integers(1, 4), per_type=st.integers(1, 5),
       budget=st.integers(1, 15), edge_budget=st.integers(1, 30), fewest=st.sampled_from([2, 10]))
def test_walks_keep_their_budgets_and_their_totals(
    edges: list[Edge], center: int, depth: int, per_type: int, budget: int, edge_budget: int, fewest: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stepping, "FEWEST", fewest)
        steps = steps_over(edges)
        found = walk(steps, center, Limits(depth, per_type, budget, edge_budget), ("out", "in"), None)
    assert len(found.seen) <= budget
    assert len(found.edges) <= edge_budget
    assert all(one.taken <= per_type for one in found.lists)
    _totals(found, edges)
    ends = {n for edge, n in enumerate(numbered(edges)) if edge in found.edges for n in (n[0], n[2])}
    assert ends <= set(found.seen)
    walked = {one.node for one in found.lists}
    assert all(node == center or not steps.hubs[node] for node in walked)
    assert all(found.seen[node] < depth for node in walked)


def test_a_walk_without_limits_is_breadth_first_and_ends_in_a_cycle() -> None:
    edges = [(n, "likes", (n + 1) % SIZE) for n in range(SIZE)]
    found = walk(steps_over(edges), 0, Limits(SIZE * 2, 9, 99, 99), ("out",), None)
    assert found.seen == {n: n for n in range(SIZE)}
    assert len(found.edges) == SIZE
    one_way = walk(steps_over(edges), 0, Limits(2, 9, 99, 99), ("in",), None)
    assert one_way.seen == {0: 0, SIZE - 1: 1, SIZE - 2: 2}


# --- over the bundled release ---


def test_paths_say_why(graph: Graph) -> None:
    found = graph.paths("CPT:76496", "CPT:76000", first=5)
    assert len(found.paths) == 5
    assert found.paths[0].steps[0].end.id == "grouping:family/fluoroscopy"
    for path in found.paths:
        assert path.certain
        assert sum(step.cost for step in path.steps) == pytest.approx(path.cost, abs=1e-9)
        for step in path.steps:
            damped = found.damping * (math.log(step.degree_start) + math.log(step.degree_end))
            assert step.cost == pytest.approx(1 + damped, abs=1e-6)
            near, far = (step.start, step.end) if step.direction == "out" else (step.end, step.start)
            first = step.associations[0]
            assert (first.subject, first.predicate, first.object) == (near, step.predicate, far)
            assert all(not a.qualifiers.negated and graph.evidence(a) for a in step.associations)


def test_hubs_are_named_and_not_passed(graph: Graph) -> None:
    found = graph.paths("CPT:76496", "CPT:27447", first=20)
    hubs = {hub.node.id for hub in found.hubs}
    assert hubs
    assert all(hub.degree > 0.2 * hub.carrying for hub in found.hubs)
    assert not hubs & {step.end.id for path in found.paths for step in path.steps}


def test_no_path_is_said_with_what_was_searched(graph: Graph) -> None:
    """No edge of this kind leaves the code: certain. With next to no budget: not known."""
    none = graph.paths("CPT:76496", "CPT:76000", predicates=["replaced_by"])
    assert (none.paths, none.known_below, none.truncated) == ((), None, False)
    assert "all that can be reached" in none.outcome
    short = graph.paths("CPT:76496", "CPT:27447", budget=1)
    assert short.paths == ()
    assert short.known_below is not None
    assert short.truncated
    assert "the budget ended there" in short.outcome
    assert short.edges_read <= 1


@pytest.mark.parametrize(("arguments", "kind", "words"), [
    ({"start": "76496", "end": "CPT:76496"}, BadInput, "two different nodes"),
    ({"start": "76496", "end": "CPT:00000"}, NotFound, "not in this release"),
    ({"start": "76496", "end": "76000", "first": 0}, BadInput, "first out of range"),
    ({"start": "76496", "end": "76000", "damping": math.nan}, BadInput, "damping out of range"),
    ({"start": "76496", "end": "76000", "budget": 0}, BadInput, "budget out of range"),
    ({"start": "76496", "end": "76000", "predicates": ["likes"]}, BadInput, "unknown predicate"),
])
def test_questions_that_cannot_be_asked(graph: Graph, arguments: dict[str, Any], kind: type, words: str) -> None:
    with pytest.raises(kind, match=words):
        graph.paths(**arguments)
