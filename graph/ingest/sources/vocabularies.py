"""The vocabularies of concepts as SKOS would have them: names, broader concepts, the codes they are known by."""

from __future__ import annotations

from graph.ingest.draft import Draft
from graph.ingest.text.lexicon import Concept, Lexicon
from graph.model import Evidence


def add(draft: Draft, lexicon: Lexicon, documents: dict[str, str]) -> None:
    """Add every concept; `documents` gives the document of each category's table."""
    for concept in lexicon.concepts.values():
        draft.node(concept.id, concept.category, concept.preferred, concept.definition)
        for name in concept.alternatives:
            draft.label(concept.id, name, "alternative", "project")
    for concept in lexicon.concepts.values():
        _relations(draft, concept, _evidence(concept, documents[concept.category]))


def _relations(draft: Draft, concept: Concept, evidence: Evidence) -> None:
    if concept.broader:
        draft.edge(concept.id, "broader", concept.broader, evidence)
    for code in concept.codes:
        draft.code(code)
        draft.edge(concept.id, "maps_to", code, evidence)


def _evidence(concept: Concept, document: str) -> Evidence:
    return Evidence(document, None, concept.preferred, concept.start, concept.end, "curated", 1.0)
