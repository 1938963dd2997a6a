"""The question for paths: checked, searched within its budget, answered with what was searched."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from graph.errors import BadInput
from graph.query.columns import Columns
from graph.query.neighborhood import hub
from graph.query.paths import BUDGET, DAMPING
from graph.query.paths.rank import cheapest
from graph.query.paths.reach import FAR, Meeting, Reach
from graph.query.steps import OPPOSITE, UNIT, Steps, Way
from graph.query.subgraphs import Path, Paths, PathStep

MAXIMUM_BUDGET = 4_000_000
MAXIMUM_FIRST = 50


def paths(
    columns: Columns, steps: Steps, start: int, end: int, *, first: int = 5, damping: float = DAMPING,
    budget: int = BUDGET,
) -> Paths:
    """The `first` cheapest paths between two nodes over edges in either direction, reading at most `budget` edges.

    A step costs 1 + damping · (log d + log d') with the degrees of its two ends (`graph.query.steps`). Edges that the
    source denies are not walked. `BadInput` for one node twice and for a limit out of range.
    """
    _check(columns, start, end, first, damping, budget)
    meeting = Meeting(Reach(steps, start, damping), Reach(steps, end, damping))
    found, truncated = search(meeting, first, budget)
    shown = tuple(_path(columns, steps, cost, nodes, meeting) for cost, nodes in found)
    return Paths(
        columns.node(start), columns.node(end), columns.release.id, damping, steps.predicates, budget, meeting.reached,
        meeting.read, None if meeting.closed else meeting.radius / UNIT, truncated,
        tuple(hub(columns, steps, n) for n in meeting.hubs()), shown)


def _check(columns: Columns, start: int, end: int, first: int, damping: float, budget: int) -> None:
    if start == end:
        raise BadInput("a path has two ends", expected="two different nodes", got=f"{columns.node(start).id} twice")
    for name, value, least, most in (("first", first, 1, MAXIMUM_FIRST), ("damping", damping, 0, 1),
                                     ("budget", budget, 1, MAXIMUM_BUDGET)):
        if not least <= value <= most:
            raise BadInput(f"{name} out of range", expected=f"{least} to {most}", got=value)


def search(meeting: Meeting, first: int, budget: int) -> tuple[list[tuple[int, list[int]]], bool]:
    """The `first` cheapest paths as cost and nodes, and whether there may be more of them.

    When the budget ends before that many are known, what was read is all there is to answer from.
    """
    found: list[tuple[int, list[int]]] = []
    while True:
        if meeting.best < meeting.radius:
            found = cheapest(meeting, first + 1, meeting.radius - 1)
        if len(found) >= first or meeting.closed:
            return found[:first], len(found) > first or not meeting.closed
        if not meeting.advance(budget):
            known = max(meeting.radius - 1, meeting.best)
            return (cheapest(meeting, first, known) if known < FAR else found), True


def _path(columns: Columns, steps: Steps, cost: int, nodes: list[int], meeting: Meeting) -> Path:
    walked = (_step(columns, steps, a, b, meeting.left.damping) for a, b in pairwise(nodes))
    return Path(cost / UNIT, cost < meeting.radius, tuple(walked))


def _step(columns: Columns, steps: Steps, a: int, b: int, damping: float) -> PathStep:
    """A step with all the edges that join its ends; the cheapest way gives the cost."""
    ways = sorted((int(steps.cost(way, np.array([a]), np.array([b]), damping)[0]), way, edges)
                  for way in steps.ways if (edges := _joining(steps, way, a, b)))
    cost, way, _ = ways[0]
    here, there = (int(steps.degrees(w, np.array([n]))[0]) for w, n in ((way, a), ((way[0], OPPOSITE[way[1]]), b)))
    return PathStep(columns.node(a), columns.node(b), *way, here, there, cost / UNIT, tuple(
        columns.association(edge, predicate) for _, (predicate, _), edges in ways for edge in edges))


def _joining(steps: Steps, way: Way, a: int, b: int) -> list[int]:
    far, edges = steps.rows[way].of(a)
    edges = edges[far == b]
    return edges[steps.keep(edges)].tolist()
