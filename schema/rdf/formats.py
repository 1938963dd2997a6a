"""The RDF formats codekin writes: one enum that knows name, media type, extension, and what the libraries call it."""

from __future__ import annotations

from enum import Enum

import pyoxigraph as ox

from graph.errors import BadInput


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
