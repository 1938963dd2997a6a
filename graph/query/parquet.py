"""The tables of a release as Parquet with identifiers in place of row numbers, for engines that join tables themselves.

Edges carry their qualifiers and a `number` that evidence points to; codes, policies, provisions and documents are named
by their CURIEs. Licensed descriptors are in no release, so they cannot be in here. The folder appears whole or not at
all, beside it stands what it was made of: `manifest.json` with the release, and rows and SHA-256 of every file.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import UnreadableFile
from graph.release import quotes
from graph.release.directory import Release, digest
from graph.release.tables import TABLES

_PARTS = ("qualifiers", "quotes", "terms", "review")
"""Tables that are columns of another here, or are made for the build and the similarity alone."""

_COUNTED = {"document": "documents"} | dict.fromkeys((
    "node", "subject", "object", "code", "page", "payer", "policy", "version", "provision", "set", "procedure",
    "diagnosis", "target"), "nodes")
"""Columns that hold row numbers, and of which table; `graph.release.tables` is the contract."""


def tables(release: Release) -> Iterator[tuple[str, pa.Table]]:
    """Every table with its name, row numbers replaced."""
    for name in TABLES:
        if name not in _PARTS:
            yield name, _named(release, name)


def write(release: Release, folder: Path) -> dict[str, object]:
    """Fill a new folder and return its manifest; `UnreadableFile` where it exists already or cannot be written."""
    if folder.exists():
        raise UnreadableFile("folder is there already", where=folder, expected="the name of a new folder",
                             hint="name another one, or take the old one away")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            manifest = _fill(release, part)
            part.chmod(0o755)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise UnreadableFile("folder cannot be written", where=folder, expected="a place that may be written",
                             got=error.strerror or type(error).__name__) from error
    return manifest


def _fill(release: Release, folder: Path) -> dict[str, object]:
    files = {}
    for name, table in tables(release):
        path = folder / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd")
        files[path.name] = {"rows": table.num_rows, "columns": table.column_names, "sha256": digest(path)}
    manifest = {"release": release.id, "built_at": release.manifest["built_at"], "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    return manifest


def _named(release: Release, name: str) -> pa.Table:
    table = quotes.joined(release) if name == "evidence" else release.table(name)
    found: dict[str, pa.ChunkedArray | pa.Array] = {}
    if name == "edges":
        found["number"] = pa.array(np.arange(table.num_rows, dtype=np.int32))
    for field in table.schema:
        column = table.column(field.name)
        if field.name == "qualifiers":
            said = release.table("qualifiers").take(column)
            found |= dict(zip(said.column_names, said.columns, strict=True))
        elif of := _COUNTED.get(field.name):
            found[field.name] = release.table(of).column("id").take(column)
        else:
            found[field.name] = column
    return pa.table(found)
