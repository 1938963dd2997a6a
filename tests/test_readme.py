"""The README shows what is so: its answer, its counts and its commands."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.query.graph import Graph
from server.cli import main


@pytest.fixture
def readme(root: Path) -> str:
    return (root / "README.md").read_text("utf-8")


def test_generated_parts_are_current(readme: str, graph: Graph, root: Path, shared: Path) -> None:
    """`python docs/figures.py` renews them; some were measured on files beside the checkout."""
    spec = importlib.util.spec_from_file_location("figures", root / "docs" / "figures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.written(readme, graph) == readme


def test_query_answers(readme: str, client: TestClient, root: Path) -> None:
    body = json.loads((root / "docs" / "kin.json").read_text("utf-8"))
    shown = re.search(r"```graphql\n(.*?)\n```", readme, re.DOTALL)[1]
    assert body["query"] == shown
    answer = client.post("/graphql", json=body).json()
    assert "errors" not in answer
    for item in answer["data"]["similar"]["items"]:
        assert f"{item['score']:.3f}  {item['code']['curie']}" in readme


def test_python_example_runs(readme: str, graph: Graph, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("CODEKIN_RELEASES", str(graph.release.path))
    exec(re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1], {})
    assert " — " in capsys.readouterr().out


def test_commands_are_documented(readme: str) -> None:
    for name in main.commands:
        assert re.search(rf"[`, ]{name}\b", readme), name
