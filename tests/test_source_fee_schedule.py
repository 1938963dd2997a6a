"""The physician fee schedule: three published files, and small ones with one heading row or the five of the original."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from graph.ingest.batch import Batch
from graph.ingest.files import Item
from tests.official import facts_of, read_as, rows_of, written

FILES = {"PPRRVU_rvu24b_apr.nocpt.csv.gz": ("edition:PFS@2024-04", 18_534, 16_359),
         "PPRRVU_rvu24c_jul.nocpt.csv.gz": ("edition:PFS@2024-07", 18_664, 16_471),
         "PPRRVU2025_Oct.nocpt.csv.gz": ("edition:PFS@2025-10", 19_090, 16_852)}
RESHAPED = ("hcpcs,mod,description,status_code,work_rvu,non_fac_pe_rvu,non_fac_indicator,facility_pe_rvu,"
            "facility_indicator,non_facility_total,facility_total,pctc_ind,glob_days,mult_proc,asst_surg,co_surg,team_surg,"
            "endo_base,conv_factor,physician_supervision_of_diagnostic_procedures,diagnostic_imaging_family_indicator")


def _said(batch: Batch, subject: str, predicate: str) -> dict[str, Any]:
    return {r["object"]: batch.qualifiers[r["qualifiers"]]
            for r in rows_of(batch, "edges", subject=subject, predicate=predicate)}


# --- as published ---


@pytest.mark.parametrize("name", FILES)
def test_published(shared: Path, name: str) -> None:
    """Every row is loaded, every cell that is not blank is a fact; counted here by the csv module alone."""
    edition, rows, codes = FILES[name]
    batch = read_as(Item(shared / "pfs-rvu" / name), "fee_schedule")
    assert batch.edition is not None
    assert batch.edition.id == edition
    assert (batch.read, batch.loaded, len(batch.problems)) == (rows, rows, 0)
    assert len({r["id"] for r in rows_of(batch, "nodes", category="code")}) >= codes  # and the bases of endoscopies
    with gzip.open(shared / "pfs-rvu" / name, "rt", encoding="utf-8") as handle:
        table = list(csv.reader(handle))
    start = next(n for n, row in enumerate(table) if row[0].lower() == "hcpcs") + 1
    body = table[start:]
    cells = sum(bool(row[n].strip()) for row in body for n in range(3, 31))
    assert batch.table("attributes").num_rows == cells
    assert pc.min(batch.table("attributes").column("row")).as_py() == start + 1
    base = [row for row in body if not row[1].strip()]
    edges = Counter((r["predicate"], r["object"], batch.qualifiers[r["qualifiers"]].negated)
                    for r in batch.table("edges").to_pylist())
    assert edges["performed_in", "setting:non-facility", True] == sum(row[7] == "NA" for row in base)
    assert edges["performed_in", "setting:facility", True] == sum(
        row[9] == "NA" and row[13] in ("0", "2", "8", "9") for row in base)
    assert edges["performed_in", "setting:facility", False] == sum(float(r[12]) > 0 and r[9] != "NA" for r in base)
    members = {(r["subject"], r["object"]) for r in rows_of(batch, "edges", predicate="in_grouping")
               if r["object"].startswith("PFSENDO:")}
    named = {(r[0], r[23].strip()) for r in base if r[23].strip()}
    assert members == {(f"CPT:{code}", f"PFSENDO:{of}") for code, of in named | {(of, of) for _, of in named}}
    assert edges["in_grouping", "PFSFAMILY:88", False] == sum(row[27] == "88" for row in base)


def test_original_heading(shared: Path) -> None:
    batch = read_as(Item(shared / "pfs-rvu" / "PPRRVU2025_Oct.nocpt.csv.gz"), "fee_schedule")
    facts = facts_of(batch, "CPT:70551")
    assert {"work_rvu", "work_rvu[26]", "work_rvu[TC]", "nonfac_pe_rvu", "fac_na", "mp_rvu", "conv_factor", "mult_proc",
            "supervision", "imaging_family", "nonfac_pe_opps", "fac_pe_opps", "mp_opps"} <= facts.keys()
    assert (facts["work_rvu"], facts["work_rvu[TC]"], facts["glob_days"]) == ("1.48", "0.00", "XXX")
    assert _said(batch, "CPT:43239", "in_grouping").keys() == {"PFSENDO:43235"}
    assert _said(batch, "CPT:27447", "performed_in")["setting:non-facility"].negated
    assert "setting:facility" not in {o for o, q in _said(batch, "CPT:70551", "performed_in").items() if q.negated}
    assistant = _said(batch, "CPT:27447", "performed_by")["personnel:surgical-assistant"]
    assert (assistant.negated, assistant.role) == (False, "assistant at surgery")


# --- made for the test ---

ROWS = [
    "12345,,canary words,A,5.10,3.00,NA,3.00,,0.00,9.10,0,090,2,2,0,1,,33.1,09,99",
    "12346,,canary words,A,1.00,2.00,,1.00,NA,4.00,2.00,1,XXX,4,0,0,0,,33.1,02,88",
    "12346,26,canary words,A,1.00,0.50,,0.50,,1.60,1.60,1,XXX,4,0,0,0,,33.1,09,88",
    "12347,,canary words,A,2.00,2.00,,1.00,,4.00,3.00,0,000,3,1,9,9,12345,33.1,6A,99",
]


def test_meaning(tmp_path: Path) -> None:
    batch = read_as(written(tmp_path, "\n".join([RESHAPED, *ROWS, ""]), "PPRRVU31_APR.csv"), "fee_schedule")
    assert batch.edition is not None
    assert (batch.edition.id, batch.edition.effective_from) == ("edition:PFS@2031-04", date(2031, 4, 1))
    assert batch.loaded == batch.read == 4
    places = _said(batch, "CPT:12345", "performed_in")
    assert (places["setting:facility"].negated, places["setting:non-facility"].negated) == (False, True)
    # a test with a technical part: NA in the facility tells who is paid, not where it is done
    assert _said(batch, "CPT:12346", "performed_in").keys() == {"setting:non-facility"}
    people = _said(batch, "CPT:12345", "performed_by")
    assert not people["personnel:surgical-assistant"].negated
    assert people["personnel:co-surgeon"].negated
    assert people["personnel:surgical-team"].condition == "if medical necessity is documented"
    assert _said(batch, "CPT:12346", "performed_by")["personnel:physician"].reason == "direct supervision"
    assert _said(batch, "CPT:12346", "performed_by").keys() == {"personnel:physician"}
    certified = _said(batch, "CPT:12347", "performed_by")["personnel:physician"]
    assert (certified.role, certified.reason) == ("supervision", "personal supervision")
    assert _said(batch, "CPT:12347", "performed_by")["personnel:surgical-assistant"].negated
    assert _said(batch, "CPT:12347", "in_grouping").keys() == {"PFSENDO:12345"}
    assert _said(batch, "CPT:12346", "in_grouping").keys() == {"PFSFAMILY:88"}
    assert _said(batch, "CPT:12345", "in_grouping").keys() == {"PFSENDO:12345"}  # the base is of its own family
    assert (facts_of(batch, "CPT:12346")["nonfac_pe_rvu"], facts_of(batch, "CPT:12346")["nonfac_pe_rvu[26]"]) == ("2.00", "0.50")


def test_no_descriptor_anywhere(tmp_path: Path) -> None:
    """Licensed words stay out even where a shifted row puts them into the column of codes."""
    shifted = "canary words,12348,,A,5.10,3.00,NA,3.00,,0.00,9.10,0,090,2,2,0,1,,33.1,09,99"
    batch = read_as(written(tmp_path, "\n".join([RESHAPED, *ROWS, shifted, ""]), "PPRRVU31_APR.csv"), "fee_schedule")
    tables = str([batch.table(t).to_pylist() for t in ("nodes", "codes", "labels", "edges", "attributes")])
    assert "canary" not in tables + str(batch.problems)
    assert batch.listed == {"not a procedure code": 1}


@pytest.mark.parametrize("shifted", ["12348,canary words,,A,", "12348,,,canary words,", "12348,,,CANARY,", "12348,,x,hip,"])
def test_a_row_with_words_for_figures_is_listed_by_its_number(tmp_path: Path, shifted: str) -> None:
    """A descriptor that slipped into the next column is neither the name of a fact nor its value."""
    row = f"{shifted}5.10,3.00,NA,3.00,,0.00,9.10,0,090,2,2,0,1,,33.1,09,99"
    batch = read_as(written(tmp_path, "\n".join([RESHAPED, *ROWS, row, ""]), "PPRRVU31_APR.csv"), "fee_schedule")
    tables = str([batch.table(t).to_pylist() for t in ("nodes", "codes", "labels", "edges", "attributes")])
    assert not any(word in (tables + str(batch.problems)).lower() for word in ("canary", "hip"))
    assert batch.listed == {"words where a figure or an indicator belongs": 1}
    assert batch.read == batch.loaded + 1


def test_bad_input(tmp_path: Path) -> None:
    """A title of another year, a moved heading, an extra and a missing column, eaten zeros, repeated and broken rows."""
    heading = RESHAPED.replace("status_code,", "status_code,new_column,").replace(",conv_factor", "")
    rows = ["134,,x,A,?,5.10,3.00,NA,3.00,,0.00,9.10,0,090,2,2,0,1,,09,99",
            "00134,,y,R,?,9.99,3.00,NA,3.00,,0.00,9.10,0,090,2,2,0,1,,09,99",
            "12,,z,A,?,5.10", "?,,z,A,?,5.10,3.00,NA,3.00,,0.00,9.10,0,090,2,2,0,1,,09,99",
            "," * 20]
    titles = [",,2030 National Physician Fee Schedule Relative Value File July Release" + "," * 18,
              ",,copyright 2029 somebody" + "," * 18]
    batch = read_as(written(tmp_path, "\n".join([*titles, heading, *rows, ""]), "PPRRVU31_APR.csv"), "fee_schedule")
    assert batch.edition is not None
    assert batch.edition.id == "edition:PFS@2030-07"
    assert (batch.read, batch.loaded) == (4, 1)
    assert set(batch.listed) == {"repeated: the first row of this code is kept", "not a procedure code",
                                 "another number of cells than the heading has"}
    assert facts_of(batch, "CPT:00134")["work_rvu"] == "5.10"
    assert {p.line: p.what for p in batch.problems if p.line}[4].startswith("code read as CPT:00134")
    assert any("the name says 2031-04-01, the content 2030-07-01" in p.what for p in batch.problems)
    assert [(p.line, p.what) for p in batch.problems if "column" in p.what] == [(3, "column new column is not read")]
    assert [p.line for p in batch.problems if "another number" in p.what] == [6]
    assert [p.line for p in batch.problems if "not a procedure code" in p.what] == [7]


def test_encoding_and_control_characters(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("\n".join(
        [RESHAPED, ROWS[0].replace("canary words", "caf\u00e9"), ROWS[3].replace("12347", "12347\u00a0\x07"), ""]
    ).encode("cp1252"))
    batch = read_as(Item(tmp_path / "x.csv"), "fee_schedule")
    assert batch.edition is None
    assert batch.loaded == 2
    assert {r["id"] for r in rows_of(batch, "nodes", category="code")} == {"CPT:12345", "CPT:12347"}


# --- what is shipped beside the relative values ---

BESIDE = {
    "GPCI2031.csv": ("ADDENDUM E. INDICES,,,,,,\n,,,,,,\nMedicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
                     "2031 PW GPCI (with 1.0 Floor),2031 PE GPCI,2031 MP GPCI\n10112,AL,00,SOMEWHERE,1,0.869,0.575\n", 1),
    "GPCI2031.txt": ("10112           AL      00   SOMEWHERE          1.000       0.869       0.575\n" * 3, 3),
    "ANES2031.csv": ("Contractor,Locality,Locality Name,National Anes CF of 20.3178\n10112,00,SOMEWHERE,19.31\n02102,01,ELSEWHERE*,27.86\n", 2),
    "ANES2031.txt": ("10112       00    SOMEWHERE                      1931\n02102       01    ELSEWHERE                      2786\n", 2),
    "OPPSCAP_Oct.csv": ("HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\n9999T,TC,C,01112,05,150.69,150.69\n", 1),
    "OPPSCAP_Oct.txt": ("9999TTC C 01112  05   150.69    150.69\n99999   A 01112  05   150.69    150.69\n", 2),
    "31LOCCO.csv": ("Medicare Adminstrative Contractor,Locality Number,State,Fee Schedule Area,Counties\n10112,0,SOMEWHERE,STATEWIDE,ALL COUNTIES\n,,,,\n", 1),
    "31LOCCO.txt": ("    10112       00    SOMEWHERE              STATEWIDE                             ALL COUNTIES\n", 1),
}


@pytest.mark.parametrize("name", BESIDE)
def test_figures_by_locality_are_known_and_hold_nothing_of_the_graph(tmp_path: Path, name: str) -> None:
    text, rows = BESIDE[name]
    batch = read_as(written(tmp_path, text, name), "pfs_localities")
    assert (batch.read, batch.loaded, sum(batch.listed.values()), batch.problems) == (rows, 0, rows, [])
    [reason] = batch.listed
    assert reason.endswith(": nothing of the graph")
    assert not any(batch.table(table).num_rows for table in ("nodes", "edges", "attributes"))
