"""SPARQL 1.1 queries over a release: what a query may say, and its answer in the form a client can read.

rdflib evaluates over the view of the columns, so nothing is loaded first. It would open the network for SERVICE and
FROM; both are refused before anything is evaluated. How long an answer may take is the caller's to bound.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyparsing import ParseException, ParseResults
from rapidfuzz import process
from rdflib.plugins.sparql.algebra import translateQuery, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from graph.errors import BadInput
from graph.identifiers import ONTOLOGY
from graph.query.graph import Graph
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import PREFIXES
from schema.rdf.view import view

ONTOLOGY_FILE = Path(__file__).parents[1] / "ontology.ttl"
LONGEST = 20_000
"""Characters of a query."""

_REFUSED = {
    "ServiceGraphPattern": ("SERVICE asks another machine", "a query over this release alone"),
    "Graph": ("there are no named graphs here", "patterns outside of GRAPH"),
}


class ResultFormat(Enum):
    """How solutions and yes or no are written: (name, media type), in the order they are offered."""

    JSON = ("json", "application/sparql-results+json")
    XML = ("xml", "application/sparql-results+xml")
    CSV = ("csv", "text/csv")
    TSV = ("tsv", "text/tab-separated-values")

    def __init__(self, label: str, media_type: str) -> None:
        self.label = label
        self.media_type = media_type


Format = ResultFormat | RdfFormat


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that has been read and may be answered."""

    query: Query

    @property
    def formats(self) -> tuple[Format, ...]:
        """What its answer can be written as, the usual one first: RDF for a graph, CSV and TSV not for yes or no."""
        kind = self.query.algebra.name
        if kind in ("ConstructQuery", "DescribeQuery"):
            return tuple(RdfFormat)
        return tuple(ResultFormat)[:2] if kind == "AskQuery" else tuple(ResultFormat)

    def format(self, name: str) -> Format:
        """The format of a name or media type, or `BadInput` with those that fit."""
        return named(name, self.formats)


def named(name: str, formats: Iterable[Format] = (*ResultFormat, *RdfFormat)) -> Format:
    """The format of a name or media type among some, or `BadInput` with those that fit."""
    formats = tuple(formats)
    for form in formats:
        if name.lower() in (form.label, form.media_type, getattr(form, "extension", None)):
            return form
    raise BadInput("no form for the answer of this query", expected=", ".join(f.label for f in formats), got=name[:80])


def asked(text: str) -> Asked:
    """A query that has been read; `BadInput` where it is no SPARQL query, or says what is not answered here.

    Every prefix of the release is known without being declared.
    """
    if len(text) > LONGEST:
        raise BadInput("the query is too long", expected=f"at most {LONGEST:,} characters", got=f"{len(text):,}")
    try:
        parsed = parseQuery(text)
    except ParseException as error:
        raise BadInput("no SPARQL query", where=f"line {error.lineno}, column {error.column}",
                       expected="SELECT, ASK, CONSTRUCT or DESCRIBE; updates are not answered",
                       got=repr(error.line.strip()[:80])) from error
    _check_names(parsed)
    query = translateQuery(parsed, None, PREFIXES)
    if query.algebra.get("datasetClause"):
        raise BadInput("FROM names another graph", expected="a query over this release alone", got="FROM")
    traverse(query.algebra, visitPre=_refuse)
    return Asked(query)


def _check_names(parsed: ParseResults) -> None:
    """`BadInput` for a prefix nobody declared and a word our ontology does not have: both would find nothing."""
    declared = {part.get("prefix") for part in parsed[0] if part.name == "PrefixDecl"}

    def look(part: Any) -> None:
        if not isinstance(part, CompValue) or part.name != "pname":
            return
        prefix, word = part.get("prefix") or "", part.get("localname") or ""
        if prefix not in declared and prefix not in PREFIXES:
            raise BadInput("prefix is not declared", expected=f"PREFIX {prefix}: <…> before the query, or one that is "
                           f"known: {', '.join(sorted(PREFIXES))}", got=f"{prefix}:")
        if prefix == "ck" and prefix not in declared and word not in _ontology():
            raise BadInput("no word of the ontology", got=f"ck:{word}", hint=_meant(word))

    traverse(parsed[1], visitPre=look)


@cache
def _ontology() -> frozenset[str]:
    """Local names of everything that schema/ontology.ttl defines."""
    with ONTOLOGY_FILE.open("rb") as file:
        defined = {triple.subject.value for triple in ox.parse(file, format=ox.RdfFormat.TURTLE)
                   if isinstance(triple.subject, ox.NamedNode)}
    return frozenset(iri.removeprefix(ONTOLOGY) for iri in defined if iri.startswith(ONTOLOGY))


def _meant(word: str) -> str | None:
    near = process.extract(word.replace("_", ""), _ontology(), processor=str.lower, limit=3, score_cutoff=60)
    return f"perhaps {', '.join(f'ck:{name}' for name, *_ in near)}" if near else None


def _refuse(part: Any) -> None:
    if isinstance(part, CompValue) and part.name in _REFUSED:
        what, expected = _REFUSED[part.name]
        raise BadInput(what, expected=expected, got=part.name.replace("GraphPattern", "").upper())


def answer(graph: Graph, question: Asked, form: Format) -> bytes:
    """The answer of a query, written in a format that fits it."""
    result = view(graph).query(question.query)
    if form is ResultFormat.TSV:
        return _tsv(result)
    if result.graph is not None:
        for prefix, iri in PREFIXES.items():
            result.graph.bind(prefix, iri)
    sink = io.BytesIO()
    result.serialize(sink, format=form.rdflib if isinstance(form, RdfFormat) else form.label)
    return sink.getvalue()


def _tsv(result: Result) -> bytes:
    """Solutions as https://www.w3.org/TR/sparql11-results-csv-tsv/ has them, which rdflib reads but does not write."""
    names = result.vars or []
    rows = ([term.n3() if (term := row.get(name)) is not None else "" for name in names] for row in result.bindings)
    lines = [[f"?{name}" for name in names], *rows]
    return "".join("\t".join(cells) + "\n" for cells in lines).encode()
