"""What official files gave, as entries of the cache: tables as Arrow files, mapped into memory and never held.

A build maps them also when it has just written them, which keeps it small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import SCHEMAS, Batch, encoded
from graph.ingest.cache import Cache, Said
from graph.model import Document, Edition, Problem, Qualifiers

Read = tuple[list[Entry], list[Document], list[Problem]]


def get(cache: Cache, digest: str, name: str) -> Read | None:
    """What a file of this content and name gave before, or None."""
    found = cache.find(digest, name)
    return found and _read(*found)


def put(cache: Cache, digest: str, name: str, read: Read) -> Read:
    """Keep what a file gave, and hand it back as it will be found next time."""
    found = cache.keep(lambda folder: _write(folder, read), digest, name)
    return (found and _read(*found)) or read


def _write(folder: Path, read: Read) -> Said:
    entries, documents, problems = read
    for n, entry in enumerate(entries):
        (folder / str(n)).mkdir()
        for name in SCHEMAS:
            _write_table(entry.batch.table(name), folder / str(n) / f"{name}.arrow")
    return {"entries": [{"item": e.item, "reader": e.reader, "batch": _said(e.batch)} for e in entries],
            "documents": [asdict(d) for d in documents], "problems": [asdict(p) for p in problems]}


def _write_table(table: pa.Table, path: Path) -> None:
    """Columns that hold nothing are left out: most edges of official files have no quote."""
    if table.num_rows:
        table = table.unify_dictionaries().combine_chunks()
        table = table.select([n for n in table.column_names if table.column(n).null_count < table.num_rows])
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


def _said(batch: Batch) -> Said:
    held = asdict(batch.edition).items() if batch.edition else ()
    edition = {k: v.isoformat() if isinstance(v, date) else v for k, v in held} or None
    return {"document": batch.document, "edition": edition, "size": batch.size, "read": batch.read,
            "loaded": batch.loaded, "merged": batch.merged, "listed": dict(batch.listed),
            "qualifiers": [asdict(q) for q in batch.qualifiers], "problems": [asdict(p) for p in batch.problems]}


def _read(folder: Path, said: Said) -> Read | None:
    try:
        entries = [Entry(e["item"], e["reader"], _batch(e["batch"], folder / str(n)))
                   for n, e in enumerate(said["entries"])]
    except OSError:  # another build has dropped it since
        return None
    return entries, [Document(**d) for d in said["documents"]], [Problem(**p) for p in said["problems"]]


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
    for name, schema in SCHEMAS.items():
        path = folder / f"{name}.arrow"
        if path.exists():
            found = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            kinds = encoded(schema.empty_table()).schema
            yield name, pa.table([found.column(f.name) if f.name in found.column_names
                                  else pa.nulls(found.num_rows, f.type) for f in kinds], schema=kinds)
