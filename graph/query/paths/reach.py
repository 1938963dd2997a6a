"""Two searches that grow towards each other over the columns of a release until they know every cheap path.

Each end has a radius: every node that costs less to reach has been walked from. A path that costs less than both radii
together lies wholly in what was read, because each of its nodes is within the radius of one end or of the other. A step
costs at least one unit, so the nodes within one unit of the nearest one cannot better each other and are walked from
all at once, which is what makes columns quick. networkx would have to be given the whole release first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from graph.query.steps import UNIT, Scan, Steps

FAR = np.iinfo(np.int64).max // 4


@dataclass
class Reach:
    """What is known from one end: the least cost to each node so far, exact below `radius`."""

    steps: Steps
    start: int
    damping: float
    radius: int = 0
    cost: np.ndarray = field(init=False)
    waiting: np.ndarray = field(init=False)
    near: np.ndarray = field(init=False)
    reaching: int = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.cost = np.full(self.steps.size, FAR, np.int64)
        self.cost[self.start] = 0
        self._wait(np.array([self.start], np.int64))

    @property
    def closed(self) -> bool:
        """Whether everything that can be reached has been walked from."""
        return not len(self.waiting)

    def _wait(self, nodes: np.ndarray) -> None:
        """Keep the nodes to walk from, those of the next stage apart; `width` is how many edges that stage reads."""
        cost = self.cost[nodes]
        self.reaching = int(cost.min(initial=FAR)) + UNIT
        near = nodes[cost < self.reaching]
        self.waiting, self.near = nodes, near[(near == self.start) | ~self.steps.hubs[near]]
        self.width = int(self.steps.width[self.near].sum())

    def advance(self) -> Scan:
        """Walk from the nearest nodes; what was read."""
        scan, self.radius = self.steps.scan(self.near, self.damping), self.reaching
        np.minimum.at(self.cost, scan.far, self.cost[scan.near] + scan.cost)
        self._wait(np.flatnonzero((self.cost >= self.radius) & (self.cost < FAR)))
        return scan

    def at_least(self, nodes: np.ndarray) -> np.ndarray:
        """What many nodes cost to reach, or the radius for those that are beyond it."""
        return np.minimum(self.cost[nodes], self.radius)


@dataclass
class Meeting:
    """Both searches with every edge they read, as ends and cost."""

    left: Reach
    right: Reach
    read: int = 0
    near: list[np.ndarray] = field(default_factory=list)
    far: list[np.ndarray] = field(default_factory=list)
    cost: list[np.ndarray] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        return self.left.closed or self.right.closed

    @property
    def radius(self) -> int:
        """Every path that costs less is known; `FAR` when all of them are."""
        return FAR if self.closed else self.left.radius + self.right.radius

    @property
    def best(self) -> int:
        """The cost of the cheapest path among what was read; `FAR` when there is none."""
        through = self._between()
        through = through[~self.barred(through)]
        return int((self.left.cost[through] + self.right.cost[through]).min(initial=FAR))

    def _between(self) -> np.ndarray:
        """The nodes that both searches have met."""
        return np.flatnonzero((self.left.cost < FAR) & (self.right.cost < FAR))

    def hubs(self) -> list[int]:
        """The hubs that both searches have met and no path may pass, those that would be cheapest to pass first."""
        nodes = self._between()
        nodes = nodes[self.barred(nodes)]
        return nodes[np.lexsort((nodes, self.left.cost[nodes] + self.right.cost[nodes]))].tolist()

    def barred(self, nodes: np.ndarray) -> np.ndarray:
        """Which of many nodes no path may pass: hubs that are neither of the two ends."""
        return (nodes != self.left.start) & (nodes != self.right.start) & self.left.steps.hubs[nodes]

    @property
    def reached(self) -> int:
        """How many nodes either search has met."""
        return int(np.count_nonzero((self.left.cost < FAR) | (self.right.cost < FAR)))

    def advance(self, budget: int) -> bool:
        """Let the narrower search grow by a stage; False when that would read more than `budget` edges in all."""
        side = min((self.left, self.right), key=lambda side: side.width)
        if self.read + side.width > budget:
            return False
        scan = side.advance()
        self.read += len(scan.edge)
        self.near.append(scan.near)
        self.far.append(scan.far)
        self.cost.append(scan.cost)
        return True
