"""HCPCS Level II, its change logs and notes: the files as published, and small ones made by the record layout."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graph.errors import UnreadableFile
from graph.ingest.batch import Batch
from graph.ingest.files import Item, items
from graph.ingest.official import recognise
from graph.ingest.sources import hcpcs, hcpcs_changes, hcpcs_notes
from tests.official import edition_of, facts_of, read_as, rows_of, workbook, written

ZIP = "2019-Alpha-Numeric-HCPCS-File.zip"
HEADING = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "PRICE1", "PRICE2", "XREF1", "XREF2", "COV",
           "PROCNOTE", "BETOS", "TOS1", "TOS2", "ANEST_BU", "ADD DT", "ACT EFF DT", "TERM DT", "ACTION CD"]


def _item(path: Path) -> Item:
    found = next(iter(items(path)))
    assert isinstance(found, Item)
    return found


def _member(shared: Path, name: str) -> Item:
    return next(i for i in items(shared / "hcpcs" / ZIP) if isinstance(i, Item) and i.member == name)


def _values(batch: Batch, id: str, name: str) -> list[str]:
    return [r["value"] for r in rows_of(batch, "attributes", id=id, name=name)]


def _record(code: str, recid: str, long: str, **at: str) -> str:
    """One record by the layout: places are 1-based, as the layout counts them."""
    line = list(" " * 320)
    for place, text in {"p1": f"{code:>5}", "p6": "00100", "p11": recid, "p12": long, **at}.items():
        start = int(place[1:]) - 1
        line[start : start + len(text)] = text
    return "".join(line)


def _fixed(tmp_path: Path, *lines: str, name: str = "HCPC2031_CONTR_ANWEB.txt") -> Item:
    path = tmp_path / name
    path.write_bytes("\r\n".join(["***Disclaimers", "", *lines, ""]).encode("cp1252"))
    return _item(path)


def _book(tmp_path: Path, rows: list[list[Any]], name: str = "x.xlsx", title: str = "A") -> Item:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return _item(tmp_path / name)


# --- as published ---


@pytest.mark.parametrize(("name", "codes", "modifiers", "records", "edition", "terminated"), [
    ("HCPC2020-04_anweb.xlsx", 6728, 369, 6729, "edition:HCPCS@2020-04", 616),
    ("HCPC2020-07_anweb.xlsx", 6789, 369, 6790, "edition:HCPCS@2020-07", 625),
    ("HCPC2025_JUL_ANWEB_v3_4col.xlsx", 8387, 383, 8387, "edition:HCPCS@2025-07", 0),
])
def test_quarterly(
    shared: Path, name: str, codes: int, modifiers: int, records: int, edition: str, terminated: int
) -> None:
    """The published count is of records that are no modifiers: one code of 2020 runs on over a second record."""
    batch = read_as(_item(shared / "hcpcs" / name), "hcpcs")
    systems = Counter(r["id"].partition(":")[0] for r in rows_of(batch, "codes"))
    assert systems == {"HCPCS": codes, "MODIFIER": modifiers}
    assert batch.read - modifiers == records
    assert (batch.loaded, batch.merged) == (codes + modifiers, records - codes)
    assert batch.edition is not None
    assert batch.edition.id == edition
    assert sum(r["valid_to"] is not None for r in rows_of(batch, "codes")) == terminated
    assert not batch.problems


def test_annual_zip(shared: Path) -> None:
    """Fixed width and spreadsheet say the same, but for two types of service and dates that the spreadsheet lost."""
    fixed = read_as(_member(shared, "HCPC2019_CONTR_ANWEB.txt"), "hcpcs")
    book = read_as(_member(shared, "HCPC2019_CONTR_ANWEB.xlsx"), "hcpcs")
    for batch in (fixed, book):
        assert batch.edition is not None
        assert (batch.edition.id, batch.edition.effective_from) == ("edition:HCPCS@2019-01", date(2019, 1, 1))
        assert Counter(r["id"].partition(":")[0] for r in rows_of(batch, "codes")) == {"HCPCS": 6440, "MODIFIER": 360}
    assert book.read - 360 == 6441
    assert (fixed.read, fixed.loaded, fixed.merged) == (11_622, 6800, 4822)

    def said(batch: Batch, table: str, *columns: str) -> set[tuple[Any, ...]]:
        return {tuple(r[c] for c in columns) for r in rows_of(batch, table)}

    assert said(fixed, "labels", "id", "text", "kind") == said(book, "labels", "id", "text", "kind")
    assert said(fixed, "codes", "id", "valid_from", "valid_to") == said(book, "codes", "id", "valid_from", "valid_to")
    edges = [said(b, "edges", "subject", "predicate", "object") for b in (fixed, book)]
    assert edges[0] ^ edges[1] == {(f"HCPCS:{c}", "in_grouping", "TOS:R") for c in ("E0210", "E0776")}
    facts = [said(b, "attributes", "id", "name", "value") for b in (fixed, book)]
    assert facts[1] < facts[0]
    assert {name for _, name, _ in facts[0] - facts[1]} == {"act_eff_dt"}


def test_known_records(shared: Path) -> None:
    batch = read_as(_item(shared / "hcpcs" / "HCPC2020-07_anweb.xlsx"), "hcpcs")
    labels = {r["text"] for r in rows_of(batch, "labels", id="HCPCS:G0008", kind="preferred")}
    assert labels == {"Administration of influenza virus vaccine"}
    (ended,) = rows_of(batch, "codes", id="HCPCS:C9058")
    assert ended["valid_to"] == date(2020, 6, 30)
    (edge,) = rows_of(batch, "edges", subject="HCPCS:C9058", predicate="replaced_by")
    assert (edge["object"], edge["valid_from"]) == ("HCPCS:Q5120", date(2020, 7, 1))
    assert {r["object"] for r in rows_of(batch, "edges", subject="HCPCS:G0502", predicate="replaced_by")} == {"CPT:99492"}
    assert _values(batch, "MODIFIER:AM", "xref") == ["QM"]  # alive, so not replaced
    assert not rows_of(batch, "edges", subject="MODIFIER:AM")
    (long,) = rows_of(batch, "labels", id="HCPCS:G0503", kind="preferred")
    assert long["text"].endswith("treatment goals and are prepared for discharge from active treatment")
    assert _values(batch, "HCPCS:S0012", "procnote") == ["0088"]


def _states(batch: Batch) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"facts": set(), "groups": set()})
    for r in rows_of(batch, "codes"):
        found[r["id"]] |= {"since": r["valid_from"], "until": r["valid_to"]}
    for r in rows_of(batch, "labels"):
        found[r["id"]][r["kind"]] = r["text"]
    for r in rows_of(batch, "attributes"):
        if r["name"] not in ("action_cd", "act_eff_dt", "xref"):
            found[r["id"]]["facts"].add((r["name"], r["value"]))
    for r in rows_of(batch, "edges", predicate="in_grouping"):
        found[r["subject"]]["groups"].add(r["object"])
    return found


def test_quarter_agrees_with_the_official_log(shared: Path) -> None:
    """Q2 → Q3 of 2020: what differs between the files is what the log says, and every exception is named."""
    old, new = (_states(read_as(_item(shared / "hcpcs" / f"HCPC2020-{m}_anweb.xlsx"), "hcpcs")) for m in ("04", "07"))
    log = defaultdict(set)
    for change in hcpcs_changes.changes(_item(shared / "hcpcs" / "HCPC2020-07_trans_alpha.xlsx")):
        log[change.code].add(change.action)
    assert log.keys() == new.keys()
    assert old.keys() < new.keys()  # terminated codes stay

    def difference(code: str) -> frozenset[str]:
        if code not in old:
            return frozenset({"added"})
        return frozenset(k for k in old[code].keys() | new[code].keys() if old[code].get(k) != new[code].get(k))

    expected = {
        "add": {frozenset({"added"})}, "discontinued": {frozenset({"until"})}, "no change": {frozenset()},
        "short description change": {frozenset({"alternative"})},
        # a new long description brought a new short one each time
        "long description change": {frozenset({"preferred", "alternative"})},
        "long/short description change": {frozenset({"preferred", "alternative"})},
    }
    disagreements = {code: (sorted(actions), difference(code)) for code, actions in log.items()
                     if any(difference(code) not in expected[action] for action in actions)}
    assert disagreements == {
        # its first day was corrected beside its end, which "discontinued" does not say
        "HCPCS:C9058": (["discontinued"], frozenset({"since", "until"})),
        # the log lists it twice on one sheet, the second time as unchanged
        "MODIFIER:CS": (["long/short description change", "no change"], frozenset({"preferred", "alternative"})),
    }
    assert Counter(a for s in log.values() for a in s) == {
        "no change": 7084, "add": 61, "discontinued": 9, "long description change": 3,
        "long/short description change": 1, "short description change": 1}


def test_change_logs(shared: Path) -> None:
    """Text and spreadsheet of 2019 are the same log; the second sheet repeats the first."""
    logs = [read_as(_member(shared, n), "hcpcs_changes")
            for n in ("Changes_by_ActionCode.prn", "Changes_by_HCPCSCode.prn", "HCPC2019_Trans_Alpha.xlsx")]
    said = [{(r["id"], r["value"]) for r in rows_of(b, "attributes", name="change")} for b in logs]
    assert said[0] == said[1] == said[2]
    assert Counter(v for _, v in said[0]) == {
        "add": 228, "long description change": 94, "discontinued": 49, "payment change": 47,
        "short description change": 8, "coverage change": 1, "coverage and long description change": 1}
    assert [(b.read, b.loaded, b.merged) for b in logs] == [(6800, 6800, 0), (6800, 6800, 0), (13600, 6800, 6800)]
    actions = {r["id"] for r in rows_of(read_as(_member(shared, "HCPC2019_CONTR_ANWEB.txt"), "hcpcs"), "attributes",
                                     name="action_cd") if r["value"] != "N"}
    assert actions == {id for id, _ in said[0]}


def test_notes(shared: Path) -> None:
    batch = read_as(_member(shared, "proc_notes_2019.txt"), "hcpcs_notes")
    assert batch.loaded == batch.read == 218
    (note,) = rows_of(batch, "nodes", id="grouping:hcpcs-note/0082")
    assert note["definition"] == ("G0151-G0156 MAY BE BILLED ONLY FOR HOME HEALTH CARE SERVICES PROVIDED UNDER A PLAN OF "
                                  "CARE. SEE CR#588.")
    assert _values(batch, "HCPCS:G0151", "named_in_note") == ["0082"]
    used = {v["value"] for v in rows_of(read_as(_member(shared, "HCPC2019_CONTR_ANWEB.txt"), "hcpcs"), "attributes",
                                      name="procnote")}
    assert used - {"0000"} <= {r["id"][-4:] for r in rows_of(batch, "nodes") if r["id"].startswith("grouping:")}


def test_every_member_has_a_reader(shared: Path) -> None:
    for item in items(shared / "hcpcs" / ZIP):
        assert isinstance(item, Item)
        assert recognise(item) is not None, item.name


# --- made by the layout ---


def test_fixed_records_that_are_none(tmp_path: Path) -> None:
    """No Level II code begins with X: its records are listed, the modifier is read."""
    batch = read_as(_fixed(
        tmp_path,
        _record("ZX", "7", "Made-up modifier", p269="20300101", p277="20310401"),
        _record("X9999", "3", "No code", p269="20300101", p277="20310401"),
        _record("X9999", "4", "and its second record"),
        "a line in between that is no record",
    ), "hcpcs")
    assert (batch.loaded, batch.listed) == (1, {"neither a code nor a modifier": 3})
    assert batch.edition is not None
    assert batch.edition.id == "edition:HCPCS@2031-04"


def test_fixed_fields(tmp_path: Path) -> None:
    batch = read_as(_fixed(
        tmp_path,
        _record("Q9999", "3", "First half of a description that runs", p92="Made-up short", p120="5300", p128="A",
                p205="Q8888CPT  ", p230="C", p253="0088", p257="D1E", p261="AP", p266="  0", p269="19990101",
                p277="20310401", p285="20310331", p293="D"),
        _record("Q9999", "4", "on over a second record")[:310],  # a line that was cut short behind its content
        _record("Q8888", "3", "Its successor", p269="20310401", p277="20310401", p293="A"),
    ), "hcpcs")
    assert (batch.read, batch.loaded, batch.merged) == (3, 2, 1)
    (code,) = rows_of(batch, "codes", id="HCPCS:Q9999")
    assert (code["valid_from"], code["valid_to"], code["row"]) == (date(1999, 1, 1), date(2031, 3, 31), 3)
    assert {r["text"]: r["kind"] for r in rows_of(batch, "labels", id="HCPCS:Q9999")} == {
        "First half of a description that runs on over a second record": "preferred", "Made-up short": "alternative"}
    assert {r["object"] for r in rows_of(batch, "edges", subject="HCPCS:Q9999", predicate="in_grouping")} == {
        "BETOS:D1E", "TOS:A", "TOS:P"}
    assert [r["object"] for r in rows_of(batch, "edges", predicate="replaced_by")] == ["HCPCS:Q8888"]
    facts = {r["name"]: r["value"] for r in rows_of(batch, "attributes", id="HCPCS:Q9999") if r["name"] != "price"}
    assert facts == {"mult_pi": "A", "xref": "CPT", "cov": "C", "procnote": "0088", "act_eff_dt": "20310401",
                     "action_cd": "D"}
    assert _values(batch, "HCPCS:Q9999", "price") == ["53", "00"]
    assert _values(batch, "HCPCS:Q9999", "xref") == ["Q8888", "CPT"]


def test_licensed_words_are_dropped(tmp_path: Path) -> None:
    """Dental codes and modifiers of digits belong to others: bare codes only, no word anywhere."""
    batch = read_as(_book(tmp_path, [
        HEADING,
        ["D0120", "0010", "3", "canary tooth", "canary", "00", "", "", "", "S", "", "", "", "", "", "19900101", "20300101", "", "N"],
        ["   26", "0010", "7", "canary part", "canary", "", "", "", "", "", "", "", "", "", "", "19900101", "20300101", "", "N"],
        ["G9999", "0010", "3", "Made-up service", "Made up", "", "", "", "", "C", "", "", "", "", "", "20300101", "20300101", "", "A"],
    ]), "hcpcs")
    assert {r["id"] for r in rows_of(batch, "codes")} == {"CDT:D0120", "MODIFIER:26", "HCPCS:G9999"}
    tables = str([batch.table(t).to_pylist() for t in ("nodes", "codes", "labels", "edges", "attributes")])
    assert "canary" not in tables + str(batch.problems)


def test_bad_rows_are_listed(tmp_path: Path) -> None:
    """A later edition, the heading lower down and with a column more, dates that cannot be, repeated codes."""
    blank = [""] * 10
    batch = read_as(_book(tmp_path, [
        ["Note regarding coverage"], [],
        [*HEADING[:5], "NEW COLUMN", *HEADING[5:]],
        ["G9999", "0010", "3", "Made-up service", "Made up", "?", *blank, "20300101", 20310101.0, "20250230", "A"],
        ["G9999", "0010", "3", "Another text", "Another", "?", *blank, "20300101", "20310101", "", "A"],
        ["G9999", "0020", "4", "continues the wrong one", "", "?", *blank, "", "", "", ""],
        ["not a code", "0010", "3", "?", "?", "?", *blank, "", "", "", ""],
        ["G9998\u00a0", "0010", "3", "Second  service", "", "?", *blank, "20300101", "20310101", "", "A"],
    ], name="HCPC2030_JUL_ANWEB.xlsx"), "hcpcs")
    assert (batch.read, batch.loaded) == (5, 2)
    assert set(batch.listed) == {"repeated: the first record of this code is kept", "continues no record before it",
                                 "neither a code nor a modifier"}
    said = [p.what for p in batch.problems]
    assert "term_dt is no date: 20250230" in said
    assert "column new column is not read" in said
    assert any("the name says 2030-07-01, the content 2031-01-01" in s for s in said)
    assert batch.edition is not None
    assert batch.edition.id == "edition:HCPCS@2031-01"
    assert {r["text"] for r in rows_of(batch, "labels", id="HCPCS:G9998")} == {"Second service"}


def test_two_columns(tmp_path: Path) -> None:
    rows = [["HCPC", "LONG DESCRIPTION"], ["   A1", "One wound"], ["G9999", "Made-up service"]]
    batch = read_as(_book(tmp_path, rows, title="HCPC2031_OCT_ANWEB"), "hcpcs")
    assert batch.edition is not None
    assert batch.edition.id == "edition:HCPCS@2031-10"
    assert {r["id"] for r in rows_of(batch, "codes")} == {"MODIFIER:A1", "HCPCS:G9999"}
    path = tmp_path / "list.csv"
    path.write_text("HCPCS Code,Description\nG9999,Made-up service\n", "utf-8")
    batch = read_as(_item(path), "hcpcs")
    assert batch.edition is None
    assert [p.what for p in batch.problems] == ["no date in the content or the name: its statements are held always"]
    path.write_text("Code,Description\nAL,A state\nAK,Another\n", "utf-8")
    assert recognise(_item(path)) is None
    path.write_text("Code,Description\n99999,Somebody's own list\n99998,Of other codes\n", "utf-8")
    assert recognise(_item(path)) is None


def test_the_list_of_unclassified_codes_is_no_edition_of_all_codes(tmp_path: Path) -> None:
    """It lies beside the file of all codes; read as an edition it would end those that it does not name."""
    item = workbook(tmp_path / "NOC codes_APR2030.xlsx", NOC=[
        ["April 2030 NOC codes"], ["HCPCS Code", "Long Description"], ["A0999", "Unlisted"], ["A4421", "Other"], ["A4421", "Other"]])
    batch = read_as(item, "hcpcs_noc")
    assert edition_of(batch) == "edition:HCPCS-NOC@2030-04"
    assert (batch.read, batch.loaded) == (3, 2)
    assert not rows_of(batch, "codes")
    assert facts_of(batch, "HCPCS:A0999") == {"noc": "not otherwise classified"}


def test_rows_of_another_length_are_in_the_ledger(tmp_path: Path) -> None:
    """Commas without quotes: the description is not the last column, so nobody can tell where it ends."""
    content = ("HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV\nG9990,3,Made up,Made up,D\n"
               "G9991,3,Made up, too, Made up,D\nG9992,3,Made up\n")
    batch = read_as(written(tmp_path, content, "HCPC2031_JAN_ANWEB.csv"), "hcpcs")
    assert (batch.read, batch.loaded, batch.listed) == (3, 1, {"another number of cells than the heading has": 2})
    assert [problem.line for problem in batch.problems] == [3, 4]


def test_synthetic_change_log(tmp_path: Path) -> None:
    path = tmp_path / "HCPC2031_changes.prn"
    path.write_text(" HCPCS/MOD      TYPE OF CHANGE    SHORT DESCRIPTION              LONG DESCRIPTION\r\n"
                    "      ZX             ADD          Made-up modifier               Made-up modifier\r\n"
                    "   G9999          No Change       Made up                       Made-up service\r\n"
                    "   ?????\r\n", "utf-8")
    batch = read_as(_item(path), "hcpcs_changes")
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (3, 2, 1)
    (change,) = rows_of(batch, "attributes")
    assert (change["id"], change["value"], change["valid_from"], change["valid_to"]) == (
        "MODIFIER:ZX", "add", date(2031, 1, 1), date(2031, 1, 1))


def test_a_change_log_saved_as_csv_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "HCPC2031_changes.csv"
    rows = [f"G{n:04},ADD,Made up {n},Made-up service number {n}" for n in range(4_000)]
    path.write_text("\r\n".join(["HCPC,Action Cd,Short Description,Long Description", *rows, ""]), "utf-8")
    batch = read_as(_item(path), "hcpcs_changes")
    assert (batch.read, batch.loaded) == (4_000, 4_000)
    assert rows_of(batch, "attributes")[-1]["id"] == "HCPCS:G3999"
    path.write_text(f'{path.read_text("utf-8")}G0001,ADD,"{"x" * 200_000}"\r\n', "utf-8")
    with pytest.raises(UnreadableFile, match="cannot be split into cells"):
        hcpcs_changes.read(_item(path))


def test_words_in_place_of_an_action_are_listed_by_the_code(tmp_path: Path) -> None:
    content = "HCPC,ACTION CD,SHORT DESCRIPTION,LONG DESCRIPTION\nG9990,ADD,New,New\nD0120,canary words,x,x\n"
    batch = read_as(written(tmp_path, content, "HCPC2026_JAN_Trans.csv"), "hcpcs_changes")
    assert (batch.loaded, batch.listed) == (1, {"no action that is known": 1})
    assert "canary" not in str(batch.table("attributes").to_pylist()) + str(batch.problems)


@pytest.mark.parametrize("words", ["revision of canary joint", "canary adductor", "change", "no change"])
def test_a_shifted_descriptor_is_no_action_even_where_it_has_the_words_of_one(tmp_path: Path, words: str) -> None:
    known = "canary" not in words
    content = f"HCPC,ACTION CD,SHORT DESCRIPTION,LONG DESCRIPTION\nG9990,ADD,New,New\n15780,{words},x,x\nD0120,{words},x,x\n"
    batch = read_as(written(tmp_path, content, "HCPC2026_JAN_Trans.csv"), "hcpcs_changes")
    assert (batch.loaded, batch.listed["no action that is known"]) == ((3, 0) if known else (1, 2))
    assert "canary" not in str(batch.table("attributes").to_pylist()) + str(batch.problems)
    content = f"HCPCS Code,Correction,Effective Date\nA1,Discontinued,20310401\nQ9999,{words},20310101\n15780,{words},20310101\n"
    batch = read_as(written(tmp_path, content, "2031 HCPCS Corrections.csv"), "hcpcs_corrections")
    assert batch.loaded == (3 if known else 1)
    assert "canary" not in str(batch.table("attributes").to_pylist()) + str(batch.problems)


def test_synthetic_notes(tmp_path: Path) -> None:
    path = tmp_path / "proc_notes_2031.txt"
    path.write_text("        PROCESSING NOTES\r\n ______\r\n\r\n"
                    "     0001--FOR USE WITH G9999                  *\r\n"
                    "           AND NO OTHER CODE.                  *\r\n"
                    "                                               *\r\n"
                    "     0001--AGAIN.                              *\r\n", "utf-8")
    batch = read_as(_item(path), "hcpcs_notes")
    assert [r["definition"] for r in rows_of(batch, "nodes", category="grouping")] == [
        "FOR USE WITH G9999 AND NO OTHER CODE."]
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (2, 1, 1)


@pytest.mark.parametrize("content", [b"", b"\0\1\2" * 99, b"PK\x03\x04 truncated", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                                     "HCPC,é\n".encode("utf-16"), b'"never closed\n' * 9, b"%PDF-1.7\n"])
def test_garbage_is_not_claimed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "HCPC2020_ANWEB.xlsx"
    path.write_bytes(content)
    item = _item(path)
    for module in (hcpcs, hcpcs_changes, hcpcs_notes):
        assert not any(f.recognises(item) for f in module.FORMATS)


@pytest.mark.parametrize("heading", ["HCPCS Code,Correction,Effective Date,Short Description", "HCPC,ACTION,EFF DT,SHORT DESCRIPTION"])
def test_corrections_are_facts_of_their_codes(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "2031 HCPCS Corrections.csv"
    path.write_text(f"{heading}\nQ9999,Short description change,20310101,canary\nA1,Discontinued,20310401,canary\n"
                    "Q9998,canary words,20310101,x\n,,,\nbroken\n", "utf-8")
    batch = read_as(_item(path), "hcpcs_corrections")
    assert batch.edition.id == "edition:HCPCS-CORRECTIONS@2031-01"
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (4, 2, 2)
    assert [(r["id"], r["name"], r["value"], r["valid_from"]) for r in rows_of(batch, "attributes")] == [
        ("HCPCS:Q9999", "correction", "short description change", date(2031, 1, 1)),
        ("MODIFIER:A1", "correction", "discontinued", date(2031, 4, 1))]
    assert "canary" not in str([batch.table(t).to_pylist() for t in ("nodes", "labels", "attributes")]) + str(batch.problems)
