"""Triples as JSON-LD in the words of `schema/context.jsonld`, which travels with them: nobody has to fetch it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from schema.rdf.namespaces import WORDS

CONTEXT = Path(__file__).parents[1] / "context.jsonld"
_TYPE = WORDS["rdf"] + "type"
_STRING = WORDS["xsd"] + "string"
_NATIVE = {WORDS["xsd"] + "boolean": "true".__eq__} | {
    WORDS["xsd"] + kind: int for kind in ("integer", "nonNegativeInteger", "positiveInteger")
}


class Context:
    """A context read backwards: from IRIs to terms and compact IRIs."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.prefixes = {key: iri for key, iri in content.items() if isinstance(iri, str) and iri[-1] in ":#/"}

    @cached_property
    def terms(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Term and definition for every IRI that has one."""
        found = {}
        for term, definition in self.content.items():
            if term not in self.prefixes and not term.startswith("@") and definition not in ("@id", "@type"):
                definition = {"@id": definition} if isinstance(definition, str) else definition
                found[self.expand(definition["@id"])] = (term, definition)
        return found

    def expand(self, compact: str) -> str:
        """The IRI of a compact IRI."""
        prefix, colon, local = compact.partition(":")
        return self.prefixes[prefix] + local if colon and prefix in self.prefixes else compact

    def compact(self, iri: str) -> str:
        """An IRI as `prefix:local` with the longest prefix there is."""
        for length in self._lengths:
            if prefix := self._by_iri.get(iri[:length]):
                return f"{prefix}:{iri[length:]}"
        return iri

    @cached_property
    def _by_iri(self) -> dict[str, str]:
        return {iri: prefix for prefix, iri in self.prefixes.items()}

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(iri) for iri in self.prefixes.values()}, reverse=True)

    def word(self, iri: str) -> str:
        """A class, property or member of a value list, as a term where there is one."""
        return self.terms[iri][0] if iri in self.terms else self.compact(iri)

    def value(self, term: ox.NamedNode | ox.Literal, definition: dict[str, str]) -> Any:
        """An object, as short as the definition of its property allows."""
        kind = definition.get("@type")
        if isinstance(term, ox.NamedNode):
            if kind == "@vocab":
                return self.word(term.value)
            return self.compact(term.value) if kind == "@id" else {"@id": self.compact(term.value)}
        if term.language:
            same = definition.get("@language") == term.language
            return term.value if same else {"@value": term.value, "@language": term.language}
        return self._literal(term, kind and self.expand(kind))

    def _literal(self, term: ox.Literal, kind: str | None) -> Any:
        datatype = term.datatype.value
        if datatype == kind and datatype in _NATIVE:
            return _NATIVE[datatype](term.value)
        if datatype == (kind or _STRING):
            return term.value
        return {"@value": term.value, "@type": self.compact(datatype)}


@lru_cache(maxsize=1)
def context() -> Context:
    return Context(json.loads(CONTEXT.read_text("utf-8"))["@context"])


def document(triples: Iterable[ox.Triple]) -> bytes:
    """One JSON-LD document with its context inside."""
    words, subjects = context(), {}
    for triple in triples:
        about = subjects.setdefault(triple.subject, {"id": words.compact(triple.subject.value)})
        if triple.predicate.value == _TYPE:
            key, value = "type", words.word(triple.object.value)
        else:
            key, definition = words.terms.get(triple.predicate.value, (words.compact(triple.predicate.value), {}))
            value = words.value(triple.object, definition)
        about.setdefault(key, []).append(value)
    content = {"@context": words.content, "@graph": [_single(about) for about in subjects.values()]}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _single(about: dict[str, Any]) -> dict[str, Any]:
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in about.items()}
