"""Helpers that read official files ahead change nothing but the time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.ingest import ahead, official
from graph.ingest.build import build
from graph.ingest.cache import Cache
from graph.release.directory import Release


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Order files of two years, a workbook that is none, a file that no reader knows, and a cut archive."""
    folder = tmp_path_factory.mktemp("official")
    for year, title in ((2031, "Bypass Ventricle to Nasopharynx"), (2032, "Bypass Ventricle to Mastoid")):
        (folder / f"icd10pcs_order_{year}.txt").write_text(f"00001 0016070 1 {title:60} {title}, Open Approach\r\n")
    (folder / "codes.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    (folder / "notes.txt").write_text("nothing that anybody knows\n")
    (folder / "cut.zip").write_bytes(b"PK\x03\x04")
    return folder


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH", 1)


def sums(release: Release) -> dict[str, str]:
    return {f["path"]: f["sha256"] for f in release.manifest["files"]}


@pytest.fixture(scope="module")
def alone(few: Path, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build(few, tmp_path_factory.mktemp("alone"), releases=[files], workers=1)


def test_few_bytes_are_read_without_help(files: Path, monkeypatch: pytest.MonkeyPatch, eager: None) -> None:
    held = [(path, "") for path in sorted(files.iterdir())]
    assert ahead.worth(held, 1) == 0
    assert ahead.worth(held[:1], 4) == 0
    assert ahead.worth(held, 3) == 2
    assert ahead.worth(held) < ahead.MOST
    monkeypatch.undo()
    assert ahead.worth(held, 4) == 0


@pytest.mark.parametrize("workers", [2, 4])
def test_release_is_the_same_whoever_reads(
    workers: int, few: Path, files: Path, alone: Release, tmp_path: Path, eager: None
) -> None:
    release = build(few, tmp_path, releases=[files], workers=workers)
    assert sums(release) == sums(alone)
    assert release.manifest["counts"] == alone.manifest["counts"]
    assert len(alone.table("problems")) >= 3


def test_helpers_make_the_search_index(
    few: Path, files: Path, alone: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, eager: None
) -> None:
    """All parts that are new; one that a helper could not make is made here."""
    asked, plain = [], ahead.Helpers.index
    monkeypatch.setattr(ahead.Helpers, "index", lambda *of: asked.append(plain(*of)) or asked[-1])
    assert sums(build(few, tmp_path / "helped", releases=[files], workers=3)) == sums(alone)
    assert asked
    assert all(asked)
    monkeypatch.setattr(ahead.Helpers, "index", lambda *of: False)
    assert sums(build(few, tmp_path / "left", releases=[files], workers=3)) == sums(alone)


def test_helpers_keep_what_a_build_would(files: Path, tmp_path: Path) -> None:
    """All of it, what is wrong with a file included, each file once."""
    held = [(path, f"sha256:{n}") for n, path in enumerate(sorted(files.iterdir()))]
    caches = Cache(tmp_path / "ahead", "code"), Cache(tmp_path / "alone", "code")
    with ahead.helping(caches[0], 2) as helpers:
        coming = helpers.read(held)
        assert [path.stat().st_size for path, _ in coming] == sorted((p.stat().st_size for p, _ in held), reverse=True)
        assert all(future.result(60) for future in coming.values())
    assert all(official.keep(caches[1], file) for file in held)
    said = [{path.relative_to(cache.folder): path.read_bytes() for path in cache.folder.rglob("*") if path.is_file()}
            for cache in caches]
    assert said[0] == said[1]
    assert len(official.known(held, caches[0])) == len(held)


def test_what_a_dead_helper_left_is_read_here(
    few: Path, files: Path, alone: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, eager: None
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def dies(cache: Cache) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return started[-1]

    monkeypatch.setattr(ahead, "_started", dies)
    assert sums(build(few, tmp_path, releases=[files], workers=3)) == sums(alone)
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)


def test_a_refusal_ends_all_helpers(
    few: Path, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, eager: None
) -> None:
    """A strict build says the same as without help, and nothing runs on behind it."""
    said, started, plain = [], [], ahead._started
    monkeypatch.setattr(ahead, "_started", lambda cache: started.append(plain(cache)) or started[-1])
    for workers in (1, 3):
        with pytest.raises(BadInput) as caught:
            build(few, tmp_path / str(workers), releases=[files], strict=True, workers=workers)
        said.append(caught.value.sentence())
    assert said[0] == said[1]
    assert "codes.xlsx" in said[0]
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)


def test_an_entry_that_a_helper_spoils_is_not_used(few: Path, files: Path, tmp_path: Path) -> None:
    """Whether it is whole is looked at by every later build."""
    cache = Cache(tmp_path / "x", "code")
    file = (files / "icd10pcs_order_2031.txt", "sha256:0")
    assert official.keep(cache, file)
    assert list(official.known([file], cache)) == [file]
    table = next((tmp_path / "x").rglob("ids.arrow"))
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    assert official.known([file], cache) == {}
