"""What tests of official files share: through the front door to a batch, and its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from openpyxl import Workbook

from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.sources import READERS


def read(item: Item) -> tuple[str, Batch]:
    """The name of the one reader that knows an item, and what it read; the ledger has to add up."""
    [found] = [reader for reader in READERS if reader.recognises(item)]
    batch = found.read(item)
    batch.settle(item.name)
    return found.name, batch


def read_as(item: Item, reader: str) -> Batch:
    """What the reader of this name, and no other one, reads."""
    name, batch = read(item)
    assert name == reader
    return batch


def rows_of(batch: Batch, table: str, **where: Any) -> list[dict[str, Any]]:
    """The rows of a table that have some values."""
    found = batch.table(table)
    for column, value in where.items():
        found = found.filter(pc.equal(found.column(column), value))
    return found.to_pylist()


def facts_of(batch: Batch, id: str) -> dict[str, str]:
    """The attributes of a code by name."""
    return {row["name"]: row["value"] for row in rows_of(batch, "attributes", id=id)}


def edition_of(batch: Batch) -> str | None:
    return batch.edition.id if batch.edition else None


def written(folder: Path, content: str | bytes, name: str) -> Item:
    """A file of this content as an item."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return Item(folder / name)


def workbook(path: Path, **sheets: list[list[Any]]) -> Item:
    """A workbook of these sheets as an item."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return Item(path)


_HCPCS = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "XREF1", "COV", "BETOS", "ADD DT",
          "ACT EFF DT", "TERM DT", "ACTION CD"]


def book(path: Path, rows: list[list[str]]) -> Path:
    """An edition of HCPCS Level II by the published heading; rows are without the columns that are always the same."""
    made = Workbook()
    made.active.title = "A"
    for row in (_HCPCS, *([code, "0010", "3", *rest] for code, *rest in rows)):
        made.active.append(row)
    made.save(path)
    return path
