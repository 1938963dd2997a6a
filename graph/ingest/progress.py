"""How far a build is: work in bytes of official files, so that what is left of it can be told from what is done.

A byte of a page costs more than one of an official file, because every word of it is looked at; the steps that put a
release together cost as much as there is to put together. What a build takes over from an earlier one costs nothing and
leaves the whole sooner. The factors are from `python -m benchmarks build`.
"""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, int, int], None]
PAGE = 20
STEPS = {"nodes": 0.15, "edges": 0.25, "facts": 0.1, "similarity": 0.2, "search index": 0.3, "writing": 0.1}


class Meter:
    """Tells `report` what begins, the work done before it, and the whole as far as is known."""

    def __init__(self, report: Report, pages: int, official: int) -> None:
        self._report = report
        self._size = pages + official
        self._total = float(pages * PAGE + official + sum(STEPS.values()) * self._size)
        self._done = 0.0
        self._now = 0.0

    def begin(self, name: str, cost: float) -> None:
        """A piece of work begins, and with it the one before is done."""
        self._done += self._now
        self._now = cost
        self._report(name, round(self._done), round(self._total))

    def page(self, name: str, size: int) -> None:
        self.begin(name, size * PAGE)

    def official(self, name: str, size: int) -> None:
        self.begin(name, size)

    def step(self, name: str) -> None:
        """One of `STEPS` begins."""
        self.begin(name, STEPS[name] * self._size)

    def spared(self) -> None:
        """What has begun was done by an earlier build."""
        self._total -= self._now
        self._now = 0.0

    def end(self) -> None:
        self.begin("done", 0)
