"""SPARQL over a release: answers as Oxigraph gives them over the export, and what is refused, at both doors."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from graph.errors import BadInput
from graph.query.graph import Graph
from schema.rdf import associations, entities, export
from schema.rdf.formats import RdfFormat
from schema.rdf.namespaces import PREFIXES, PROPERTIES
from schema.rdf.sparql import LONGEST, ResultFormat, answer, asked
from server import sparql
from server.cli import main

RISKS = "SELECT ?risk { CPT:76496 ck:hasRisk ?risk } ORDER BY ?risk"
NEVER = 'SELECT ?x { BIND("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" AS ?x) FILTER(REGEX(?x, "(a+)+b")) }'
HUGE = "SELECT (STRLEN(?z) AS ?n) { BIND(\"aaaaaaaaaa\" AS ?v0) " + "".join(
    f"BIND(CONCAT({', '.join([f'?v{n}'] * 10)}) AS ?v{n + 1}) " for n in range(9)) + "BIND(?v9 AS ?z) }"


@pytest.fixture(scope="module")
def store(graph: Graph) -> ox.Store:
    """The export in another engine."""
    sink, store = io.BytesIO(), ox.Store()
    export.write(graph, RdfFormat.N_TRIPLES, sink)
    store.bulk_load(sink.getvalue(), format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.mark.parametrize("text", [
    RISKS,
    "SELECT ?name (COUNT(?code) AS ?n) { ?code ck:hasRisk ?r . ?r skos:prefLabel ?name } GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT 9",
    "SELECT DISTINCT ?p { CPT:45378 ?p ?o } ORDER BY ?p",
    "SELECT ?c { ?c skos:notation '76496' }",
    "SELECT ?q { ?e rdf:subject CPT:45378 ; rdf:predicate ck:hasRisk ; ck:hasEvidence/oa:hasTarget/oa:hasSelector/oa:exact ?q } ORDER BY ?q",
    "SELECT ?a ?b { CPT:76496 ck:performedIn ?a . OPTIONAL { ?a ck:mapsTo ?b } } ORDER BY ?a ?b",
    "SELECT ?x { ?x foaf:name ?y }",
])
def test_same_answer_as_oxigraph(graph: Graph, store: ox.Store, text: str) -> None:
    question = asked(text)
    found = json.loads(answer(graph, question, ResultFormat.JSON))
    names = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    expected = json.loads(store.query(names + text).serialize(format=ox.QueryResultsFormat.JSON))
    assert _rows(found) == _rows(expected)
    assert found["head"]["vars"] == expected["head"]["vars"]


def _rows(found: dict) -> list[dict]:
    """Solutions; a plain string is the same with its type said or not."""
    plain = "http://www.w3.org/2001/XMLSchema#string"
    return [{name: {k: v for k, v in term.items() if v != plain} for name, term in row.items()}
            for row in found["results"]["bindings"]]


def test_every_word_of_the_export_is_known(store: ox.Store) -> None:
    """The view answers nothing for other words without looking, so none may be missing."""
    said = {solution["p"] for solution in store.query("SELECT DISTINCT ?p { ?s ?p ?o }")}
    assert said <= entities.WORDS | associations.WORDS | set(PROPERTIES.values())


def test_graphs_come_as_rdf(graph: Graph) -> None:
    question = asked("CONSTRUCT WHERE { CPT:76496 ck:hasRisk ?risk }")
    for form in question.formats:
        made = set(ox.parse(answer(graph, question, form), format=form.writer))
        assert len(made) == len(json.loads(answer(graph, asked(RISKS), ResultFormat.JSON))["results"]["bindings"]) > 3
    assert b"CPT:76496 ck:hasRisk" in answer(graph, question, RdfFormat.TURTLE)


def test_tables_come_in_four_forms(graph: Graph) -> None:
    question = asked(RISKS + " LIMIT 2")
    tables = {form: answer(graph, question, form).decode() for form in question.formats}
    iri = "https://w3id.org/codekin/id/risk:bleeding"
    assert all(iri in table for table in tables.values())
    assert tables[ResultFormat.TSV].splitlines()[:2] == ["?risk", f"<{iri}>"]
    assert tables[ResultFormat.CSV].splitlines()[:2] == ["risk", iri]


@pytest.mark.parametrize(("text", "what"), [
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", "another machine"),
    ("SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:1/> { ?a ?b ?c } } }", "another machine"),
    ("SELECT * FROM <http://127.0.0.1:1/> { ?a ?b ?c }", "FROM"),
    ("ASK FROM NAMED <http://127.0.0.1:1/> { ?a ?b ?c }", "FROM"),
    ("SELECT * { GRAPH ?g { ?a ?b ?c } }", "named graphs"),
    ("LOAD <http://127.0.0.1:1/>", "no SPARQL query"),
    ("INSERT DATA { CPT:1 ck:hasRisk risk:x }", "no SPARQL query"),
    ("SELECT * { ?a ?b", "line 1, column 12"),
    ("SELECT * { q:x ?b ?c }", "PREFIX q:"),
    ("SELECT * { ?a ck:has_risk ?b }", "perhaps ck:hasRisk"),
    ("SELECT * { ?a ?b ?c } #" + "x" * LONGEST, "too long"),
])
def test_what_is_refused(text: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        asked(text)


def test_a_prefix_of_ones_own(graph: Graph) -> None:
    question = asked("PREFIX ck: <http://example.org/> SELECT ?x { ?x ck:anything ?y }")
    assert json.loads(answer(graph, question, ResultFormat.JSON))["results"]["bindings"] == []


# --- over HTTP ---


def test_three_ways_to_ask(client: TestClient) -> None:
    by_get = client.get("/sparql", params={"query": RISKS}, headers={"accept": "text/csv"})
    by_form = client.post("/sparql", data={"query": RISKS, "format": "csv"})
    by_body = client.post("/sparql", content=RISKS, headers={"content-type": "application/sparql-query", "accept": "text/csv"})
    assert by_get.text == by_form.text == by_body.text
    assert by_get.headers["content-type"].startswith("text/csv")
    assert "risk:bleeding" in by_get.text


def test_a_day_may_be_asked_of(client: TestClient) -> None:
    """Pages hold always, so they say the same on any day."""
    asked = [client.get("/sparql", params={"query": RISKS, "format": "csv", **day}) for day in ({}, {"as-of": "2024-05-01"})]
    assert [found.status_code for found in asked] == [200, 200]
    assert asked[0].text == asked[1].text


@pytest.mark.parametrize(("asks", "status", "says"), [
    ({"params": {"query": "SELECT"}}, 400, "no SPARQL query"),
    ({"params": {"query": "ASK {}"}, "headers": {"accept": "text/csv"}}, 400, "no form"),
    ({"params": {"query": RISKS, "default-graph-uri": "http://127.0.0.1:1/"}}, 400, "one graph"),
    ({"params": {"query": "ASK {}", "as-of": "20300230"}}, 400, "not a day"),
    ({"params": {"query": "ASK {}", "as-of": "\0"}}, 400, "not a day"),
    ({"params": {"query": "ASK {}", "format": "\0"}}, 400, "no form"),
    ({"params": {"query": "ASK {}", "format": "csv"}}, 400, "no form"),
    ({"params": {"query": "SELECT (SUM(SUM(?x)) AS ?y) { VALUES ?x { 1 } }"}}, 400, "cannot be answered"),
])
def test_errors_come_through(client: TestClient, asks: dict, status: int, says: str) -> None:
    found = client.get("/sparql", **asks)
    assert found.status_code == status
    assert says in found.json()["error"]["what"]


@pytest.mark.parametrize("content", ["update=CLEAR+ALL", "", "x=y"])
def test_posts_that_ask_nothing(client: TestClient, content: str) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sparql", content=content, headers=form).status_code == 400
    assert client.post("/sparql", content=content).status_code == 400


@pytest.mark.parametrize("field", ["as-of", "format"])
def test_what_is_too_long_for_a_process_is_refused(client: TestClient, field: str) -> None:
    found = client.post("/sparql", data={"query": "ASK {}", field: "2" * 200_000})
    assert (found.status_code, len(found.text) < 500) == (400, True)


def test_a_query_without_end_is_stopped(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparql, "SECONDS", 4)
    found = client.get("/sparql", params={"query": NEVER})
    assert (found.status_code, found.json()["error"]["what"]) == (400, "the query takes too long")


def test_a_query_that_fills_the_memory_is_stopped(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": HUGE})
    assert (found.status_code, found.json()["error"]["what"]) == (400, "the query needs too much memory")


def test_the_page(client: TestClient) -> None:
    html = {"accept": "text/html"}
    assert "<textarea" in client.get("/sparql", headers=html).text
    found = client.get("/sparql", params={"query": RISKS}, headers=html).text
    assert 'href="/id/risk:bleeding"' in found
    assert "<script>" not in client.get("/sparql", params={"query": 'SELECT ("<script>" AS ?x) {}'}, headers=html).text
    for query, says in (("ASK { CPT:76496 ck:hasRisk risk:bleeding }", "Yes"), ("ASK { CPT:76496 ck:hasRisk risk:none }", "No"),
                        ("DESCRIBE risk:bleeding", "@prefix"), ("SELECT ?x { ?x foaf:name ?y }", "not mean it is not so")):
        assert says in client.get("/sparql", params={"query": query}, headers=html).text


@pytest.mark.parametrize("name", [name for name, _ in sparql.EXAMPLES])
def test_examples_of_the_page_find_something(graph: Graph, name: str) -> None:
    found = json.loads(answer(graph, asked(dict(sparql.EXAMPLES)[name]), ResultFormat.JSON))
    assert found["results"]["bindings"]


# --- on the command line ---


def test_command(releases: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(RISKS, "utf-8")
    asks = ["sparql", f"@{tmp_path / 'q.rq'}", "--release", str(releases)]
    assert "risk:bleeding>" in CliRunner().invoke(main, asks).output
    assert json.loads(CliRunner().invoke(main, [*asks, "--format", "json"]).output)["results"]
    assert CliRunner().invoke(main, [*asks, "--format", "turtle"]).exit_code == 2
    assert CliRunner().invoke(main, ["sparql", "ASK { }", "--release", str(releases)]).output == '{"head":{},"boolean":true}'
