"""What a release of all official files costs: beside the libraries that open the same files and keep nothing.

The peer decompresses every item once and hands it to the library of its kind: `pyarrow.csv` for delimited text,
calamine for spreadsheets, expat for XML; other text is decoded and cut into lines. Every measurement is a process of
its own, in processor seconds, because other work on the machine must not count. The official files lie beside the
checkout; without them there is nothing to measure.
"""

from __future__ import annotations

import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.parsers.expat
from pathlib import Path
from typing import Any

from benchmarks.report import Report, seconds

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
    bare = report.add("open the same files, keep nothing (peer)", "s", [r["bare"]["cpu"] for r in rounds],
                      f"{rounds[0]['bare']['items']} items")
    full = report.add("build", "s", [r["full"]["cpu"] for r in rounds])
    _note(report, f"{full.middle / bare.middle:.1f} times the peer, at most 4 wanted")
    for key, name in (("page", "build again, a page added"), ("file", f"build again, {_SMALL} changed")):
        again = report.add(name, "s", [r[key]["cpu"] for r in rounds])
        _note(report, f"{again.middle / full.middle:.0%} of the build, at most 25% wanted")
    report.add("peak memory of the build", "MiB", [r["full"]["peak"] for r in rounds], "at most 2048 wanted")
    report.add("progress: largest error of the share done", "%", [r["full"]["error"] for r in rounds],
               "of the time that a build takes")
    return report


def _note(report: Report, text: str) -> None:
    last = report.figures[-1]
    report.figures[-1] = type(last)(last.name, last.unit, last.values, text)


def _round() -> dict[str, Any]:
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
    made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(made.stdout)


# --- in a process of its own ---


def _build(folder: Path, *pages: Path) -> dict[str, Any]:
    from graph.ingest.build import build

    told: list[tuple[float, float]] = []
    start = time.process_time()

    def progress(name: str, done: int, total: int) -> None:
        told.append((time.process_time() - start, done / max(total, 1)))

    cpu = seconds(lambda: build(ROOT / "data", folder / "releases", pages, progress, [folder / "official"]))
    error = max(abs(at / cpu - share) for at, share in told)
    return {"cpu": cpu, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "error": 100 * error}


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

    cpu = seconds(lambda: [one(item) for item in items(folder) if isinstance(item, Item)])
    return {"cpu": cpu, "items": len(read)}


if __name__ == "__main__":
    print(json.dumps({"bare": _bare, "build": _build}[sys.argv[1]](*map(Path, sys.argv[2:]))))
