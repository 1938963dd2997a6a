"""BETOS, types of service and RBCS: the tables as published, and RBCS by its columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.official import recognise
from tests.official import read_as, written

RBCS = ("HCPCS_Cd,RBCS_ID,RBCS_Cat,RBCS_Cat_Desc,RBCS_Cat_Subcat,RBCS_Subcat_Desc,RBCS_FamNumb,RBCS_Family_Desc,"
        "RBCS_Major_Ind,HCPCS_Cd_Add_Dt,HCPCS_Cd_End_Dt,RBCS_Assignment_Eff_Dt,RBCS_Assignment_End_Dt\n")


def _names(batch: Batch) -> dict[str, str]:
    return {r["id"]: r["label"] for r in batch.table("nodes").to_pylist() if r["category"] == "grouping"}


def test_tables(shared: Path) -> None:
    betos = read_as(Item(shared / "betos" / "BETOS_TB.csv"), "betos")
    services = read_as(Item(shared / "betos" / "CMS_TYPE_SRVC_TB.csv"), "tos")
    assert (betos.loaded, services.loaded) == (106, 34)
    assert not betos.problems
    assert not services.problems
    assert (_names(betos)["BETOS:P8D"], _names(services)["TOS:2"]) == ("Endoscopy - colonoscopy", "Surgery")


def test_record_layout_holds_the_same_tables(shared: Path) -> None:
    """Word for word, but for one name that the table cuts short."""
    layout = _names(read_as(Item(shared / "hcpcs" / "HCPCS2019_recordlayout.txt"), "hcpcs_layout"))
    tables = _names(read_as(Item(shared / "betos" / "BETOS_TB.csv"), "betos")) | _names(
        read_as(Item(shared / "betos" / "CMS_TYPE_SRVC_TB.csv"), "tos"))
    assert layout.keys() == tables.keys()
    assert {k for k in layout if layout[k] != tables[k]} == {"TOS:V"}
    assert layout["TOS:V"].startswith(tables["TOS:V"])


def test_bad_table(tmp_path: Path) -> None:
    batch = read_as(written(tmp_path, "BETOS_CD,DESCRIPTION\nM1A,Made up\nM1A,Again\nlong,None\nM1B,\n\n", "b.csv"), "betos")
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (4, 1, 3)
    wider = written(tmp_path, "BETOS_CD,DESCRIPTION,HCPCS\nM1A,Made up,G9999\n", "wide.csv")
    assert recognise(wider) is None


@pytest.mark.parametrize("text", [
    "12345 P1A        \n12346 Z2 20301231\n12347            \nQ9999 D1E20301331\n12345 P1A\nnonsense\n",
    "HCPCS,BETOS,TERM DT\n12345,P1A,\n12346,Z2,20301231\n12347,,\nQ9999,D1E,20301331\n12345,P1A,\nnonsense\n"])
def test_types_of_procedure_codes(tmp_path: Path, text: str) -> None:
    """The public use file in columns or with commas; a code that ended keeps its type until then."""
    filler = "".join(f"{n} P1A\n" for n in range(20_000, 20_020))
    lines = text.splitlines(keepends=True)
    body = "".join(lines[:-3]) + (filler.replace(" ", ",") if "," in text else filler) + "".join(lines[-3:])
    batch = read_as(written(tmp_path, body, "betpuf31.txt"), "betos_codes")
    assert (batch.edition.id, batch.edition.effective_from) == ("edition:BETOS@2031-01", date(2031, 1, 1))
    assert (batch.read, batch.loaded, dict(batch.listed)) == (26, 23, {
        "a code without a type": 1, "repeated: the first row of this code is kept": 1, "not a row of the record layout": 1})
    edges = {e["subject"]: (e["object"], e["valid_to"]) for e in batch.table("edges").to_pylist()}
    assert edges["CPT:12345"] == ("BETOS:P1A", None)
    assert edges["CPT:12346"] == ("BETOS:Z2", date(2030, 12, 31))
    assert edges["HCPCS:Q9999"] == ("BETOS:D1E", None)
    assert [p.what.partition(":")[0] for p in batch.problems] == [
        "not a date", "repeated", "not a row of the record layout"]


def test_rbcs(tmp_path: Path) -> None:
    """Three levels, the family left out where its number is nought, assignments with their own days."""
    batch = read_as(written(
        tmp_path, RBCS +
        "12345,PM001N,P,Procedure,PM,Musculoskeletal,001,Made-up family,N,01/01/2000,12/31/9999,01/01/2031,12/31/9999\n"
        "12345,PM000N,P,Procedure,PM,Musculoskeletal,000,No RBCS Family,N,01/01/2000,12/31/9999,01/01/2000,12/31/2030\n"
        "134,EV000N,E,E&M,EV,Visits,000,No RBCS Family,N,01/01/2000,12/31/9999,02/30/2031,\n"
        "G9999,,,,,,,,,,,,\nnot one,PM001N,P,Procedure,PM,x,001,y,N,,,,\n"
        "12345,PM001N,P,Procedure,PM,Musculoskeletal,001,Made-up family,N,01/01/2000,12/31/9999,01/01/2031,12/31/9999\n",
        "RBCS_RY_2031.csv"), "rbcs")
    assert batch.edition is not None
    assert batch.edition.id == "edition:RBCS@2031-01"
    assert (batch.read, batch.loaded) == (6, 3)
    assert set(batch.listed) == {"no category", "not a procedure code",
                                 "repeated: the first row of this assignment is kept"}
    assert _names(batch) == {"RBCS:P": "Procedure", "RBCS:PM": "Musculoskeletal", "RBCS:PM001": "Made-up family",
                             "RBCS:E": "E&M", "RBCS:EV": "Visits"}
    edges = {(r["subject"], r["predicate"], r["object"]): r for r in batch.table("edges").to_pylist()}
    assert edges.keys() == {
        ("CPT:12345", "in_grouping", "RBCS:PM001"), ("CPT:12345", "in_grouping", "RBCS:PM"),
        ("CPT:00134", "in_grouping", "RBCS:EV"), ("RBCS:PM001", "broader", "RBCS:PM"), ("RBCS:PM", "broader", "RBCS:P"),
        ("RBCS:EV", "broader", "RBCS:E")}
    assert edges["CPT:12345", "in_grouping", "RBCS:PM"]["valid_to"] == date(2030, 12, 31)
    assert edges["CPT:12345", "in_grouping", "RBCS:PM001"]["valid_from"] == date(2031, 1, 1)
    said = [p.what for p in batch.problems]
    assert "not a date: 02/30/2031" in said
    assert any(s.startswith("code read as CPT:00134") for s in said)
