"""A user's own policy documents become part of a release, each edge with the span it was read from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph import open_graph
from graph.ingest.build import build
from graph.query.graph import Graph

POLICY = """Example Health Plan
Medical Policy
Policy Number: 7.01.508
Policy Title: Things Done to the Knee
Effective Date: January 1, 2025

Coding

Considered Medically Necessary when criteria in the applicable policy statements listed above are met:

CPT Codes
27447
27486

Considered Experimental, Investigational, Unproven:

CPT Codes
27599
"""


@pytest.fixture(scope="module")
def data(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "procedures").mkdir()
    (folder / "policies").mkdir()
    (folder / "policies" / "payers.toml").write_text((root / "data" / "policies" / "payers.toml").read_text("utf-8"), "utf-8")
    return folder


def test_a_document_answers(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "knee.txt"
    path.write_text(POLICY, "utf-8")
    graph = open_graph(build(data, tmp_path / "out", policies=[path]).path)
    answers = {code: graph.coverage(code, on=date(2025, 6, 1)) for code in ("27447", "27486", "27599", "27130")}
    assert {code: (a.state, a.covered) for code, a in answers.items()} == {
        "27447": ("applies", "conditional"), "27486": ("applies", "conditional"),
        "27599": ("applies", "not_covered"), "27130": ("no_data_held", "indeterminate")}
    item, = answers["27447"].items
    assert (item.policy.number, item.version.effective_from) == ("7.01.508", date(2025, 1, 1))
    evidence, = graph.columns.evidence(item.edge)
    assert POLICY[evidence.start : evidence.end] == "27447"


@pytest.fixture(scope="module")
def real(shared: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    files = sorted((shared / "policies").glob("*.txt"))
    return open_graph(build(data, tmp_path_factory.mktemp("out"), policies=files).path)


@pytest.mark.shared
def test_every_code_has_its_place(real: Graph, shared: Path) -> None:
    texts = {p.name: p.read_text("utf-8") for p in (shared / "policies").glob("*.txt")}
    found = 0
    for node in real.nodes("provision"):
        for edge in real.out(node, "applies_to"):
            for evidence in real.evidence(edge):
                if evidence.start is not None:
                    found += 1
                    text = texts[real.document(evidence.document).path]
                    assert text[evidence.start : evidence.end] == evidence.exact
    assert found >= 50


@pytest.mark.shared
def test_five_documents_are_five_policies(real: Graph) -> None:
    assert len(real.policies()) == 5
    assert len({link.policy.payer for link in real.policies()}) == 4
    assert not any("/" in row["path"] for row in real.to_arrow("problems").to_pylist())
