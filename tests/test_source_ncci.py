"""NCCI pairs, units and add-on codes: published files reshaped, and small ones in the layouts of CMS."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from graph import open_graph
from graph.ingest.batch import Batch
from graph.ingest.build import build
from graph.ingest.files import Item
from graph.ingest.sealing import seal
from tests.official import edition_of, read_as, rows_of, written

# --- as published ---

_MEASURE = """
import re, sys
from pathlib import Path
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.sources import ncci
item = Item(Path(sys.argv[1]))
batch = ncci.read_pairs(item)
batch.settle(item.name)
edges = batch.table("edges")
print(batch.read, batch.loaded, batch.merged, edges.num_rows, edges.column("valid_to").null_count, len(batch.problems),
      batch.edition.id, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_pairs_by_the_million(shared: Path, root: Path) -> None:
    """All of them, in less than a gigabyte; a process of its own measures that."""
    path = shared / "ncci" / "ncci_ptp_prac_2024Q3.csv.gz"
    done = subprocess.run([sys.executable, "-c", _MEASURE, str(path)], cwd=root, capture_output=True, text=True,
                          check=True).stdout.split()
    assert done[:7] == ["2546017", "2485646", "60371", "2546017", "1669820", "0", "edition:NCCI-PTP@2024-07"]
    assert int(done[7]) < 1024


def test_units(shared: Path) -> None:
    batch = read_as(Item(shared / "ncci" / "ncci_mue_prac_2024.csv.gz"), "ncci_units")
    assert (batch.read, batch.loaded, len(batch.problems)) == (14_677, 14_677, 0)
    values = Counter(r["value"] for r in rows_of(batch, "attributes", name="mue_mai[practitioner]"))
    assert values == {"2": 5157, "3": 9479, "1": 41}
    assert [r["value"] for r in rows_of(batch, "attributes", id="CPT:0009U", name="mue_units[practitioner]")] == ["2"]


def test_addons(shared: Path) -> None:
    path = shared / "ncci" / "ncci_addon_codes_2024.csv.gz"
    with gzip.open(path, "rt") as handle:
        rows = list(csv.DictReader(handle))
    batch = read_as(Item(path), "ncci_addons")
    assert batch.read == batch.loaded == len(rows) == 7465
    chosen = {r["add_on_code"] for r in rows if r["primary_code"] == "CCCCC"}
    assert {r["id"].partition(":")[2] for r in rows_of(batch, "attributes", name="primary_code")} == chosen
    assert batch.table("edges").num_rows == sum(r["primary_code"] != "CCCCC" for r in rows)
    pairs = {(r["subject"], r["object"]) for r in rows_of(batch, "edges", predicate="add_on_to")}
    assert ("CPT:0071U", "CPT:0070U") in pairs


# --- made for the test: pairs ---

RESHAPED = "column_1,column_2,deletion_date,modifier_indicator,rationale\n"


def test_reshaped_pairs(tmp_path: Path) -> None:
    batch = read_as(written(tmp_path, RESHAPED + "12345,12346,9999-12-31,1,Made-up reason\n"
                        "12345,G9999,2030-12-31,0,Made-up reason\nD9999,591T,2031-02-30,9,\n"
                        "12345,12347,9999-12-31,7,Made-up reason\n?,12347,9999-12-31,0,x\nbroken,row\n",
                        "ncci_ptp_prac_2031Q2.csv"), "ncci_pairs")
    assert edition_of(batch) == "edition:NCCI-PTP@2031-04"
    assert (batch.read, batch.loaded) == (6, 3)
    assert set(batch.listed) == {"modifier indicator is none of 0, 1 and 9", "not a procedure code",
                                 "another number of cells than the heading has"}
    edges = {(r["subject"], r["object"]): r for r in rows_of(batch, "edges", predicate="bundled_with")}
    assert edges.keys() == {("CPT:12345", "CPT:12346"), ("CPT:12345", "HCPCS:G9999"), ("CDT:D9999", "CPT:0591T")}
    ended = edges["CPT:12345", "HCPCS:G9999"]
    assert (ended["valid_to"], ended["row"]) == (date(2030, 12, 31), 3)
    said = batch.qualifiers[ended["qualifiers"]]
    assert (said.modifier, said.reason) == ("0", "Made-up reason")
    assert edges["CPT:12345", "CPT:12346"]["valid_to"] is None
    assert batch.qualifiers[edges["CDT:D9999", "CPT:0591T"]["qualifiers"]].reason is None
    assert "not a date: held open" in [p.what for p in batch.problems]
    assert {p.line for p in batch.problems} == {4, 5, 6, 7}


def test_the_later_deletion_counts(tmp_path: Path) -> None:
    """One pair deleted twice: the newer day has to come last, because the assembly keeps the last."""
    batch = read_as(written(tmp_path, RESHAPED + "12345,12346,2030-12-31,1,x\n12345,12346,2020-12-31,1,x\n", "p.csv"),
                  "ncci_pairs")
    assert [r["valid_to"] for r in rows_of(seal(batch), "edges")] == [date(2020, 12, 31), date(2030, 12, 31)]


_DATED = "column_1,column_2,effective_date,deletion_date,modifier_indicator,rationale\n"


@pytest.mark.parametrize(("rows", "loaded", "merged"), [
    (["12345,12346,20200101,20300331,1,x", "12345,12347,20200101,*,1,x", "12345,12346,20200101,20301231,1,x",
      "12345,12346,20200101,*,1,x"], 2, 2),  # one pair that was deleted twice and is in force again
    (["12345,12346,20200101,20301231,1,x", "12345,12346,20310401,*,1,x"], 2, 0),  # held twice
    (["12345,12346,20200101,*,1,x", "12345,12346,20200101,*,0,x", "12345,12346,20200101,*,0,y"], 3, 0),
    (["12345,12346,20200101,*,7,x"], 0, 0),
    (["12345,12346,*,*,1,x", "12345,12346,*,20301231,1,x"], 2, 0),  # only one of them brings a day
])
def test_the_ledger_counts_edges(few: Path, tmp_path: Path, rows: list[str], loaded: int, merged: int) -> None:
    """Rows that end in one edge are merged: as many are loaded as there are edges in the release."""
    text = _DATED.replace(",rationale", ",PTP Edit Rationale") + "\n".join(rows) + "\n"
    item = written(tmp_path, text, "ncci_ptp_2031Q2.csv")
    batch = read_as(item, "ncci_pairs")
    assert (batch.loaded, batch.merged) == (loaded, merged)
    graph = open_graph(build(few, tmp_path / "out", releases=[item.path]).path)
    assert graph.release.manifest["counts"]["edges"].get("bundled_with", 0) == loaded


ORIGINAL = (
    ("CPT only copyright 2030 somebody. All rights reserved.",),
    ("Column1/Column2 Edits",),
    ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"),
    ("", "", "prior to 1996", "Date", "Date", "0=not allowed", ""),
    ("", "", "", "", "*=no data", "1=allowed", ""),
    ("", "", "", "", "", "9=not applicable", ""),
    ("12345", "12346", "", "20310401", "*", "1", "Made-up reason"),
    ("12345", "12347", "*", "19960101", "20301231", "0", "Made-up reason"),
)


@pytest.mark.parametrize("make", ["tabs", "sheet"])
def test_original_pairs(tmp_path: Path, make: str) -> None:
    """The layout of CMS, as text with tabs and as spreadsheet, heading over several rows."""
    name = "ccioph-v371r0-f1"
    if make == "tabs":
        item = written(tmp_path, "".join("\t".join((*r, *[""] * (7 - len(r)))) + "\r\n" for r in ORIGINAL), f"{name}.txt")
    else:
        book = openpyxl.Workbook()
        for row in ORIGINAL:
            book.active.append([int(c) if c.isdigit() and len(c) > 5 else c for c in row])
        book.save(tmp_path / f"{name}.xlsx")
        item = Item(tmp_path / f"{name}.xlsx")
    batch = read_as(item, "ncci_pairs")
    assert edition_of(batch) == "edition:NCCI-PTP-HOSPITAL@2031-04"
    assert (batch.read, batch.loaded, batch.problems) == (2, 2, [])
    first, second = sorted(rows_of(batch, "edges"), key=lambda r: r["row"])
    assert (first["row"], first["valid_from"], first["valid_to"]) == (7, date(2031, 4, 1), None)
    assert (second["valid_from"], second["valid_to"]) == (date(1996, 1, 1), date(2030, 12, 31))


def _part(tmp_path: Path, name: str, since: str) -> Batch:
    rows = [*ORIGINAL[:6], ("12345", "12346", "", since, "*", "1", "Made-up reason")]
    return read_as(written(tmp_path, "".join("\t".join((*r, *[""] * (7 - len(r)))) + "\n" for r in rows), name), "ncci_pairs")


@pytest.mark.parametrize(("name", "since", "edition", "said"), [
    ("ccipra-v371r0-f1.txt", "20310401", "2031-04", []), ("ccipra-v371r0-f2.txt", "20310515", "2031-04", []),
    ("ccipra-v371r0-f3.txt", "20301001", "2031-04", []), ("ccipra-v371r0-f4.txt", "19960101", "2031-04", []),
    ("ccipra-v371r0-f1.txt", "20310701", "2031-07", ["the name says 2031-04-01, the content 2031-07-01: the content counts"]),
    ("pairs.txt", "20301001", "2030-10", ["neither heading nor name tells the quarter: dated by the newest row, 2030-10-01"])])
def test_parts_of_one_quarter_are_of_one_edition(tmp_path: Path, name: str, since: str, edition: str, said: list[str]) -> None:
    batch = _part(tmp_path, name, since)
    assert edition_of(batch) == f"edition:NCCI-PTP@{edition}"
    assert [p.what for p in batch.problems] == said


def test_pairs_with_their_heading_in_one_row(tmp_path: Path) -> None:
    """As the spreadsheets have it; no column of theirs is left unread."""
    text = ('Column 1,Column 2,* = In existence prior to 1996,Effective Date,"Deletion Date\n*=no data",'
            '"Modifier\n0=not allowed\n1=allowed\n9=not applicable",PTP Edit Rationale\n12345,12346,,20310401,*,1,Made-up reason\n')
    batch = read_as(written(tmp_path, text, "ccipra-v371r0-f1.csv"), "ncci_pairs")
    assert (batch.loaded, batch.problems) == (1, [])


# --- made for the test: units and add-on codes ---


def test_original_units(tmp_path: Path) -> None:
    text = ('"CPT codes are copyright 2030 somebody.\nAll rights reserved.",,,\n'
            '"HCPCS/\nCPT Code","Outpatient Hospital Services MUE Values","MUE Adjudication Indicator","MUE Rationale"\n'
            '12345,2,"3 Date of Service Edit: Clinical",Made-up reason\n134,1,"1 Line Edit",Made-up reason\n'
            '12345,9,"1 Line Edit",Made-up reason\n')
    batch = read_as(written(tmp_path, text, "MCR_MUE_OutpatientHospitalServices_Eff_04-01-2031.csv"), "ncci_units")
    assert edition_of(batch) == "edition:MUE-OUTPATIENT@2031-04"
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (3, 2, 1)
    assert {(r["id"], r["name"], r["value"]) for r in rows_of(batch, "attributes") if "units" in r["name"]} == {
        ("CPT:12345", "mue_units[outpatient]", "2"), ("CPT:00134", "mue_units[outpatient]", "1")}
    assert {r["row"] for r in rows_of(batch, "attributes")} == {5, 6}  # lines, because a heading cell holds line breaks


@pytest.mark.parametrize(("heading", "cells", "family"), [
    ("Practitioner Services MUE Values", [""], "MUE"), ("Outpatient Hospital Services MUE Values", [""], "MUE-OUTPATIENT"),
    ("DME Supplier Services MUE Values", [""], "MUE-DME"), ("MUE Values", [""], "MUE"),
    ("MUE Values,MUE Service Type", [",DME", ",DME"], "MUE-DME"),
    ("MUE Values,MUE Service Type", [",DME", ",Practitioner"], "MUE")])
def test_units_of_each_service_are_a_family_of_editions(tmp_path: Path, heading: str, cells: list[str], family: str) -> None:
    """So that the outpatient units of a later quarter do not end the practitioner units."""
    text = f"HCPCS/CPT Code,MAI,{heading}\n" + "".join(f"1234{n},1 Line Edit,2{cell}\n" for n, cell in enumerate(cells))
    batch = read_as(written(tmp_path, text, "units_2031-04.csv"), "ncci_units")
    assert (edition_of(batch), batch.loaded) == (f"edition:{family}@2031-04", len(cells))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("code", ["HCPCS/CPT", "HCPCS/CPT Code", "CPT/HCPCS", "HCPCS"])
def test_units_under_renamed_headings_in_any_encoding(tmp_path: Path, code: str, encoding: str) -> None:
    text = f"{code},Practitioner Services MUE Values,MAI,MUE Rationale\n12345,2,3 Date of Service,Made-up reason\n"
    batch = read_as(written(tmp_path, text.encode(encoding), "mue_2031-04.csv"), "ncci_units")
    assert (batch.read, batch.loaded, batch.problems) == (1, 1, [])
    assert {r["name"] for r in rows_of(batch, "attributes")} == {f"mue_{n}[practitioner]" for n in ("units", "mai", "rationale")}


def test_original_addons(tmp_path: Path) -> None:
    text = ("copyright 2030 somebody,,,,,,,\n"
            "AOC_Edit_Type,Add-On_Code,AOC_DelDT,Primary_Code,Primary_Code_DelDT,AOC_Edit_EffDT,AOC_Edit_DelDT,"
            "Special_Instruction_Notes\n"
            "1,12345,2031365,12346,,2031001,,canary words\n1,12345,,12347,,2013001,2030365,\n2,12348,,CCCCC,,2031001,,\n"
            "1,12345,,12346,,2031001,,\n1,12345,,ABC,,2031001,,\n")
    batch = read_as(written(tmp_path, text, "AOC_V2031Q1-MCR.csv"), "ncci_addons")
    assert edition_of(batch) == "edition:AOC@2031-01"
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (5, 3, 2)
    edges = {r["object"]: r for r in rows_of(batch, "edges", subject="CPT:12345")}
    assert (edges["CPT:12346"]["valid_from"], edges["CPT:12346"]["valid_to"]) == (date(2031, 1, 1), None)
    assert edges["CPT:12347"]["valid_to"] == date(2030, 12, 31)
    assert batch.qualifiers[edges["CPT:12346"]["qualifiers"]].reason == "add-on code edit type 1"
    assert [r["value"] for r in rows_of(batch, "attributes", id="CPT:12345", name="aoc_del_dt")] == ["2031365"]
    assert [r["value"] for r in rows_of(batch, "attributes", id="CPT:12348", name="primary_code")] == ["CCCCC"]
    assert "canary" not in str([batch.table(t).to_pylist() for t in ("attributes", "labels")]) + str(batch.problems)
