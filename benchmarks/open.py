"""What a worker costs: opening a release of all official files, and the memory of a further worker that has answered.

The first worker stays open, so that what both of them map counts as shared. Memory is what the second worker alone
holds after it has answered for a node, a search, kin and a neighbourhood; of it, what its modules take is told apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.report import Report

ROOT = Path(__file__).parents[1]
OFFICIAL = ROOT.parent / "shared" / "data"
ROUNDS = 5


def measure() -> Report:
    """Rounds of two workers each on one release."""
    if not OFFICIAL.is_dir():
        sys.exit("the official files are not beside the checkout: nothing to measure")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "server", "build", "--release", str(OFFICIAL), "--out", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return report([_round(folder) for _ in range(ROUNDS)])


def report(rounds: list[dict[str, float]]) -> Report:
    found = Report(f"Opening a release of {rounds[0]['edges']:,.0f} edges, {ROUNDS} rounds of two workers")
    found.add("open", "ms", [r["open"] for r in rounds], "at most 100 wanted")
    found.add("first answers", "ms", [r["answers"] for r in rounds], "node, search, similar, neighborhood")
    found.add("memory of a further worker", "MiB", [r["memory"] for r in rounds], "less than 60 wanted")
    found.add("of that its modules", "MiB", [r["modules"] for r in rounds])
    return found


def _round(folder: str) -> dict[str, float]:
    first, second = _start(folder), _start(folder)
    try:
        return json.loads(_line(second))
    finally:
        for process in (first, second):
            process.communicate("")


def _start(folder: str) -> subprocess.Popen[str]:
    """A worker that has answered and waits for its input to end."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.open", folder], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("tell\n")
    process.stdin.flush()
    return process.stdout.readline()


# --- in a process of its own ---


def _private() -> float:
    """MiB that no other process maps."""
    lines = (line.split() for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines())
    return sum(int(line[1]) for line in lines if line[0].startswith("Private_")) / 1024


def _milliseconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Of the processor, as in `report.seconds`."""
    start = time.process_time()
    found = work()
    return 1000 * (time.process_time() - start), found


def _worker(folder: str) -> None:
    from graph import open_graph
    from graph.query.graph import Graph
    from graph.release.memory import lean

    lean()
    modules = _private()

    def answer(graph: Graph) -> None:
        graph.node("CPT:76496")
        graph.search("knee replacement")
        for code in ("CPT:76496", "HCPCS:G0008"):
            graph.similar(code)
            graph.neighborhood(code, depth=2)

    opened, graph = _milliseconds(lambda: open_graph(folder))
    answers, _ = _milliseconds(lambda: answer(graph))
    print("ready", flush=True)
    if sys.stdin.readline():
        edges = sum(graph.release.manifest["counts"]["edges"].values())
        figures = {"open": opened, "answers": answers, "memory": _private(), "modules": modules, "edges": edges}
        print(json.dumps(figures), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _worker(sys.argv[1])
