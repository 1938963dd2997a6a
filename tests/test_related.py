"""Rules of billing between kin: shown, filtered by, and no part of the score. The edits are made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from graph import open_graph
from graph.ingest.build import build
from graph.query.graph import Graph
from schema.graphql.schema import schema
from server.app import application
from server.cli import main
from server.pages import node_page

EDITS = """column_1,column_2,deletion_date,modifier_indicator,rationale
45378,G0121,9999-12-31,0,Made-up reason
G0121,45378,2020-12-31,1,Another reason
43239,45378,9999-12-31,1,Made-up reason
45378,27447,9999-12-31,9,Made-up reason
45355,G0121,2014-12-31,0,Made-up reason
45355,43239,2012-12-31,0,Made-up reason
"""
DAY = date(2031, 5, 1)


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("billing")
    (folder / "official").mkdir()
    (folder / "official" / "ncci_ptp_prac_2031Q2.csv").write_text(EDITS)
    build(root / "data", folder / "out", releases=[folder / "official"])
    return folder / "out"


@pytest.fixture(scope="module")
def billed(folder: Path) -> Graph:
    return open_graph(folder)


def _said(graph: Graph, a: str, b: str) -> list[tuple]:
    return [(r.edge.predicate, r.direction, r.edge.qualifiers.modifier, r.edge.qualifiers.reason, r.edge.valid_to)
            for r in graph.compare(a, b).neighbor.relations]


def test_both_directions_and_periods(billed: Graph) -> None:
    held, ended = (("bundled_with", "out", "0", "Made-up reason", None),
                   ("bundled_with", "in", "1", "Another reason", date(2020, 12, 31)))
    assert _said(billed, "45378", "G0121") == [held, ended]
    assert _said(billed.at(DAY), "45378", "G0121") == [held]
    assert _said(billed.at(DAY), "G0121", "45378") == [("bundled_with", "in", *held[2:])]
    assert _said(billed, "45378", "45385") == []


def test_words(billed: Graph) -> None:
    """Which of the two is not paid, and what the modifier indicator means."""
    found = {b: [r.words for r in billed.compare("45378", b).neighbor.relations] for b in ("G0121", "43239", "27447")}
    assert found["G0121"][0].startswith("billed together under NCCI: not allowed; HCPCS:G0121 is included in CPT:45378")
    assert found["G0121"][1].endswith("until 2020-12-31")
    assert "only with a modifier; CPT:45378 is included in CPT:43239" in found["43239"][0]
    assert "edit withdrawn" in found["27447"][0]


def test_no_part_of_the_score(graph: Graph, billed: Graph) -> None:
    """With the edits and without, kin and scores are the same."""
    one, two = ([(n.node.id, n.score) for n in g.similar("45378", 50).neighbors] for g in (graph, billed))
    assert one == two


def test_filter(billed: Graph) -> None:
    related = {"HCPCS:G0121", "CPT:43239", "CPT:27447"}
    every, only, without = (billed.similar("45378", 1000, related=want) for want in (None, True, False))
    kin = {n.node.id for n in every.neighbors}
    assert {n.node.id for n in only.neighbors} == kin & related
    assert {n.node.id for n in without.neighbors} == kin - related
    assert only.total + without.total == every.total
    assert "not related" in without.filters.words()
    assert billed.similar("45385", related=True).why_empty
    missing = billed.basket(["45378", "45385"], 200, related=True).missing
    assert {c.node.id for c in missing} <= related


def test_in_graphql(billed: Graph) -> None:
    query = """{ code(id: "45378") { similar(first: 1000, filter: {related: true}) { filter { related } items {
        code { curie } relations { predicate direction modifier reason validFrom validTo words
                                   edge { evidence { row } } } } } } }"""
    found = schema.execute_sync(query, context_value={"graph": billed})
    assert not found.errors, found.errors
    similar = found.data["code"]["similar"]
    assert similar["filter"] == {"related": True}
    of = {item["code"]["curie"]: item["relations"] for item in similar["items"]}
    assert [(r["predicate"], r["direction"], r["modifier"], r["validTo"]) for r in of["HCPCS:G0121"]] == [
        ("BUNDLED_WITH", "OUT", "0", None), ("BUNDLED_WITH", "IN", "1", "2020-12-31")]
    query = '{ compare(a: "45378", b: "43239") { relations { modifier direction } } }'
    found = schema.execute_sync(query, context_value={"graph": billed}).data
    assert found == {"compare": {"relations": [{"modifier": "1", "direction": "IN"}]}}
    assert of["HCPCS:G0121"][0]["edge"]["evidence"] == [{"row": 2}]


def test_on_the_command_line_and_the_page(folder: Path, billed: Graph) -> None:
    run = ["similar", "45378", "--first", "1000", "--release", str(folder)]
    rows = json.loads(CliRunner().invoke(main, [*run, "--json"]).stdout)["neighbors"]
    relations = {row["code"]: row["relations"] for row in rows}
    assert [r["reason"] for r in relations["HCPCS:G0121"]] == ["Made-up reason", "Another reason"]
    assert len([row for row in rows if row["relations"]]) == len(
        json.loads(CliRunner().invoke(main, [*run, "--only-related", "--json"]).stdout)["neighbors"])
    assert "billed together under NCCI: not allowed" in CliRunner().invoke(main, run).stdout
    client = TestClient(application(billed))
    for path in ("/id/CPT:45378", "/between?a=45378&b=G0121"):
        page = client.get(path, headers={"accept": "text/html"}).text
        assert "Not in the score: billed together under NCCI: not allowed" in page


def test_the_page_says_what_an_edit_allows_why_and_when(billed: Graph) -> None:
    links = {(link["predicate"], link["direction"]): link for link in node_page(billed, billed.code("45378"))["links"]}
    rows = {row["far"]["id"]: row for group in links["bundled_with", "out"]["groups"] for row in group["rows"]}
    kept = ("edit", "reason", "period")
    assert [rows["HCPCS:G0121"][name] for name in kept] == ["not allowed", "Made-up reason", "since 2031-04-01"]
    ended = links["bundled_with", "in"]["groups"]
    assert [row["period"] for group in ended for row in group["rows"]] == ["since 2031-04-01", "… to 2020-12-31"]
    assert "not allowed" in TestClient(application(billed)).get("/id/CPT:45378", headers={"accept": "text/html"}).text


def test_a_walk_takes_edits_at_its_center_only(billed: Graph) -> None:
    """Two steps along edits join everything with everything; who asks for them by name walks them, and no list is lost."""
    found = billed.neighborhood("HCPCS:G0121", depth=2, per_type=500, budget=5000)
    taken = {(a.subject.id, a.object.id) for a in found.associations if a.predicate == "bundled_with"}
    assert taken == {("CPT:45355", "HCPCS:G0121"), ("CPT:45378", "HCPCS:G0121"), ("HCPCS:G0121", "CPT:45378")}
    cut = next(c for c in found.cuts if (c.node, c.direction) == ("CPT:45378", "out"))
    assert (cut.predicate, cut.returned, cut.total) == ("bundled_with", 0, 2)
    assert "at the center only" in cut.reason
    assert [a.object.id for a in billed.continued(cut.cursor).associations] == ["CPT:27447", "HCPCS:G0121"]
    asked = billed.neighborhood("HCPCS:G0121", predicates=["bundled_with"], depth=2)
    assert ("CPT:43239", "CPT:45378") in {(a.subject.id, a.object.id) for a in asked.associations}


def test_a_code_that_only_ended_rules_name_has_ended(billed: Graph, folder: Path) -> None:
    gone = billed.node("CPT:45355")
    assert billed.lapsed(gone) == date(2014, 12, 31)
    assert billed.lapsed(billed.code("45378")) is None
    row = np.array([gone.number])
    assert (billed.columns.in_force(row).tolist(), billed.columns.ended(row).tolist()) == ([False], [True])
    assert [billed.at(date(year, 6, 1)).columns.in_force(row).tolist() for year in (2014, 2015)] == [[True], [False]]
    found = schema.execute_sync('{ gone: code(id: "45355") { lapsed } held: code(id: "45378") { lapsed } }',
                                context_value={"graph": billed}).data
    assert found == {"gone": {"lapsed": "2014-12-31"}, "held": {"lapsed": None}}
    page = TestClient(application(billed)).get(f"/id/{gone.id}", headers={"accept": "text/html"}).text
    assert "the last rule that names it ended on 2014-12-31" in page
    shown = CliRunner().invoke(main, ["show", gone.id, "--release", str(folder)]).stdout
    assert "named only by rules that have ended, the last on 2014-12-31" in shown
