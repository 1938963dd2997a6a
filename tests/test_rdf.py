"""The RDF is valid, keeps its shapes, and loses nothing on the way out."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from graph.errors import BadInput
from graph.identifiers import from_iri
from graph.query.graph import Graph
from schema.rdf import export
from schema.rdf.associations import property_of
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import PREFIXES

SCHEMA = Path(__file__).parents[1] / "schema"
RDF, CK, OA = PREFIXES["rdf"], PREFIXES["ck"], PREFIXES["oa"]


@pytest.fixture(scope="module")
def turtle(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rdf") / "release.ttl"
    with path.open("wb") as sink:
        export.write(graph, RdfFormat.TURTLE, sink)
    return path


def test_rapper_reads_it(turtle: Path) -> None:
    if shutil.which("rapper") is None:
        pytest.skip("rapper (raptor2-utils) is not on this machine")
    command = ["rapper", "-q", "-i", "turtle", "-c", str(turtle), "http://localhost/"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_round_trip_keeps_every_edge_and_quote(graph: Graph, turtle: Path) -> None:
    """What is read back from Turtle is what the tables hold, qualifiers and quotes included."""
    said: dict[str, dict[str, list]] = {}
    for t in ox.parse(path=str(turtle)):
        said.setdefault(t.subject.value, {}).setdefault(t.predicate.value, []).append(t.object.value)
    back, quotes = Counter(), Counter()
    for node in said.values():
        if CK + "Association" not in node.get(RDF + "type", []):
            continue
        values = tuple(node.get(CK + name, [None])[0] for name in ("condition", "hedge", "frequency", "role", "pros", "cons", "unit"))
        ends = (from_iri(node[RDF + "subject"][0]), node[RDF + "predicate"][0], from_iri(node[RDF + "object"][0]))
        back[(*ends, CK + "negated" in node, values)] += 1
        for quote in node[CK + "evidence"]:
            q = said[quote]
            quotes[(from_iri(q[OA + "hasSource"][0]), q[OA + "exact"][0], int(q[OA + "start"][0]))] += 1
    held, held_quotes = Counter(), Counter()
    for a in graph.associations():
        q = a.qualifiers
        values = (q.condition, q.hedge, q.frequency, q.role, q.pros, q.cons, q.unit)
        held[(a.subject.id, property_of(a.predicate).value, a.object.id, q.negated, tuple(v or None for v in values))] += 1
        held_quotes.update((e.document, e.exact, e.start) for e in set(graph.evidence(a)))
    assert back == held
    assert quotes == held_quotes


def test_denied_edges_are_not_said_plainly(graph: Graph, turtle: Path) -> None:
    denied = {(a.subject.id, a.predicate, a.object.id) for a in graph.associations() if a.qualifiers.negated}
    claimed = {(a.subject.id, a.predicate, a.object.id) for a in graph.associations() if not a.qualifiers.negated}
    plain = {(from_iri(t.subject.value), t.predicate.value, from_iri(t.object.value))
             for t in ox.parse(path=str(turtle)) if isinstance(t.object, ox.NamedNode)}
    assert denied
    for s, p, o in denied - claimed:
        assert (s, property_of(p).value, o) not in plain


@pytest.mark.parametrize("form", list(RdfFormat), ids=lambda f: f.label)
def test_resource_in_every_format(graph: Graph, form: RdfFormat) -> None:
    content = export.resource(graph, graph.node("CPT:76496"), form)
    quads = list(ox.parse(content, format=form.writer))
    assert len({q.subject.value for q in quads}) > 40


def _sample(graph: Graph) -> rdflib.Graph:
    sample = rdflib.Graph()
    for code in ("CPT:76496", "CPT:45378"):
        sample.parse(io.BytesIO(export.resource(graph, graph.node(code), RdfFormat.TURTLE)), format="turtle")
    return sample


def _conforms(sample: rdflib.Graph) -> bool:
    return pyshacl.validate(sample, shacl_graph=str(SCHEMA / "shapes.ttl"))[0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_shapes_hold(graph: Graph) -> None:
    assert _conforms(_sample(graph))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", [OA + "exact", OA + "hasSource", RDF + "object", CK + "evidence",
                                  PREFIXES["skos"] + "notation"])
def test_shapes_see_damage(graph: Graph, path: str) -> None:
    sample = _sample(graph)
    sample.remove(next(iter(sample.triples((None, rdflib.URIRef(path), None)))))
    assert not _conforms(sample)


def test_unknown_format() -> None:
    with pytest.raises(BadInput, match="expected turtle"):
        RdfFormat.of_name("morse")
