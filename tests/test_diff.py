"""What changed between two editions: counted on made-up editions and on real ones beside the official change log."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph import open_graph
from graph.errors import BadInput, NotFound
from graph.ingest.build import build
from graph.ingest.files import Item
from graph.ingest.sources import hcpcs_changes
from graph.query.diff.changes import WAYS, Changes, compare
from graph.query.diff.kin import kin_changes
from graph.query.diff.moments import moment
from graph.query.graph import Graph
from server.cli import main
from tests.official import book


def linked(folder: Path, *files: Path) -> Path:
    """A folder of official files as a user would have it, without a copy."""
    folder.mkdir()
    for file in files:
        (folder / file.name).symlink_to(file)
    return folder


def between(graph: Graph, old: str, new: str) -> Changes:
    (before, systems), (after, _) = moment(graph, old), moment(graph, new)
    [found] = compare(before, after, systems)
    return found


# --- made-up editions ---


@pytest.fixture(scope="module")
def small(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("small")
    (official := folder / "official").mkdir()
    book(official / "HCPC2030_JAN.xlsx", [
        ["Q9991", "Infusion pump, stationary", "Pump", "", "C", "D1E", "20300101", "20300101", "", "N"],
        ["Q9992", "Infusion pump, portable", "Pump port", "", "C", "D1E", "20300101", "20300101", "", "N"],
        ["Q9993", "Infusion set", "Set", "", "C", "D1E", "20300101", "20300101", "", "N"]])
    book(official / "HCPC2030_APR.xlsx", [
        ["Q9991", "Infusion pump, stationary", "Pump", "Q9994", "C", "D1E", "20300101", "20300401", "20300331", "D"],
        ["Q9992", "Infusion pump, worn on the body", "Pump port", "", "D", "D1F", "20300101", "20300401", "", "C"],
        ["Q9993", "Infusion set", "Set", "", "C", "D1E", "20300101", "20300101", "", "N"],
        ["Q9994", "Infusion pump, stationary, smart", "Pump", "", "C", "D1E", "20300401", "20300401", "", "A"]])
    build(few, folder / "out", releases=[official])
    return open_graph(folder / "out")


def test_counts_and_statements(small: Graph) -> None:
    found = between(small, "HCPCS@2030-01", "HCPCS@2030-04")
    assert found.counts()["codes"] == {"added": 1, "removed": 1, "changed": 1}
    assert found.details("codes", "added") == [{"code": "HCPCS:Q9994", "new": "Infusion pump, stationary, smart"}]
    assert found.details("codes", "removed") == [{"code": "HCPCS:Q9991", "old": "Infusion pump, stationary"}]
    [renamed] = found.details("codes", "changed")
    assert renamed == {"code": "HCPCS:Q9992", "old": "Infusion pump, portable", "new": "Infusion pump, worn on the body"}
    coverage = [a for a in found.details("attributes", "changed") if a["name"] == "cov"]
    assert coverage == [{"code": "HCPCS:Q9992", "name": "cov", "old": ["C"], "new": ["D"]}]
    groups = {e["object"] for e in found.details("edges", "added") if e["subject"] == "HCPCS:Q9992"}
    assert groups == {"BETOS:D1F"}
    assert found.counts()["predicates"]["in_grouping"]["added"] == len(
        [e for e in found.details("edges", "added") if e["predicate"] == "in_grouping"])


def test_there_and_back(small: Graph) -> None:
    """What one direction adds the other removes, and no day differs from itself."""
    there, back = between(small, "HCPCS@2030-01", "HCPCS@2030-04"), between(small, "HCPCS@2030-04", "HCPCS@2030-01")
    for kind in ("codes", "labels", "attributes", "edges"):
        assert there.details(kind, "added") == [_turned(s) for s in back.details(kind, "removed")]
        assert there.counts()[kind]["changed"] == back.counts()[kind]["changed"]
    same = between(small, "HCPCS@2030-04", "2030-05-01").counts()
    assert not any(n for kind in ("codes", "labels", "attributes", "edges") for n in same[kind].values())


def _turned(said: dict) -> dict:
    names = {"old": "new", "new": "old"}
    return {names.get(k, k): v for k, v in said.items()}


def test_two_releases_are_numbered_alike(small: Graph, few: Path, tmp_path: Path) -> None:
    """Rows differ between releases; a release beside one that lacks the later edition shows that edition's codes."""
    book(tmp_path / "HCPC2030_JAN.xlsx", [
        ["Q9993", "Infusion set", "Set", "", "C", "D1E", "20300101", "20300101", "", "N"]])
    build(few, tmp_path / "out", releases=[tmp_path / "HCPC2030_JAN.xlsx"])
    [found] = compare(open_graph(tmp_path / "out"), small, ("HCPCS",))
    assert {c["code"] for c in found.details("codes", "added")} == {"HCPCS:Q9992", "HCPCS:Q9994"}
    assert not found.details("codes", "removed")
    assert not [a for a in found.details("attributes", "changed") if a["code"] == "HCPCS:Q9993"]


def test_kin_that_entered_and_left(small: Graph) -> None:
    (before, _), (after, _) = moment(small, "HCPCS@2030-01"), moment(small, "HCPCS@2030-04")
    found = {k.code: k for k in kin_changes(before, after, "HCPCS:Q9993")}
    assert (found["HCPCS:Q9991"].way, found["HCPCS:Q9991"].reason) == ("left", "not in force on the other side")
    assert (found["HCPCS:Q9994"].way, found["HCPCS:Q9994"].reason) == ("entered", "not in force on the other side")
    assert found["HCPCS:Q9994"].new_score == pytest.approx(sum(d for _, d in found["HCPCS:Q9994"].parts))


def test_command(small: Graph) -> None:
    made = CliRunner().invoke(main, ["diff", "HCPCS@2030-01", "HCPCS@2030-04", "--release", str(small.release.path),
                                     "--details", "codes", "--kin", "HCPCS:Q9993"])
    assert made.exit_code == 0, made.output
    assert "HCPCS      codes       +1  -1  ~1" in made.output
    assert "HCPCS codes added: code HCPCS:Q9994" in made.output
    assert "HCPCS:Q9993: HCPCS:Q9994 entered (not in force on the other side)" in made.output


def test_what_is_not_there_is_refused(small: Graph) -> None:
    with pytest.raises(NotFound, match="no such edition"):
        moment(small, "HCPCS@1999-01")
    with pytest.raises(BadInput, match="no such code system"):
        compare(small, small, ("LOINC",))
    with pytest.raises(BadInput, match="unknown kind of change"):
        between(small, "HCPCS@2030-01", "HCPCS@2030-04").details("names", "added")


# --- real editions ---


@pytest.fixture(scope="module")
def real(few: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("real")
    names = ("icd10pcs/cms_2024_pr.zip", "icd10pcs/cms_2025_pr.zip", "hcpcs/HCPC2020-04_anweb.xlsx",
             "hcpcs/HCPC2020-07_anweb.xlsx")
    build(few, folder / "out", releases=[linked(folder / "official", *(shared / n for n in names))])
    return open_graph(folder / "out")


def test_icd10pcs_2025(real: Graph) -> None:
    """78,638 codes of 2024, 371 new and 61 deleted give the 78,948 of 2025; asking takes no time to speak of."""
    start = time.process_time()
    counts = between(real, "ICD10PCS@2024", "ICD10PCS@2025").counts()
    assert time.process_time() - start < 5
    assert (counts["codes"]["added"], counts["codes"]["removed"]) == (371, 61)


# The log tells what a list says that the list before did not; a comparison tells what was in force on the two days.
DISAGREEMENTS = {
    "HCPCS:C9803": "first listed in July, but in force since 2020-03-01: added in the log, newly named here",
    "HCPCS:G2025": "first listed in July, but in force since 2020-01-27: added in the log, newly named here",
}


def test_hcpcs_july_2020_agrees_with_the_official_log(real: Graph, shared: Path) -> None:
    (before, _), (after, _) = moment(real, "HCPCS@2020-04"), moment(real, "HCPCS@2020-07")
    assert moment(real, "HCPCS@2020-07")[1] == ("HCPCS", "MODIFIER")  # an edition lists both, and so does its log
    found = compare(before, after, ("HCPCS", "MODIFIER"))
    shown = {way: {c["code"] for f in found for c in f.details("codes", way)} for way in WAYS}
    logged: dict[str, set[str]] = defaultdict(set)
    for change in hcpcs_changes.changes(Item(shared / "hcpcs" / "HCPC2020-07_trans_alpha.xlsx")):
        logged[_way(change.action)].add(change.code)
    differing = {way: logged[way] ^ shown[way] for way in WAYS}
    assert differing == {"added": DISAGREEMENTS.keys(), "removed": set(), "changed": DISAGREEMENTS.keys()}
    assert (len(logged["added"]), len(logged["removed"]), len(logged["changed"])) == (61, 9, 5)
    for code in DISAGREEMENTS:
        node = real.node(code)
        assert node.valid_from is not None
        assert str(node.valid_from) in DISAGREEMENTS[code]
        assert node.valid_from < date(2020, 4, 1)
        assert all(label.valid_from == date(2020, 7, 1) for label in real.labels(node))


def _way(action: str) -> str:
    """What the log calls an action, as a comparison calls it; changes of names are those of a code."""
    return {"add": "added", "discontinued": "removed"}.get(action, "changed" if "description" in action else "")
