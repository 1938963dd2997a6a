"""How fast pages are read: all bundled pages in a fresh process and again, beside the same files cut into lines.

A fresh process per round, because the reader remembers spellings and phrases: the first pass is what a user's own pages
cost, the second what is left when every phrase has been seen.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import ROUNDS, Report, seconds

ROOT = Path(__file__).parents[1]
_TIMES = (1, 10, 100)


def measure() -> Report:
    """Rounds in processes of their own, joined to one report."""
    rounds = [json.loads(_fresh("rounds")) for _ in range(ROUNDS)]
    report = Report(f"Reading: {rounds[0]['pages']} bundled pages, one core, {ROUNDS} fresh processes")
    count = rounds[0]["pages"]
    lines = report.add("cut the files into lines (peer)", "pages/s", [count / r["lines"] for r in rounds])
    for name, key in (("read, first pass", "cold"), ("read, second pass", "warm")):
        values = [count / r[key] for r in rounds]
        ratio = lines.middle / sorted(values)[len(values) // 2]
        report.add(name, "pages/s", values, f"the peer is {ratio:.0f} times as fast")
    report.add("load vocabularies and titles, compile the patterns of rules", "s", [r["load"] for r in rounds])
    once = sorted(r["repeated"][0] for r in rounds)[ROUNDS // 2]
    for n, times in enumerate(_TIMES):
        values = [r["repeated"][n] for r in rounds]
        ratio = sorted(values)[ROUNDS // 2] / once
        report.add(f"one page, its sections {times} times", "s", values, f"{ratio:.1f} times as long" if n else "")
    return report


def _fresh(part: str) -> str:
    command = [sys.executable, "-m", "benchmarks.reading", part]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _round() -> dict[str, object]:
    """One round: seconds to load, to cut into lines, to read first and again, to read one page repeated."""
    from graph.ingest.text import lexicon, patterns, titles
    from graph.ingest.text.grounding import Grounder
    from graph.ingest.text.reader import Reader

    data = ROOT / "data"
    made: list[Reader] = []

    def start() -> None:
        made.append(Reader(Grounder(lexicon.load(data / "vocabularies")), titles.load(data / "titles")))
        patterns.compiled()

    load = seconds(start)
    reader, pages = made[0], sorted((data / "procedures").iterdir())
    cold, warm = (seconds(lambda: [reader.read(page) for page in pages]) for _ in range(2))
    lines = seconds(lambda: [page.read_text("utf-8").splitlines() for page in pages])
    return {"pages": len(pages), "load": load, "lines": lines, "cold": cold, "warm": warm,
            "repeated": _repeated(reader, pages)}


def _repeated(reader: object, pages: list[Path]) -> list[float]:
    """Seconds for a page whose text is there once, ten times and a hundred times."""
    text = next(page for page in pages if page.suffix == ".txt").read_text("utf-8")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for times in _TIMES:
            path = Path(folder) / "page.txt"
            path.write_text("\n\n".join([text] * times), "utf-8")
            found.append(seconds(lambda path=path: reader.read(path, "CPT:76496")))  # type: ignore[attr-defined,misc]
    return found


if __name__ == "__main__":
    print(json.dumps(_round()))
