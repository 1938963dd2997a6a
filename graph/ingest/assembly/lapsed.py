"""Codes that only ended rules name: nothing held says that they are still in use, so they are no kin of codes that are.

NCCI keeps the edits of every code it ever had, with their last day. A code of which all edges have ended, and which no
edition lists with a period, counts as ended with the last of them; it stays in the graph, its own period open.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN, array
from graph.ingest.assembly.edges import Edges
from graph.release.writer import Writer


def write(edges: Edges, writer: Writer) -> None:
    """The arrays `lapsed`: `nodes` (rows of codes, ascending) and `until` (the last day of any of their edges)."""
    nodes = writer.written("nodes")
    last = _last(edges, nodes.num_rows)
    unlisted = (array(nodes.column("valid_from")) == OPEN) & (array(nodes.column("valid_to")) == OPEN)
    found = np.flatnonzero(_codes(nodes) & unlisted & (last > -OPEN) & (last < OPEN)).astype(np.int32)
    writer.arrays("lapsed", {"nodes": found, "until": last[found]})


def _last(edges: Edges, size: int) -> np.ndarray:
    """Of every node the last day of any of its edges: `OPEN` where one is open, `-OPEN` where it has none."""
    last = np.full(size, -OPEN, np.int32)
    for ends in (edges.subject, edges.object):
        np.maximum.at(last, ends, edges.until)  # an open day is later than any
    return last


def _codes(nodes: pa.Table) -> np.ndarray:
    return pc.equal(nodes.column("category"), "code").to_numpy()
