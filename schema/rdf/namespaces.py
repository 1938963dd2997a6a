"""The namespaces of our RDF, and how words, nodes and values of the graph become terms."""

from __future__ import annotations

from functools import cache, lru_cache

import pyoxigraph as ox

from graph.identifiers import BASE, ONTOLOGY, converter, to_iri
from graph.vocabulary import CATEGORIES, PREDICATES

WORDS = {
    "ck": ONTOLOGY,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "void": "http://rdfs.org/ns/void#",
}

# With the prefixes of our identifiers, a node looks in Turtle and JSON-LD as it does everywhere else: CPT:76496.
PREFIXES = WORDS | converter().bimap

NODES = BASE + "id/"
RELEASES = BASE + "release/"


@cache
def name(curie: str) -> ox.NamedNode:
    """A word of one of the namespaces above.

    >>> name("skos:prefLabel").value
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(WORDS[prefix] + local)


@lru_cache(maxsize=1 << 16)
def resource(curie: str) -> ox.NamedNode:
    """The IRI of one of our nodes or documents."""
    return ox.NamedNode(to_iri(curie))


CLASSES: dict[str, ox.NamedNode] = {c.name: name(f"ck:{c.class_name}") for c in CATEGORIES.values()}

# `broader` is SKOS's own word, so that every SKOS tool walks our hierarchies.
PROPERTIES: dict[str, ox.NamedNode] = {
    p.name: name("skos:broader" if p.name == "broader" else f"ck:{p.property_name}") for p in PREDICATES.values()
}


def typed(value: object, kind: str) -> ox.Literal:
    return ox.Literal(str(value), datatype=name(f"xsd:{kind}"))


def boolean(value: bool) -> ox.Literal:
    return typed(str(value).lower(), "boolean")


def english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def number(value: float) -> ox.Literal:
    """A number as short as it can be written and still be read back as the same number.

    >>> number(0.85).value
    '0.85'
    """
    return typed(float(value), "double")
