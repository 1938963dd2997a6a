"""Measuring in rounds, and figures as a table: the median, and the span from the best round to the worst."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was measured, in which unit, the value of every round, and how it compares to a peer if it does."""

    name: str
    unit: str
    values: list[float]
    note: str = ""

    @property
    def middle(self) -> float:
        return median(self.values)


@dataclass(slots=True)
class Report:
    """A topic's title and its figures in the order to be shown."""

    title: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, unit: str, values: list[float], note: str = "") -> Figure:
        self.figures.append(Figure(name, unit, values, note))
        return self.figures[-1]

    def table(self) -> str:
        """Plain text: name, median, unit, lowest to highest, note."""
        rows = [
            (f.name, f"{f.middle:,.4g}", f.unit, f"{min(f.values):,.4g} to {max(f.values):,.4g}", f.note)
            for f in self.figures
        ]
        widths = [max(len(row[n]) for row in rows) for n in range(4)]
        padded = ([cell.ljust(w) for cell, w in zip(row, (*widths, 0), strict=True)] for row in rows)
        lines = ["  ".join(row).rstrip() for row in padded]
        return "\n".join((self.title, *lines))


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call, so that what else the machine does counts little."""
    start = time.process_time()
    work()
    return time.process_time() - start


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    processor = platform.processor() or platform.machine()
    return {"python": platform.python_version(), "processor": processor, "cores": os.cpu_count()}
