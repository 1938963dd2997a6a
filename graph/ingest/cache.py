"""What official files gave, kept beside the releases, so that a build reads again only what has changed.

An entry belongs to one file as it lies on disk and to the readers' own code: its name is a hash of both, so it can be
wrong only where a hash is. Tables are written as Arrow files and mapped into memory, also in the build that makes them,
which keeps that build small. An entry that a build did not ask for is dropped when the build is done.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import SCHEMAS, Batch
from graph.model import Document, Edition, Problem, Qualifiers

_CODE = Path(__file__).parents[1]
Read = tuple[list[Entry], list[Document], list[Problem]]


def code_hash() -> str:
    """A hash of everything that decides how a file is read."""
    seen = hashlib.sha256()
    for path in sorted([*(_CODE / "ingest").rglob("*.py"), *_CODE.glob("*.py")]):
        seen.update(path.read_bytes())
    return seen.hexdigest()


class Cache:
    """Entries by the SHA-256 of the file they were read from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._code = code_hash()
        self._asked: set[str] = set()

    def _place(self, digest: str, name: str) -> Path:
        key = hashlib.sha256(f"{digest}|{name}|{self._code}".encode()).hexdigest()[:24]
        self._asked.add(key)
        return self.folder / key

    def get(self, digest: str, name: str) -> Read | None:
        """What a file gave before, or None."""
        place = self._place(digest, name)
        try:
            said = json.loads((place / "entry.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        entries = [
            Entry(e["item"], e["reader"], _batch(e["batch"], place / str(n))) for n, e in enumerate(said["entries"])]
        return entries, [Document(**d) for d in said["documents"]], [Problem(**p) for p in said["problems"]]

    def put(self, digest: str, name: str, read: Read) -> Read:
        """Keep what a file gave, and hand it back as it will be found next time: mapped, not held."""
        entries, documents, problems = read
        place = self._place(digest, name)
        shutil.rmtree(place, ignore_errors=True)
        for n, entry in enumerate(entries):
            (place / str(n)).mkdir(parents=True)
            for table in SCHEMAS:
                _write(entry.batch.table(table), place / str(n) / f"{table}.arrow")
        place.mkdir(parents=True, exist_ok=True)
        said = {"entries": [{"item": e.item, "reader": e.reader, "batch": _said(e.batch)} for e in entries],
                "documents": [asdict(d) for d in documents], "problems": [asdict(p) for p in problems]}
        beside = place / "entry.json.new"
        beside.write_text(json.dumps(said), "utf-8")
        beside.replace(place / "entry.json")  # last, so that a build that dies leaves no half entry
        return self.get(digest, name) or read

    def sweep(self) -> None:
        """Drop the entries that this build did not ask for."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name not in self._asked:
                shutil.rmtree(path, ignore_errors=True)


def _write(table: pa.Table, path: Path) -> None:
    if table.num_rows:
        table = table.unify_dictionaries().combine_chunks()
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


def _said(batch: Batch) -> dict[str, Any]:
    held = asdict(batch.edition).items() if batch.edition else ()
    edition = {k: v.isoformat() if isinstance(v, date) else v for k, v in held} or None
    return {"document": batch.document, "edition": edition, "size": batch.size, "read": batch.read,
            "loaded": batch.loaded, "merged": batch.merged, "listed": dict(batch.listed),
            "qualifiers": [asdict(q) for q in batch.qualifiers], "problems": [asdict(p) for p in batch.problems]}


def _batch(said: dict[str, Any], folder: Path) -> Batch:
    found = Batch(
        said["document"], said["edition"] and _edition(said["edition"]), said["size"],
        [Qualifiers(**q) for q in said["qualifiers"]], [Problem(**p) for p in said["problems"]],
        said["read"], said["loaded"], said["merged"], Counter(said["listed"]),
    )
    for name, table in _tables(folder):
        found.map(name, table)
    return found


def _edition(said: dict[str, Any]) -> Edition:
    days = {k: date.fromisoformat(said[k]) for k in ("effective_from", "effective_to") if said[k]}
    return Edition(**{**said, **days})


def _tables(folder: Path) -> Iterator[tuple[str, pa.Table]]:
    for name in SCHEMAS:
        path = folder / f"{name}.arrow"
        if path.exists():
            yield name, pa.ipc.open_file(pa.memory_map(str(path))).read_all()
