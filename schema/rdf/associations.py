"""Edges as RDF: the plain triple for those who only walk, and an association that keeps every qualifier and quote.

The association follows Biolink's reification (rdf:subject, rdf:predicate, rdf:object); its evidence is a Web Annotation
target with a quote and a position. Their IRIs hash what they say, so equal graphs are equal exports. A negated edge has
the association only: the plain triple would say the opposite.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyoxigraph as ox

from graph.identifiers import BASE
from graph.model import Association, Evidence, Qualifiers
from graph.vocabulary import PREDICATES
from schema.rdf.namespaces import name, resource, typed

_TEXTS = ("condition", "hedge", "frequency", "role", "pros", "cons", "unit")


def property_of(predicate: str) -> ox.NamedNode:
    """The RDF property of a predicate; `broader` is SKOS's own."""
    return name("skos:broader") if predicate == "broader" else name(f"ck:{PREDICATES[predicate].property_name}")


def triples(association: Association, evidence: tuple[Evidence, ...]) -> Iterator[ox.Triple]:
    """Everything one edge says."""
    subject, object = resource(association.subject.id), resource(association.object.id)
    verb = property_of(association.predicate)
    if not association.qualifiers.negated:
        yield ox.Triple(subject, verb, object)
    node = _minted("association", association.subject.id, association.predicate, association.object.id,
                   repr(association.qualifiers))
    yield ox.Triple(node, name("rdf:type"), name("ck:Association"))
    yield ox.Triple(node, name("rdf:subject"), subject)
    yield ox.Triple(node, name("rdf:predicate"), verb)
    yield ox.Triple(node, name("rdf:object"), object)
    yield from _qualifiers(node, association.qualifiers)
    for one in evidence:
        yield from _evidence(node, one)


def _minted(kind: str, *parts: str) -> ox.NamedNode:
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
    return ox.NamedNode(f"{BASE}{kind}/{digest}")


def _qualifiers(node: ox.NamedNode, said: Qualifiers) -> Iterator[ox.Triple]:
    if said.negated:
        yield ox.Triple(node, name("ck:negated"), typed("true", "boolean"))
    for field in _TEXTS:
        if value := getattr(said, field):
            yield ox.Triple(node, name(f"ck:{field}"), ox.Literal(value))
    if said.quantity is not None:
        yield ox.Triple(node, name("ck:quantity"), typed(f"{said.quantity:.6g}", "decimal"))


def _evidence(node: ox.NamedNode, one: Evidence) -> Iterator[ox.Triple]:
    quote = _minted("evidence", node.value, one.document, str(one.start), str(one.end), one.exact)
    yield ox.Triple(node, name("ck:evidence"), quote)
    yield ox.Triple(quote, name("rdf:type"), name("ck:Evidence"))
    yield ox.Triple(quote, name("oa:hasSource"), resource(one.document))
    yield ox.Triple(quote, name("oa:exact"), ox.Literal(one.exact))
    yield ox.Triple(quote, name("oa:start"), typed(str(one.start), "nonNegativeInteger"))
    yield ox.Triple(quote, name("oa:end"), typed(str(one.end), "nonNegativeInteger"))
    if one.section:
        yield ox.Triple(quote, name("ck:inSection"), ox.Literal(one.section))
    yield ox.Triple(quote, name("ck:method"), ox.Literal(one.method))
    yield ox.Triple(quote, name("ck:confidence"), typed(f"{one.confidence:.3g}", "decimal"))
