"""The RDF formats codekin writes: one enum that knows name, media type, extension and writer."""

from __future__ import annotations

from enum import Enum

import pyoxigraph as ox

from graph.errors import BadInput


class RdfFormat(Enum):
    """Members are (name, media type, extension, writer), in the order they are offered."""

    TURTLE = ("turtle", "text/turtle", "ttl", ox.RdfFormat.TURTLE)
    JSON_LD = ("jsonld", "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD)
    N_TRIPLES = ("ntriples", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES)
    RDF_XML = ("rdfxml", "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML)

    def __init__(self, label: str, media_type: str, extension: str, writer: ox.RdfFormat) -> None:
        self.label = label
        self.media_type = media_type
        self.extension = extension
        self.writer = writer

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
        return next(form for form in cls if form.media_type == media_type)
