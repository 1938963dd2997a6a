"""The nodes that no row of a source states: the code systems in use, and the editions that were read."""

from __future__ import annotations

from collections.abc import Sequence

from graph.identifiers import CODE_SYSTEMS
from graph.ingest.batch import PROJECT, Batch
from graph.ingest.sealing import seal, span


def systems(batches: Sequence[Batch]) -> Batch:
    """One node for each code system in use and for each edition, and what each is an edition of."""
    found = Batch(batches[0].document)
    ids = [seal(batch).ids for batch in batches]
    for prefix in sorted(p for p in CODE_SYSTEMS if any((at := span(i, p)).stop > at.start for i in ids)):
        found.node(f"system:{prefix}", "code_system", CODE_SYSTEMS[prefix].name, rank=PROJECT)
    for batch in batches:
        if batch.edition is not None:
            _edition(found, batch)
    return found


def _edition(found: Batch, batch: Batch) -> None:
    edition = batch.edition
    assert edition is not None
    found.node(edition.id, "edition", edition.title, rank=PROJECT)
    if edition.family in CODE_SYSTEMS:
        found.node(f"system:{edition.family}", "code_system", CODE_SYSTEMS[edition.family].name, rank=PROJECT)
        found.columns("edges", 1, subject=[edition.id], predicate="edition_of", object=[f"system:{edition.family}"],
                      row=1, document=batch.document)
