"""A read-only `rdflib.Graph` over the columns of a release: the same triples as the export, nothing loaded or copied.

A pattern with a bound end is answered from the CSR arrays. What no array answers is read from the one table that can
hold it, and only then from all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NoReturn

import numpy as np
import pyoxigraph as ox
import rdflib
from rdflib.paths import Path
from rdflib.term import Node as Term

from graph.identifiers import CODE_SYSTEMS, from_iri
from graph.model import Node
from graph.query.graph import Graph
from graph.vocabulary import PREDICATES
from schema.rdf import associations, entities
from schema.rdf.namespaces import NODES, PREFIXES, PROPERTIES, RELEASES, WORDS, name
from schema.rdf.triples import triples_of

Pattern = tuple[Term | None, Term | None, Term | None]

_PREDICATES = {iri.value: predicate for predicate, iri in PROPERTIES.items()}
_EDGE_WORDS = {word.value for word in associations.WORDS}
_SAID = {word.value for word in entities.WORDS}
_EDGE_CLASSES = {word.value for word in associations.CLASSES}
_TYPE = name("rdf:type").value
_STRING = WORDS["xsd"] + "string"
_ENDS = {name("rdf:subject").value: "out", name("rdf:object").value: "in"}
# Words that associations and nodes have in common.
_SHARED = {name(word).value for word in ("rdf:type", "prov:wasDerivedFrom", "ck:section", "ck:validFrom", "ck:validTo")}
_NAMES = {name("skos:prefLabel").value, name("skos:altLabel").value}


class View(rdflib.Graph):
    """A release as rdflib sees it. Every way of changing it raises `TypeError`."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(identifier=rdflib.URIRef(RELEASES + graph.release.id), bind_namespaces="none")
        self.graph, self.columns, self._triples = graph, graph.columns, triples_of(graph)
        self._size: int | None = None
        for prefix, iri in PREFIXES.items():
            self.bind(prefix, iri)

    def __len__(self) -> int:
        if self._size is None:
            self._size = sum(1 for _ in self._triples.everything())
        return self._size

    def triples(self, pattern: Pattern) -> Iterator[tuple[Term, Term, Term]]:
        """The triples that match; None matches everything."""
        subject, predicate, object = pattern
        if isinstance(predicate, Path):
            for near, far in predicate.eval(self, subject, object):
                yield near, predicate, far
            return
        if any(isinstance(asked, rdflib.BNode) for asked in pattern) or isinstance(subject, rdflib.Literal):
            return
        near, word, far = (None if asked is None else _asked(asked) for asked in pattern)
        for found in self._candidates(subject, predicate, object):
            # Compared before it is turned into rdflib's classes, which is what takes the time.
            if far in (None, found.object) and word in (None, found.predicate) and near in (None, found.subject):
                yield term(found.subject), term(found.predicate), term(found.object)

    def _candidates(self, subject: Term | None, predicate: Term | None, object: Term | None) -> Iterator[ox.Triple]:
        """Triples among which are all that match, each once."""
        word = None if predicate is None else str(predicate)
        if subject is not None:
            return self._of_subject(str(subject), word)
        if isinstance(object, rdflib.URIRef) and (found := self._of_resource(str(object), word)) is not None:
            return found
        if isinstance(object, rdflib.Literal) and (found := self._of_literal(object, word)) is not None:
            return found
        return self._triples.everything() if word is None else self._of_word(word, object)

    # --- a subject is known ---

    def _of_subject(self, iri: str, word: str | None) -> Iterator[ox.Triple]:
        base, _, fragment = iri.partition("#")
        if base.startswith(RELEASES):
            return self._of_release()
        if (document := self._document(base)) is not None:
            return self._triples.documents([document])
        if (node := self._node(base)) is None:
            return iter(())
        if ":" in fragment:
            return self._triples.associations(self._edges_of_fragment(node, fragment))
        if word in _PREDICATES:
            return self._triples.plain(node, "out", [_PREDICATES[word]])
        return self._triples.nodes([node.number], plain=word is None)

    def _of_release(self) -> Iterator[ox.Triple]:
        yield from self._triples.release()
        yield from self._triples.derivation()

    def _node(self, iri: str) -> Node | None:
        return self.graph.find(from_iri(iri) or "") if iri.startswith(NODES) else None

    def _document(self, iri: str) -> int | None:
        return self._triples.document_number(from_iri(iri) or "")

    def _edges_of_fragment(self, node: Node, fragment: str) -> list[int]:
        """The edges an association's fragment may stand for: the predicate and the far end are spelled in it."""
        predicate, prefix, local, *_ = (*fragment.split(":"), "", "")
        far = self._node(f"{NODES}{prefix}:{local}")
        if predicate not in PREDICATES or far is None:
            return []
        ends, edges = self.columns.rows(predicate, "out").of(node.number)
        return edges[ends == far.number].tolist()

    # --- an object is known ---

    def _of_resource(self, iri: str, word: str | None) -> Iterator[ox.Triple] | None:
        base, _, fragment = iri.partition("#")
        if fragment and (node := self._node(base)) is not None:
            return self._of_subject(iri, word) if ":" in fragment else self._triples.nodes([node.number])
        if (node := self._node(iri)) is not None:
            return self._of_node(node, word)
        if (document := self._document(iri)) is not None:
            return self._of_document(document)
        return self._of_class(iri) if word == _TYPE else None

    def _of_node(self, node: Node, word: str | None) -> Iterator[ox.Triple]:
        """The plain triples that reach a node, and the associations it is an end of."""
        if word not in _ENDS:
            yield from self._triples.plain(node, "in", [_PREDICATES[word]] if word in _PREDICATES else PREDICATES)
        for way in (_ENDS[word],) if word in _ENDS else ("out", "in") if word is None else ():
            yield from self._ends(node, way)

    def _ends(self, node: Node, direction: str) -> Iterator[ox.Triple]:
        edges = [e for p in PREDICATES for e in self.columns.rows(p, direction).of(node.number)[1].tolist()]
        end = name("rdf:subject" if direction == "out" else "rdf:object")
        return (triple for triple in self._triples.associations(edges) if triple.predicate == end)

    def _of_document(self, document: int) -> Iterator[ox.Triple]:
        """Everything that may be drawn from a document."""
        yield from self._of_release()
        for category in ("procedure_page", "policy", "policy_version", "code"):
            yield from self._triples.nodes(self.columns.nodes_of(category))
        yield from self._triples.associations(self._triples.edges_from(document))

    def _of_class(self, iri: str) -> Iterator[ox.Triple]:
        if iri in _EDGE_CLASSES:
            yield from self._triples.associations(self._triples.every_edge())
            return
        for category, types in entities.TYPES.items():
            if iri in {kind.value for kind in types}:
                yield from self._triples.nodes(self.columns.nodes_of(category))
        for part, category in (("Section", "procedure_page"), ("Attribute", "code")):
            if iri == WORDS["ck"] + part:
                yield from self._triples.nodes(self.columns.nodes_of(category))
        yield from self._triples.documents(self._triples.every_document())
        yield from self._of_release()

    def _of_literal(self, literal: rdflib.Literal, word: str | None) -> Iterator[ox.Triple] | None:
        """Names and numbers of codes, which is what people ask for; None for anything else."""
        if word in _NAMES:
            return self._triples.nodes(self._triples.named(str(literal)))
        if word == name("skos:notation").value:
            found = (self.columns.find(f"{system}:{literal}") for system in CODE_SYSTEMS)
            return self._triples.nodes([number for number in found if number is not None])
        return None

    # --- only the predicate is known ---

    def _of_word(self, word: str, object: Term | None) -> Iterator[ox.Triple]:
        if word in _PREDICATES:
            return self._plain(_PREDICATES[word])
        if word in _EDGE_WORDS:
            return self._triples.associations(self._triples.every_edge())
        return self._everything_but_plain(word) if word in _SAID else iter(())

    def _plain(self, predicate: str) -> Iterator[ox.Triple]:
        near, _, _ = self.columns.rows(predicate, "out").pairs()
        for number in np.unique(near).tolist():
            yield from self._triples.plain(self.columns.node(number), "out", [predicate])

    def _everything_but_plain(self, word: str) -> Iterator[ox.Triple]:
        yield from self._of_release()
        yield from self._triples.documents(self._triples.every_document())
        yield from self._triples.nodes(range(self.columns.size))
        if word in _SHARED:
            yield from self._triples.associations(self._triples.every_edge())

    # --- nothing changes ---

    def add(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a release is read-only; copy what you need into a graph of your own")

    addN = remove = set = parse = update = __iadd__ = __isub__ = destroy = add  # noqa: N815 - rdflib's names


def view(graph: Graph) -> View:
    """The release as an `rdflib.Graph`."""
    return View(graph)


def _asked(asked: Term) -> ox.NamedNode | ox.Literal:
    if isinstance(asked, rdflib.Literal):
        datatype = asked.datatype and ox.NamedNode(asked.datatype)
        return ox.Literal(str(asked), language=asked.language, datatype=datatype)
    return ox.NamedNode(str(asked))


@lru_cache(maxsize=1 << 12)
def term(found: ox.NamedNode | ox.Literal) -> Term:
    """The same term in rdflib's classes, written as we write it (rdflib would tidy 1.50 into 1.5)."""
    if isinstance(found, ox.NamedNode):
        return rdflib.URIRef(found.value)
    if found.language:
        return rdflib.Literal(found.value, lang=found.language)
    datatype = found.datatype.value
    if datatype == _STRING:
        return rdflib.Literal(found.value)
    return rdflib.Literal(found.value, datatype=rdflib.URIRef(datatype), normalize=False)
