"""OPPS addendum B, ASC addenda and their indicators: files as published, and small ones in both layouts."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from graph.ingest.files import Item
from graph.ingest.official import Official, _item, find, recognise
from tests.official import edition_of, facts_of, read_as, rows_of, workbook, written

INPATIENT, CENTER = "setting:inpatient-hospital", "setting:ambulatory-surgical-center"


# --- as published ---


@pytest.mark.parametrize(("month", "size", "mended"), [("2025-10", 18_798, ["HCPCS:A4341"]),
                                                      ("2026-04", 19_059, ["HCPCS:A4341", "HCPCS:G0465"])])
def test_addendum_b(shared: Path, month: str, size: int, mended: list[str]) -> None:
    path = shared / "opps-asc" / f"OPPS_Addendum_B_{month}_softek.nocpt.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    batch = read_as(Item(path), "opps_b")
    assert edition_of(batch) == f"edition:OPPS@{month}"
    assert batch.read == batch.loaded == len(rows) == size
    status = Counter(r["value"] for r in rows_of(batch, "attributes", name="opps_si"))
    assert status == Counter(r["StatusIndicator"] for r in rows)
    assert len(rows_of(batch, "attributes", name="opps_rate")) == sum(bool(r["PaymentRate"]) for r in rows)
    assert {r["subject"].partition(":")[2] for r in rows_of(batch, "edges", object=INPATIENT)} == {
        r["HCPCSCode"] for r in rows if r["StatusIndicator"] == "C"}
    assert [p.what.split()[3].rstrip(":") for p in batch.problems] == mended  # a character that its encoding lost


def test_surgical_centers(shared: Path) -> None:
    covered = read_as(Item(shared / "opps-asc" / "ASC_addenda_2020-07_section508_AA.nocpt.csv"), "asc_covered")
    excluded = read_as(Item(shared / "opps-asc" / "ASC_addenda_2020-07_section508_EE.nocpt.csv"), "asc_excluded")
    assert edition_of(covered) == edition_of(excluded) == "edition:ASC@2020-07"
    assert (covered.loaded, excluded.loaded) == (3977, 2064)
    assert not covered.problems
    assert not excluded.problems
    yes = {r["subject"] for r in rows_of(covered, "edges", object=CENTER)}
    no = {r["subject"] for r in rows_of(excluded, "edges", object=CENTER) if excluded.qualifiers[r["qualifiers"]].negated}
    unpaid = {r["id"] for r in rows_of(covered, "attributes", name="asc_pi") if r["value"] in ("B5", "D5")}
    assert (len(yes), len(no)) == (3977 - len(unpaid), 2064)
    assert not yes & no
    facts = facts_of(covered, "CPT:10005")
    assert facts == {"asc_mark": "*", "asc_multiple_discount": "Y", "asc_pi": "P3", "asc_rate": "75.07"}


def test_indicators(shared: Path) -> None:
    status = read_as(Item(shared / "opps-asc" / "opps_status_indicators.csv"), "opps_status")
    centers = read_as(Item(shared / "opps-asc" / "ASC_addenda_2020-07_section508_DD1.nocpt.csv"), "asc_indicators")
    assert (status.loaded, centers.loaded) == (31, 18)
    (node,) = rows_of(status, "nodes", id="grouping:opps-status/C")
    assert node["definition"] == "Inpatient Procedures, not paid under OPPS"
    assert facts_of(status, "grouping:opps-status/C") == {"paid": "Sometimes"}
    (node,) = rows_of(centers, "nodes", id="grouping:asc-indicator/N1")
    assert node["definition"].startswith("Packaged service/item")


# --- made for the test ---


def test_original_addendum_b(tmp_path: Path) -> None:
    """The layout of CMS with titles, groups and weights; groups whose zeros a spreadsheet ate."""
    text = ("Addendum B. - Final OPPS Payment by HCPCS Code for CY 2031,,,,,,,\n"
            "CPT codes are copyright 2030 somebody,,,,,,,\n\n"
            "HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,"
            "* Indicates a Change\n"
            "12345,canary words,J1,5072,16.1,1488.33,,*\n12346,canary words,C,,,,,\nG9999,Made up,S,412,1.5,$120.00,24.00,\n"
            "12346,canary words,C,,,,,\n9,canary words,C,,,,,\n")
    batch = read_as(written(tmp_path, text, "2031_July_Addendum_B.csv"), "opps_b")
    assert edition_of(batch) == "edition:OPPS@2031-07"
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (5, 3, 2)
    assert [(r["subject"], r["object"]) for r in rows_of(batch, "edges", predicate="in_grouping")] == [
        ("CPT:12345", "APC:5072"), ("HCPCS:G9999", "APC:0412")]
    assert facts_of(batch, "HCPCS:G9999") == {"opps_si": "S", "opps_apc": "412", "opps_weight": "1.5",
                                            "opps_rate": "$120.00", "opps_copayment": "24.00"}
    assert [r["subject"] for r in rows_of(batch, "edges", object=INPATIENT)] == ["CPT:12346"]
    tables = str([batch.table(t).to_pylist() for t in ("nodes", "labels", "attributes", "edges")])
    assert "canary" not in tables + str(batch.problems)


@pytest.mark.parametrize(("row", "why"), [
    ("12346,ear, hip,T,5115,10.0,100.00,", "another number of cells than the heading has"),
    ("12346,ear,hip,T,5115,10.0,100.00,", "words where a figure or an indicator belongs")])
def test_a_shifted_row_is_listed_without_its_words(tmp_path: Path, row: str, why: str) -> None:
    """A comma without quotes and a blank last cell: what is left of the descriptor is no status indicator."""
    heading = "Addendum B,,,,,,\nHCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,* Indicates a Change\n"
    batch = read_as(written(tmp_path, f"{heading}12345,ear,T,5115,10.0,100.00,\n{row}\n", "2031_July_B.csv"), "opps_b")
    assert (batch.read, batch.loaded, batch.listed) == (2, 1, {why: 1})
    assert facts_of(batch, "CPT:12346") == {}
    tables = str([batch.table(t).to_pylist() for t in ("nodes", "labels", "attributes", "edges")])
    assert "hip" not in tables + str(batch.problems)


def test_shifted_indicators_of_surgical_centers(tmp_path: Path) -> None:
    heading = ("HCPCS Code,Short Descriptor,Subject to Multiple Procedure Discounting,"
               "July CY 2031 Payment Indicator,July CY 2031 Payment Weight,July CY 2031 Payment Rate\n")
    rows = "12345,ear,Y,A2,1.5,100\n12346,ear,hip,Y,A2,1.5\n12347,ear,N,P3*,1.5,100\n"
    batch = read_as(written(tmp_path, f"Addendum AA for CY 2031,,,,,\n{heading}{rows}", "aa.csv"), "asc_covered")
    assert (batch.read, batch.loaded) == (3, 2)
    assert {r["subject"] for r in rows_of(batch, "edges", object=CENTER)} == {"CPT:12345", "CPT:12347"}


def test_later_addenda(tmp_path: Path) -> None:
    heading = ("HCPCS Code,,Short Descriptor,Subject to Multiple Procedure Discounting,"
               "October CY 2031 Payment Indicator,October CY 2031 Payment Weight,October CY 2031 Payment Rate\n")
    covered = read_as(written(tmp_path, "Addendum AA -- ASC Covered Surgical Procedures for CY 2031,,,,,,\n" + heading +
                          "12345,,canary,Y,A2,1.5,100\n12346,,canary,Y,D5,,\nNOTE 1: of many words,,,,,,\n,,,,,,\n",
                          "asc.csv"), "asc_covered")
    assert edition_of(covered) == "edition:ASC@2031-10"
    assert covered.read == covered.loaded == 2
    assert [r["subject"] for r in rows_of(covered, "edges", object=CENTER)] == ["CPT:12345"]
    other = read_as(written(tmp_path, "Addendum BB -- ASC Covered Ancillary Services for CY 2031,,,,,,\n" + heading +
                        "J9999,,made up,,K2,1.5,100\n", "bb.csv"), "asc_covered")
    assert not rows_of(other, "edges")
    excluded = read_as(written(tmp_path, "Addendum EE -- Surgical Procedures Excluded from Payment in ASCs for CY 2031,\n"
                           "HCPCS Code,Short Descriptor\n12347,canary\n", "EE_2031-10.csv"), "asc_excluded")
    assert edition_of(excluded) == "edition:ASC@2031-10"
    (edge,) = rows_of(excluded, "edges")
    assert excluded.qualifiers[edge["qualifiers"]].negated
    untitled = written(tmp_path, "HCPCS Code,Short Descriptor\n12347,canary\n", "codes.csv")
    assert recognise(untitled) is None


def test_comment_indicators_and_shares_of_devices(tmp_path: Path) -> None:
    comments = read_as(written(tmp_path, "Addendum DD2. Comment indicators for CY 2031,\nIndicator,Comment Indicator Definition\n"
                               "CH,Made up: changed.\nNI,Made up: new.\nCH,again\n", "dd2.csv"), "asc_comments")
    assert {n["id"]: n["definition"] for n in rows_of(comments, "nodes")} == {
        "grouping:asc-comment/CH": "Made up: changed.", "grouping:asc-comment/NI": "Made up: new."}
    assert (comments.read, comments.loaded) == (3, 2)
    devices = read_as(written(tmp_path, "Addendum FF -- ASC Device Offsets for January 2031,,,\n"
                              "HCPCS Code,Short Descriptor,CY 2031 Device Offset Percentage,Device Offset Amount\n"
                              "12345,canary,31.5%,100.10\n12346,canary,40%,\n", "ff.csv"), "asc_devices")
    assert edition_of(devices) == "edition:ASC@2031-01"
    assert (devices.read, devices.loaded, devices.problems) == (2, 2, [])
    assert facts_of(devices, "CPT:12345") == {"asc_device_offset": "31.5%", "asc_device_amount": "100.10"}
    assert "canary" not in str([devices.table(t).to_pylist() for t in ("nodes", "labels", "attributes")])


def test_a_workbook_of_all_addenda_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    """Each sheet goes to its own reader; one that nobody knows is reported, a blank one is nothing."""
    workbook(tmp_path / "asc.xlsx", blank=[], AA=[
        ["Addendum AA -- Final ASC Covered Surgical Procedures for CY 2030"],
        ["HCPCS Code", "January 2030 Payment Indicator", "January 2030 Payment Rate"], ["99001", "P3", 75.1]], EE=[
        ["Addendum EE -- Surgical Procedures Excluded from Payment in ASCs for CY 2030"],
        ["HCPCS Code", "Short Descriptor"], ["99002", ""]], FF=[
        ["Addendum FF"], ["HCPCS Code", "Offset"], ["99001", 0.3]])
    path, found = tmp_path / "asc.xlsx", Official()
    for item in find(path):
        _item(item, found)
    assert [(e.item, e.reader, e.batch.loaded) for e in found.entries] == [
        ("asc.xlsx!AA", "asc_covered", 1), ("asc.xlsx!EE", "asc_excluded", 1)]
    assert len({e.batch.document for e in found.entries}) == 2
    assert [(p.path, p.what) for p in found.problems] == [("asc.xlsx!FF", "no reader knows this content: left out")]


def test_columns_of_notes_and_of_passing_through(tmp_path: Path) -> None:
    """None of these columns is left unread, so that `--strict` takes them."""
    b = written(tmp_path, "Addendum B. - Final OPPS Payment by HCPCS Code for CY 2031\nHCPCS Code,SI,Payment Rate,Note: Actual "
                "copayments would be lower due to the cap,* Indicates a Change\n99001,C,,,*\n", "2031_July_Addendum_B.csv")
    assert read_as(b, "opps_b").problems == []
    bb = written(tmp_path, "Addendum BB -- ASC Covered Ancillary Services for CY 2031\nHCPCS Code,Drug Pass-Through Expiration during "
                 "Calendar Year,July 2031 Payment Indicator,July 2031 Payment Rate\nJ9991,**,K2,43.2\n", "bb.csv")
    batch = read_as(bb, "asc_covered")
    assert batch.problems == []
    assert facts_of(batch, "HCPCS:J9991")["asc_pass_through_end"] == "**"


def test_a_day_in_words_ends_the_passing_through(tmp_path: Path) -> None:
    """It is no sign of a shifted row; words in a column of figures are."""
    bb = written(tmp_path, "Addendum BB -- ASC Covered Ancillary Services for CY 2031\nHCPCS Code,Drug Pass-Through Expiration during "
                 'Calendar Year,July 2031 Payment Indicator,July 2031 Payment Rate\nJ9991,"December 31, 2031",K2,43.2\n'
                 "J9992,,K2,made up words\n", "bb.csv")
    batch = read_as(bb, "asc_covered")
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (2, 1, 1)
    assert facts_of(batch, "HCPCS:J9991")["asc_pass_through_end"] == "December 31, 2031"


def test_addendum_b_with_the_columns_of_2026(tmp_path: Path) -> None:
    """Every one of its columns is known."""
    b = written(tmp_path, "Addendum B. - Final OPPS Payment by HCPCS Code for CY 2031\nHCPCS Code,Short Descriptor,SI,APC,Relative Weight,"
                "Payment Rate,National Unadjusted Copayment,Minimum Unadjusted Copayment,IRA Coinsurance percentage,Adjusted Beneficiary "
                "Copayment,Drug and Device Pass-Through Expiration during Calendar Year,Note,* Indicates a Change\n"
                'J9991,Made up,K,9999,,$43.20,,$8.64,17.5%,$7.56,"December 31, 2031",Made-up note,*\n', "2031_July_Addendum_B.csv")
    batch = read_as(b, "opps_b")
    assert batch.problems == []
    assert facts_of(batch, "HCPCS:J9991") == {
        "opps_si": "K", "opps_apc": "9999", "opps_rate": "$43.20", "opps_minimum_copayment": "$8.64", "opps_ira_coinsurance":
        "17.5%", "opps_adjusted_copayment": "$7.56", "opps_pass_through_end": "December 31, 2031"}
