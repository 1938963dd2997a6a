"""The namespaces of our RDF, and the few words we borrow from each."""

from __future__ import annotations

from functools import cache, lru_cache

import pyoxigraph as ox

from graph.identifiers import BASE, ONTOLOGY, to_iri

PREFIXES = {
    "ck": ONTOLOGY,
    "id": BASE + "id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "dcat": "http://www.w3.org/ns/dcat#",
}


@cache
def name(curie: str) -> ox.NamedNode:
    """A word of one of the namespaces above.

    >>> name("skos:prefLabel").value
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


@lru_cache(maxsize=1 << 16)
def resource(curie: str) -> ox.NamedNode:
    """The IRI of one of our nodes."""
    return ox.NamedNode(to_iri(curie))


def typed(value: str, kind: str) -> ox.Literal:
    return ox.Literal(value, datatype=name(f"xsd:{kind}"))
