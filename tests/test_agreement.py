"""One register, five spellings: ontology, shapes, context, SDL and register say the same words, and so does the export."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH, SKOS
from rdflib.collection import Collection

from graph.identifiers import ONTOLOGY
from graph.query.graph import Graph
from graph.vocabulary import CATEGORIES, CONCEPTS, DATE_ROLES, PREDICATES, PRIOR_AUTHORIZATION, STANCES
from schema.rdf import associations, export
from schema.rdf.entities import TYPES, date_property
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import CLASSES, PREFIXES, PROPERTIES

SCHEMA = Path(__file__).parents[1] / "schema"
CK = rdflib.Namespace(ONTOLOGY)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
SUPPORT = {"ProcedureConcept", "Association", "Evidence", "Section", "Attribute", "Stance", "PriorAuthorization"}


def _iri(word: ox.NamedNode) -> rdflib.URIRef:
    return rdflib.URIRef(word.value)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(SCHEMA / "ontology.ttl")


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SCHEMA / "shapes.ttl")


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    return json.loads((SCHEMA / "context.jsonld").read_text("utf-8"))["@context"]


@pytest.fixture(scope="module")
def exported(graph: Graph) -> list[ox.Triple]:
    sink = io.BytesIO()
    export.write(graph, RdfFormat.N_TRIPLES, sink)
    return list(ox.parse(sink.getvalue(), format=ox.RdfFormat.N_TRIPLES))


# --- the ontology ---


@pytest.mark.parametrize(("kind", "register", "words"), [
    (OWL.Class, CATEGORIES, CLASSES), (OWL.ObjectProperty, PREDICATES, PROPERTIES)])
def test_ontology_is_the_register(ontology: rdflib.Graph, kind: rdflib.URIRef, register: dict, words: dict) -> None:
    """The same words with the same definitions, and no other word claims to be of the register."""
    found = {str(name): iri for iri, name in ontology.subject_objects(CK.registerName) if (iri, RDF.type, kind) in ontology}
    assert found == {name: _iri(words[name]) for name in register}
    assert {name: str(ontology.value(iri, RDFS.comment)) for name, iri in found.items()} == {
        name: entry.definition for name, entry in register.items()}


def test_ontology_has_no_class_beside() -> None:
    declared = rdflib.Graph().parse(SCHEMA / "ontology.ttl").subjects(RDF.type, OWL.Class)
    named = {iri for iri in declared if isinstance(iri, rdflib.URIRef)}
    assert named == {_iri(word) for word in CLASSES.values()} | {CK[word] for word in SUPPORT}


def _ends(ontology: rdflib.Graph, property: rdflib.URIRef, end: rdflib.URIRef) -> set[rdflib.URIRef]:
    value = ontology.value(property, end)
    union = ontology.value(value, OWL.unionOf)
    return {value} if union is None else set(Collection(ontology, union))


@pytest.mark.parametrize("name", [name for name in PREDICATES if name != "broader"])
def test_ontology_joins_what_the_register_joins(ontology: rdflib.Graph, name: str) -> None:
    for end, categories in ((RDFS.domain, PREDICATES[name].subjects), (RDFS.range, PREDICATES[name].objects)):
        assert _ends(ontology, _iri(PROPERTIES[name]), end) == {_iri(CLASSES[c]) for c in categories}


def test_ontology_explains_every_word(ontology: rdflib.Graph) -> None:
    ours = {iri for kind in KINDS for iri in ontology.subjects(RDF.type, kind) if iri in CK}
    assert [iri for iri in ours if None in (ontology.value(iri, RDFS.label), ontology.value(iri, RDFS.comment))] == []


def test_ontology_knows_stances(ontology: rdflib.Graph) -> None:
    for kind, names in (("Stance", STANCES), ("PriorAuthorization", PRIOR_AUTHORIZATION)):
        stem = CK[kind[0].lower() + kind[1:] + "-"]
        assert set(ontology.subjects(RDF.type, CK[kind])) == {stem + name for name in names}
    for name, label in STANCES.items():
        assert str(ontology.value(CK[f"stance-{name}"], SKOS.prefLabel)) == label


def test_concepts_have_one_class_above(ontology: rdflib.Graph) -> None:
    assert set(ontology.subjects(RDFS.subClassOf, CK.ProcedureConcept)) == {_iri(CLASSES[name]) for name in CONCEPTS}


def test_types_said_outright_follow_from_the_ontology(ontology: rdflib.Graph) -> None:
    for name, types in TYPES.items():
        above = set(ontology.transitive_objects(_iri(CLASSES[name]), RDFS.subClassOf))
        assert {_iri(word) for word in types} <= above


# --- the shapes ---


def test_shapes(shapes: rdflib.Graph) -> None:
    """A shape for every category, and every predicate in the shape of each category it leaves."""
    targets = {iri for iri in shapes.objects(None, SH.targetClass) if iri in CK}
    assert targets == {_iri(word) for word in CLASSES.values()} | {CK.Association, CK.Evidence, CK.Section, CK.Attribute}
    for name, predicate in PREDICATES.items():
        for category in predicate.subjects:
            assert _iri(PROPERTIES[name]) in _paths(shapes, _iri(CLASSES[category])), (name, category)


def _paths(shapes: rdflib.Graph, target: rdflib.URIRef) -> set[rdflib.term.Node]:
    shape = shapes.value(None, SH.targetClass, target)
    inherited = set(shapes.transitive_objects(shape, SH.node))
    return {path for one in inherited for part in shapes.objects(one, SH.property) for path in shapes.objects(part, SH.path)}


@pytest.mark.parametrize(("path", "words"), [
    (RDF.predicate, [_iri(word) for word in PROPERTIES.values()]),
    (CK.stance, [CK[f"stance-{name}"] for name in STANCES]),
    (CK.priorAuthorization, [CK[f"priorAuthorization-{name}"] for name in PRIOR_AUTHORIZATION]),
])
def test_shapes_allow_what_the_register_allows(shapes: rdflib.Graph, path: rdflib.URIRef, words: list) -> None:
    allowed = next(shapes.value(part, SH["in"]) for part in shapes.subjects(SH.path, path))
    assert sorted(Collection(shapes, allowed)) == sorted(words)


def test_shapes_name_only_words_of_the_ontology(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    used = {o for _, p, o in shapes if o in CK and p not in (SH.node,)}
    assert {iri for iri in used if (iri, RDF.type, None) not in ontology} == set()


# --- the context ---


def _target(definition: object) -> str:
    text = definition if isinstance(definition, str) else definition["@id"]
    prefix, colon, local = text.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else text


def test_context_is_the_ontology(context: dict[str, object], ontology: rdflib.Graph) -> None:
    """Every word of the ontology under its own name, and no word of ours that the ontology does not have."""
    terms = {term: _target(d) for term, d in context.items() if term not in PREFIXES and not term.startswith("@")}
    ours = {term: iri for term, iri in terms.items() if iri.startswith(ONTOLOGY)}
    declared = {iri for kind in KINDS[:3] for iri in ontology.subjects(RDF.type, kind) if iri in CK}
    assert ours == {str(iri).removeprefix(ONTOLOGY): str(iri) for iri in declared}
    assert terms["broader"] == str(SKOS.broader)


def test_context_knows_our_prefixes(context: dict[str, object]) -> None:
    assert {prefix: context.get(prefix) for prefix in PREFIXES} == PREFIXES


@pytest.mark.parametrize("name", PREDICATES)
def test_context_takes_ends_for_identifiers(context: dict[str, object], name: str) -> None:
    assert context[PREDICATES[name].property_name]["@type"] == "@id"


# --- the SDL ---


@pytest.mark.parametrize(("name", "expected"), [("Category", CATEGORIES), ("Predicate", PREDICATES)])
def test_sdl(name: str, expected: dict[str, object]) -> None:
    path = SCHEMA / "schema.graphql"
    if not path.exists():
        pytest.skip("the SDL has not been written yet: python -m schema.graphql.sdl")
    block = re.search(rf"enum {name} {{(.*?)\n}}", path.read_text("utf-8"), re.DOTALL)[1]
    assert re.findall(r"^  (\w+)$", block, re.MULTILINE) == [key.upper() for key in expected]


# --- the export ---


def test_export_uses_declared_words_only(exported: list[ox.Triple], ontology: rdflib.Graph) -> None:
    used = {t.predicate.value for t in exported} | {
        t.object.value for t in exported if isinstance(t.object, ox.NamedNode) and t.object.value.startswith(ONTOLOGY)}
    ours = {rdflib.URIRef(iri) for iri in used if iri.startswith(ONTOLOGY) and iri != ONTOLOGY}
    assert {iri for iri in ours if (iri, RDF.type, None) not in ontology} == set()


def test_export_keeps_the_declared_datatypes(exported: list[ox.Triple], ontology: rdflib.Graph) -> None:
    ranges = {str(iri): str(ontology.value(iri, RDFS.range)) for iri in ontology.subjects(RDF.type, OWL.DatatypeProperty)
              if ontology.value(iri, RDFS.range)}
    found = {(t.predicate.value, t.object.datatype.value) for t in exported if t.predicate.value in ranges}
    assert found <= set(ranges.items())


def test_export_says_associations_with_the_listed_words(exported: list[ox.Triple]) -> None:
    """`associations.WORDS` tells the view where to look: what is missing there would never be found."""
    shared = {PREFIXES["rdf"] + "type", PREFIXES["prov"] + "wasDerivedFrom", ONTOLOGY + "section"}
    on_edges = {t.predicate.value for t in exported if ":" in t.subject.value.partition("#")[2]} - shared
    elsewhere = {t.predicate.value for t in exported if ":" not in t.subject.value.partition("#")[2]}
    listed = {word.value for word in associations.WORDS}
    assert on_edges <= listed
    assert not elsewhere & listed


def test_dates_are_declared(graph: Graph, ontology: rdflib.Graph) -> None:
    """A new role of a date is a new word of the ontology."""
    roles = set(graph.to_arrow("policy_dates").column("role").to_pylist())
    declared = set(ontology.subjects(RDFS.subPropertyOf, CK.policyDate))
    assert {_iri(date_property(role)) for role in DATE_ROLES} == declared
    assert roles <= set(DATE_ROLES)
