"""MS-DRGs, hospital-acquired conditions and conversion tables: the real lists, and small ones of later years."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from graph.ingest.files import Item
from graph.ingest.sources import conversion, drg
from tests.official import read, rows_of, workbook

# --- real lists ---


@pytest.mark.shared
def test_real_list_of_groups(shared: Path) -> None:
    name, batch = read(Item(shared / "ms-drg/ms_drg_list_v40.csv"))
    assert (name, batch.edition.id, batch.edition.effective_from.isoformat()) == ("ms-drg", "edition:MSDRG@v40", "2022-10-01")
    assert (batch.read, batch.loaded, batch.problems) == (767, 767, [])
    with (shared / "ms-drg/ms_drg_list_v40.csv").open() as handle:
        expected = {(f"MSDRG:{r['drg']}", f"MDC:{r['mdc']}") for r in csv.DictReader(handle) if r["mdc"]}
    assert {(e["subject"], e["object"]) for e in rows_of(batch, "edges")} == expected
    assert len({group for _, group in expected}) == 25


@pytest.mark.shared
def test_real_conditions_group_diagnoses_and_warn_of_procedures(shared: Path) -> None:
    path = shared / "ms-drg/hac_list_v40.csv.gz"
    name, batch = read(Item(path))
    assert (name, batch.edition.id, batch.read, batch.loaded) == ("hac", "edition:HAC@v40", 5_167, 5_167)
    text = list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))
    procedures = {(f"ICD10PCS:{r['code']}", f"risk:hac-{r['hac']}") for r in text if r["list_role"] == "PROCEDURES"}
    found = {(e["subject"], e["object"]) for e in rows_of(batch, "edges") if e["predicate"] == "has_risk"}
    assert found == procedures
    assert Counter(group for _, group in found) == {
        "risk:hac-08": 280, "risk:hac-10": 158, "risk:hac-11": 49, "risk:hac-12": 625, "risk:hac-13": 23, "risk:hac-14": 25}
    diagnoses = [e for e in rows_of(batch, "edges") if e["predicate"] == "in_grouping"]
    assert len(diagnoses) == 5_167 - len([r for r in text if r["list_role"] == "PROCEDURES"])
    assert len({n["id"] for n in rows_of(batch, "nodes") if n["id"].startswith("HAC:")}) == len({r["hac"] for r in text}) == 14
    nodes = {n["id"] for n in rows_of(batch, "nodes")}
    assert {end for e in rows_of(batch, "edges") for end in (e["subject"], e["object"])} <= nodes


# --- made here ---

def test_table_of_weights_of_a_later_year(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["TABLE 5.-LIST OF MEDICARE SEVERITY DIAGNOSIS-RELATED GROUPS - FY 2031 Final Rule"],
                ["MS-DRG", "Post-Acute DRG", "MDC", "TYPE", "MS-DRG Title", "Weights", "Geometric mean LOS", "Arithmetic mean LOS"],
                [1, "No", "PRE", "SURG", "HEART TRANSPLANT WITH MCC", 28.5, 30.1, 40.2], ["020", "No", "01", "SURG", "SHUNT", 3, 1, 2],
                ["020", "No", "01", "SURG", "SHUNT AGAIN", 3, 1, 2], ["021", "No", "77", "SURG", "ODD", 3, 1, 2],
                ["1000", "No", "01", "MED", "TOO LONG", 3, 1, 2], ["Notes: nothing", None, None, None, None, None, None, None]):
        book.active.append(row)
    book.save(tmp_path / "table5.xlsx")
    name, batch = read(Item(tmp_path / "table5.xlsx"))
    assert (name, batch.edition.id) == ("ms-drg", "edition:MSDRG@v48")
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (5, 3, 2)
    assert {(e["subject"], e["object"]) for e in rows_of(batch, "edges")} == {("MSDRG:001", "MDC:PRE"), ("MSDRG:020", "MDC:01")}
    assert ("MSDRG:001", "relative_weight", "28.5") in {(a["id"], a["name"], a["value"]) for a in rows_of(batch, "attributes")}
    assert any("leading zeros" in p.what for p in batch.problems)
    assert any("no such major diagnostic category" in p.what for p in batch.problems)


def test_weights_before_and_after_the_cap(write) -> None:
    """The heading since fiscal year 2024; stars stand for no category."""
    name, batch = read(write("CMS-1833-F Table 5.txt", (
        '"TABLE 5.-LIST OF MS-DRGS\nAND MEAN LENGTH OF STAY-FY 2031 Final Rule"\t\t\t\t\t\t\t\t\t\n'
        "MS-DRG \tFY 2031 Final Post-Acute DRG\tFY 2031 Final Special Pay DRG\tMDC\tTYPE\tMS-DRG Title\tWeights - Before Cap\t"
        "Weights - 10% Cap Applied \tGeometric mean LOS\tArithmetic mean LOS\n"
        "020\tYes\tNo\t01\tSURG\tSHUNT\t2.5\t2.7\t1\t2\n999\tNo\tNo\t**\t**\tUNGROUPABLE\t0\t0\t0\t0\n")))
    assert (name, batch.edition.id, batch.loaded, batch.problems) == ("ms-drg", "edition:MSDRG@v48", 2, [])
    assert {a["name"]: a["value"] for a in rows_of(batch, "attributes") if a["id"] == "MSDRG:020"} == {
        "type": "SURG", "relative_weight": "2.7", "relative_weight_before_cap": "2.5", "post_acute": "Yes", "special_pay": "No",
        "geometric_mean_los": "1", "arithmetic_mean_los": "2"}


def test_conditions_with_faults(write) -> None:
    name, batch = read(write("hac_v43.csv", (
        "hac,hac_title,list_role,or_group,code,cc_level,description\n"
        "8,MEDIASTINITIS AFTER BYPASS (CABG),PROCEDURES,0,210093,,x\n8,MEDIASTINITIS AFTER BYPASS (CABG),SECONDARY DIAGNOSIS,0,J9851,MCC,x\n"
        "8,MEDIASTINITIS AFTER BYPASS (CABG),SECONDARY DIAGNOSIS,0,J98.51,MCC,x\n8,T,PROCEDURES,0,J9851,,x\nx,T,PROCEDURES,0,0210093,,x\n")))
    assert (name, batch.edition.id) == ("hac", "edition:HAC@v43")
    assert (batch.read, batch.loaded, batch.merged, sum(batch.listed.values())) == (5, 2, 1, 2)
    assert batch.problems[0].what == "code read as 0210093: leading zeros were put back"
    [risk] = [e for e in rows_of(batch, "edges") if e["predicate"] == "has_risk"]
    assert (risk["subject"], risk["object"], batch.qualifiers[risk["qualifiers"]].role) == ("ICD10PCS:0210093", "risk:hac-08", "procedures")
    assert {e["object"] for e in rows_of(batch, "edges") if e["subject"] == "risk:hac-08"} == {"HAC:08", "risk:mediastinitis"}


def test_the_plain_list_of_conditions(tmp_path: Path) -> None:
    """By fiscal year, without the roles of the manual: procedures are told by their codes."""
    item = workbook(tmp_path / "FY_2031_HAC_List.xlsx", List=[
        ["FY 2031 Hospital-Acquired Conditions (HAC) List"], ["HAC", "HAC Description", "ICD-10 Code", "Code Description", "CC/MCC"],
        ["HAC 01", "OBJECT LEFT BEHIND", "T81.500A", "Plain", "CC"], ["08", "CHEST INFECTION", "0210093", "Plain", ""],
        ["8", "CHEST INFECTION", "J98.51", "Plain", "MCC"], ["HAC 08", "CHEST INFECTION", "nonsense", "Plain", ""]])
    name, batch = read(item)
    assert (name, batch.edition.id) == ("hac", "edition:HAC@v48")
    assert (batch.read, batch.loaded, len(batch.problems)) == (4, 3, 1)
    found = {(e["subject"], e["predicate"], e["object"]) for e in rows_of(batch, "edges")}
    assert {("ICD10CM:T81.500A", "in_grouping", "HAC:01"), ("ICD10CM:J98.51", "in_grouping", "HAC:08"),
            ("ICD10PCS:0210093", "has_risk", "risk:hac-08")} <= found
    assert {batch.qualifiers[e["qualifiers"]].role for e in rows_of(batch, "edges", predicate="in_grouping")} == {"secondary diagnosis"}


def test_conversion_table_of_diagnoses(write) -> None:
    name, batch = read(write("conversion.txt", (
        "Current Code Assignment\tEffective October 1\tPrevious Code(s) Assignment\n"
        "A41.54\t2023\tA41.59\nC83.390\t2024\tC83.39, C83.38\nZ00.0\tApril 1, 2025\tZ00\nB00.1\t2020\tB00.2-B00.9\nB00.3\t2020\tNone\n"
        "B00.4\tsoon\tB00.5\nnonsense\t2020\tB00.6\n\t\t\n")))
    assert name == "icd10-conversion"
    assert (batch.read, batch.loaded) == (7, 5)
    assert dict(batch.listed) == {"an entry that says no code was before": 1, "not a code of this system": 1}
    assert [(r["id"], r["value"]) for r in rows_of(batch, "attributes")] == [("ICD10CM:B00.1", "B00.2-B00.9")]
    found = {(e["subject"], e["object"], e["valid_from"] and e["valid_from"].isoformat()) for e in rows_of(batch, "edges")}
    assert found == {("ICD10CM:A41.59", "ICD10CM:A41.54", "2023-10-01"), ("ICD10CM:C83.39", "ICD10CM:C83.390", "2024-10-01"),
                     ("ICD10CM:C83.38", "ICD10CM:C83.390", "2024-10-01"), ("ICD10CM:Z00", "ICD10CM:Z00.0", "2025-04-01"),
                     ("ICD10CM:B00.5", "ICD10CM:B00.4", None)}
    assert {e["predicate"] for e in rows_of(batch, "edges")} == {"replaced_by"}


def test_conversion_table_of_procedures_as_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["ICD-10-PCS conversion table"], ["Current code", "Effective", "Previous code(s)"], ["0016070", "FY 2025", "0016071\n0016072"]):
        book.active.append(row)
    book.save(tmp_path / "c.xlsx")
    _, batch = read(Item(tmp_path / "c.xlsx"))
    assert {(e["subject"], e["object"], e["valid_from"].isoformat()) for e in rows_of(batch, "edges")} == {
        ("ICD10PCS:0016071", "ICD10PCS:0016070", "2024-10-01"), ("ICD10PCS:0016072", "ICD10PCS:0016070", "2024-10-01")}


def test_conversion_table_of_procedures_as_text(write) -> None:
    """The heading of the publisher's text; a placeholder where no code was before or is now says nothing."""
    _, batch = read(write("icd10pcs_conversion_table.txt", (
        "Current code(s) assignment\tCode title\tEffective year\tPrevious code(s) assignment\tPredecessor code title\tChange type\t"
        "Comment\tEffective month/day [MM.DD]\n" + "".join(
            f"001607{n}\tPlain\t2025\t001608{n}, 001609{n}\tPlain\tNew\t\t{day}\n" for n, day in enumerate(["04.01", "10.01", "4.1", "", "10.01"]))
        + "NoPCS\t\t2025\t0016070\t\tDelete\t\t10.01\n")))
    assert (batch.read, batch.loaded, dict(batch.listed)) == (6, 5, {"an entry that says no code took the place": 1})
    assert batch.problems == []
    assert {e["object"]: e["valid_from"].isoformat() for e in rows_of(batch, "edges")} == {
        "ICD10PCS:0016070": "2025-04-01", "ICD10PCS:0016071": "2025-10-01", "ICD10PCS:0016072": "2025-04-01",
        "ICD10PCS:0016073": "2025-10-01", "ICD10PCS:0016074": "2025-10-01"}


@pytest.mark.parametrize("garbage", ["", "\0\0", "code,display\n0001,x\n", "PK\x03\x04 broken", "<a/>", "drg,title\n001,x\n"])
def test_foreign_content_is_not_claimed(write, garbage: str) -> None:
    item = write("ms_drg_list_v40.csv", garbage)
    assert not [f.name for f in (*drg.FORMATS, *conversion.FORMATS) if f.recognises(item)]


@pytest.mark.parametrize(("system", "codes"), [
    ("ICD10PCS", ["0016070", "0016071", "0016072", "NoPCS", "NoPCS"]), ("ICD10PCS", ["0016070", "0016071", "0016072", "nonsense"]),
    ("ICD10CM", ["S02101A", "S02101B", "S02101D", "S02101G", "S02101K", "A4154"]), ("ICD10CM", ["A41.54", "None"])])
def test_one_code_tells_the_system_of_a_conversion_table_and_cells_without_one_do_not(write, system: str, codes: list[str]) -> None:
    before = {"ICD10PCS": "0016089", "ICD10CM": "A41.59"}[system]
    _, batch = read(write("conversion.txt", "Current code(s) assignment\tEffective year\tPrevious code(s) assignment\n" + "".join(
        f"{code}\t2025\t{before}\n" for code in codes)))
    assert {n["id"].partition(":")[0] for n in rows_of(batch, "nodes")} == {system}
    assert batch.loaded == len([code for code in codes if code[:1] in "0SA"])
