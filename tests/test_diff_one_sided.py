"""What one side of a comparison alone holds a source of is set apart: tables of one edition, rules with their dates."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph import open_graph
from graph.ingest.build import build
from graph.query.diff.changes import compare
from graph.query.diff.moments import moment
from graph.query.graph import Graph
from schema.graphql.schema import schema
from server.cli import main
from tests.official import book, workbook
from tests.test_diff import between
from tests.test_source_icd10 import order
from tests.test_source_pcs_tables import SMALL

_CODES = (("0UT90ZZ", "Resection of Uterus, Open Approach"),
          ("0UT94ZZ", "Resection of Uterus, Percutaneous Endoscopic Approach"),
          ("0UT04ZZ", "Resection of Right Ovary, Percutaneous Endoscopic Approach"),
          ("0W0F04Z", "Alteration of Abdominal Wall with Liner, Open Approach"))
_NEW = ("0W0F0ZZ", "Alteration of Abdominal Wall, Open Approach")
_INDEX = ("<ICD10PCS.index><version>2026</version><letter><mainTerm><title>Hysterectomy</title>"
          "<code>0UT90ZZ</code></mainTerm>"
          "<mainTerm><title>Removal of the uterus</title><code>0UT90ZZ</code></mainTerm></letter></ICD10PCS.index>")
_PAIRS = """column1,column2,effective_date,deletion_date,modifier_indicator
Q9991,Q9992,20250101,20300228,1
Q9991,Q9993,20300301,*,0
"""


def _listed(*codes: tuple[str, str]) -> str:
    return order(("0UT", "0", "Resection"), *((code, "1", title) for code, title in codes))


@pytest.fixture(scope="module")
def tables(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Two editions of order files, of which the second has tables and an index too."""
    folder = tmp_path_factory.mktemp("tables")
    (official := folder / "official").mkdir()
    (official / "icd10pcs_order_2025.txt").write_text(_listed(*_CODES))
    (official / "icd10pcs_order_2026.txt").write_text(_listed(*_CODES, _NEW))
    with zipfile.ZipFile(official / "tables_2026.zip", "w") as archive:
        archive.writestr("icd10pcs_tables_2026.xml", SMALL)
        archive.writestr("icd10pcs_index_2026.xml", _INDEX)
    build(few, folder / "out", releases=[official])
    return open_graph(folder / "out")


def test_tables_of_one_edition_are_no_change(tables: Graph) -> None:
    found = between(tables, "ICD10PCS@2025", "ICD10PCS@2026")
    counts = found.counts()
    assert counts["codes"] == {"added": 1, "removed": 0, "changed": 0}  # no code is renamed by a term of the index
    assert counts["labels"] == {"added": 1, "removed": 0, "changed": 0}
    assert counts["predicates"] == {"in_grouping": {"added": 1, "removed": 0, "changed": 0}}
    assert [(c["side"], c["source"], c["kind"], c["name"], c["statements"]) for c in counts["one_sided"]] == [
        ("new", "icd10pcs-index", "labels", None, 2), ("new", "icd10pcs-tables", "edges", "has_axis_value", 5 * 7)]
    assert found.details("labels", "new_only") == [
        {"code": "ICD10PCS:0UT90ZZ", "text": text} for text in ("Hysterectomy", "Removal of the uterus")]
    assert {e["predicate"] for e in found.details("edges", "new_only")} == {"has_axis_value"}
    assert found.details("edges", "old_only") == []


def test_names_know_the_file_that_gives_them(tables: Graph) -> None:
    labels, documents = tables.to_arrow("labels"), tables.to_arrow("documents").column("path").to_pylist()
    path = {(row["node"], row["text"]): None if row["document"] is None else documents[row["document"]]
            for row in labels.to_pylist()}
    uterus, wall, own = (tables.node(id) for id in ("ICD10PCS:0UT90ZZ", f"ICD10PCS:{_NEW[0]}", "system:CPT"))
    assert path[uterus.number, "Hysterectomy"] == "tables_2026.zip!icd10pcs_index_2026.xml"
    assert path[wall.number, _NEW[1]] == "icd10pcs_order_2026.txt"
    assert path[own.number, own.label] is None  # a name of our own


def test_order_files_alone_count_the_same(tables: Graph, few: Path, tmp_path: Path) -> None:
    for year, codes in ((2025, _CODES), (2026, (*_CODES, _NEW))):
        (tmp_path / f"icd10pcs_order_{year}.txt").write_text(_listed(*codes))
    build(few, tmp_path / "out", releases=sorted(tmp_path.glob("*.txt")))
    alone = between(open_graph(tmp_path / "out"), "ICD10PCS@2025", "ICD10PCS@2026").counts()
    both = between(tables, "ICD10PCS@2025", "ICD10PCS@2026").counts()
    assert alone["one_sided"] == []
    assert {k: v for k, v in both.items() if k != "one_sided"} == {k: v for k, v in alone.items() if k != "one_sided"}
    [across] = compare(open_graph(tmp_path / "out").at(moment(tables, "ICD10PCS@2026")[0].as_of),
                       moment(tables, "ICD10PCS@2026")[0], ("ICD10PCS",))
    assert across.counts()["edges"] == across.counts()["labels"] == {"added": 0, "removed": 0, "changed": 0}
    assert sum(c["statements"] for c in across.one_sided()) == 2 + 5 * 7


def test_rules_with_days_of_their_own_are_changes(few: Path, tmp_path: Path) -> None:
    """Of a file that is of neither edition the days say what came and went."""
    (official := tmp_path / "official").mkdir()
    rows = [[code, "Infusion pump", "Pump", "", "C", "D1E", "20200101", "20200101", "", "N"]
            for code in ("Q9991", "Q9992", "Q9993")]
    book(official / "HCPC2030_JAN.xlsx", rows)
    (official / "ncci_ptp_2031Q1.csv").write_text(_PAIRS)
    build(few, tmp_path / "out", releases=[official])
    graph = open_graph(tmp_path / "out")
    found = compare(graph.at(date(2030, 1, 1)), graph.at(date(2030, 4, 1)), ("HCPCS",))[0].counts()
    assert found["predicates"]["bundled_with"] == {"added": 1, "removed": 1, "changed": 0}
    assert found["one_sided"] == []


@pytest.mark.parametrize(("since", "until", "way"), [("20250101", "20300228", "removed"), ("20300301", "*", "added")])
def test_the_only_rule_of_a_file_comes_and_goes_by_its_days(few: Path, tmp_path: Path, since: str, until: str, way: str) -> None:
    """On one of the two days the file says nothing of these codes; it is known there all the same."""
    (official := tmp_path / "official").mkdir()
    book(official / "HCPC2030_JAN.xlsx", [
        [code, "Infusion pump", "Pump", "", "C", "D1E", "20200101", "20200101", "", "N"] for code in ("Q9991", "Q9992")])
    build(few, tmp_path / "without", releases=[official])
    (official / "ncci_ptp_2031Q1.csv").write_text(f"{_PAIRS.splitlines()[0]}\nQ9991,Q9992,{since},{until},1\n")
    build(few, tmp_path / "out", releases=[official])
    graph, without = open_graph(tmp_path / "out"), open_graph(tmp_path / "without")
    old, new = graph.at(date(2030, 1, 1)), graph.at(date(2030, 4, 1))
    found = compare(old, new, ("HCPCS",))[0].counts()
    assert found["predicates"]["bundled_with"] == {"added": 0, "removed": 0, "changed": 0} | {way: 1}
    assert found["one_sided"] == []
    for day in (old, new):  # a release that never had the file has lost nothing
        assert compare(day, without.at(day.as_of), ("HCPCS",))[0].counts()["predicates"] == {}


def test_a_list_without_short_titles_renames_nothing(few: Path, tmp_path: Path) -> None:
    """Only long titles are compared where one edition has no others, and back again."""
    (official := tmp_path / "official").mkdir()
    names = {"Q9991": "Infusion pump, stationary", "Q9992": "Infusion pump, portable", "Q9993": "Infusion set"}
    book(official / "HCPC2030_JAN.xlsx", [
        [code, name, name[:11], "", "C", "D1E", "20300101", "20300101", "", "N"] for code, name in names.items()])
    names |= {"Q9992": "Infusion pump, worn on the body", "Q9994": "Infusion bag"}
    workbook(official / "HCPC2030_APR.xlsx", HCPC2030_APR=[
        ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION"], *([c, "0010", "3", name] for c, name in names.items())])
    build(few, tmp_path / "out", releases=[official])
    graph = open_graph(tmp_path / "out")
    there, back = (between(graph, *days) for days in (("HCPCS@2030-01", "HCPCS@2030-04"),
                                                     ("HCPCS@2030-04", "HCPCS@2030-01")))
    assert there.counts()["codes"] == {"added": 1, "removed": 0, "changed": 1}
    assert there.counts()["labels"] == {"added": 2, "removed": 1, "changed": 0}
    assert [(c["side"], c["source"], c["kind"], c["name"], c["statements"]) for c in there.one_sided()] == [
        ("old", "hcpcs", "labels", "further names", 3)]
    assert back.counts()["codes"] == {"added": 0, "removed": 1, "changed": 1}
    assert [(c["side"], c["statements"]) for c in back.one_sided()] == [("new", 3)]


def test_every_door_says_so(tables: Graph) -> None:
    asked = ["diff", "ICD10PCS@2025", "ICD10PCS@2026", "--release", str(tables.release.path)]
    said = CliRunner().invoke(main, [*asked, "--details", "labels", "--way", "new_only"])
    assert "held for the new side only, by icd10pcs-tables: 35 edges (has_axis_value)" in said.output
    assert "labels new_only: code ICD10PCS:0UT90ZZ, text Hysterectomy" in said.output
    found = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)["systems"]["ICD10PCS"]
    assert [one["statements"] for one in found["one_sided"]] == [2, 35]
    made = schema.execute_sync("""{ changes(old: "ICD10PCS@2025", new: "ICD10PCS@2026") { systems {
        oneSided { side source kind name statements } details(kind: EDGES, way: NEW_ONLY, first: 1) { total } } } }""",
                               context_value={"graph": tables})
    [system] = made.data["changes"]["systems"]
    assert system["details"]["total"] == 35
    assert system["oneSided"][1] == {"side": "new", "source": "icd10pcs-tables", "kind": "EDGES",
                                     "name": "has_axis_value", "statements": 35}
