"""The notebooks run from top to bottom, and what they show is there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from graph.query.graph import Graph

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.filterwarnings("ignore")
def test_notebook_runs(path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Executed against the release of this run; every figure comes out as a picture."""
    monkeypatch.setenv("CODEKIN_RELEASES", str(graph.release.path))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert "CPT:76496" in "".join(output.get("text", "") for output in outputs)
