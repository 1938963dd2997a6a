"""All official files in one release, as a user makes one: what their publishers count is what it says that it holds."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.cli import main

LISTED = {  # codes and headers, as the publishers count them
    "HCPCS@2019-01": {"HCPCS": (6440, 0), "MODIFIER": (360, 0)},
    "HCPCS@2025-07": {"HCPCS": (8387, 0), "MODIFIER": (383, 0)},
    "ICD10PCS@2024": {"ICD10PCS": (78_638, 0)}, "ICD10PCS@2025": {"ICD10PCS": (78_948, 0)},
    "ICD10CM@2025": {"ICD10CM": (74_260, 23_324)},
}
OFFICIAL = ("betos", "ccsr", "hcpcs", "icd10cm", "icd10pcs", "ms-drg", "ncci", "nucc", "opps-asc", "pfs-rvu", "pos")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def whole(shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    run("build", "--data", str(root / "data"), "--release", str(shared), "--out", str(out), "--json")
    return out


@pytest.fixture(scope="module")
def status(whole: Path) -> dict[str, Any]:
    return json.loads(run("status", str(whole), "--json").stdout)


def test_editions_list_what_their_publishers_count(status: dict[str, Any]) -> None:
    lists = {edition["id"].partition(":")[2]: {each["system"]: (each["codes"], each["headers"]) for each in edition["lists"]}
             for edition in status["editions"]}
    assert {name: lists[name] for name in LISTED} == LISTED
    assert lists["NCCI-PTP@2024-07"] == {}


def test_the_counts_are_printed(whole: Path) -> None:
    said = run("status", str(whole)).stdout
    assert re.search(r"^edition HCPCS@2025-07, .*; lists 8387 codes of HCPCS, 383 codes of MODIFIER$", said, re.MULTILINE)
    assert re.search(r"^edition ICD10CM@2025, .*; lists 74260 codes of ICD10CM and 23324 headers$", said, re.MULTILINE)
    assert re.search(r"^edition ICD10PCS@2025, .*; lists 78948 codes of ICD10PCS$", said, re.MULTILINE)
    assert "  tables of ICD10PCS@2025 allow 78948 codes, as the order file lists\n" in said


def test_every_row_is_accounted_for(status: dict[str, Any]) -> None:
    for row in status["ledger"]:
        assert row["read"] == row["loaded"] + row["merged"] + row["listed"], row["item"]
        assert row["listed"] == sum(row["reasons"].values()), row["item"]
    assert status["counts"]["edges"]["bundled_with"] > 2_400_000
    assert sum(status["counts"]["edges"].values()) > 3_000_000


def test_every_official_file_has_its_reader(status: dict[str, Any], shared: Path) -> None:
    """What no reader knows is told among the problems: pages, policies in words and samples that lie beside."""
    unknown = {p["path"] for p in status["problems"] if "no reader knows" in p["what"]}
    official = [path.name for folder in OFFICIAL for path in (shared / folder).iterdir() if path.suffix != ".md"]
    assert unknown
    assert len(official) > 30
    assert not unknown & set(official)
