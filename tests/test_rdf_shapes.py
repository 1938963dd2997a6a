"""The SHACL shapes hold of what is exported, and see what is damaged."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib

from graph.identifiers import to_iri
from graph.query.graph import Graph
from schema.rdf import export
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import name

SCHEMA = Path(__file__).parents[1] / "schema"
SAMPLE = ("CPT:76496", "CPT:45378", "HCPCS:G0008", "ICD10PCS:B2111ZZ", "CPT:90837")


def iri(curie: str) -> rdflib.URIRef:
    return rdflib.URIRef(name(curie).value)


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SCHEMA / "shapes.ttl")


def _sample(graph: Graph, *ids: str) -> rdflib.Graph:
    """Resources with the ontology beside them."""
    sample = rdflib.Graph().parse(SCHEMA / "ontology.ttl")
    for id in ids:
        sample.parse(export.resource(graph, graph.node(id), RdfFormat.TURTLE), format="turtle")
    return sample


def _report(sample: rdflib.Graph, shapes: rdflib.Graph) -> str:
    """What is wrong, or nothing."""
    conforms, _, report = pyshacl.validate(sample, shacl_graph=shapes)
    return "" if conforms else report


def test_shapes_hold(graph: Graph, shapes: rdflib.Graph) -> None:
    assert _report(_sample(graph, *SAMPLE), shapes) == ""


@pytest.mark.parametrize("id", ["policy:cms/NCD-10.6", "policyversion:cms/NCD-10.6@2", "payer:cms", "system:CPT",
                                "grouping:specialty/radiology", "risk:contrast-allergy", "POS:21"])
def test_shapes_hold_of_other_kinds(graph: Graph, shapes: rdflib.Graph, id: str) -> None:
    assert _report(_sample(graph, id), shapes) == ""


_XSD = rdflib.XSD
DAMAGE = {  # word → what it is made to say; None takes it away
    "skos:notation": None, "skos:inScheme": None, "rdf:object": None, "ck:hasEvidence": None, "oa:hasSource": None,
    "oa:exact": None, "prov:wasDerivedFrom": None, "ck:hasSection": None, "ck:text": None, "dct:title": None,
    "rdf:predicate": iri("ck:cures"), "ck:hasRisk": iri("ck:Risk"), "ck:describedBy": iri("ck:Code"),
    "oa:hasSelector": iri("ck:Code"), "ck:stance": iri("ck:stance-perhaps"), "skos:prefLabel": rdflib.Literal("plain"),
    "ck:confidence": rdflib.Literal("1.7", datatype=_XSD.float), "ck:order": rdflib.Literal(0),
    "oa:start": rdflib.Literal(10**9, datatype=_XSD.nonNegativeInteger), "ck:isDefault": rdflib.Literal("yes"),
    "ck:minimumDuration": rdflib.Literal("half an hour"), "ck:negated": rdflib.Literal("no"),
}


def _denied(graph: Graph) -> str:
    """A code with an edge that its page denies."""
    return next(a.subject.id for a in graph.associations() if a.qualifiers.negated and a.subject.category == "code")


@pytest.mark.parametrize("word", DAMAGE)
def test_shapes_see_damage(graph: Graph, shapes: rdflib.Graph, word: str) -> None:
    sample = _sample(graph, "CPT:45378", _denied(graph))
    subject, _, value = min(sample.triples((None, iri(word), None)))
    sample.remove((subject, iri(word), value))
    if DAMAGE[word] is not None:
        sample.add((subject, iri(word), DAMAGE[word]))
    assert _report(sample, shapes) != ""


def test_shapes_see_a_second_name(graph: Graph, shapes: rdflib.Graph) -> None:
    sample = _sample(graph, "CPT:45378")
    code = rdflib.URIRef(to_iri("CPT:45378"))
    sample.add((code, iri("skos:prefLabel"), rdflib.Literal("Another", lang="en")))
    assert _report(sample, shapes) != ""
