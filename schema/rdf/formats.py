"""The RDF formats codekin writes: one enum that knows name, media type, extension, and what the libraries call it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

import pyoxigraph as ox

from graph.errors import BadInput

# Characters that XML 1.0 has no way to write, not even escaped (https://www.w3.org/TR/xml/#charsets).
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class RdfFormat(Enum):
    """Members are (name, media type, extension, pyoxigraph's name, rdflib's name), in the order they are offered."""

    TURTLE = ("turtle", "text/turtle", "ttl", ox.RdfFormat.TURTLE, "turtle")
    JSON_LD = ("jsonld", "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD, "json-ld")
    N_TRIPLES = ("ntriples", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES, "nt")
    RDF_XML = ("rdfxml", "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML, "xml")

    def __init__(self, label: str, media_type: str, extension: str, writer: ox.RdfFormat, rdflib: str) -> None:
        self.label = label
        self.media_type = media_type
        self.extension = extension
        self.writer = writer
        self.rdflib = rdflib

    def fit(self, triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
        """The triples as this format can hold them: XML gets U+FFFD, one for one, for a character it cannot have."""
        return map(_for_xml, triples) if self is RdfFormat.RDF_XML else triples

    @classmethod
    def of_name(cls, name: str) -> RdfFormat:
        """The format of a name or extension.

        >>> RdfFormat.of_name("ttl").media_type
        'text/turtle'
        """
        for form in cls:
            if name.lower() in (form.label, form.extension):
                return form
        raise BadInput("unknown format", expected=", ".join(f.label for f in cls), got=name)

    @classmethod
    def of_media_type(cls, media_type: str) -> RdfFormat:
        """The format of a media type, parameters ignored.

        >>> RdfFormat.of_media_type("text/turtle; charset=utf-8").extension
        'ttl'
        """
        plain = media_type.partition(";")[0].strip().lower()
        for form in cls:
            if plain == form.media_type:
                return form
        raise BadInput("unknown media type", expected=", ".join(f.media_type for f in cls), got=media_type)


def _for_xml(triple: ox.Triple) -> ox.Triple:
    said = triple.object
    if not isinstance(said, ox.Literal) or not _NOT_IN_XML.search(said.value):
        return triple
    plain = _NOT_IN_XML.sub("\ufffd", said.value)
    fit = ox.Literal(plain, language=said.language, datatype=None if said.language else said.datatype)
    return ox.Triple(triple.subject, triple.predicate, fit)
