"""Dated code-to-policy maps: every entry is held as written, for its time, and nothing becomes covered by being listed."""

from __future__ import annotations

import ast
import json
from datetime import date
from pathlib import Path

import pytest

from graph import open_graph
from graph.errors import BadTable
from graph.ingest import official
from graph.ingest.batch import Batch
from graph.ingest.build import build
from graph.ingest.files import Item
from graph.ingest.sources import code_maps
from graph.query.diff.changes import compare
from graph.query.graph import Graph

FIRST, SECOND = "bcbsmnCodes-2020-10-25-0b9803a6.json", "bcbsmnCodes-2021-03-14-0d43cde8.json"


def _entries(path: Path) -> set[tuple[str, str]]:
    """Code and policy number as the file writes them."""
    return {(code, " ".join(entry["Policy #"].split())) for code, entries in json.loads(path.read_text("utf-8")).items()
            for entry in entries}


@pytest.fixture(scope="module")
def maps(shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    data = tmp_path_factory.mktemp("data")
    for name in ("procedures", "vocabularies"):
        (data / name).mkdir()
    release = build(data, tmp_path_factory.mktemp("out"), releases=[shared / "code-maps" / n for n in (FIRST, SECOND)])
    assert [row["listed"] for row in release.table("ledger").to_pylist()] == [0, 0]
    return open_graph(release.path)


def _held(graph: Graph) -> set[tuple[str, str]]:
    """The entries that hold on the day of the graph, put together again from edges and their qualifiers."""
    found = set()
    for node in graph.nodes("provision"):
        for a in graph.out(node, "applies_to"):
            said = a.qualifiers
            if (said.reason or "").startswith("range "):
                continue  # what a range was expanded to is no entry of the file
            raw = a.object.id.partition(":")[2] if a.object.category == "code" else a.object.label
            if said.condition:
                raw += f" {said.condition.removeprefix('with modifier ')}"
            if said.reason:
                raw = ast.literal_eval(said.reason.removeprefix("written "))
            policy = graph.columns.policy(graph.columns.policy_of_provision(node.number))
            found.add((raw, policy.number or "N/A"))
    return found


@pytest.mark.shared
@pytest.mark.parametrize(("day", "name"), [
    (date(2020, 10, 25), FIRST), (date(2021, 3, 13), FIRST), (date(2021, 3, 14), SECOND), (date(2024, 1, 1), SECOND)])
def test_a_day_agrees_with_its_file(maps: Graph, shared: Path, day: date, name: str) -> None:
    assert _held(maps.at(day)) == _entries(shared / "code-maps" / name)


@pytest.mark.shared
def test_nothing_is_held_before_the_first_list(maps: Graph) -> None:
    assert _held(maps.at(date(2020, 10, 24))) == set()
    answer = maps.coverage("11200", on=date(2020, 10, 24))
    assert (answer.state, answer.items[0].state) == ("no_data_held", "no_data_held")


@pytest.mark.shared
def test_the_difference_agrees_with_the_files(maps: Graph) -> None:
    before, after = _held(maps.at(date(2020, 12, 1))), _held(maps.at(date(2021, 4, 1)))
    assert (len(after - before), len(before - after)) == (159, 54)


@pytest.mark.shared
def test_diff_counts_the_same_edges(maps: Graph, shared: Path) -> None:
    """The diff of the graph, whose codes have no stray blanks: an entry written otherwise is the same edge, changed."""
    def plain(name: str) -> set[tuple[str, str]]:
        parsed = {(code_maps._parsed(code)[0], number) for code, number in _entries(shared / "code-maps" / name)}
        return {(code, number) for code, number in parsed if code}

    found = [c.counts()["predicates"].get("applies_to", {}) for c in
             compare(maps.at(date(2020, 12, 1)), maps.at(date(2021, 4, 1)))]
    assert sum(c.get("added", 0) for c in found) == len(plain(SECOND) - plain(FIRST)) > 100
    assert sum(c.get("removed", 0) for c in found) == len(plain(FIRST) - plain(SECOND)) > 20


@pytest.mark.shared
def test_listed_is_not_covered(maps: Graph) -> None:
    for node in maps.nodes("code"):
        answer = maps.coverage(node.id, on=date(2021, 1, 1))
        assert answer.covered == "indeterminate"
        assert {i.link for i in answer.items} <= {"listed", "range"}


@pytest.mark.shared
def test_dropped_entries_say_until_when(maps: Graph, shared: Path) -> None:
    old, new = (_entries(shared / "code-maps" / name) for name in (FIRST, SECOND))
    codes = {code.strip() for code, _ in new}
    code, number = next((c, n) for c, n in sorted(old - new) if code_maps._parsed(c)[0] and len(c) == 5 and c not in codes)
    answer = maps.coverage(code, on=date(2021, 6, 1))
    item = next(i for i in answer.items if (i.policy.number or "N/A") == number)
    assert (answer.state, item.state, item.listed_to) == ("does_not_apply", "does_not_apply", date(2021, 3, 13))
    assert maps.coverage(code, on=date(2021, 1, 1)).state == "applies"


@pytest.mark.shared
def test_spelling_is_kept_beside_the_code(maps: Graph) -> None:
    details = {i.detail for i in maps.coverage("00170").items}
    assert "written '170'" in details


@pytest.mark.shared
def test_a_list_that_quotes_national_sections_leads_there(shared: Path, root: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("procedures", "policies"):
        (data / name).mkdir(parents=True)
    section = root / "data" / "policies" / "NCD-20.29.toml"
    (data / "policies" / section.name).write_text(section.read_text("utf-8"), "utf-8")
    graph = open_graph(build(data, tmp_path / "out", releases=[shared / "code-maps" / "lulusanders84-medicareCodes.json"]).path)
    into = [a.subject.id for a in graph.into(graph.node("policy:cms/NCD-20.29"), "defers_to")]
    assert into == ["policy:medicare/medicare-20.29"]
    codes = [c for c, n in _entries(shared / "code-maps" / "lulusanders84-medicareCodes.json") if n == "Medicare (20.29)"]
    assert codes
    for code in codes:
        assert "listed" in {i.link for i in graph.coverage(code).items if i.policy.payer == "payer:medicare"}


# --- odd files ---


def _batch(tmp_path: Path, name: str, content: object) -> Batch:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    reader = official.recognise(Item(path))
    assert reader is not None
    batch = reader.read(Item(path))
    batch.settle(name)
    return batch


def _entry(number: str, title: str = "A title") -> dict[str, str]:
    return {"Policy #": number, "Full Policy": title}


def test_odd_codes_stay_as_written(tmp_path: Path) -> None:
    batch = _batch(tmp_path, "planCodes-2020-01-01.json", {
        "Varies": [_entry("I-1")], "T1002 TG": [_entry("I-1")], "80150-80299": [_entry("I-1")],
        "80299-80150": [_entry("I-1")], "": [_entry("I-1")], "J0584 ": [_entry("I-1"), _entry("I-1"), _entry("", "")]})
    objects = set(batch.table("edges").column("object").to_pylist())
    assert {"codeset:plan/varies", "HCPCS:T1002", "codeset:plan/80150-80299", "HCPCS:J0584"} <= objects
    assert (batch.read, batch.loaded, batch.merged, sum(batch.listed.values())) == (8, 5, 1, 2)
    assert any("backwards" in p.what for p in batch.problems)


def test_titles_bring_the_documents_asked_for(tmp_path: Path) -> None:
    batch = _batch(tmp_path, "planPolicies.json", [
        {**_entry("I-1"), "info": "Operative report."}, {**_entry("", ""), "info": "?"}, {**_entry("I-1"), "info": ""}])
    assert (batch.loaded, batch.merged, sum(batch.listed.values())) == (1, 1, 1)
    assert "Operative report." in batch.table("policies").column("record").to_pylist()[0]


def test_broken_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="not JSON"):
        _batch(tmp_path, "planCodes.json", '{"11200": [{"Policy #": "1", "Full Policy": "x"}')


def test_entries_of_another_shape_are_listed(tmp_path: Path) -> None:
    batch = _batch(tmp_path, "planCodes.json", {"11200": [_entry("I-1"), "text", 5, None], "11201": 7})
    assert (batch.loaded, sum(batch.listed.values())) == (1, 4)


def test_a_map_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="whose map"):
        _batch(tmp_path, "x.json", {"11200": [_entry("I-1")]})
