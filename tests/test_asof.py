"""A release on a day: codes, names, edges, kin, searches and batches as the editions of that day had them.

Three made-up editions of HCPCS Level II: Q9991 ends with March 2030 and Q9994 takes its place; Q9992 is renamed and
moves to another BETOS group in April; Q9995 comes in July.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner

from graph import open_graph
from graph.errors import BadInput, NotInForce
from graph.ingest.build import build
from graph.query.graph import Graph
from schema.graphql.schema import schema
from schema.rdf.view import View
from server.cli import main
from tests.official import book

JANUARY, APRIL, JULY = date(2030, 2, 1), date(2030, 4, 1), date(2030, 8, 1)
_OLD = ["Q9991", "Infusion pump, stationary", "Pump", "", "C", "D1E", "20300101", "20300101", "", "N"]
_ENDED = ["Q9991", "Infusion pump, stationary", "Pump", "Q9994", "C", "D1E", "20300101", "20300401", "20300331", "D"]
_PORTABLE = ["Q9992", "Infusion pump, portable", "Portable pump", "", "C", "D1E", "20300101", "20300101", "", "N"]
_WORN = ["Q9992", "Infusion pump, worn on the body", "Worn pump", "", "D", "D1F", "20300101", "20300401", "", "C"]
_SET = ["Q9993", "Infusion set", "Set", "", "C", "D1E", "20300101", "20300101", "", "N"]
_SMART = ["Q9994", "Infusion pump, stationary, programmable", "Smart pump", "", "C", "D1E", "20300401", "20300401", "",
          "A"]
_LATE = ["Q9995", "Infusion pump, implanted", "Implanted pump", "", "C", "D1E", "20300701", "20300701", "", "A"]
_EDITIONS = {"JAN": [_OLD, _PORTABLE, _SET], "APR": [_ENDED, _WORN, _SET, _SMART],
             "JUL": [_ENDED, _WORN, _SET, _SMART, _LATE]}


@pytest.fixture(scope="module")
def held(few, tmp_path_factory) -> Graph:
    folder = tmp_path_factory.mktemp("editions")
    (official := folder / "official").mkdir()
    for month, rows in _EDITIONS.items():
        book(official / f"HCPC2030_{month}.xlsx", rows)
    build(few, folder / "out", releases=[official])
    return open_graph(folder / "out")


@pytest.fixture
def ask(held: Graph):
    def call(query: str) -> Any:
        result = schema.execute_sync(query, context_value={"graph": held})
        assert not result.errors, result.errors
        return result.data

    return call


def objects(graph: Graph, code: str, predicate: str) -> set[str]:
    return {a.object.id for a in graph.out(graph.node(code), predicate)}


# --- the graph ---


def test_code_that_ended(held: Graph) -> None:
    assert held.at(JANUARY).node("Q9991").label == "Infusion pump, stationary"
    with pytest.raises(NotInForce, match="ended on 2030-03-31") as caught:
        held.at(APRIL).node("Q9991")
    assert caught.value.candidates == ("HCPCS:Q9994",)
    assert "replaced by HCPCS:Q9994" in caught.value.sentence()


def test_last_day_is_in_force(held: Graph) -> None:
    assert held.at(date(2030, 3, 31)).node("Q9991").valid_to == date(2030, 3, 31)
    with pytest.raises(NotInForce):
        held.at(date(2030, 3, 31)).node("Q9994")
    assert held.at(date(2030, 4, 1)).node("Q9994").valid_from == date(2030, 4, 1)


def test_without_a_day_the_past_is_there(held: Graph) -> None:
    node = held.node("Q9991")
    assert node.valid_to == date(2030, 3, 31)
    assert [n.id for n in held.successors(node)] == ["HCPCS:Q9994"]


def test_code_that_is_still_to_come(held: Graph) -> None:
    with pytest.raises(NotInForce, match="listed from 2030-07-01 on"):
        held.at(APRIL).node("Q9995")
    assert held.at(JULY).node("Q9995").label == "Infusion pump, implanted"


def test_label_of_the_day(held: Graph) -> None:
    assert held.at(JANUARY).node("Q9992").label == "Infusion pump, portable"
    assert held.at(APRIL).node("Q9992").label == held.node("Q9992").label == "Infusion pump, worn on the body"
    names = {day: {x.text for x in held.at(day).labels(held.at(day).node("Q9992"))} for day in (JANUARY, JULY)}
    assert names[JANUARY] == {"Infusion pump, portable", "Portable pump"}
    assert names[JULY] == {"Infusion pump, worn on the body", "Worn pump"}


def test_edges_and_facts_of_the_day(held: Graph) -> None:
    groups = {day: objects(held.at(day), "Q9992", "in_grouping") & {"BETOS:D1E", "BETOS:D1F"} for day in (JANUARY, JULY)}
    assert groups == {JANUARY: {"BETOS:D1E"}, JULY: {"BETOS:D1F"}}
    coverage = {day: [a.value for a in held.at(day).attributes(held.node("Q9992")) if a.name == "cov"]
                for day in (JANUARY, JULY)}
    assert coverage == {JANUARY: ["C"], JULY: ["D"]}
    near = held.at(JANUARY).neighborhood("BETOS:D1E", predicates=["in_grouping"])
    assert {n.id for n in near.nodes} >= {"HCPCS:Q9991", "HCPCS:Q9992"}
    near = held.at(JULY).neighborhood("BETOS:D1F", predicates=["in_grouping"])
    assert {n.id for n in near.nodes} == {"BETOS:D1F", "HCPCS:Q9992"}


def test_kin_by_status(held: Graph) -> None:
    """Of the kin asked for by status, those that have ended, on the day asked of or by any edition."""
    ids = {status: {n.node.id for n in held.similar("Q9993", 50, status=status).neighbors}
           for status in ("active", "ended", "any")}
    assert "HCPCS:Q9991" in ids["ended"]
    assert not ids["active"] & ids["ended"]
    assert ids["any"] == ids["active"] | ids["ended"]
    assert "HCPCS:Q9991" not in {n.node.id for n in held.at(JANUARY).similar("Q9993", 50, status="ended").neighbors}


def test_paths_and_cursors_keep_to_the_day(held: Graph) -> None:
    """A path walks edges that hold on the day; a cursor carries its day with it."""
    ways = {day: held.at(day).paths("HCPCS:Q9992", "BETOS:D1E", ["in_grouping"], first=1) for day in (JANUARY, JULY)}
    assert [len(path.steps) for path in ways[JANUARY].paths] == [1]
    assert ways[JULY].paths == ()
    near = held.at(JANUARY).neighborhood("BETOS:D1E", predicates=["in_grouping"], per_type=1)
    rest = held.continued(near.cuts[0].cursor)
    assert rest.total == near.cuts[0].total
    assert {a.subject.id for a in (*near.associations, *rest.associations)} == {"HCPCS:Q9991", "HCPCS:Q9992", "HCPCS:Q9993"}


def test_kin_of_the_day(held: Graph) -> None:
    kin = {day: {n.node.id for n in held.at(day).similar("Q9993", 50).neighbors} for day in (JANUARY, APRIL, JULY)}
    assert "HCPCS:Q9991" in kin[JANUARY]
    assert not {"HCPCS:Q9994", "HCPCS:Q9995"} & kin[JANUARY]
    assert "HCPCS:Q9994" in kin[APRIL]
    assert not {"HCPCS:Q9991", "HCPCS:Q9995"} & kin[APRIL]
    assert {"HCPCS:Q9994", "HCPCS:Q9995"} <= kin[JULY]
    scores = {day: next(n.score for n in held.at(day).similar("Q9993", 50).neighbors if n.node.id == "HCPCS:Q9992")
              for day in (JANUARY, JULY)}
    assert scores[JANUARY] > scores[JULY]  # the shared group is gone


def test_kin_without_a_day_are_in_force_now(held: Graph) -> None:
    assert "HCPCS:Q9991" not in {n.node.id for n in held.similar("Q9993", 50).neighbors}


def test_search_of_the_day(held: Graph) -> None:
    def found(day: date) -> set[str]:
        return {h.node.id for h in held.at(day).search("infusion pump", 50, ["code"]).hits}

    assert {"HCPCS:Q9991", "HCPCS:Q9992"} <= found(JANUARY)
    assert not {"HCPCS:Q9994", "HCPCS:Q9995"} & found(JANUARY)
    assert {"HCPCS:Q9994", "HCPCS:Q9995"} <= found(JULY)
    assert "HCPCS:Q9991" not in found(JULY)
    everything = held.search("infusion pump", 1, ["code"])
    assert everything.total > held.at(JANUARY).search("infusion pump", 1, ["code"]).total


# --- batches and doors ---


def test_batch_says_why_not(held: Graph) -> None:
    ended, late, fine, unknown = held.at(APRIL).codes(["Q9991", "HCPCS:Q9995", "Q9992", "Q9999"])
    assert ended.node is None
    assert "ended on 2030-03-31" in (ended.why_not or "")
    assert [n.id for n in ended.candidates] == ["HCPCS:Q9994"]
    assert late.node is None
    assert "listed from 2030-07-01 on" in (late.why_not or "")
    assert fine.node is not None
    assert fine.why_not is None
    assert unknown.node is None
    assert "not in this release" in (unknown.why_not or "")
    [whole] = held.codes(["Q9991"])
    assert whole.node is not None
    assert (whole.why_not, [n.id for n in whole.candidates]) == ("ended on 2030-03-31", ["HCPCS:Q9994"])


def test_graphql_at_the_root_and_below(ask) -> None:
    """Two days in one request; what hangs below a root field is answered from its own day."""
    said = """{ code(id: "Q9992", asOf: "%s") { label groupings { curie }
        attributes(names: ["cov"]) { value } similar(first: 50) { items { code { curie label } } } } }"""
    old, new = (ask(said % day)["code"] for day in (JANUARY, JULY))
    days = {"old": JANUARY, "new": JULY}
    parts = [f'{name}: code(id: "Q9992", asOf: "{day}") {{ label groupings {{ curie }} }}' for name, day in days.items()]
    both = ask("{ " + " ".join([*parts, 'now: code(id: "Q9992") { label }']) + " }")
    assert (old["label"], new["label"]) == ("Infusion pump, portable", "Infusion pump, worn on the body")
    assert ({g["curie"] for g in old["groupings"]}, {g["curie"] for g in new["groupings"]}) == (
        {g["curie"] for g in both["old"]["groupings"]}, {g["curie"] for g in both["new"]["groupings"]})
    assert {"curie": "BETOS:D1E"} in old["groupings"]
    assert {"curie": "BETOS:D1F"} in new["groupings"]
    assert both["now"]["label"] == "Infusion pump, worn on the body"
    assert [old["attributes"], new["attributes"]] == [[{"value": "C"}], [{"value": "D"}]]
    kin = [{i["code"]["curie"] for i in c["similar"]["items"]} for c in (old, new)]
    assert "HCPCS:Q9991" in kin[0] - kin[1]
    assert "HCPCS:Q9994" in kin[1] - kin[0]


def test_graphql_error_and_batch(held: Graph, ask) -> None:
    result = schema.execute_sync(f'{{ code(id: "Q9991", asOf: "{APRIL}") {{ label }} }}', context_value={"graph": held})
    [error] = [e.formatted for e in result.errors or []]
    assert "ended on 2030-03-31" in error["message"]
    assert "HCPCS:Q9994" in str(error)
    [item] = ask(f'{{ codes(ids: ["Q9991"], asOf: "{APRIL}") {{ asked whyNot candidates {{ curie }} }} }}')["codes"]
    assert item["asked"] == "Q9991"
    assert "ended on 2030-03-31" in item["whyNot"]
    assert item["candidates"] == [{"curie": "HCPCS:Q9994"}]


def test_command_line(held: Graph) -> None:
    place = ["--release", str(held.release.path)]
    assert "Infusion pump, portable" in CliRunner().invoke(
        main, ["show", "Q9992", "--as-of", str(JANUARY), *place]).output
    refused = CliRunner().invoke(main, ["show", "Q9991", "--as-of", str(APRIL), *place])
    assert refused.exit_code != 0
    assert "HCPCS:Q9994" in refused.output


def test_editions_say_how_many_codes_they_list(ask) -> None:
    """A code that an edition lists with the day on which it ended is listed all the same."""
    found = ask("{ release { editions { name lists { system codes headers } } } }")["release"]["editions"]
    assert {edition["name"]: [each["codes"] for each in edition["lists"]] for edition in found} == {
        "2030-01": [3], "2030-04": [4], "2030-07": [5]}
    assert {(each["system"], each["headers"]) for edition in found for each in edition["lists"]} == {("HCPCS", 0)}


# --- RDF ---


def _rdf(held: Graph, *asked: str) -> str:
    made = CliRunner().invoke(main, [*asked, "--release", str(held.release.path)])
    assert made.exit_code == 0, made.output
    return made.stdout


def test_sparql_on_a_day(held: Graph) -> None:
    query = """SELECT ?code ?name ?group { ?code skos:prefLabel ?name ; ck:inGrouping ?group .
        FILTER(STRSTARTS(STR(?code), STR(HCPCS:Q999)) && STRSTARTS(STR(?group), STR(BETOS:D))) } ORDER BY ?code"""
    said = {day: [(row["code"]["value"][-5:], row["name"]["value"], row["group"]["value"][-3:]) for row in json.loads(
        _rdf(held, "sparql", query, "--format", "json", "--as-of", str(day)))["results"]["bindings"]]
        for day in (JANUARY, APRIL)}
    assert said[JANUARY] == [("Q9991", _OLD[1], "D1E"), ("Q9992", _PORTABLE[1], "D1E"), ("Q9993", _SET[1], "D1E")]
    assert said[APRIL] == [("Q9992", _WORN[1], "D1F"), ("Q9993", _SET[1], "D1E"), ("Q9994", _SMART[1], "D1E")]
    edges = "SELECT ?edge { ?edge rdf:object BETOS:D1F }"
    assert "Q9992" in _rdf(held, "sparql", edges, "--as-of", str(APRIL))
    assert "Q9992" not in _rdf(held, "sparql", edges, "--as-of", str(JANUARY))


def test_export_on_a_day(held: Graph) -> None:
    """A part of the whole but for the name of the day, and the triples of the view of it, however it is asked."""
    whole, january = (set(_rdf(held, "export", "--format", "ntriples", *day).splitlines())
                      for day in ((), ("--as-of", str(JANUARY))))
    assert [line.partition("#")[2] for line in january - whole] == ['prefLabel> "Infusion pump, portable"@en .']
    assert not [line for line in january if "Q9994" in line or "Q9995" in line]
    seen = View(held.at(JANUARY))
    assert len(seen) == len(january)
    for code in ("Q9991", "Q9994"):
        node = rdflib.URIRef(f"https://w3id.org/codekin/id/HCPCS:{code}")
        own = [line for line in january if line.startswith(f"<{node}> ")]
        assert len(list(seen.triples((node, None, None)))) == len(own)
        assert len(list(seen.triples((None, None, node)))) == len([x for x in january if x.endswith(f"<{node}> .")])
    for word in {line.split(" ")[1].strip("<>") for line in january}:
        found = seen.triples((None, rdflib.URIRef(word), None))
        assert len(set(found)) == len([line for line in january if line.split(" ")[1] == f"<{word}>"]), word


def test_tables_are_whole(held: Graph, tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["export", "--format", "parquet", "--out", str(tmp_path / "out"), "--as-of",
                                     "2030-04-01", "--release", str(held.release.path)])
    assert isinstance(made.exception, BadInput | SystemExit)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["policyGap", "divergence"])
def test_gap_and_divergence_take_a_day(held: Graph, name: str) -> None:
    inner = "on code { id }" if name == "policyGap" else "answer { on }"
    query = '{ %s(codes: ["%s"], asOf: "2030-02-01") { %s } }'
    result = schema.execute_sync(query % (name, "Q9991", inner), context_value={"graph": held})
    assert not result.errors, result.errors
    assert "2030-02-01" in str(result.data)
    result = schema.execute_sync(query % (name, "Q9994", inner), context_value={"graph": held})
    assert "is listed from 2030-04-01 on" in result.errors[0].message
