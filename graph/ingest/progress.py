"""How far a build is: work in bytes of official files, so that what is left of it can be told from what is done.

A byte of a page costs more than one of an official file, because every word of it is looked at; the steps that put a
release together cost as much as there is to put together. What a build takes over from an earlier one costs next to
nothing and leaves the whole sooner. The factors are from `python -m benchmarks build`, which tells their error too.

Where helpers read official files ahead, all reading together takes so much less time, and a file is done when it is
done, whatever is read beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future

Report = Callable[[str, int, int], None]
WORDS, PAGE = 3.0, 14  # of a byte of a vocabulary and of a page
STEPS = {"nodes": 0.02, "edges": 0.06, "facts": 0.02, "similarity": 0.07, "search index": 0.002, "writing": 0.05}
NEW = {"nodes": 0.13, "similarity": 0.23}  # for what is not taken over; the search index is made beside similarity
KEPT = 0.02  # for looking whether what is taken over is whole


class Meter:
    """Tells `report` what begins, the work done before it, and the whole as far as is known; sizes are in bytes."""

    def __init__(self, report: Report, words: int, pages: int, official: int) -> None:
        self._report = report
        self._words, self._size = words, pages + official
        self._new = 1.0  # share of the official bytes that are read
        self._total = words * WORDS + pages * PAGE + official + sum(map(self._cost, STEPS))
        self._official, self._spared = official, 0
        self._done = self._now = 0.0
        self._coming: dict[Future[bool], float] = {}
        self._pace = 1.0  # of a byte that is read

    def helped(self, coming: Mapping[Future[bool], int], speed: float) -> None:
        """Files of some sizes are being read ahead, and reading as a whole is quicker; told before anything begins."""
        self._pace = 1 / speed
        read = self._words * WORDS + (self._size - self._official) * PAGE + self._official
        self._total -= read * (1 - self._pace)
        self._coming = {future: size * self._pace for future, size in coming.items()}

    def _cost(self, step: str) -> float:
        return (STEPS[step] + self._new * NEW.get(step, 0.0)) * self._size

    def _begin(self, name: str, cost: float) -> None:
        """A piece of work begins, and with it the one before is done."""
        self._done += self._now
        self._now = cost
        ahead = sum(cost for future, cost in self._coming.items() if future.done() and not future.cancelled())
        self._report(name, round(self._done + ahead), round(self._total))

    def vocabularies(self) -> None:
        self._begin("vocabularies", self._words * WORDS * self._pace)

    def page(self, name: str, size: int) -> None:
        self._begin(name, size * PAGE * self._pace)

    def official(self, name: str, size: int) -> None:
        self._begin(name, size * self._pace)

    def ahead(self, name: str) -> None:
        """A file that was read ahead is there."""
        self._begin(name, 0)

    def step(self, name: str) -> None:
        """One of `STEPS` begins."""
        self._begin(name, self._cost(name))

    def spared(self, official: int = 0) -> None:
        """What has begun was done by an earlier build; of official files the bytes, as later steps depend on them."""
        self._total -= self._now * (1 - KEPT)
        self._now *= KEPT
        if official:
            self._total -= sum(map(self._cost, NEW))
            self._spared += official
            self._new = 1 - self._spared / self._official
            self._total += sum(map(self._cost, NEW))

    def end(self) -> None:
        self._begin("done", 0)
