"""A running server takes up a new release, keeps requests whole, and outlives a bad one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.ingest.build import build
from server import current
from server.app import create_app


@pytest.fixture
def folder(releases: Path, tmp_path: Path) -> Path:
    source = (releases / "current").resolve()
    shutil.copytree(source, tmp_path / "out" / source.name)
    (tmp_path / "out" / "current").symlink_to(source.name)
    return tmp_path / "out"


def test_new_release_is_taken_up(folder: Path, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "_SECONDS", 0.0)
    client = TestClient(create_app(folder))
    before = client.get("/healthz").json()["release"]
    page = tmp_path / "G0008.txt"
    page.write_text("Flu vaccine\nCode: HCPCS G0008\n\nRisks\n\n• Sore arm\n", "utf-8")
    made = build(few, folder, [page])
    assert client.get("/healthz").json()["release"] == made.id != before
    query = '{release{id} code(id:"G0008"){hasRisk{totalCount}}}'
    assert client.post("/graphql", json={"query": query}).json()["data"]["release"]["id"] == made.id


def test_damaged_release_is_not_taken_up(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(current, "_SECONDS", 0.0)
    client = TestClient(create_app(folder))
    before = client.get("/healthz").json()["release"]
    (folder / "broken").mkdir()
    (folder / "broken" / "manifest.json").write_text("{", "utf-8")
    (folder / "current").unlink()
    (folder / "current").symlink_to("broken")
    assert client.get("/healthz").json()["release"] == before
    assert client.get("/id/CPT:76496").status_code == 200
    assert caplog.text.count("release broken is not served") == 1
