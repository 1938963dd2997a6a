"""A release is whole or it is not there, and what is damaged is refused with expected and got."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.errors import DamagedRelease, FormatMismatch, NoRelease
from graph.ingest.assemble import assemble
from graph.ingest.build import build
from graph.ingest.draft import Draft
from graph.model import Document, Duration, Page
from graph.query.columns import Columns
from graph.query.graph import Graph
from graph.release import writer as writing
from graph.release.directory import FORMAT, Release
from graph.release.writer import Writer


@pytest.fixture
def copy(releases: Path, tmp_path: Path) -> Path:
    target = tmp_path / "release"
    shutil.copytree(Release(releases).path, target)
    return target


@pytest.fixture(scope="module")
def made(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a few pages."""
    return build(few, tmp_path_factory.mktemp("made"))


def test_same_input_is_same_release(root: Path, releases: Path) -> None:
    """Building again finds the intact release and does nothing."""
    before = Release(releases)
    assert build(root / "data", releases).path == before.path


def test_same_input_gives_same_bytes(few: Path, made: Release, tmp_path: Path) -> None:
    def entries(release: Release) -> list[dict]:
        return [e for e in release.manifest["files"] if e["path"].startswith(("tables/", "arrays/"))]

    assert entries(build(few, tmp_path)) == entries(made)


def test_adding_a_page_makes_another_release(few: Path, made: Release, tmp_path: Path) -> None:
    page = tmp_path / "CPT-99999.txt"
    page.write_text("Risks\n\n• Bleeding\n", "utf-8")
    other = build(few, tmp_path / "out", [page])
    assert other.id != made.id
    assert other.manifest["counts"]["pages"] == made.manifest["counts"]["pages"] + 1


def test_page_without_code_is_reported_and_kept(few: Path, tmp_path: Path) -> None:
    page = tmp_path / "unknown.txt"
    page.write_text("Risks\n\n• Bleeding\n", "utf-8")
    made = build(few, tmp_path / "out", [page])
    assert [p["path"] for p in made.table("problems").to_pylist()] == ["unknown.txt"]
    assert "unknown.txt" in made.table("documents").column("path").to_pylist()


@pytest.mark.parametrize("took", [
    Duration(None, 40), Duration(None, None, 3), Duration(None, None, None, "varies"), Duration(20, None), None,
])
def test_every_part_of_a_duration_is_kept(tmp_path: Path, took: Duration | None) -> None:
    """A page may say "up to 40 minutes", or only how many sessions."""
    draft = Draft()
    draft.document(Document("sha256:0", "page.txt", 1, "user", "user"))
    draft.code("CPT:76496")
    draft.node("page:x", "procedure_page", "A page")
    draft.pages.append(Page("page:x", "CPT:76496", "A page", "sha256:0", took, ()))
    writer = Writer(tmp_path, "r-test")
    counts = assemble(draft, [], writer, lambda step: None)
    columns = Columns(Release(writer.commit({"built_at": "", "inputs": [], "counts": counts})))
    assert columns.page(columns.find("page:x")).duration == took


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Files are written beside other work: a full disk is told at the latest when the release is to appear."""
    writer = Writer(tmp_path, "r-test")
    (writer.folder / "arrays").rmdir()
    writer.arrays("some", {"numbers": np.zeros(3)})
    with pytest.raises(FileNotFoundError):
        writer.commit({})
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


def test_a_release_of_nothing_says_so(tmp_path: Path) -> None:
    """What nobody knows is told even where there is nothing else."""
    (tmp_path / "data" / "procedures").mkdir(parents=True)
    (letter := tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    release = build(tmp_path / "data", tmp_path / "out", releases=[letter])
    assert [problem["path"] for problem in release.table("problems").to_pylist()] == ["letter.txt"]
    assert release.table("edges").num_rows == 0


def test_every_file_is_flushed_before_the_release_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that come together are flushed together, and none is forgotten."""
    flushed: dict[str, bool] = {}
    plain = writing.flush
    monkeypatch.setattr(writing, "flush", lambda path: flushed.setdefault(path.name, (tmp_path / "r-test").exists()) or plain(path))
    writer = Writer(tmp_path, "r-test")
    writer.table("terms", pa.table({"text": ["one"]}))
    writer.arrays("large", {"numbers": np.zeros(1 << 21)})
    writer.arrays("small", {"numbers": np.zeros(3)})
    release = Release(writer.commit({"built_at": "", "inputs": [], "counts": {}}))
    files = {Path(entry["path"]).name for entry in release.manifest["files"]} | {"manifest.json"}
    folders = {"tables", "arrays", "search", writer.folder.name}
    assert {name for name, there in flushed.items() if not there} == files | folders
    assert release.arrays("large")["numbers"].sum() == 0


def test_numbers_are_kept_as_written(graph: Graph) -> None:
    seen = {evidence.confidence for a in graph.out(graph.code("76496"), "has_risk") for evidence in graph.evidence(a)}
    assert seen <= {1.0, 0.95, 0.8, 0.4}


def test_damage_is_refused(copy: Path) -> None:
    table = copy / "tables" / "nodes.arrow"
    content = bytearray(table.read_bytes())
    content[100] ^= 0xFF
    table.write_bytes(content)
    with pytest.raises(DamagedRelease, match=r"expected sha256 .*; got"):
        Release(copy)


def test_truncation_is_refused(copy: Path) -> None:
    table = copy / "tables" / "edges.arrow"
    table.write_bytes(table.read_bytes()[:-10])
    with pytest.raises(DamagedRelease, match=r"expected \d+ bytes; got \d+ bytes"):
        Release(copy)


def test_missing_file_is_refused(copy: Path) -> None:
    (copy / "tables" / "labels.arrow").unlink()
    with pytest.raises(DamagedRelease, match="missing"):
        Release(copy)


def test_other_format_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    (copy / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), "utf-8")
    with pytest.raises(FormatMismatch, match=f"expected {FORMAT}; got 99"):
        Release(copy)


@pytest.mark.parametrize(("text", "what"), [
    *((text, "cannot be read") for text in ("", "[]", "{}", '{"format": 1', "\xff")),
    (f'{{"format": {FORMAT}, "id": "r", "files": []}}', "not whole; .* got nothing of built_at, inputs, counts")])
def test_broken_manifest_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "manifest.json").write_text(text, "latin-1")
    with pytest.raises(DamagedRelease, match=f"manifest (is )?{what}"):
        Release(tmp_path)


def test_nothing_here(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="codekin build"):
        Release(tmp_path)


def test_killed_build_leaves_the_old_release(root: Path, releases: Path, tmp_path: Path) -> None:
    """A build that is killed half-way leaves no release of its own and `current` as it was."""
    shutil.copytree(releases, tmp_path / "out", symlinks=True)
    before = Release(tmp_path / "out").id
    page = tmp_path / "CPT-99999.txt"
    page.write_text("Risks\n\n• Bleeding\n", "utf-8")
    command = [sys.executable, "-m", "server", "build", "--out", str(tmp_path / "out"), "--page", str(page)]
    process = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(root)})
    while process.poll() is None and not list((tmp_path / "out").glob(".r-*")):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    after = Release(tmp_path / "out")
    after.verify()
    assert after.id == before
