"""Places, specialties, revenue centres and provider taxonomy: the real tables, and small ones with every fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.ingest.files import Item
from graph.ingest.sources import places, specialties
from tests.official import read, rows_of, workbook

# --- real files ---


@pytest.mark.shared
@pytest.mark.parametrize(("path", "name", "read_", "loaded", "listed"), [
    ("pos/CodeSystem-CLM-POS-CD.csv", "pos", 101, 52, {"number that is not assigned": 48, "stands for a code that is not known": 1}),
    ("pos/pos_codes_facility_flag_northstar.csv", "pos-flags", 99, 52, {"number that is not assigned": 47}),
    ("pos/CodeSystem-CLM-PRVDR-SPCLTY-CD.csv", "specialties", 152, 151, {"stands for a code that is not known": 1}),
    ("pos/CodeSystem-CLM-REV-CNTR-CD.csv", "revenue", 539, 539, {}),
    ("nucc/medicare-provider-taxonomy-crosswalk-2019.csv", "specialty-taxonomy", 509, 488, {
        "a type without a specialty code": 11, "a specialty without a taxonomy number": 5, "names no taxonomy number": 2})])
def test_real_tables_are_wholly_accounted_for(
    shared: Path, path: str, name: str, read_: int, loaded: int, listed: dict[str, int],
) -> None:
    """What the publisher itself says is no code is counted, and only its slips are problems."""
    reader, batch = read(Item(shared / path))
    assert (reader, batch.read, batch.loaded, dict(batch.listed)) == (name, read_, loaded, listed)
    assert len(batch.problems) == listed.get("names no taxonomy number", 0)


@pytest.mark.shared
def test_both_tables_of_places_agree_on_most_names(shared: Path) -> None:
    _, one = read(Item(shared / "pos/CodeSystem-CLM-POS-CD.csv"))
    _, two = read(Item(shared / "pos/pos_codes_facility_flag_northstar.csv"))
    names = [{n["id"]: re.sub("[^a-z]", "", n["label"].lower()) for n in rows_of(batch, "nodes")} for batch in (one, two)]
    assert names[0].keys() == names[1].keys()
    assert sum(names[0][id] == names[1][id] for id in names[0]) >= 49
    meaning = {n["id"]: n["definition"] for n in rows_of(one, "nodes") if n["definition"]}
    assert len(meaning) == 49  # 27, 58 and 66 have a name only
    assert not any(text.startswith(("-", " ")) or "EFFECTIVE" in text.upper() for text in meaning.values())


@pytest.mark.shared
def test_no_name_of_the_taxonomy_is_kept(shared: Path) -> None:
    item = Item(shared / "nucc/medicare-provider-taxonomy-crosswalk-2019.csv")
    _, batch = read(item)
    names = {part.strip(' "') for line in item.text().splitlines()[1:] for cell in line.split(";")[3:] for part in cell.split("/")}
    kept = {str(v) for table in ("nodes", "labels", "attributes") for r in rows_of(batch, table) for v in r.values()}
    kept |= {q.condition or "" for q in batch.qualifiers} | {p.what for p in batch.problems}
    own = " ".join(line.split(";")[1] for line in item.text().splitlines()[1:])  # the publisher's own names of types
    long = {name for name in names if len(name) > 12 and name not in own}
    assert len(long) > 200
    assert not [name for name in long for text in kept if name in text]


@pytest.mark.shared
def test_crosswalk_gives_back_zeros_and_blank_specialties(shared: Path) -> None:
    _, batch = read(Item(shared / "nucc/medicare-provider-taxonomy-crosswalk-2019.csv"))
    pairs = {(e["subject"], e["object"]) for e in rows_of(batch, "edges")}
    assert {("CMSSPEC:01", "NUCC:208D00000X"), ("CMSSPEC:02", "NUCC:208G00000X"), ("CMSSPEC:87", "NUCC:332B00000X"),
            ("CMSSPEC:56", "NUCC:224P00000X"), ("CMSSPEC:56", "NUCC:229N00000X"), ("CMSSPEC:A4", "NUCC:251E00000X")} <= pairs
    assert ("CMSSPEC:B4", "NUCC:335U00000X") not in pairs  # organ procurement has no specialty code
    assert all(re.fullmatch(r"CMSSPEC:[0-9A-Z]{2}", s) and re.fullmatch(r"NUCC:[0-9A-Z]{9}X", o) for s, o in pairs)


# --- made here ---

POS = ("code,display\n1,\"PHARMACY (EFFECTIVE OCTOBER 1, 2005)- A FACILITY.\"\n11,OFFICE - LOCATION WHERE CARE IS GIVEN\n"
       "21,INPATIENT HOSPITAL - A HOSPITAL\n21,INPATIENT WARD - ANOTHER\n41,AMBULANCE—LAND A LAND VEHICLE\n66,PACE CENTER\n"
       "98,UNASSIGNED\n~,NO DESCRIPTION AVAILABLE\nXYZ,WRONG\n")


def test_places_are_taken_apart(write) -> None:
    name, batch = read(write("table.csv", POS))
    assert name == "pos"
    assert (batch.read, batch.loaded) == (9, 5)
    assert dict(batch.listed) == {"number that is not assigned": 1, "no code of this system, or no name": 1,
                                  "stands for a code that is not known": 1, "repeated: the first row of this code is kept": 1}
    assert [problem.line for problem in batch.problems] == [2, 5, 10]  # of the first a zero was put back
    assert {(n["id"], n["label"], n["definition"]) for n in rows_of(batch, "nodes") if n["definition"]} == {
        ("POS:01", "Pharmacy", "A facility."), ("POS:11", "Office", "Location where care is given"),
        ("POS:21", "Inpatient Hospital", "A hospital"), ("POS:41", "Ambulance—Land", "A land vehicle")}
    assert [(c["id"], c["valid_from"].isoformat()) for c in rows_of(batch, "codes") if c["valid_from"]] == [("POS:01", "2005-10-01")]
    assert [(a["id"], a["value"]) for a in rows_of(batch, "attributes")] == [("POS:01", "EFFECTIVE OCTOBER 1, 2005")]


def test_facility_flags_with_moved_columns(write) -> None:
    name, batch = read(write("flags.csv", "Some title\nPOS Name,POS Code,Extra,POS Type\nPharmacy,1,x,Non-Facility\nUnassigned,28,x,Unassigned\n,,,\n"))
    assert (name, batch.read, batch.loaded) == ("pos-flags", 2, 1)
    assert [(a["id"], a["name"], a["value"], a["row"]) for a in rows_of(batch, "attributes")] == [("POS:01", "pos_type", "Non-Facility", 3)]


def test_the_list_of_the_publishers_page_without_flags(write) -> None:
    name, batch = read(write("place-of-service.csv", "Place of Service Code(s),Place of Service Name,Place of Service Description\n"
                             "01,Pharmacy,Where drugs are sold.\n11,Office,\n11,Another office,\n28-30,Unassigned,N/A\n100,Beyond,\n"))
    assert (name, batch.read, batch.loaded) == ("pos-flags", 5, 2)
    assert dict(batch.listed) == {"number that is not assigned": 1, "repeated: the first row of this code is kept": 1,
                                  "no place of service code, or no name": 1}
    assert {n["id"]: n["definition"] for n in rows_of(batch, "nodes")} == {"POS:01": "Where drugs are sold.", "POS:11": None}
    assert not rows_of(batch, "attributes")


def test_specialties_and_revenue_centres(write) -> None:
    name, batch = read(write("s.csv", "code,display\n1,GENERAL PRACTICE\n2,GENERAL SURGERY\n42,\"NURSE MIDWIFE (EFFECTIVE JULY 1, 1988)\"\n~,NONE\n"))
    assert (name, batch.loaded) == ("specialties", 3)
    assert {(n["id"], n["label"]) for n in rows_of(batch, "nodes")} == {
        ("CMSSPEC:01", "General Practice"), ("CMSSPEC:02", "General Surgery"), ("CMSSPEC:42", "Nurse Midwife")}
    name, batch = read(write("r.csv", "code,display\n1,TOTAL CHARGE\n200,INTENSIVE CARE UNIT - GENERAL\n360,OPERATING ROOM - OTHER\n"))
    assert (name, batch.loaded) == ("revenue", 3)
    assert {n["id"]: n["label"] for n in rows_of(batch, "nodes")}["REVENUE:0360"] == "Operating Room - Other"


HEADING = "Medicare Specialty Code,Medicare Provider/Supplier Type Description,Provider Taxonomy Code,Provider Taxonomy Description\n"


def test_crosswalk_of_a_later_year_with_commas(write) -> None:
    name, batch = read(write("crosswalk-2031.csv", HEADING + (
        "1,Physician/General Practice,208D00000X,Secret name\n,,207Q00000X,Secret name\n1,Physician/General Practice,208D00000X,Secret name\n"
        "A0[7],Hospital-General,282N00000X,Secret name\n,Hospital-Children,282NC2000X,Secret name\n,Organ bank,335U00000X,Secret name\n"
        ",,335V00000X,Secret name\n99[1],Unknown,,\n")))
    assert (name, batch.edition.id) == ("specialty-taxonomy", "edition:CMSSPEC-NUCC@2031")
    assert (batch.read, batch.loaded, batch.merged) == (8, 4, 1)
    assert dict(batch.listed) == {"a type without a specialty code": 2, "a specialty without a taxonomy number": 1}
    assert batch.problems == []
    said = {(e["subject"], e["object"]): batch.qualifiers[e["qualifiers"]].condition for e in rows_of(batch, "edges")}
    assert said == {("CMSSPEC:01", "NUCC:208D00000X"): None, ("CMSSPEC:01", "NUCC:207Q00000X"): None,
                    ("CMSSPEC:A0", "NUCC:282N00000X"): None, ("CMSSPEC:A0", "NUCC:282NC2000X"): "Hospital-Children"}


@pytest.mark.parametrize("before", ["", "1,Physician/General Practice,208D00000X,Secret name\n"], ids=["first", "below another"])
def test_a_malformed_specialty_is_a_problem_and_no_type_without_a_code(write, before: str) -> None:
    _, batch = read(write("crosswalk-2031.csv", f"{HEADING}{before}Secret,Physician/Made up,207Q00000X,Secret name\n,Organ bank,335U00000X,Secret name\n"))
    assert batch.listed == {"not a specialty code": 1, "a type without a specialty code": 1}
    assert [(p.line, p.what) for p in batch.problems] == [(3 if before else 2, "not a specialty code")]
    assert {e["object"] for e in rows_of(batch, "edges")} == ({"NUCC:208D00000X"} if before else set())
    assert "Secret" not in str([rows_of(batch, t) for t in ("nodes", "labels", "attributes")]) + str(batch.problems)


def test_crosswalk_as_a_workbook(tmp_path: Path) -> None:
    rows = [HEADING.strip().split(","), ["01", "Physician/General Practice", "208D00000X", "Secret name"],
            ["", "", "207Q00000X", "Secret name"]]
    name, batch = read(workbook(tmp_path / "TaxonomyCrosswalk_2031.xlsx", one=rows))
    assert (name, batch.read, batch.loaded) == ("specialty-taxonomy", 2, 2)
    assert {(e["subject"], e["object"]) for e in rows_of(batch, "edges")} == {
        ("CMSSPEC:01", "NUCC:208D00000X"), ("CMSSPEC:01", "NUCC:207Q00000X")}


def test_own_taxonomy_file_gives_numbers_only(write) -> None:
    name, batch = read(write("nucc_taxonomy_251.csv", (
        "Code,Grouping,Classification,Specialization,Definition,Notes,Display Name,Section\n"
        "207Q00000X,Secret,Secret,,\"Secret,\nover two lines\",Secret,Secret,Individual\n"
        "207Q00000X,Secret,Secret,,,,Secret,Individual\nSecret,Secret,,,,,,\n")))
    assert (name, batch.edition.id, batch.edition.effective_from.isoformat()) == ("nucc", "edition:NUCC@25.1", "2025-07-01")
    assert (batch.read, batch.loaded, batch.merged, sum(batch.listed.values())) == (3, 1, 1, 1)
    assert [c["id"] for c in rows_of(batch, "codes")] == ["NUCC:207Q00000X"]
    assert "Secret" not in str([rows_of(batch, t) for t in ("nodes", "labels", "attributes")]) + str(batch.problems)


@pytest.mark.parametrize("garbage", ["", "\0\0", "code,display\n0001,x\n", "code,display\n01,SOMETHING\n11,ELSE\n", "PK\x03\x04 broken", "<a/>"])
def test_foreign_content_is_not_claimed(write, garbage: str) -> None:
    item = write("CodeSystem-CLM-POS-CD.csv", garbage)
    assert not [f.name for f in (*places.FORMATS, *specialties.FORMATS) if f.recognises(item)]
