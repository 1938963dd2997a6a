"""A comparison beside the publisher's change log: where the two agree, where they differ, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph import open_graph
from graph.ingest.build import build
from graph.query.diff.changes import compare
from graph.query.diff.log import Agreement, agreement
from graph.query.diff.moments import moment
from graph.query.graph import Graph
from schema.graphql.schema import schema
from server.cli import main
from tests.official import book, workbook
from tests.test_diff import linked

_JANUARY = {"Q9991": "Pump", "Q9992": "Set", "Q9993": "Bag", "Q9994": "Needle", "Q9995": "Filter", "Q9996": "Line",
            "Q9989": "Tip"}
_APRIL = _JANUARY | {"Q9992": "Set, sterile", "Q9996": "Line, long", "Q9997": "Valve", "Q9998": "Port", "Q9999": "Cap",
                     "Q9989": "Tip, soft"}
_BEGINNINGS = {"Q9997": "20300401", "Q9998": "20291115", "Q9999": "20300401"}
_ENDS = {"Q9991": "20300331", "Q9993": "20300630"}
_LOG = {"Q9991": "Discontinued", "Q9992": "Long Description Change", "Q9993": "Discontinued",
        "Q9994": "Short Description Change", "Q9995": "Payment Change", "Q9996": "Long Description Change",
        "Q9997": "Add", "Q9998": "Add", "Q9999": "No Change", "Q9989": "Payment Change"}
_REASONS = {
    "HCPCS:Q9989": ((), ("changed",), "the log does not say so"),
    "HCPCS:Q9993": (("removed",), (), "in force until 2030-06-30"),
    "HCPCS:Q9994": (("changed",), (), "both editions give the same names"),
    "HCPCS:Q9998": (("added",), ("changed",), "in force since 2029-11-15, on the older day already"),
    "HCPCS:Q9999": ((), ("added",), "the log does not say so"),
}


def _list(path: Path, names: dict[str, str], day: str) -> None:
    book(path, [[code, name, name, "", "C", "D1E", begun := _BEGINNINGS.get(code, "20300101"), begun,
                 _ENDS.get(code, ""), "N"] for code, name in names.items()]
         + [["Q9990", "Tube", "Tube", "", "C", "D1E", "20200101", day, "", "P"]])


@pytest.fixture(scope="module")
def logged(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("logged")
    (official := folder / "official").mkdir()
    _list(official / "HCPC2030_JAN.xlsx", _JANUARY, "20300101")
    _list(official / "HCPC2030_APR.xlsx", _APRIL, "20300401")
    workbook(official / "HCPC2030_APR_trans.xlsx", Changes=[
        ["HCPC", "ACTION CD", "SHORT DESCRIPTION", "LONG DESCRIPTION"],
        *([code, action, "Words", "Words"] for code, action in _LOG.items())])
    build(few, folder / "out", releases=[official])
    return open_graph(folder / "out")


def _agreement(graph: Graph, old: str, new: str, system: str = "HCPCS") -> Agreement | None:
    [found] = compare(moment(graph, old)[0], moment(graph, new)[0], (system,))
    return agreement(found)


def test_agreement_and_every_difference(logged: Graph) -> None:
    found = _agreement(logged, "HCPCS@2030-01", "HCPCS@2030-04")
    assert found.edition == "edition:HCPCS-CHANGES@2030-04"
    assert found.agreed == {"added": 1, "removed": 1, "changed": 2}
    assert {d.code: (d.log, d.comparison, d.reason) for d in found.disagreements} == _REASONS
    assert found.others == 1  # the payment change of a code that stayed the same


@pytest.mark.parametrize(("old", "new"), [
    ("HCPCS@2030-04", "HCPCS@2030-01"),  # back
    ("2029-12-31", "HCPCS@2030-04"),  # from a day without a list
    ("HCPCS@2030-01", "2031-01-01"),  # to a day of which later logs would speak
    ("HCPCS@2030-04", "2030-05-01"),  # no log between
])
def test_another_step_has_no_log(logged: Graph, old: str, new: str) -> None:
    assert _agreement(logged, old, new) is None


def test_every_door_says_so(logged: Graph) -> None:
    asked = ["diff", "HCPCS@2030-01", "HCPCS@2030-04", "--release", str(logged.release.path)]
    said = CliRunner().invoke(main, asked).output
    assert "HCPCS      agrees with the change log HCPCS-CHANGES@2030-04 on +1  -1  ~2, and not on 5 codes" in said
    assert "HCPCS:Q9998: added in the log, changed here: in force since 2029-11-15, on the older day already" in said
    log = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)["systems"]["HCPCS"]["change_log"]
    assert (log["agreed"]["added"], len(log["disagreements"])) == (1, 5)
    found = schema.execute_sync("""{ changes(old: "HCPCS@2030-01", new: "HCPCS@2030-04", systems: ["HCPCS"]) {
        systems { changeLog { edition added removed changed others disagreements { code log comparison reason } } } } }
        """, context_value={"graph": logged}).data["changes"]["systems"][0]["changeLog"]
    assert (found["added"], found["removed"], found["changed"], found["others"]) == (1, 1, 2, 1)
    assert found["disagreements"][3] == {
        "code": "HCPCS:Q9998", "log": ["ADDED"], "comparison": ["CHANGED"], "reason": _REASONS["HCPCS:Q9998"][2]}


def test_july_2020(few: Path, shared: Path, tmp_path: Path) -> None:
    """The official log agrees but for two codes that were in force before they were listed."""
    names = ("HCPC2020-04_anweb.xlsx", "HCPC2020-07_anweb.xlsx", "HCPC2020-07_trans_alpha.xlsx")
    build(few, tmp_path / "out", releases=[linked(tmp_path / "official", *(shared / "hcpcs" / n for n in names))])
    graph = open_graph(tmp_path / "out")
    found = _agreement(graph, "HCPCS@2020-04", "HCPCS@2020-07")
    assert found.agreed == {"added": 59, "removed": 9, "changed": 4}
    assert {d.code: d.reason for d in found.disagreements} == {
        "HCPCS:C9803": "in force since 2020-03-01, on the older day already",
        "HCPCS:G2025": "in force since 2020-01-27, on the older day already"}
    modifiers = _agreement(graph, "HCPCS@2020-04", "HCPCS@2020-07", "MODIFIER")
    assert (modifiers.agreed["changed"], modifiers.disagreements) == (1, ())
