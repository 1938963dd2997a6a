"""What similarity reads: which features each comparable code has under every signal, as posting lists."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import PROCEDURE_SYSTEMS
from graph.ingest.assembly import words
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.stack import days, plain
from graph.ingest.cache import Cache
from graph.model import Policy
from graph.release import features
from graph.release.directory import Writer
from graph.release.features import Pairs
from graph.release.tables import columns
from graph.vocabulary import PREDICATES

_SIGNAL_OF = {p.name: p.signal for p in PREDICATES.values() if p.signal} | {"in_grouping": "grouping"}


def write(
    nodes: Nodes, edges: Edges, policies: Iterable[Policy], labels: pa.Table, cache: Cache, writer: Writer
) -> None:
    """The arrays `similarity.*` and the table `terms`."""
    rows = np.flatnonzero(pc.is_in(nodes.system, value_set=pa.array(PROCEDURE_SYSTEMS)).to_numpy(zero_copy_only=False))
    position = np.full(len(nodes), -1, np.int64)
    position[rows] = np.arange(len(rows))
    writer.array("similarity.codes", rows.astype(np.int32))
    pairs = {**_of_edges(edges, position), "policy": _of_policies(policies, nodes, position),
             "text": _of_words(labels, position, cache, writer)}
    for signal in features.SIGNALS:
        features.write(writer, signal, pairs[signal], len(rows))


def _of_edges(edges: Edges, position: np.ndarray) -> dict[str, Pairs]:
    """Features that edges name; a denied edge names none."""
    found = {}
    for predicate, signal in _SIGNAL_OF.items():
        part = edges.of(predicate)
        code = position[edges.subject[part]]
        kept = (code >= 0) & ~edges.negated[part]
        found[str(signal)] = Pairs(code[kept], edges.object[part][kept], edges.since[part][kept],
                                   edges.until[part][kept])
    return found


def _of_policies(policies: Iterable[Policy], nodes: Nodes, position: np.ndarray) -> Pairs:
    pairs = sorted({
        (int(position[nodes.row(code)]), nodes.row(policy.id))
        for policy in policies for provision in policy.provisions for code in provision.codes
        if position[nodes.row(code)] >= 0
    })
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return Pairs.always(both[:, 0], both[:, 1])


def _of_words(labels: pa.Table, position: np.ndarray, cache: Cache, writer: Writer) -> Pairs:
    """Stemmed words of every shareable name; the table `terms` spells them."""
    code = position[labels.column("node").to_numpy()]
    kept = np.flatnonzero(code >= 0)
    texts = plain(labels.column("text").take(pa.array(kept)).dictionary_encode())
    said = words.of(texts.dictionary, cache)
    flat = said.flatten().dictionary_encode()
    terms = flat.dictionary.take(order := pc.sort_indices(flat.dictionary))
    writer.table("terms", columns("terms", text=terms))
    place = np.empty(len(order), np.int32)
    place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    numbers = pa.ListArray.from_arrays(_offsets(said), pa.array(place[flat.indices.to_numpy()])).take(texts.indices)
    counts = pc.list_value_length(numbers).to_numpy()
    since, until = (np.repeat(days(labels.column(end))[kept], counts) for end in ("valid_from", "valid_to"))
    return Pairs(np.repeat(code[kept], counts), numbers.flatten().to_numpy(), since, until)


def _offsets(lists: pa.ListArray) -> pa.Array:
    counts = pc.list_value_length(lists).to_numpy()
    return pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
