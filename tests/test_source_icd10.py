"""ICD-10 order files, codes files and addenda: counts of the real editions, and files made here from the layout."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from graph.errors import UnreadableFile
from graph.ingest.agreement import conflicts
from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import Batch
from graph.ingest.files import Item, items
from graph.ingest.sources import icd10cm, icd10pcs
from tests.official import rows_of

FORMATS = (*icd10pcs.FORMATS, *icd10cm.FORMATS)


def read(item: Item) -> tuple[str, Batch]:
    """The one format that recognises an item, and its settled batch."""
    [found] = {f.name: f for f in FORMATS if f.recognises(item)}.values()
    batch = found.read(item)
    batch.settle(item.name)
    return found.name, batch


def order(*codes: tuple[str, str, str]) -> str:
    return "".join(f"{n:05} {code:7} {flag} {title[:60]:60} {title}\r\n" for n, (code, flag, title) in enumerate(codes, 1))


PCS = order(("001", "0", "Nervous System, Bypass"), ("0016070", "1", "Bypass Ventricle to Nasopharynx, Open Approach"),
            ("0016071", "1", "Bypass Ventricle to Mastoid, Open Approach"))
CM = order(("T81", "0", "Complications of procedures"), ("T814", "0", "Infection following a procedure"),
           ("T8140", "0", "Infection following a procedure, unspecified"),
           ("T8140XA", "1", "Infection following a procedure, unspecified, initial encounter"),
           ("T815", "0", "Foreign body"), ("T81500A", "1", "Foreign body after operation, initial encounter"))


# --- real editions ---

EXPECTED = {
    "icd10pcs_order_2024.txt": ("icd10pcs-order", "ICD10PCS@2024", 78_638 + 905),
    "icd10pcs_order_2025.txt": ("icd10pcs-order", "ICD10PCS@2025", 78_948 + 908),
    "order_addenda_2024.txt": ("icd10pcs-addenda", "ICD10PCS@2024", 53),
    "order_addenda_2025.txt": ("icd10pcs-addenda", "ICD10PCS@2025", 374 + 61),
    "icd10cm_order_2024.txt": ("icd10cm-order", "ICD10CM@2024", 74_044 + 23_252),
    "icd10cm_order_2025.txt": ("icd10cm-order", "ICD10CM@2025", 74_260 + 23_324),
    "icd10cm_codes_2024.txt": ("icd10cm-codes", "ICD10CM@2024", 74_044),
    "icd10cm_codes_2025.txt": ("icd10cm-codes", "ICD10CM@2025", 74_260),
    "icd10cm_codes_addenda_2024.txt": ("icd10cm-addenda", "ICD10CM@2024", 0),
    "icd10cm_codes_addenda_2025.txt": ("icd10cm-addenda", "ICD10CM@2025", 252 + 36 + 2 * 13),
    "icd10cm_order_addenda_2024.txt": ("icd10cm-addenda", "ICD10CM@2024", 0),
    "icd10cm_order_addenda_2025.txt": ("icd10cm-addenda", "ICD10CM@2025", 252 + 72 + 36 + 2 * 14),
}


@pytest.mark.shared
@pytest.mark.parametrize("archive", ["icd10pcs/cms_2024_pr.zip", "icd10pcs/cms_2025_pr.zip", "icd10cm/cms_2024_dx.zip",
                                     "icd10cm/cms_2025_dx.zip"])
def test_every_member_of_the_real_archives_is_accounted_for(shared: Path, archive: str) -> None:
    for item in items(shared / archive):
        name, batch = read(item)
        if item.suffix == ".pdf":
            assert (name, batch.read, batch.problems) == ("icd10-layout", 0, [])
            continue
        reader, edition, number = EXPECTED[item.member]
        assert (name, batch.edition.id, batch.read) == (reader, f"edition:{edition}", number)
        assert not batch.problems  # the closing counts of the addenda agree with their lines
        assert not batch.listed


@pytest.mark.shared
def test_pcs_codes_of_two_years_differ_as_published(shared: Path) -> None:
    held = {}
    for year in (2024, 2025):
        _, batch = read(Item(shared / f"icd10pcs/cms_{year}_pr.zip", f"icd10pcs_order_{year}.txt"))
        held[year] = {row["id"] for row in rows_of(batch, "codes")}
    assert (len(held[2024]), len(held[2025])) == (78_638, 78_948)
    assert (len(held[2025] - held[2024]), len(held[2024] - held[2025])) == (371, 61)
    _, addenda = read(Item(shared / "icd10pcs/cms_2025_pr.zip", "order_addenda_2025.txt"))
    assert {r["id"] for r in rows_of(addenda, "attributes") if r["name"] == "deleted"} == held[2024] - held[2025]
    assert {r["id"] for r in rows_of(addenda, "codes")} == held[2025] - held[2024]


@pytest.mark.shared
def test_every_diagnosis_has_the_nearest_listed_parent(shared: Path) -> None:
    _, batch = read(Item(shared / "icd10cm/cms_2025_dx.zip", "icd10cm_order_2025.txt"))
    ids = {row["id"] for row in rows_of(batch, "codes")}
    parent = {e["subject"]: e["object"] for e in rows_of(batch, "edges")}
    assert set(parent) == ids
    for id in ids:
        shorter = id[:-1]
        while len(shorter) > len("ICD10CM:A0") and shorter.rstrip(".") not in ids:
            shorter = shorter[:-1]
        assert parent[id] == shorter.rstrip(".") or parent[id].startswith("grouping:icd10cm/chapter-")
    assert parent["ICD10CM:T81.500A"] == "ICD10CM:T81.500"
    chapters = {p for p in parent.values() if p.startswith("grouping:")}
    assert len(chapters) == 22
    flags = Counter(r["value"] for r in rows_of(batch, "attributes"))
    assert flags == {"1": 74_260, "0": 23_324}


@pytest.mark.shared
def test_deleted_diagnoses_are_told_from_those_that_became_headers(shared: Path) -> None:
    _, batch = read(Item(shared / "icd10cm/cms_2025_dx.zip", "icd10cm_order_addenda_2025.txt"))
    old = {line[6:13].strip() for line in Item(shared / "icd10cm/cms_2024_dx.zip", "icd10cm_order_2024.txt").text().splitlines()}
    new = {line[6:13].strip() for line in Item(shared / "icd10cm/cms_2025_dx.zip", "icd10cm_order_2025.txt").text().splitlines()}
    deleted = {r["id"].removeprefix("ICD10CM:").replace(".", "") for r in rows_of(batch, "attributes") if r["name"] == "deleted"}
    assert deleted == old - new


# --- made from the layout ---

def test_order_file_gives_codes_tables_and_titles(write) -> None:
    name, batch = read(write("icd10pcs_order_2031.txt", PCS))
    assert name == "icd10pcs-order"
    assert batch.edition.id == "edition:ICD10PCS@2031"
    assert batch.edition.effective_from.isoformat() == "2030-10-01"
    assert [(r["id"], r["row"]) for r in rows_of(batch, "codes")] == [("ICD10PCS:0016070", 2), ("ICD10PCS:0016071", 3)]
    assert {(e["subject"], e["object"], e["row"]) for e in rows_of(batch, "edges")} == {
        ("ICD10PCS:0016070", "PCSTABLE:001", 2), ("ICD10PCS:0016071", "PCSTABLE:001", 3)}
    tables = [n["label"] for n in rows_of(batch, "nodes") if n["id"] == "PCSTABLE:001"]
    assert tables[0] == "Nervous System, Bypass"


def test_parent_bridges_a_placeholder_gap(write) -> None:
    _, batch = read(write("icd10cm_order_2026.txt", CM))
    parent = {e["subject"]: e["object"] for e in rows_of(batch, "edges")}
    assert parent == {"ICD10CM:T81.4": "ICD10CM:T81", "ICD10CM:T81.40": "ICD10CM:T81.4",
                      "ICD10CM:T81.40XA": "ICD10CM:T81.40", "ICD10CM:T81.5": "ICD10CM:T81",
                      "ICD10CM:T81.500A": "ICD10CM:T81.5", "ICD10CM:T81": "grouping:icd10cm/chapter-19"}


def test_bad_rows_are_listed_with_their_line(write) -> None:
    text = PCS + "00004 00I6070 1 The letter I is not used\r\n" + "\r\nnonsense\r\n" + PCS.splitlines(True)[1]
    other = PCS.splitlines(True)[2].replace("Mastoid", "Spleen")
    _, batch = read(write("icd10pcs_order_2025.txt", text + other))
    assert (batch.read, batch.loaded, batch.merged) == (7, 3, 1)
    assert [(p.line, p.what.split(":")[0]) for p in batch.problems] == [
        (4, "not a row of the record layout"), (6, "not a row of the record layout"),
        (8, "code stands twice with other content")]


def test_control_characters_and_wrong_encoding_survive(write) -> None:
    text = PCS.replace("Nasopharynx", "Naso\x00harynx").replace("Mastoid", "M\xe9astoid").encode("cp1252")
    _, batch = read(write("icd10pcs_order_2025.txt", text))
    assert batch.loaded == 3
    assert "control characters" in batch.problems[0].what
    assert any("Méastoid" in n["label"] for n in rows_of(batch, "nodes"))


def test_year_that_no_name_tells_is_refused(write) -> None:
    with pytest.raises(UnreadableFile, match="fiscal year"):
        icd10pcs.read_order(write("order.txt", PCS))


def test_april_update_is_an_edition_of_its_own(write) -> None:
    _, batch = read(write("icd10pcs_order_2025_april.txt", PCS))
    assert (batch.edition.name, batch.edition.effective_from.isoformat()) == ("2025-04", "2025-04-01")


def test_codes_file_is_merged_beside_its_order_file_and_loaded_alone(tmp_path: Path, write) -> None:
    text = "A000    Cholera due to something\r\nA001    Cholera due to something else\r\n"
    _, alone = read(write("icd10cm_codes_2027.txt", text))
    assert (alone.loaded, alone.merged, alone.table("codes").num_rows) == (2, 0, 2)
    with zipfile.ZipFile(tmp_path / "dx.zip", "w") as archive:
        archive.writestr("icd10cm_codes_2027.txt", text)
        archive.writestr("icd10cm_order_2027.txt", CM)
    _, beside = read(Item(tmp_path / "dx.zip", "icd10cm_codes_2027.txt"))
    assert (beside.loaded, beside.merged) == (0, 2)


def test_addenda_state_deletions_and_check_their_counts(write) -> None:
    text = ("Add:         0016070 Bypass Ventricle                                             Bypass Ventricle to Nose\n"
            "Delete:      0016071 Old                                                          Old Bypass\n"
            "Codes\n  5 codes in icd10pcs_order_2025.txt\n  5 codes in icd10pcs_order_2026.txt\n"
            "    2 additions\n    1 deletions\n")
    name, batch = read(write("anything.txt", text))
    assert (name, batch.edition.id) == ("icd10pcs-addenda", "edition:ICD10PCS@2026")
    assert [(a["id"], a["name"], a["value"]) for a in rows_of(batch, "attributes")] == [
        ("ICD10PCS:0016071", "deleted", "2025-10-01")]
    assert [p.what for p in batch.problems] == ["Add: the file counts 2 codes, its lines are 1"]


@pytest.mark.parametrize("garbage", [b"", b"\x00" * 300, b"%PDF-1.7 anything", b"code,display\n01,PHARMACY\n",
                                     b"99213 is a code\n12345 again one\n", b"<xml/>", b"PK\x03\x04 broken"])
def test_foreign_content_is_not_claimed(write, garbage: bytes) -> None:
    item = write("icd10_2025.txt", garbage)
    assert not [f.name for f in FORMATS if f.recognises(item)]


def test_damaged_archive_is_reported_and_the_rest_is_read(tmp_path: Path, write) -> None:
    from graph.ingest import official
    from graph.ingest.cache import Cache
    from graph.ingest.progress import Meter
    from graph.release.directory import digest

    with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("icd10pcs_order_2025.txt", PCS)
        archive.writestr("icd10pcs_order_2026.txt", PCS * 3000 + "bomb " * 4_000_000)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "whole.zip").read_bytes()[:400])
    files = [(path, digest(path)) for path in sorted(tmp_path.glob("*.zip"))]
    read_ = official.read(files, Meter(lambda *_: None, 0, 0, 0), Cache(tmp_path / "cache"))
    assert [e.item for e in read_.entries] == ["whole.zip!icd10pcs_order_2025.txt"]
    assert {p.path for p in read_.problems} == {"cut.zip", "whole.zip!icd10pcs_order_2026.txt"}


def test_two_titles_of_a_code_in_one_edition_are_reported(write) -> None:
    order = "\n".join(f"0000{n} 001607{n} 1 {'Short':60} Title {n}" for n in (1, 2)) + "\n"
    entries = []
    for name, content in (("icd10pcs_order_2030.txt", order), ("icd10pcs_codes_2030.txt", "0016071 Title 1\n0016072 Another\n")):
        reader, batch = read(write(name, content))
        entries.append(Entry(name, reader, batch))
    assert [(p.path, p.what) for p in conflicts(entries)] == [
        ("icd10pcs_codes_2030.txt", "ICD10PCS:0016072: another title than in icd10pcs_order_2030.txt")]


@pytest.mark.parametrize("first", ["icd10cm_order_2030.txt", "icd10cm_codes_2030.txt"])
def test_a_codes_file_that_says_otherwise_is_told(tmp_path: Path, first: str) -> None:
    """Its rows count as merged with those of the order file beside it, so their titles must be the same."""
    listed = (("A000", "1", "Cholera"), ("A001", "1", "Cholera of another kind"), ("A0100", "0", "Typhoid fever"),
              ("A0101", "1", "Typhoid meningitis"))
    files = {"icd10cm_order_2030.txt": order(*listed), "icd10cm_codes_2030.txt":
             "A000    Cholera\r\nA001    Cholera eltor\r\nA0101   Typhoid meningitis\r\n"}
    with zipfile.ZipFile(tmp_path / "edition.zip", "w") as archive:
        for name in sorted(files, key=lambda name: name != first):
            archive.writestr(name, files[name])
    [one, other] = [Entry(item.name, *read(item)) for item in items(tmp_path / "edition.zip")]
    assert {entry.reader: entry.batch.merged for entry in (one, other)} == {"icd10cm-order": 0, "icd10cm-codes": 3}
    assert [(p.path, p.what) for p in conflicts([one, other])] == [
        (other.item, f"ICD10CM:A00.1: another title than in {one.item}")]
