"""CCSR for procedures and diagnoses: the real files to the last row, and small ones of both makes."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.sources import ccsr
from tests.official import read, rows_of, workbook


def groupings(batch: Batch) -> set[tuple]:
    return {(e["subject"], e["object"], e["row"]) for e in rows_of(batch, "edges") if e["predicate"] == "in_grouping"}


# --- real files ---

@pytest.mark.shared
def test_every_procedure_of_the_real_file_is_in_its_category(shared: Path) -> None:
    name, batch = read(Item(shared / "ccsr/PRCCSR_v2022-1.csv.gz"))
    text = gzip.decompress((shared / "ccsr/PRCCSR_v2022-1.csv.gz").read_bytes()).decode()
    expected = {(f"ICD10PCS:{row['I10_PR']}", f"PRCCSR:{row['CCSR']}", n) for n, row in enumerate(csv.DictReader(io.StringIO(text)), 2)}
    assert (name, batch.edition.id, batch.read, batch.loaded) == ("prccsr", "edition:PRCCSR@2022-1", 81_257, 81_257)
    assert batch.edition.effective_from.isoformat() == "2021-10-01"
    assert groupings(batch) == expected


@pytest.mark.shared
def test_real_categories_lie_below_their_domains(shared: Path) -> None:
    name, batch = read(Item(shared / "ccsr/CCSR_PR_categories.csv"))
    assert (name, batch.read, batch.loaded) == ("prccsr-categories", 327, 327)
    label = {n["id"]: n["label"] for n in rows_of(batch, "nodes")}
    assert label["PRCCSR:ADM"] == "Administration of Therapeutic Substances"
    with (shared / "ccsr/CCSR_PR_categories.csv").open(encoding="utf-8-sig") as handle:
        expected = {(f"PRCCSR:{row['CCSR']}", row["clinical_domain"]) for row in csv.DictReader(handle)}
    assert {(e["subject"], label[e["object"]]) for e in rows_of(batch, "edges")} == expected


@pytest.mark.shared
def test_every_pair_of_the_real_diagnosis_file(shared: Path) -> None:
    path = shared / "ccsr/DXCCSR-Reference-File-v2023-1.xlsx"
    name, batch = read(Item(path))
    assert (name, batch.edition.id, batch.problems) == ("dxccsr", "edition:DXCCSR@2023-1", [])
    book = openpyxl.load_workbook(path, read_only=True)
    cells = list(book["DX_to_CCSR_Mapping"].iter_rows(values_only=True))
    book.close()
    expected = set()
    defaults: Counter[tuple[str, str]] = Counter()
    for n, (code, _, group, _, inpatient, outpatient, *_rest) in enumerate(cells, 1):
        if n > 2 and code:
            dotted = code if len(code) == 3 else f"{code[:3]}.{code[3:]}"
            expected.add((f"ICD10CM:{dotted}", f"DXCCSR:{group}", n))
            defaults[inpatient, outpatient] += 1
    assert len(expected) == 86_288
    assert groupings(batch) == expected
    said = Counter(batch.qualifiers[e["qualifiers"]].reason for e in rows_of(batch, "edges") if e["predicate"] == "in_grouping")
    assert said == {f"inpatient default {i}, outpatient default {o}": n for (i, o), n in defaults.items()}
    label = {n["id"]: n["label"] for n in rows_of(batch, "nodes")}
    assert label["DXCCSR:BLD"].startswith("Diseases of the blood")
    assert label["DXCCSR:BLD001"] == "Nutritional anemia"


# --- made here ---

@pytest.mark.parametrize("code", ["ICD-10-PCS", "ICD-10-PCS CODE"])
def test_text_of_the_publisher_in_single_quotes_and_a_later_version(write, code: str) -> None:
    name, batch = read(write("PRCCSR_v2027-1.CSV", (
        f"'{code}','{code} DESCRIPTION','PRCCSR','PRCCSR DESCRIPTION','CLINICAL DOMAIN'\n"
        "'0016070',\"Bypass, open\",'CNS010','Shunt procedures','Central Nervous System Procedures'\n"
        "'16071',Bypass,'CNS010','Shunt procedures','Central Nervous System Procedures'\n"
        "'0016071',Bypass,'CNS010','Shunt procedures','Central Nervous System Procedures'\n"
        "'00I6071',Bypass,'CNS010','Shunt procedures','Central Nervous System Procedures'\n"
        "'0016072',Bypass,'CNS','Shunt procedures','Central Nervous System Procedures'\n")))
    assert (name, batch.edition.name) == ("prccsr", "2027-1")
    assert (batch.read, batch.loaded, batch.merged, dict(batch.listed)) == (5, 2, 1, {"not a code, or not a category": 2})
    assert groupings(batch) == {("ICD10PCS:0016070", "PRCCSR:CNS010", 2), ("ICD10PCS:0016071", "PRCCSR:CNS010", 3)}
    assert {(e["subject"], e["object"]) for e in rows_of(batch, "edges") if e["predicate"] == "broader"} == {("PRCCSR:CNS010", "PRCCSR:CNS")}
    assert {n["id"]: n["label"] for n in rows_of(batch, "nodes")}["PRCCSR:CNS"] == "Central Nervous System Procedures"


def test_commas_without_quotes_in_the_last_cell_are_read_where_they_can_only_be_its_own(write) -> None:
    _, batch = read(write("PRCCSR_v2021-1.CSV", (
        "'ICD-10-PCS','ICD-10-PCS DESCRIPTION','PRCCSR','PRCCSR DESCRIPTION','CLINICAL DOMAIN'\n"
        "'0016070',Plain,'ENT001','Ear work',Some Ears, Noses, and Throats\n"
        "'0016071',Plain,'CNS010','Shunt work',Some Nerves\n"
        "'0016072',\"Plain, open\",'ENT001','Ear work',Some Ears, Noses, and Throats\n"
        "'0016073',Plain, open,'ENT001','Ear work',Some Ears\n"
        "'0016074',Plain,'ENT001','Ear work',Some Ears,Noses\n"
        "'0016075',Plain,'ENT001'\n")))
    assert (batch.read, batch.loaded, dict(batch.listed)) == (6, 3, {"another number of cells than the heading has": 3})
    assert groupings(batch) == {("ICD10PCS:0016070", "PRCCSR:ENT001", 2), ("ICD10PCS:0016071", "PRCCSR:CNS010", 3),
                                ("ICD10PCS:0016072", "PRCCSR:ENT001", 4)}
    assert {n["id"]: n["label"] for n in rows_of(batch, "nodes")}["PRCCSR:ENT"] == "Some Ears, Noses, and Throats"
    assert sorted((p.line, p.what[:10]) for p in batch.problems) == [
        (2, "more cells"), (4, "more cells"), (5, "another nu"), (6, "another nu"), (7, "another nu")]


def test_diagnosis_workbook_with_defaults_and_unknown_columns(tmp_path: Path) -> None:
    name, batch = read(workbook(tmp_path / "anything.xlsx", Read_me=[["About this file"]], DX_to_CCSR_Mapping=[
        ["Searchable list, v2030.1"],
        ["Note", "ICD-10-CM Code", "ICD-10-CM Code Description", "CCSR Category", "CCSR Category Description",
         "Inpatient Default CCSR (Y/N/X)", "Outpatient Default CCSR (Y/N/X)"],
        ["", "A000", "Cholera", "DIG001", "Intestinal infection", "Y", "Y"],
        ["", "A000", "Cholera", "INF003", "Bacterial infections", "N", "N"],
        ["", "Z9989", "Dependence", "FAC025", "Status", "X", "Y"],
        ["", "9Z", "Wrong", "FAC025", "Status", "X", "Y"]],
        CCSR_Categories=[["CCSR Category", "CCSR Category Description"], ["DIG001", "Intestinal infection"]]))
    assert (name, batch.edition.name) == ("dxccsr", "2030-1")
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (5, 4, 1)
    said = {(e["subject"], e["object"]): batch.qualifiers[e["qualifiers"]] for e in rows_of(batch, "edges")}
    assert said["ICD10CM:A00.0", "DXCCSR:DIG001"].role == "default for inpatient and outpatient data"
    assert said["ICD10CM:A00.0", "DXCCSR:INF003"].role is None
    assert said["ICD10CM:Z99.89", "DXCCSR:FAC025"].reason == "inpatient default X, outpatient default Y"


def test_wide_text_of_diagnoses(write) -> None:
    name, batch = read(write("DXCCSR_v2025-1.csv", (
        "'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','Default CCSR CATEGORY IP','Default CCSR CATEGORY DESCRIPTION IP',"
        "'Default CCSR CATEGORY OP','Default CCSR CATEGORY DESCRIPTION OP','CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION',"
        "'CCSR CATEGORY 2','CCSR CATEGORY 2 DESCRIPTION'\n"
        "'A000','Cholera','DIG001','Gut','DIG001','Gut','DIG001','Gut','INF003','Germs'\n"
        "'A001','Cholera','XXX000','No','DIG001','Gut','DIG001','Gut',' ',' '\n"
        "'','','','','','','','','',''\n'A002','Cholera','','','','',' ',' ',' ',' '\n")))
    assert (name, batch.read, batch.loaded, dict(batch.listed)) == ("dxccsr-text", 3, 2, {"not a code, or no category": 1})
    said = {(e["subject"], e["object"]): batch.qualifiers[e["qualifiers"]].reason for e in rows_of(batch, "edges") if e["predicate"] == "in_grouping"}
    assert said == {("ICD10CM:A00.0", "DXCCSR:DIG001"): "inpatient default Y, outpatient default Y",
                    ("ICD10CM:A00.0", "DXCCSR:INF003"): "inpatient default N, outpatient default N",
                    ("ICD10CM:A00.1", "DXCCSR:DIG001"): "inpatient default X, outpatient default Y"}


@pytest.mark.parametrize("garbage", ["", "\0\0\0", "code,display\n01,x\n", "PK\x03\x04 broken", "<a/>"])
def test_foreign_content_is_not_claimed(write, garbage: str) -> None:
    item = write("PRCCSR_v2022-1.csv", garbage)
    assert not [f.name for f in ccsr.FORMATS if f.recognises(item)]
