"""`python -m benchmarks [TOPIC…]`: run every topic of this folder, print its table and keep its figures as JSON."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

import benchmarks
from benchmarks.report import machine

RESULTS = Path(__file__).parent / "results"
_TOOLS = {"__main__", "report"}


def main(wanted: list[str]) -> None:
    """Topics by name, or all there are; an unknown name ends the run before anything is measured."""
    topics = sorted({m.name for m in pkgutil.iter_modules(benchmarks.__path__)} - _TOOLS)
    if unknown := set(wanted) - set(topics):
        sys.exit(f"no such topic: {', '.join(sorted(unknown))}; there are {', '.join(topics)}")
    RESULTS.mkdir(exist_ok=True)
    for topic in wanted or topics:
        report = importlib.import_module(f"benchmarks.{topic}").measure()
        print(report.table(), end="\n\n")
        figures = {"topic": topic, "machine": machine(), **asdict(report)}
        (RESULTS / f"{topic}.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
