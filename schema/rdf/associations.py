"""One edge as an association with everything its sentence says, and its evidence as a Web Annotation.

The association is Biolink's reification (rdf:subject, rdf:predicate, rdf:object). Its IRI lies under the IRI of its
subject and is made of what it says, so equal graphs are equal exports, `/id/{curie}` answers for it, and it can be
read back without an index:

    CPT:76496#has_risk:risk:bleeding:1f0c…                 association: predicate, object, hash of the qualifiers
    CPT:76496#has_risk:risk:bleeding:1f0c…:9ab2…           evidence: hash of document, place, quote and method
    CPT:76496#has_risk:risk:bleeding:1f0c…:9ab2….target    and .quote, .position, .row: the parts of its annotation
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date

import pyoxigraph as ox

from graph.model import Evidence, Qualifiers
from schema.rdf.namespaces import NODES, PROPERTIES, boolean, name, number, resource, typed

# What associations and evidence are said with; nothing else in the graph uses these words.
WORDS = frozenset(name(word) for word in (
    "rdf:subject", "rdf:predicate", "rdf:object", "ck:negated", "ck:condition", "ck:hedge", "ck:frequency", "ck:role",
    "ck:pros", "ck:cons", "ck:quantity", "ck:unit", "ck:modifier", "ck:reason", "ck:hasEvidence", "ck:method",
    "ck:confidence", "oa:hasTarget", "oa:hasSource", "oa:hasSelector", "oa:exact", "oa:start", "oa:end", "rdf:value",
))
CLASSES = frozenset(name(word) for word in (
    "ck:Association", "ck:Evidence", "oa:SpecificResource", "oa:TextQuoteSelector", "oa:TextPositionSelector",
    "oa:FragmentSelector",
))
Period = tuple[date | None, date | None]
_TYPE = name("rdf:type")


def triples(
    subject: str, predicate: str, object: str, qualifiers: Qualifiers, period: Period, evidence: Iterable[Evidence]
) -> Iterator[ox.Triple]:
    """Everything about one edge but the plain triple, which is one for all associations of the same two ends."""
    node = ox.NamedNode(f"{resource(subject).value}#{fragment(predicate, object, qualifiers, period)}")
    yield ox.Triple(node, _TYPE, name("ck:Association"))
    yield ox.Triple(node, name("rdf:subject"), resource(subject))
    yield ox.Triple(node, name("rdf:predicate"), PROPERTIES[predicate])
    yield ox.Triple(node, name("rdf:object"), resource(object))
    for field, value in _said(qualifiers):
        yield ox.Triple(node, name(f"ck:{field}"), _literal(value))
    yield from validity(node, *period)
    quotes = {ox.NamedNode(f"{node.value}:{_hash(_content(one))}"): one for one in evidence}
    for quote in quotes:
        yield ox.Triple(node, name("ck:hasEvidence"), quote)
    for quote, one in quotes.items():
        yield from _evidence(quote, one)


def validity(node: ox.NamedNode, since: date | None, until: date | None) -> Iterator[ox.Triple]:
    """The first and the last day on which something holds, as far as they are known."""
    for word, day in (("ck:validFrom", since), ("ck:validTo", until)):
        if day is not None:
            yield ox.Triple(node, name(word), typed(day.isoformat(), "date"))


def fragment(predicate: str, object: str, qualifiers: Qualifiers, period: Period = (None, None)) -> str:
    """The last part of the IRI of an association."""
    said = [(field, _literal(value).value) for field, value in _said(qualifiers)]
    said += [("period", str(day)) for day in period if any(period)]
    return f"{predicate}:{resource(object).value.removeprefix(NODES)}:{_hash(said)}"


def _said(qualifiers: Qualifiers) -> Iterator[tuple[str, object]]:
    """The fields that say something: a field added to the model later must not rename every association."""
    for field in fields(qualifiers):
        if (value := getattr(qualifiers, field.name)) != field.default:
            yield field.name, value


def _literal(value: object) -> ox.Literal:
    if isinstance(value, bool):
        return boolean(value)
    return number(value) if isinstance(value, float) else ox.Literal(str(value))


def _content(one: Evidence) -> list[object]:
    place = [one.start, one.end, one.exact] if one.row is None else [one.row]
    return [one.document, one.section, *place, one.method, number(one.confidence).value]


def _hash(content: list) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def _evidence(node: ox.NamedNode, one: Evidence) -> Iterator[ox.Triple]:
    target, document = ox.NamedNode(f"{node.value}.target"), resource(one.document)
    yield ox.Triple(node, _TYPE, name("ck:Evidence"))
    yield ox.Triple(node, name("oa:hasTarget"), target)
    yield ox.Triple(node, name("prov:wasDerivedFrom"), document)
    if one.section is not None:
        yield ox.Triple(node, name("ck:section"), ox.Literal(one.section))
    yield ox.Triple(node, name("ck:method"), ox.Literal(one.method))
    yield ox.Triple(node, name("ck:confidence"), number(one.confidence))
    yield from _target(node.value, target, document, one)


def _target(base: str, target: ox.NamedNode, document: ox.NamedNode, one: Evidence) -> Iterator[ox.Triple]:
    yield ox.Triple(target, _TYPE, name("oa:SpecificResource"))
    yield ox.Triple(target, name("oa:hasSource"), document)
    yield from _row(base, target, one.row) if one.row is not None else _quote(base, target, one)


def _row(base: str, target: ox.NamedNode, row: int) -> Iterator[ox.Triple]:
    """A row of a table, as RFC 7111 names it."""
    selector = ox.NamedNode(f"{base}.row")
    yield ox.Triple(target, name("oa:hasSelector"), selector)
    yield ox.Triple(selector, _TYPE, name("oa:FragmentSelector"))
    yield ox.Triple(selector, name("rdf:value"), ox.Literal(f"row={row}"))


def _quote(base: str, target: ox.NamedNode, one: Evidence) -> Iterator[ox.Triple]:
    if one.exact is None or one.start is None or one.end is None:
        return
    quote, position = ox.NamedNode(f"{base}.quote"), ox.NamedNode(f"{base}.position")
    yield ox.Triple(target, name("oa:hasSelector"), quote)
    yield ox.Triple(target, name("oa:hasSelector"), position)
    yield ox.Triple(quote, _TYPE, name("oa:TextQuoteSelector"))
    yield ox.Triple(quote, name("oa:exact"), ox.Literal(one.exact))
    yield ox.Triple(position, _TYPE, name("oa:TextPositionSelector"))
    yield ox.Triple(position, name("oa:start"), typed(one.start, "nonNegativeInteger"))
    yield ox.Triple(position, name("oa:end"), typed(one.end, "nonNegativeInteger"))
