"""A part of a list that passes for an edition would end all other codes: it is told, and --strict refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import open_graph
from graph.errors import BadInput
from graph.ingest import agreement
from graph.ingest.build import build
from graph.query.completion import complete
from graph.release.directory import Release
from tests.official import book
from tests.test_source_icd10 import order

_ROW = ["Infusion pump", "Pump", "", "C", "D1E"]


def _edition(path: Path, day: str, codes: list[str]) -> Path:
    return book(path, [[code, *_ROW, day, day, "", "A"] for code in codes])


def _problems(few: Path, folder: Path) -> list[tuple[str, str]]:
    made = build(few, folder / "out", releases=[folder / "official"])
    return [(p["path"], p["what"]) for p in made.table("problems").to_pylist()]


@pytest.fixture
def official(tmp_path: Path) -> Path:
    (folder := tmp_path / "official").mkdir()
    return folder


def test_a_part_that_passes_for_an_edition(few: Path, tmp_path: Path, official: Path) -> None:
    codes = [f"Q{n}" for n in range(9900, 9910)]
    _edition(official / "HCPC2030_JAN.xlsx", "20300101", [*codes, "A1", "A2"])
    _edition(official / "HCPC2030_APR.xlsx", "20300401", [*codes[:4], "A1"])
    _edition(official / "HCPC2030_JUL.xlsx", "20300701", [*codes[:9], "A1"])  # more than before, and no harm
    assert _problems(few, tmp_path) == [(
        "HCPC2030_APR.xlsx", "HCPCS@2030-04 lists 4 codes of HCPCS, HCPCS@2030-01 10: less than half of the list, and "
        "all others end with it")]
    with pytest.raises(BadInput, match="lists 4 codes of HCPCS"):
        build(few, tmp_path / "strict", releases=[official], strict=True)


def test_half_of_a_list_may_be_all_of_it(few: Path, tmp_path: Path, official: Path) -> None:
    _edition(official / "HCPC2030_JAN.xlsx", "20300101", [f"Q990{n}" for n in range(8)])
    _edition(official / "HCPC2030_APR.xlsx", "20300401", [f"Q990{n}" for n in range(4)])
    assert _problems(few, tmp_path) == []


def test_a_list_in_two_files_is_one_list(few: Path, tmp_path: Path, official: Path) -> None:
    """The parts of an edition count together, and what two files repeat counts once."""
    titles = [(f"0016{n:02}0", "1", f"Bypass number {n}") for n in range(10)]
    (official / "icd10pcs_order_2030.txt").write_text(order(*titles))
    for name, part in (("icd10pcs_order_2031.txt", titles[:3]), ("more_order_2031.txt", titles[3:6])):
        (official / name).write_text(order(*part))
    assert _problems(few, tmp_path) == []
    (official / "more_order_2031.txt").write_text(order(*titles[1:4]))
    [(_, said)] = _problems(few, tmp_path)
    assert said.startswith("ICD10PCS@2031 lists 4 codes of ICD10PCS, ICD10PCS@2030 10:")


def test_an_edition_without_a_list(few: Path, tmp_path: Path, official: Path) -> None:
    """It ends no codes: here definitions that come alone, before the list of their year."""
    titles = [(f"0016{n:02}0", "1", f"Bypass number {n}") for n in range(10)]
    (official / "icd10pcs_order_2030.txt").write_text(order(*titles))
    (official / "icd10pcs_definitions_2031.xml").write_text(
        "<ICD10PCS.definitions><version>2031</version></ICD10PCS.definitions>")
    assert not [what for _, what in _problems(few, tmp_path) if "less than half" in what]
    assert complete(open_graph(tmp_path / "out").columns, "0016").codes == 10
    nodes = Release(tmp_path / "out").table("nodes").to_pylist()
    assert {node["valid_to"] for node in nodes if node["id"] in {f"ICD10PCS:{code}" for code, _, _ in titles}} == {None}


def test_the_same_files_are_compared_once(
    few: Path, tmp_path: Path, official: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    plain = agreement.partial
    monkeypatch.setattr(agreement, "partial", lambda entries: compared.append(len(entries)) or plain(entries))
    codes = [f"Q{n}" for n in range(9900, 9910)]
    _edition(official / "HCPC2030_JAN.xlsx", "20300101", codes)
    _edition(official / "HCPC2030_APR.xlsx", "20300401", codes[:4])
    first = _problems(few, tmp_path)
    (official / "page.txt").write_text("A file that nobody knows")
    assert [said for said in _problems(few, tmp_path) if said[0] != "page.txt"] == first != []
    assert compared == [2]
    _edition(official / "HCPC2030_APR.xlsx", "20300401", codes[:8])
    assert [path for path, _ in _problems(few, tmp_path)] == ["page.txt"]
    assert compared == [2, 2]
