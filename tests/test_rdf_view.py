"""The view over the columns answers as a graph in memory would that had parsed the export, and cannot be changed."""

from __future__ import annotations

import io
import random
import shutil
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from graph import open_graph
from graph.identifiers import from_iri
from graph.ingest.build import build
from graph.query.graph import Graph
from schema.rdf import export
from schema.rdf.formats import RdfFormat
from schema.rdf.triples import triples_of
from schema.rdf.view import View, term, view
from tests.official import book


@pytest.fixture(scope="module")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A release of every kind of node and edge that can be searched through thousands of times."""
    data = tmp_path_factory.mktemp("small")
    for kept in ("vocabularies/setting.tsv", "titles/imaging.tsv", "policies/NCD-10.6.toml",
                 "policies/NCD-160.22.toml", "procedures/CPT-76496.md", "procedures/CPT-90837.md"):
        (data / kept).parent.mkdir(exist_ok=True)
        shutil.copy(root / "data" / kept, data / kept)
    _shorten(data / "vocabularies" / "setting.tsv")
    build(data, data / "releases", releases=[_official(tmp_path_factory.mktemp("official"))])
    return open_graph(data / "releases")


def _shorten(table: Path) -> None:
    """A tenth of a vocabulary, with what those rows stand under."""
    heading, *lines = table.read_text("utf-8").splitlines(keepends=True)
    rows = {line.split("\t")[0]: line for line in lines}
    kept = set(list(rows)[::10])
    while above := {rows[id].split("\t")[4] for id in kept} - kept - {""}:
        kept |= above
    table.write_text(heading + "".join(line for id, line in rows.items() if id in kept), "utf-8")


def _official(folder: Path) -> Path:
    """Two made-up editions of HCPCS Level II: names, edges and attributes with periods."""
    for month, betos, label in (("JAN", "D1E", "Infusion pump, portable"), ("APR", "D1F", "Infusion pump, worn")):
        book(folder / f"HCPC2030_{month}.xlsx", [
            ["Q9992", label, "Pump", "", "C", betos, "20300101", "20300101", "", "N"]])
    return folder


@pytest.fixture(scope="module")
def seen(small: Graph) -> View:
    return view(small)


@pytest.fixture(scope="module")
def materialised(small: Graph) -> rdflib.Graph:
    sink = io.BytesIO()
    export.write(small, RdfFormat.N_TRIPLES, sink)
    return rdflib.Graph().parse(sink.getvalue(), format="nt")


def _term(t: ox.Triple) -> tuple:
    return term(t.subject), term(t.predicate), term(t.object)


def test_view_is_the_export(small: Graph, seen: View) -> None:
    found = list(seen.triples((None, None, None)))
    assert len(found) == len(set(found)) == len(seen)
    assert set(found) == {_term(t) for t in triples_of(small).everything()}


def test_view_answers_every_pattern(seen: View, materialised: rdflib.Graph) -> None:
    """For every predicate, class and kind of object, under every pattern, what a graph in memory finds."""
    everything = sorted(materialised)
    random.Random(4).shuffle(everything)
    kinds = {(p, o if p == rdflib.RDF.type else (type(o), "#" in s, "#" in o)): (s, p, o)
             for s, p, o in everything}
    assert len(kinds) > 100
    for pattern in {
        tuple(part if kept else None for part, kept in zip(known, mask, strict=True))
        for known, mask in product(kinds.values(), product((True, False), repeat=3))
    }:
        expected, found = list(materialised.triples(pattern)), list(seen.triples(pattern))
        assert len(found) == len(expected), pattern
        assert set(found) == set(expected), pattern


def test_all_that_was_drawn_from_a_document(small: Graph, seen: View, materialised: rdflib.Graph) -> None:
    """Pages, policies and their texts, facts and edges, of every file."""
    classes = set()
    for number in range(small.release.table("documents").num_rows):
        document = rdflib.URIRef(f"https://w3id.org/codekin/id/{small.columns.document(number).id}")
        found = list(seen.triples((None, None, document)))
        assert len(found) == len(set(found))
        assert set(found) == set(materialised.triples((None, None, document)))
        classes |= {c for s, _, _ in found for c in materialised.objects(s, rdflib.RDF.type)}
    assert len(classes) > 5


def test_attributes_are_said_with_their_period_and_source(materialised: rdflib.Graph) -> None:
    said = materialised.query("""
        PREFIX ck: <https://w3id.org/codekin/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?name ?value ?row ?path WHERE { <https://w3id.org/codekin/id/HCPCS:Q9992> ck:hasAttribute ?a .
            ?a ck:attributeName ?name ; ck:attributeValue ?value ; ck:row ?row ; prov:wasDerivedFrom/ck:path ?path }""")
    found = [tuple(str(part) for part in row) for row in said]
    assert [row[1] for row in found if row[0] == "cov"] == ["C"]
    assert all(row[2] == "2" and row[3].endswith(".xlsx") for row in found)


@pytest.mark.parametrize("pattern", [
    (rdflib.URIRef("https://example.org/"), None, None), (None, rdflib.URIRef("https://example.org/"), None),
    (None, None, rdflib.URIRef("https://example.org/")), (None, None, rdflib.Literal("no such text anywhere")),
    (rdflib.URIRef("https://w3id.org/codekin/id/CPT:00000"), None, None), (rdflib.BNode(), None, None),
    (rdflib.URIRef("https://w3id.org/codekin/id/CPT:76496#has_risk:risk:bleeding:000000000000"), None, None),
    (rdflib.URIRef("https://w3id.org/codekin/id/CPT:76496#x:y"), None, None),
    (rdflib.Literal("76496"), None, None),
])
def test_view_has_nothing_of_others(seen: View, pattern: tuple) -> None:
    assert list(seen.triples(pattern)) == []


def test_view_answers_sparql(graph: Graph) -> None:
    rows = view(graph).query("""
        SELECT ?other ?exact WHERE {
          ?a rdf:subject CPT:76496 ; rdf:predicate ck:hasRisk ; rdf:object ?risk .
          ?a ck:hasEvidence/oa:hasTarget/oa:hasSelector/oa:exact ?exact .
          ?other ck:hasRisk ?risk FILTER (?other != CPT:76496) }""")
    mine = graph.out(graph.node("CPT:76496"), "has_risk")
    expected = {(b.subject.id, e.exact) for a in mine for e in graph.evidence(a)
                for b in graph.into(a.object, "has_risk")
                if b.subject != a.subject and not b.qualifiers.negated}
    assert {(from_iri(str(other)), str(exact)) for other, exact in rows} == expected
    assert expected


def test_view_walks_paths(seen: View, materialised: rdflib.Graph) -> None:
    hospital = rdflib.URIRef("https://w3id.org/codekin/id/setting:hospital")
    below = set(seen.subjects(rdflib.SKOS.broader * "+", hospital))
    assert below
    assert below == set(materialised.subjects(rdflib.SKOS.broader * "+", hospital))


@pytest.mark.parametrize("change", [
    lambda g, t: g.add(t), lambda g, t: g.remove(t), lambda g, t: g.set(t), lambda g, t: g.addN([(*t, g)]),
    lambda g, t: g.update("DELETE WHERE { ?s ?p ?o }"), lambda g, t: g.parse(data="", format="turtle"),
    lambda g, t: g.__iadd__([t]), lambda g, t: g.__isub__([t]),
])
def test_view_is_read_only(seen: View, change: object) -> None:
    with pytest.raises(TypeError, match="read-only"):
        change(seen, (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
