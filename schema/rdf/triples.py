"""Nodes of a release as triples: names, codes, pages with their sections, policies with their provisions."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from graph.identifiers import CODE_SYSTEMS, ONTOLOGY
from graph.model import Node, Page, Policy, PolicyDate
from graph.query.graph import Graph
from graph.vocabulary import CATEGORIES
from schema.rdf import associations
from schema.rdf.namespaces import name, resource, typed

_SHAREABLE = ("project", "public_domain")
_SKOS = {"preferred": "skos:prefLabel", "alternative": "skos:altLabel"}


def release(graph: Graph) -> Iterator[ox.Triple]:
    """Everything in a release: the data set itself, then nodes, then edges."""
    yield from _dataset(graph)
    for row in graph.to_arrow("documents").to_pylist():
        yield from _document(row)
    for node in graph.nodes():
        yield from about(graph, node)
    for association in graph.associations():
        yield from associations.triples(association, graph.evidence(association))


def about(graph: Graph, node: Node) -> Iterator[ox.Triple]:
    """What a node is, without its edges."""
    iri = resource(node.id)
    yield ox.Triple(iri, name("rdf:type"), name(f"ck:{CATEGORIES[node.category].class_name}"))
    yield from _names(graph, node, iri)
    if node.definition:
        yield ox.Triple(iri, name("skos:definition"), ox.Literal(node.definition))
    if node.category == "code":
        yield from _code(node, iri)
    elif node.category == "procedure_page":
        yield from _page(graph.columns.page(node.number), iri)
    elif node.category == "policy":
        yield from _policy(graph.policy(node), iri)


def _names(graph: Graph, node: Node, iri: ox.NamedNode) -> Iterator[ox.Triple]:
    """Labels that may be shown to everybody; a node without one is named by its label column."""
    labels = [label for label in graph.labels(node) if label.licence in _SHAREABLE]
    for label in labels:
        yield ox.Triple(iri, name(_SKOS[label.kind]), ox.Literal(label.text, language="en"))
    yield ox.Triple(iri, name("rdfs:label"), ox.Literal(node.label))


def _code(node: Node, iri: ox.NamedNode) -> Iterator[ox.Triple]:
    yield ox.Triple(iri, name("rdf:type"), name("skos:Concept"))
    yield ox.Triple(iri, name("skos:notation"), ox.Literal(node.id.partition(":")[2]))
    yield ox.Triple(iri, name("skos:inScheme"), ox.NamedNode(CODE_SYSTEMS[node.system or ""].scheme))


def _page(page: Page, iri: ox.NamedNode) -> Iterator[ox.Triple]:
    yield ox.Triple(iri, name("prov:wasDerivedFrom"), resource(page.document))
    if page.duration and page.duration.minimum_minutes is not None:
        yield ox.Triple(iri, name("ck:minimumDuration"), typed(f"PT{page.duration.minimum_minutes}M", "duration"))
        yield ox.Triple(iri, name("ck:maximumDuration"), typed(f"PT{page.duration.maximum_minutes}M", "duration"))
        if page.duration.sessions:
            yield ox.Triple(iri, name("ck:sessions"), typed(str(page.duration.sessions), "integer"))
    for order, section in enumerate(page.sections, 1):
        part = ox.NamedNode(f"{iri.value}#{section.name}")
        yield ox.Triple(iri, name("ck:section"), part)
        yield ox.Triple(part, name("rdf:type"), name("ck:Section"))
        yield ox.Triple(part, name("dct:title"), ox.Literal(section.name))
        yield ox.Triple(part, name("ck:order"), typed(str(order), "integer"))
        yield ox.Triple(part, name("ck:text"), ox.Literal(section.text))


def _policy(policy: Policy, iri: ox.NamedNode) -> Iterator[ox.Triple]:
    for word, value in (("number", policy.number), ("kind", policy.kind), ("status", policy.status)):
        if value:
            yield ox.Triple(iri, name(f"ck:{word}"), ox.Literal(value))
    yield ox.Triple(iri, name("dct:title"), ox.Literal(policy.title))
    if policy.citation:
        yield ox.Triple(iri, name("dct:bibliographicCitation"), ox.Literal(policy.citation))
    if policy.url:
        yield ox.Triple(iri, name("dct:source"), ox.NamedNode(policy.url))
    for date in policy.dates:
        yield ox.Triple(iri, name(f"ck:{_camel(date.role)}Date"), _date(date))
    for provision in policy.provisions:
        part = resource(provision.id)
        yield ox.Triple(part, name("ck:stance"), ox.Literal(provision.stance))
        yield ox.Triple(part, name("ck:priorAuthorization"), ox.Literal(provision.prior_authorization))
        yield ox.Triple(part, name("ck:basis"), ox.Literal(provision.basis))
        yield ox.Triple(part, name("ck:isDefault"), typed(str(provision.is_default).lower(), "boolean"))


def _camel(role: str) -> str:
    first, *rest = role.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _date(date: PolicyDate) -> ox.Literal:
    """A date with the precision it was printed with."""
    return typed(date.value, {4: "gYear", 7: "gYearMonth", 10: "date"}[len(date.value)])


def _document(row: dict) -> Iterator[ox.Triple]:
    iri = resource(row["id"])
    yield ox.Triple(iri, name("rdf:type"), name("ck:Document"))
    yield ox.Triple(iri, name("dct:title"), ox.Literal(row["path"]))
    yield ox.Triple(iri, name("dct:license"), ox.Literal(row["licence"]))
    yield ox.Triple(iri, name("dct:publisher"), ox.Literal(row["publisher"]))


def _dataset(graph: Graph) -> Iterator[ox.Triple]:
    iri = ox.NamedNode(f"{ONTOLOGY.removesuffix('ontology#')}release/{graph.release.id}")
    yield ox.Triple(iri, name("rdf:type"), name("dcat:Dataset"))
    yield ox.Triple(iri, name("dct:identifier"), ox.Literal(graph.release.id))
    yield ox.Triple(iri, name("dct:issued"), typed(graph.release.manifest["built_at"], "dateTime"))
    yield ox.Triple(iri, name("dct:license"), ox.NamedNode("https://creativecommons.org/licenses/by/4.0/"))
