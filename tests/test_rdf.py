"""The RDF is valid, keeps its shapes, says nothing that may not be said, and loses nothing on the way out."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

from graph import open_graph
from graph.errors import BadInput
from graph.identifiers import from_iri, to_iri
from graph.ingest.build import build
from graph.model import Evidence, Label, PolicyDate, Qualifiers
from graph.query.graph import Graph
from graph.vocabulary import CATEGORIES
from schema.rdf import entities, export
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import CLASSES, PROPERTIES, WORDS, name
from schema.rdf.view import view

SCHEMA = Path(__file__).parents[1] / "schema"
SAMPLE = ("CPT:76496", "CPT:45378", "HCPCS:G0008", "ICD10PCS:B2111ZZ", "CPT:90837")
Said = dict[str, dict[str, list]]


def iri(curie: str) -> rdflib.URIRef:
    return rdflib.URIRef(name(curie).value)


@pytest.fixture(scope="module")
def turtle(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rdf") / "release.ttl"
    with path.open("wb") as sink:
        export.write(graph, RdfFormat.TURTLE, sink)
    return path


@pytest.fixture(scope="module")
def triples(turtle: Path) -> list[ox.Triple]:
    return [ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(path=str(turtle))]


@pytest.fixture(scope="module")
def said(triples: list[ox.Triple]) -> Said:
    """What is said of each subject, by the word it is said with."""
    found: Said = {}
    for t in triples:
        found.setdefault(t.subject.value, {}).setdefault(t.predicate.value, []).append(t.object)
    return found


def one(of: dict[str, list], word: str) -> str | None:
    """The single value of a word, or None."""
    values = of.get(name(word).value, [])
    assert len(values) <= 1
    return values[0].value if values else None


def of_type(said: Said, word: str) -> Iterator[tuple[str, dict[str, list]]]:
    kind = name(word)
    return ((about, what) for about, what in said.items() if kind in what.get(WORDS["rdf"] + "type", []))


# --- the export as text ---


def test_xml_holds_no_character_it_cannot_hold(root: Path, tmp_path: Path) -> None:
    """Pages come out of other programs with form feeds and worse; a single one would make the whole export unreadable."""
    page = tmp_path / "CPT-99999.txt"
    page.write_text("Risks\n\n• Bleeding \x0b slowly \x01\n\nPurpose\n\nTo \x08see \ufffe this.\n", "utf-8")
    data = tmp_path / "data"
    (data / "procedures").mkdir(parents=True)
    build(data, tmp_path / "out", [page])
    small = open_graph(tmp_path / "out")
    with (tmp_path / "x.rdf").open("wb") as sink:
        export.write(small, RdfFormat.RDF_XML, sink)
    text = (tmp_path / "x.rdf").read_text("utf-8")
    assert ElementTree.fromstring(text.encode()) is not None
    assert "To \ufffdsee \ufffd this." in text
    assert ElementTree.fromstring(export.resource(small, small.code("99999"), RdfFormat.RDF_XML)) is not None
    plain = export.resource(small, small.code("99999"), RdfFormat.N_TRIPLES)
    assert any("To \x08see" in quad.object.value for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES))


def test_rapper_reads_it(turtle: Path) -> None:
    if shutil.which("rapper") is None:
        pytest.skip("rapper (raptor2-utils) is not on this machine")
    command = ["rapper", "-q", "-i", "turtle", "-c", str(turtle), "http://localhost/"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_each_triple_is_said_once(triples: list[ox.Triple]) -> None:
    assert len(triples) == len(set(triples)) > 300_000


@pytest.mark.parametrize("form", list(RdfFormat)[1:], ids=lambda form: form.label)
def test_every_format_says_the_same(graph: Graph, triples: list[ox.Triple], form: RdfFormat) -> None:
    sink = io.BytesIO()
    export.write(graph, form, sink)
    back = [ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(sink.getvalue(), format=form.writer)]
    assert len(back) == len(triples)
    assert set(back) == set(triples)


def test_stream_is_the_file_in_pieces(graph: Graph, turtle: Path) -> None:
    pieces = list(export.stream(graph, RdfFormat.TURTLE))
    assert len(pieces) > 10
    assert b"".join(pieces) == turtle.read_bytes()


def test_abandoned_stream_stops_its_writer(graph: Graph) -> None:
    before = threading.active_count()
    stream = export.stream(graph, RdfFormat.N_TRIPLES)
    next(stream)
    stream.close()
    assert threading.active_count() == before


def test_stream_does_not_hide_a_failure(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that breaks must not look like a short release."""
    def broken(*_: object) -> None:
        raise BadInput("the disk is gone")

    monkeypatch.setattr(export, "write", broken)
    with pytest.raises(BadInput, match="the disk is gone"):
        list(export.stream(graph, RdfFormat.TURTLE))


def test_other_row_numbers_same_triples(graph: Graph, tmp_path: Path) -> None:
    """IRIs hash what is said: another page in the release renames nothing that was there."""
    page = tmp_path / "CPT-00100.md"
    page.write_text("# A new page (00100)\n\n## Summary\nA ride.\n\n## Risks and Complications\n- Bleeding\n", "utf-8")
    build(Path(__file__).parents[1] / "data", tmp_path / "releases", [page])
    other = open_graph(tmp_path / "releases")
    assert other.node("CPT:76496").number != graph.node("CPT:76496").number
    mine, theirs = ({t for t in export.around(g, g.node("CPT:76496")) if "/release/" not in t.subject.value}
                    for g in (graph, other))
    assert mine == theirs


# --- nothing is lost ---


def _number(value: str | None) -> float | None:
    return None if value is None else float(value)


def _qualifiers(what: dict[str, list]) -> Qualifiers:
    texts = {field: one(what, f"ck:{field}") for field in Qualifiers.__dataclass_fields__}
    return Qualifiers(**texts | {"negated": texts["negated"] == "true", "quantity": _number(texts["quantity"])})


def _evidence(said: Said, quote: str) -> Evidence:
    what = said[quote]
    target = said[one(what, "oa:hasTarget")]
    selectors = {k: v for s in target[name("oa:hasSelector").value] for k, v in said[s.value].items()}
    assert one(target, "oa:hasSource") == one(what, "prov:wasDerivedFrom")
    return Evidence(from_iri(one(target, "oa:hasSource")), one(what, "ck:section"), one(selectors, "oa:exact"),
                    int(one(selectors, "oa:start")), int(one(selectors, "oa:end")), one(what, "ck:method"),
                    _number(one(what, "ck:confidence")))


def test_round_trip_of_edges(graph: Graph, said: Said) -> None:
    """Every edge, every qualifier, every quote is rebuilt as the record it was."""
    predicates = {property.value: predicate for predicate, property in PROPERTIES.items()}
    back = set()
    for _, what in of_type(said, "ck:Association"):
        subject, predicate, object = (one(what, f"rdf:{end}") for end in ("subject", "predicate", "object"))
        quotes = frozenset(_evidence(said, q.value) for q in what[name("ck:hasEvidence").value])
        back.add((from_iri(subject), predicates[predicate], from_iri(object), _qualifiers(what), quotes))
    held = {(a.subject.id, a.predicate, a.object.id, a.qualifiers, frozenset(graph.evidence(a)))
            for a in graph.associations()}
    assert len(held) == graph.to_arrow("edges").num_rows
    assert held == back


def test_round_trip_of_nodes(graph: Graph, said: Said) -> None:
    for node in graph.nodes():
        what = said[to_iri(node.id)]
        assert CLASSES[node.category] in what[WORDS["rdf"] + "type"]
        assert one(what, "skos:definition") == node.definition
        names = [(one(what, "skos:prefLabel"), "preferred")] if name("skos:prefLabel").value in what else []
        names += [(n.value, "alternative") for n in what.get(name("skos:altLabel").value, [])]
        assert sorted(names) == sorted((label.text, label.kind) for label in graph.labels(node))
        if node.category == "code":
            assert one(what, "skos:notation") == node.id.partition(":")[2]


def _minutes(value: str | None) -> int | None:
    if value is None:
        return None
    parts = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", value).groups()
    days, hours, minutes = (int(part or 0) for part in parts)
    return days * 1440 + hours * 60 + minutes


def test_round_trip_of_pages(graph: Graph, said: Said) -> None:
    for page in (graph.columns.page(node.number) for node in graph.nodes("procedure_page")):
        what = said[to_iri(graph.node(page.id).id)]
        parts = [said[part.value] for part in what[name("ck:hasSection").value]]
        assert (one(what, "dct:title"), from_iri(one(what, "prov:wasDerivedFrom"))) == (page.title, page.document)
        assert [tuple(one(part, f"ck:{w}") for w in ("order", "section", "text", "start", "end")) for part in parts] == [
            (str(n), s.name, s.text, str(s.start), str(s.end)) for n, s in enumerate(page.sections, 1)]
        if took := page.duration:
            assert _minutes(one(what, "ck:minimumDuration")) == took.minimum_minutes
            assert _minutes(one(what, "ck:maximumDuration")) == took.maximum_minutes
            assert one(what, "ck:sessions") == (str(took.sessions) if took.sessions else None)
            assert one(what, "ck:durationQualifier") == took.qualifier


def test_round_trip_of_policies(graph: Graph, said: Said) -> None:
    for policy in (link.policy for link in graph.policies()):
        what = said[to_iri(graph.node(policy.id).id)]
        words = ("ck:number", "dct:title", "ck:kind", "ck:status", "dct:abstract", "foaf:page",
                 "dct:bibliographicCitation")
        assert tuple(one(what, word) for word in words) == (
            policy.number, policy.title, policy.kind, policy.status, policy.summary, policy.url, policy.citation)
        for date in policy.dates:
            assert date.value in {d.value for d in what[entities.date_property(date.role).value]}
        for provision in policy.provisions:
            of = said[to_iri(graph.node(provision.id).id)]
            assert one(of, "ck:stance") == name(f"ck:stance-{provision.stance}").value
            assert one(of, "ck:priorAuthorization").endswith(f"-{provision.prior_authorization}")
            assert (one(of, "ck:phrase"), one(of, "ck:basis"), one(of, "ck:isDefault")) == (
                provision.phrase, provision.basis, str(provision.is_default).lower())
            assert {from_iri(c.value) for c in of.get(name("ck:appliesTo").value, [])} == set(provision.codes)


def test_round_trip_of_documents(graph: Graph, said: Said) -> None:
    rows = {(row["id"], row["path"], str(row["bytes"]), row["licence"], row["publisher"])
            for row in graph.to_arrow("documents").to_pylist()}
    words = ("dct:identifier", "ck:path", "dcat:byteSize", "dc:rights", "dc:publisher")
    assert rows == {tuple(one(what, word) for word in words) for _, what in of_type(said, "ck:Document")}


@pytest.mark.parametrize(("value", "kind"), [("2004", "gYear"), ("2004-06", "gYearMonth"), ("2004-06-11", "date")])
def test_dates_keep_their_precision(graph: Graph, value: str, kind: str) -> None:
    policy = graph.policies()[0].policy
    dated = replace(policy, versions=(replace(policy.current, dates=(PolicyDate("last_review", value),)),))
    found = [t.object for t in entities.policy(dated) if t.predicate == name("ck:lastReviewDate")]
    assert found == [ox.Literal(value, datatype=name(f"xsd:{kind}"))]


# --- what must not be said ---


def test_denied_edges_are_not_said_plainly(graph: Graph, said: Said) -> None:
    """The plain triples are the edges that some sentence asserts, no more and no fewer."""
    asserted, denied = set(), set()
    for a in graph.associations():
        (denied if a.qualifiers.negated else asserted).add((a.subject.id, a.predicate, a.object.id))
    predicates = {property.value: predicate for predicate, property in PROPERTIES.items()}
    plain = {(from_iri(s), predicates[p], from_iri(o.value)) for s, what in said.items()
             for p, objects in what.items() if p in predicates for o in objects}
    assert denied - asserted
    assert plain == asserted


@pytest.mark.parametrize("licence", ["licensed", "a class nobody has heard of"])
@pytest.mark.parametrize("kind", ["preferred", "alternative"])
def test_licensed_labels_never_leave(graph: Graph, monkeypatch: pytest.MonkeyPatch, licence: str, kind: str) -> None:
    canary = "Canary descriptor that belongs to somebody"
    monkeypatch.setattr(graph.columns, "labels", lambda number: (Label(canary, kind, licence),))
    sink = io.BytesIO()
    export.write(graph, RdfFormat.TURTLE, sink)
    code = graph.node("CPT:76496")
    everything = [sink.getvalue(), *(export.resource(graph, code, form) for form in RdfFormat)]
    assert not any(canary.encode() in content for content in everything)
    seen = view(graph).predicate_objects(rdflib.URIRef(to_iri(code.id)))
    assert not any(canary in str(value) for _, value in seen)


# --- one resource ---


@pytest.mark.parametrize("id", [*SAMPLE, "risk:contrast-allergy", "policy:cms/NCD-10.6", "payer:cms", "POS:22",
                                "system:CPT"])
def test_resource_is_a_part_of_the_release(graph: Graph, triples: list[ox.Triple], id: str) -> None:
    node = graph.node(id)
    found = export.around(graph, node)
    assert len(found) == len(set(found))
    assert set(found) <= set(triples)
    here = ox.NamedNode(to_iri(node.id))
    ends = (name("rdf:subject"), name("rdf:object"))
    wanted = {t for t in triples if here in (t.subject, t.object) or t.subject.value.startswith(f"{here.value}#")}
    assert wanted <= set(found)
    assert sum(t.predicate in ends and t.object == here for t in found) == sum(
        t.predicate in ends and t.object == here for t in triples)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own, in its JSON-LD parser
@pytest.mark.parametrize("form", list(RdfFormat), ids=lambda form: form.label)
def test_resource_in_every_format(graph: Graph, form: RdfFormat) -> None:
    node = graph.node("CPT:76496")
    back = {ox.Triple(q.subject, q.predicate, q.object)
            for q in ox.parse(export.resource(graph, node, form), format=form.writer)}
    assert back == set(export.around(graph, node))
    assert len(rdflib.Graph().parse(export.resource(graph, node, form), format=form.rdflib)) == len(back)


def test_jsonld_speaks_curies(graph: Graph) -> None:
    text = export.resource(graph, graph.node("CPT:76496"), RdfFormat.JSON_LD).decode()
    assert '"id": "CPT:76496",\n   "type": [\n    "Code",' in text
    assert '"predicate": "hasRisk"' in text


def test_formats() -> None:
    assert [form.media_type for form in RdfFormat][:2] == ["text/turtle", "application/ld+json"]
    for form in RdfFormat:
        assert RdfFormat.of_name(form.extension) is RdfFormat.of_media_type(form.media_type) is form
    with pytest.raises(BadInput, match="expected turtle"):
        RdfFormat.of_name("morse")


# --- the room ---


@pytest.mark.parametrize(("module", "kept_out"), [
    ("graph.query.graph", ("rdflib", "pyoxigraph", "strawberry", "starlette", "scipy", "networkx")),
    ("server.app", ("scipy", "networkx")),  # a worker has no use for them until it is asked for a subgraph
    ("schema.rdf.export", ("rdflib", "strawberry", "starlette", "server", "schema.graphql")),
    ("schema.rdf.view", ("strawberry", "starlette", "server", "schema.graphql")),
])
def test_rooms_stay_apart(module: str, kept_out: tuple[str, ...]) -> None:
    script = f"import sys, {module}; print(*[m for m in {kept_out!r} if m in sys.modules])"
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=SCHEMA.parent)
    assert result.stdout.strip() == ""


def test_every_category_is_exported_as_its_class() -> None:
    assert CLASSES.keys() == entities.TYPES.keys() == CATEGORIES.keys()
