"""A local determination holds in the states that its Medicare contractor serves."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from graph import open_graph
from graph.errors import BadTable
from graph.ingest.build import build
from graph.ingest.policies.contractors import load, served

STATES = 50 + 6  # with the District, Puerto Rico, the Virgin Islands, Guam, American Samoa and the Northern Marianas
RECORD = {"data": [{
    "lcd_id": 39990, "display_id": "L39990", "document_type": "LCD", "title": "Warming of the Eyelid", "status": "A", "lcd_version": 2,
    "contractor_name_type": "Palmetto GBA (MAC - Part A, MAC - Part B)", "orig_det_eff_date": "01/01/2024", "rev_eff_date": "01/01/2024",
    "effective_date": "01/01/2024", "indication": "&lt;p&gt;Warming of the eyelid (CPT 0207T) is not reasonable and necessary.&lt;&sol;p&gt;"}]}


@pytest.mark.parametrize("kind", ["A/B", "HHH", "DME"])
def test_every_state_is_served_once_for_each_kind_of_contract(root: Path, kind: str) -> None:
    found = Counter(s for j in load(root / "data" / "policies" / "contractors.toml") if j["kind"] == kind for s in j["states"])
    assert set(found.values()) == {1}
    assert len(found) == STATES


def test_the_kind_of_contract_decides() -> None:
    assert "DME A" in list(served("Noridian Healthcare Solutions, LLC (DME MAC)"))
    assert "JE" not in list(served("Noridian Healthcare Solutions, LLC (DME MAC)"))
    assert list(served("Some Other Administrators (MAC - Part A)")) == []


PLACES = [("NC", "applies"), ("JJ", "applies"), ("palmetto gba", "applies"), ("CA", "does_not_apply")]


@pytest.mark.parametrize(("place", "state"), PLACES)
def test_a_determination_is_asked_by_state(tmp_path: Path, place: str, state: str) -> None:
    (tmp_path / "data" / "policies").mkdir(parents=True)
    (tmp_path / "data" / "procedures").mkdir()
    (tmp_path / "lcd.json").write_text(json.dumps(RECORD), "utf-8")
    graph = open_graph(build(tmp_path / "data", tmp_path / "out", policies=[tmp_path / "lcd.json"]).path)
    assert graph.coverage("0207T", jurisdiction=place, on=date(2025, 6, 1)).state == state


def test_a_table_with_other_keys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "contractors.toml").write_text('[[jurisdiction]]\nid = "JX"\n')
    with pytest.raises(BadTable, match="other keys"):
        load(tmp_path / "contractors.toml")
