"""The vocabularies as SKOS: one concept scheme a category, each line of a table a concept, no blank nodes.

SKOS has no order among labels or matches and the tables do, so an order that is not the alphabet's is said beside them
with `ck:namesInOrder`, `ck:codesInOrder` and `ck:conceptsInOrder`; who ignores these loses nothing but the order.
`skos:exactMatch` is transitive: it is only said where a concept has one code and shares it with no other concept of its
scheme, else the match is close.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from graph.identifiers import BASE
from graph.ingest.text.lexicon import Concept
from graph.vocabulary import CATEGORIES
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import PREFIXES, english, name, resource

SCHEMES = BASE + "vocabulary/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
NAMES_APART, CODES_APART = "|", " "

Statements = Iterator[ox.Triple]


def serialize(concepts: Iterable[Concept], form: RdfFormat) -> bytes:
    """Concepts of any categories as RDF, scheme by scheme."""
    return ox.serialize(form.fit(triples(concepts)), format=form.writer, prefixes=PREFIXES)


def triples(concepts: Iterable[Concept]) -> Statements:
    """Every triple of the concepts, each concept's together."""
    schemes: dict[str, list[Concept]] = {}
    for concept in concepts:
        schemes.setdefault(concept.category, []).append(concept)
    for category, found in schemes.items():
        yield from _scheme(category, found)


def matches(concepts: Iterable[Concept]) -> dict[str, str]:
    """How each concept of one scheme is matched to its codes: skos:exactMatch or skos:closeMatch."""
    concepts = list(concepts)
    claims = Counter(code for concept in concepts for code in set(concept.codes))
    return {
        c.id: "skos:exactMatch" if len(c.codes) == 1 and claims[c.codes[0]] == 1 else "skos:closeMatch"
        for c in concepts
    }


def _scheme(category: str, concepts: list[Concept]) -> Statements:
    scheme = ox.NamedNode(SCHEMES + category)
    yield ox.Triple(scheme, name("rdf:type"), name("skos:ConceptScheme"))
    yield ox.Triple(scheme, name("skos:prefLabel"), english(category.capitalize()))
    yield ox.Triple(scheme, name("skos:definition"), english(CATEGORIES[category].definition))
    yield ox.Triple(scheme, name("dct:license"), ox.NamedNode(LICENCE))
    yield from _order(scheme, "concepts", [c.id.partition(":")[2] for c in concepts], CODES_APART)
    matched = matches(concepts)
    for concept in concepts:
        yield from _concept(concept, scheme, matched[concept.id])


def _concept(concept: Concept, scheme: ox.NamedNode, match: str) -> Statements:
    node = resource(concept.id)
    yield ox.Triple(node, name("rdf:type"), name("skos:Concept"))
    yield ox.Triple(node, name("skos:inScheme"), scheme)
    yield ox.Triple(node, name("skos:notation"), ox.Literal(concept.id.partition(":")[2]))
    yield ox.Triple(node, name("skos:prefLabel"), english(concept.preferred))
    for text in concept.alternatives:
        yield ox.Triple(node, name("skos:altLabel"), english(text))
    yield from _order(node, "names", concept.alternatives, NAMES_APART)
    if concept.definition is not None:
        yield ox.Triple(node, name("skos:definition"), english(concept.definition))
    if concept.broader is not None:
        yield ox.Triple(node, name("skos:broader"), resource(concept.broader))
    else:
        yield ox.Triple(node, name("skos:topConceptOf"), scheme)
    for code in concept.codes:
        yield ox.Triple(node, name(match), resource(code))
    yield from _order(node, "codes", concept.codes, CODES_APART)


def _order(node: ox.NamedNode, of: str, listed: Iterable[str], apart: str) -> Statements:
    """The order of a list that is not the alphabet's, as the table writes it."""
    listed = list(listed)
    if listed != sorted(listed):
        yield ox.Triple(node, name(f"ck:{of}InOrder"), ox.Literal(apart.join(listed)))
