"""A release as Parquet says what the graph says, under identifiers, and stands there whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from graph.errors import UnreadableFile
from graph.query import parquet
from graph.query.graph import Graph
from graph.release.directory import digest
from graph.release.tables import ROW, TABLES
from server.cli import main


@pytest.fixture(scope="module")
def folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet") / "out"
    parquet.write(graph.release, folder)
    return folder


def test_edges_and_evidence_are_those_of_the_graph(graph: Graph, folder: Path) -> None:
    edges, evidence = (pq.read_table(folder / f"{name}.parquet") for name in ("edges", "evidence"))
    node = graph.code("CPT:76496")
    held = graph.out(node, "has_risk")
    rows = edges.filter((pc.field("subject") == node.id) & (pc.field("predicate") == "has_risk")).to_pylist()
    assert len(rows) == len(held) > 2
    for row, edge in zip(rows, held, strict=True):
        assert (row["object"], row["number"]) == (edge.object.id, edge.number)
        assert {name: row[name] for name in asdict(edge.qualifiers)} == asdict(edge.qualifiers)
        quotes = evidence.filter(pc.field("edge") == row["number"]).drop_columns(["edge"]).to_pylist()
        assert quotes == [asdict(e) for e in graph.evidence(edge)]
        assert all(quote["exact"] and quote["confidence"] <= 1 for quote in quotes)


def test_no_row_number_is_left(graph: Graph, folder: Path) -> None:
    """But for the number of an edge, which is a column of the edges, too."""
    for path in folder.glob("*.parquet"):
        read = pq.read_table(path)
        counted = {f.name for f in TABLES[path.stem] if f.type == ROW} - {
            "edge", "qualifiers", "row", "start", "end", "number", "minimum_minutes", "maximum_minutes", "sessions", "line",
            "parent", "least"}
        assert all(str(read.schema.field(name).type) == "string" for name in counted), path.name


def test_manifest(graph: Graph, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["release"] == graph.release.id
    assert set(manifest["files"]) == {path.name for path in folder.glob("*.parquet")}
    for name, said in manifest["files"].items():
        assert said["sha256"] == digest(folder / name)
        assert said["rows"] == graph.to_arrow(name.removesuffix(".parquet")).num_rows
    assert set(TABLES) - {Path(name).stem for name in manifest["files"]} == {"qualifiers", "quotes", "terms", "review"}


def test_the_same_release_gives_the_same_files(graph: Graph, folder: Path, tmp_path: Path) -> None:
    parquet.write(graph.release, tmp_path / "again")
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_nothing_is_written_over(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UnreadableFile, match="is there already"):
        parquet.write(graph.release, tmp_path / "mine")
    (tmp_path / "file").touch()
    with pytest.raises(UnreadableFile, match="cannot be written"):
        parquet.write(graph.release, tmp_path / "file" / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"mine", "file"}


def test_command(releases: Path, tmp_path: Path) -> None:
    run = ["export", "--format", "parquet", "--release", str(releases)]
    done = CliRunner().invoke(main, [*run, "--out", str(tmp_path / "out")])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "edges.parquet" in done.stderr
    for wrong in (run, [*run, "--id", "CPT:76496", "--out", str(tmp_path / "other")]):
        refused = CliRunner().invoke(main, wrong)
        assert (refused.exit_code, "expected --out FOLDER and no --id" in refused.stderr) == (2, True)
