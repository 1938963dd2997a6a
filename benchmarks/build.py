"""What a release of all official files costs: beside the libraries that open the same files and keep nothing.

The peer decompresses every item once and hands it to the library of its kind: `pyarrow.csv` for delimited text,
calamine for spreadsheets, expat for XML; other text is decoded and cut into lines. It is one process and one thread. A
build has helpers where there are cores for them. Modules are imported before the time runs, on both sides, save what
helpers import; the whole processes, with all imports, are told beside. Every measurement starts with a process of its
own and is told twice: in seconds on the clock, which a user waits for and other work on the machine lengthens, and in
processor seconds of all processes together. The official files lie beside the checkout; without them there is nothing
to measure.
"""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.parsers.expat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.report import Report

ROOT = Path(__file__).parents[1]
OFFICIAL = ROOT.parent / "shared" / "data"
ROUNDS = 3
_SMALL = "BETOS_TB.csv"


def measure() -> Report:
    """Rounds of the bare reader, a build of everything, and the same again after a page and after a file changed."""
    if not OFFICIAL.is_dir():
        sys.exit("the official files are not beside the checkout: nothing to measure")
    rounds = [_round() for _ in range(ROUNDS)]
    report = Report(f"A release of all official files, {ROUNDS} rounds in fresh processes")
    for what, name in (("wall", "on the clock"), ("cpu", "of processors")):
        _times(report, rounds, what, name)
    report.add("peak memory of the build, all processes", "MiB", [r["full"]["peak"] for r in rounds],
               "at most 2048 wanted")
    report.add("progress: largest error of the share done", "%", [r["full"]["error"] for r in rounds],
               "of the time that a build takes on the clock")
    return report


def _times(report: Report, rounds: list[dict[str, Any]], what: str, name: str) -> None:
    bare = report.add(f"open the same files, keep nothing (peer), {name}", "s", [r["bare"][what] for r in rounds],
                      f"{rounds[0]['bare']['items']} items")
    full = report.add(f"build, {name}", "s", [r["full"][what] for r in rounds])
    _note(report, f"{full.middle / bare.middle:.1f} times the peer, at most 4 wanted")
    for key, changed in (("page", "a page added"), ("file", f"{_SMALL} changed")):
        again = report.add(f"build again, {changed}, {name}", "s", [r[key][what] for r in rounds])
        _note(report, f"{again.middle / full.middle:.0%} of the build, at most 25% wanted")
    bare, full = (report.add(f"{whose}, whole process, {name}", "s", [r[key]["whole"][what] for r in rounds])
                  for key, whose in (("bare", "peer"), ("full", "build")))
    _note(report, f"{full.middle / bare.middle:.1f} times the peer")


def _note(report: Report, text: str) -> None:
    last = report.figures[-1]
    report.figures[-1] = type(last)(last.name, last.unit, last.values, text)


def _round() -> dict[str, Any]:
    """One round; what it made is deleted, so that the next one finds the memory of the machine as this one did."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(OFFICIAL, folder / "official", copy_function=shutil.copyfile)
        _writable(folder / "official")
        page = folder / "CPT-29827.txt"
        page.write_text("CPT 29827\n\nRisks\n\n- Bleeding\n- Wound infection\n", "utf-8")
        found = {"bare": _fresh("bare", folder / "official"), "full": _fresh("build", folder)}
        found["page"] = _fresh("build", folder, page)
        small = next((folder / "official").rglob(_SMALL))
        _touch(small)
        found["file"] = _fresh("build", folder, page)
    return found


def _writable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _touch(path: Path) -> None:
    """Another file: it says the same but for one letter of its last title."""
    path.write_text(path.read_text("utf-8").rstrip().removesuffix('"') + 's"\n', "utf-8")


def _fresh(part: str, *paths: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.build", part, *map(str, paths)]
    told: list[str] = []
    whole = _spent(lambda: told.append(
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout))
    return {**json.loads(told[0]), "whole": whole}


# --- in a process of its own ---


def _build(folder: Path, *pages: Path) -> dict[str, Any]:
    from graph.ingest.build import build
    from graph.ingest.text import reader  # noqa: F401 - a build imports it with the first page that is new

    told: list[tuple[float, float]] = []
    start = time.perf_counter()

    def progress(name: str, done: int, total: int) -> None:
        told.append((time.perf_counter() - start, done / max(total, 1)))

    with _memory() as peak:
        spent = _spent(lambda: build(ROOT / "data", folder / "releases", pages, progress, [folder / "official"]))
    error = max(abs(at / spent["wall"] - share) for at, share in told)
    return {**spent, "peak": max(peak) / 1024, "error": 100 * error}


def _spent(work: Callable[[], object]) -> dict[str, float]:
    """Seconds on the clock, and those of processors in this process and the ones it started and waited for."""
    wall, before = time.perf_counter(), sum(os.times()[:4])
    work()
    return {"wall": time.perf_counter() - wall, "cpu": sum(os.times()[:4]) - before}


@contextmanager
def _memory() -> Iterator[list[int]]:
    """KiB in memory of this process and its children together, looked at again and again while this is open."""
    seen, done = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss], threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            seen.append(sum(map(_resident, ["self", *_children()])))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        done.set()
        looking.join()
        seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _children() -> list[str]:
    return [child for task in Path("/proc/self/task").iterdir() for child in _told(task / "children")]


def _resident(process: str) -> int:
    pages = _told(Path("/proc") / process / "statm")
    return int(pages[1]) * resource.getpagesize() // 1024 if pages else 0


def _told(path: Path) -> list[str]:
    """What the system says of a process or a thread, nothing where it has just ended."""
    try:
        return path.read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _bare(folder: Path) -> dict[str, Any]:
    from pyarrow import csv
    from python_calamine import CalamineWorkbook

    from graph.ingest.files import Item, items

    read: list[str] = []

    def delimited(data: bytes) -> None:
        separator = "\t" if data[:4096].count(b"\t") > data[:4096].count(b",") else ","
        reading = csv.ReadOptions(use_threads=False, encoding="latin-1", autogenerate_column_names=True)
        csv.read_csv(io.BytesIO(data), reading, csv.ParseOptions(
            delimiter=separator, newlines_in_values=True, invalid_row_handler=lambda row: "skip"))

    def workbook(data: bytes) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    def one(item: Item) -> None:
        data = item.data
        if item.suffix in (".xlsx", ".xls"):
            workbook(data)
        elif item.suffix == ".xml":
            xml.parsers.expat.ParserCreate().Parse(data, True)
        elif item.suffix == ".csv":
            delimited(data)
        elif item.suffix in (".txt", ".json", ".jsonl"):
            data.decode("latin-1").splitlines()
        read.append(item.name)
        item.forget()

    spent = _spent(lambda: [one(item) for item in items(folder) if isinstance(item, Item)])
    return {**spent, "items": len(read)}


if __name__ == "__main__":
    print(json.dumps({"bare": _bare, "build": _build}[sys.argv[1]](*map(Path, sys.argv[2:]))))
