"""Attributes of codes, the editions they come from, and the ledger of every item that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from graph.ingest.assembly.stack import Stack, codes, dates, days
from graph.ingest.batch import Batch
from graph.ingest.editions import periods
from graph.ingest.sorting import sorting
from graph.model import Edition
from graph.release.tables import columns
from graph.release.writer import Writer


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the ledger: which reader took it, what it yielded."""

    item: str
    reader: str
    batch: Batch


def attributes(stack: Stack) -> pa.Table:
    """The table `attributes`, sorted by node and name; documents are places among the batches of the stack."""
    table = stack.table("attributes")
    node = np.concatenate([np.zeros(0, np.int32), *stack.numbers("attributes", "id", "code of an attribute")])
    name, names = codes(table.column("name"))
    value, values = codes(table.column("value"))
    times = stack.times_of("attributes")
    found = periods([node, name, value], stack.editions("attributes", times), days(table.column("valid_from")),
                    days(table.column("valid_to")), times)
    first = found.first
    order = sorting([node[first], name[first], found.valid_from, value[first]])
    rows = first[order]
    return columns(
        "attributes", node=node[rows], name=names.take(pa.array(name[rows])),
        value=values.take(pa.array(value[rows])), document=stack.owners("attributes")[rows],
        row=table.column("row").take(pa.array(rows)),
        valid_from=dates(found.valid_from[order]), valid_to=dates(found.valid_to[order]))


def editions(stack: Stack, writer: Writer) -> list[Edition]:
    """The table `editions` by family and time; `number` names the codes that one lists, among the arrays `presence`."""
    found = sorted({b.edition for b in stack.batches if b.edition}, key=lambda e: (e.family, e.effective_from, e.name))
    writer.table("editions", columns("editions", id=pa.array([e.id for e in found], pa.string()), **{
        f.name: pa.array([getattr(e, f.name) for e in found], pa.date32() if "effective" in f.name else pa.string())
        for f in fields(Edition)}, number=pa.array([stack.times.number(e) for e in found], pa.int32())))
    return found


def ledger(entries: Sequence[Entry], documents: dict[str, int], writer: Writer) -> None:
    """The tables `ledger` and `ledger_reasons`: what became of every row of every item."""
    entries = sorted(entries, key=lambda e: (e.item, e.reader))
    writer.table("ledger", columns(
        "ledger", document=pa.array([documents[e.batch.document] for e in entries], pa.int32()),
        item=pa.array([e.item for e in entries], pa.string()),
        reader=pa.array([e.reader for e in entries], pa.string()),
        edition=pa.array([e.batch.edition and e.batch.edition.id for e in entries], pa.string()),
        listed=pa.array([sum(e.batch.listed.values()) for e in entries], pa.int64()),
        **{n: pa.array([getattr(e.batch, n) for e in entries], pa.int64()) for n in ("read", "loaded", "merged")}))
    reasons = [(documents[e.batch.document], why, n) for e in entries for why, n in sorted(e.batch.listed.items())]
    writer.table("ledger_reasons", columns(
        "ledger_reasons", document=pa.array([r[0] for r in reasons], pa.int32()),
        reason=pa.array([r[1] for r in reasons], pa.string()), rows=pa.array([r[2] for r in reasons], pa.int64())))
