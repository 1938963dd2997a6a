"""The question for paths: checked, searched within its budget, answered with what was searched."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from graph.errors import BadInput
from graph.query.columns import Columns
from graph.query.neighborhood import hub
from graph.query.paths import BUDGET, DAMPING
from graph.query.paths.rank import Ranked, cheapest
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
    found = search(meeting, first, budget)
    return Paths(
        columns.node(start), columns.node(end), columns.release.id, damping, steps.predicates, budget, meeting.reached,
        meeting.read, None if found.known >= FAR else found.known / UNIT, found.truncated,
        tuple(hub(columns, steps, n) for n in meeting.hubs()),
        tuple(_path(columns, steps, cost, nodes, damping, cost < found.known) for cost, nodes in found.paths))


def _check(columns: Columns, start: int, end: int, first: int, damping: float, budget: int) -> None:
    if start == end:
        raise BadInput("a path has two ends", expected="two different nodes", got=f"{columns.node(start).id} twice")
    for name, value, least, most in (("first", first, 1, MAXIMUM_FIRST), ("damping", damping, 0, 1),
                                     ("budget", budget, 1, MAXIMUM_BUDGET)):
        if not least <= value <= most:
            raise BadInput(f"{name} out of range", expected=f"{least} to {most}", got=value)


class Found(NamedTuple):
    """Paths as cost and nodes, the cost below which every path is known (`FAR`: all are), whether there may be more."""

    paths: Ranked
    known: int
    truncated: bool


def search(meeting: Meeting, first: int, budget: int) -> Found:
    """The `first` cheapest paths; when the budget ends before they are known, the cheapest of what was read."""
    while True:
        found, known = [], meeting.radius
        if meeting.best < meeting.radius:
            found, known = cheapest(meeting, first + 1, meeting.radius - 1)
        if len(found) >= first or meeting.closed or known < meeting.radius:
            return Found(found[:first], known, len(found) > first or known < FAR)
        if not meeting.advance(budget):
            limit = max(meeting.radius - 1, meeting.best)
            found, known = cheapest(meeting, first, limit) if limit < FAR else ([], limit)
            return Found(found, min(known, meeting.radius), True)


def _path(
    columns: Columns, steps: Steps, cost: int, nodes: list[int], damping: float, certain: bool
) -> Path:
    walked = (_step(columns, steps, a, b, damping) for a, b in pairwise(nodes))
    return Path(cost / UNIT, certain, tuple(walked))


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
