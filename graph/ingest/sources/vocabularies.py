"""The vocabularies of concepts as SKOS would have them: names, broader concepts, the codes they are known by."""

from __future__ import annotations

from graph.ingest.batch import PROJECT, Batch
from graph.ingest.draft import Draft
from graph.ingest.text.lexicon import Concept, Lexicon


def codes(draft: Draft, lexicon: Lexicon) -> None:
    """Add every code that a concept is known by."""
    for concept in lexicon.concepts.values():
        for code in concept.codes:
            draft.code(code)


def add(batch: Batch, lexicon: Lexicon, documents: dict[str, str]) -> None:
    """Add every concept, whole columns at once; `documents` gives the document of each category's table."""
    concepts = list(lexicon.concepts.values())
    batch.columns("nodes", len(concepts), rank=PROJECT, id=[c.id for c in concepts],
                  category=[c.category for c in concepts], label=[c.preferred for c in concepts],
                  definition=[c.definition for c in concepts])
    _names(batch, concepts)
    _relations(batch, concepts, documents)


def _names(batch: Batch, concepts: list[Concept]) -> None:
    names = [dict.fromkeys(c.names) for c in concepts]
    kinds = [kind for found in names for kind in ("preferred", *["alternative"] * (len(found) - 1))]
    batch.columns("labels", len(kinds), licence="project", kind=kinds, text=[n for found in names for n in found],
                  id=[c.id for c, found in zip(concepts, names, strict=True) for _ in found])


def _relations(batch: Batch, concepts: list[Concept], documents: dict[str, str]) -> None:
    """Each is told by the line of its concept."""
    said = [(c, "broader", c.broader) for c in concepts if c.broader]
    said += [(c, "maps_to", code) for c in concepts for code in c.codes]
    batch.columns("edges", len(said), method="curated", confidence=1.0, subject=[c.id for c, _, _ in said],
                  predicate=[p for _, p, _ in said], object=[o for _, _, o in said],
                  document=[documents[c.category] for c, _, _ in said], exact=[c.preferred for c, _, _ in said],
                  start=[c.start for c, _, _ in said], end=[c.end for c, _, _ in said])
