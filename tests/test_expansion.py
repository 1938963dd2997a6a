"""What tables of ICD-10-PCS allow is said beside what the order file lists, in words, as JSON and over GraphQL."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph import open_graph
from graph.ingest.build import build
from schema.graphql.schema import schema
from server.cli import main
from tests.test_diff_one_sided import _CODES, _NEW, _listed
from tests.test_source_pcs_tables import SMALL

ALL = (*_CODES, _NEW)
OTHER = ("0UT00ZZ", "Resection of Right Ovary, Open Approach")


@pytest.mark.parametrize(("order", "words", "told"), [
    (ALL, "5 codes, as the order file lists", (5, [], [])),
    ((*_CODES, OTHER), "5 codes, where the order file lists 5; 1 not listed (ICD10PCS:0W0F0ZZ); 1 not allowed "
     "(ICD10PCS:0UT00ZZ)", (5, ["ICD10PCS:0W0F0ZZ"], ["ICD10PCS:0UT00ZZ"])),
    ((), "5 codes; no order file of the edition is held", (None, [], [])),
])
def test_tables_beside_the_order_file(few: Path, tmp_path: Path, order: tuple, words: str, told: tuple) -> None:
    (official := tmp_path / "official").mkdir()
    with zipfile.ZipFile(official / "tables_2026.zip", "w") as archive:
        archive.writestr("icd10pcs_tables_2026.xml", SMALL)
    if order:
        (official / "icd10pcs_order_2026.txt").write_text(_listed(*order))
    (official / "icd10pcs_order_2025.txt").write_text(_listed(*_CODES))  # of which there are no tables
    build(few, tmp_path / "out", releases=[official])
    said = CliRunner().invoke(main, ["status", str(tmp_path / "out")]).output.splitlines()
    assert [line.strip() for line in said if "allow" in line and ":" not in line.partition("allow")[0]] == [
        f"tables of ICD10PCS@2026 allow {words}"]
    editions = json.loads(CliRunner().invoke(main, ["status", str(tmp_path / "out"), "--json"]).output)["editions"]
    tables = {e["name"]: e.get("tables") for e in editions if e["family"] == "ICD10PCS"}
    listed, lacking, beyond = told
    assert tables == {"2025": None, "2026": {"allowed": 5, "listed": listed, "not_listed": lacking,
                                            "not_allowed": beyond}}
    found = schema.execute_sync("{ release { editions { name tables { allowed listed notListed notAllowed } } } }",
                                context_value={"graph": open_graph(tmp_path / "out")}).data["release"]["editions"]
    assert {e["name"]: e["tables"] for e in found} == {"2025": None, "2026": {
        "allowed": 5, "listed": listed, "notListed": lacking, "notAllowed": beyond}}
