"""One register, five spellings: ontology, shapes, context, SDL and register say the same words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.identifiers import ONTOLOGY
from graph.vocabulary import CATEGORIES, PREDICATES

SCHEMA = Path(__file__).parents[1] / "schema"
CLASSES = {c.class_name for c in CATEGORIES.values()}
PROPERTIES = {p.property_name for p in PREDICATES.values() if p.name != "broader"}
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_OWL = "http://www.w3.org/2002/07/owl#"
# Words of the ontology that are no category and no predicate of the register.
_OWN_CLASSES = {"Association", "Evidence", "Section", "ProcedureConcept"}
_OWN_PROPERTIES = {"evidence", "section"}


def _terms(kind: str) -> set[str]:
    triples = ox.parse(path=str(SCHEMA / "ontology.ttl"))
    found = {t.subject.value for t in triples if t.predicate == _TYPE and t.object == ox.NamedNode(_OWL + kind)
             and isinstance(t.subject, ox.NamedNode)}
    return {iri.removeprefix(ONTOLOGY) for iri in found if iri.startswith(ONTOLOGY)}


def test_ontology() -> None:
    assert _terms("Class") == CLASSES | _OWN_CLASSES
    assert _terms("ObjectProperty") == PROPERTIES | _OWN_PROPERTIES


def test_shapes() -> None:
    text = (SCHEMA / "shapes.ttl").read_text("utf-8")
    targets = set(re.findall(r"sh:targetClass ck:(\w+)", text))
    allowed = set(re.search(r"sh:in \((.*?)\)", text, re.DOTALL)[1].split())
    assert targets == CLASSES | {"Association", "Evidence"}
    assert allowed == {f"ck:{name}" for name in PROPERTIES} | {"skos:broader"}


def test_context() -> None:
    context = json.loads((SCHEMA / "context.jsonld").read_text("utf-8"))["@context"]
    ours = {k for k, v in context.items() if (v if isinstance(v, str) else v["@id"]).startswith("ck:")}
    assert ours == CLASSES | PROPERTIES


@pytest.mark.parametrize(("name", "expected"), [("Category", CATEGORIES), ("Predicate", PREDICATES)])
def test_sdl(name: str, expected: dict[str, object]) -> None:
    text = (SCHEMA / "schema.graphql").read_text("utf-8")
    values = re.findall(r"^  (\w+)$", re.search(rf"enum {name} {{(.*?)}}", text, re.DOTALL)[1], re.MULTILINE)
    assert values == [key.upper() for key in expected]
