"""What all table readers share: dates, headings, spreadsheets and text in any state, and a build of small official files."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadTable, CodekinError, UnreadableFile
from graph.ingest import codes, csvs, dates, grids, sheets
from graph.ingest.batch import Batch
from graph.ingest.build import build
from graph.ingest.codes import clean, procedure
from graph.ingest.files import Item, items
from graph.ingest.layouts import Layout, Top
from graph.ingest.official import recognise
from graph.ingest.sources import READERS
from graph.model import Problem
from tests.official import written

LAYOUT = grids.Layout({"code": "hcpcs(?: code)?", "rate": "non fac pe rvu", "note": "note"}, ("code", "rate"))


# --- dates ---


@pytest.mark.parametrize("text", ["20250230", "20251301", "99/99/2024", "2024", "18991231", "21010101", "2024366x", "2023367",
                                  "soon", "²⁰²⁴0101"])
def test_days_that_cannot_be(text: str) -> None:
    with pytest.raises(BadTable):
        dates.day(text)


@pytest.mark.parametrize("text", ["", " ", "*", "99991231", "00000000", "9999-12-31"])
def test_days_that_are_not_there(text: str) -> None:
    assert dates.day(text) is None


@given(st.dates(dates.FIRST, dates.LAST))
def test_every_spelling_of_a_day(day: date) -> None:
    spellings = (f"{day:%Y%m%d}", f"{day:%Y-%m-%d}", f"{day:%m/%d/%Y}", f"{day.month}/{day.day}/{day.year}",
                 f"{day:%Y-%m-%d} 00:00:00", f"{day:%Y%j}")
    assert {dates.day(s) for s in spellings} <= {day, None}
    assert dates.day(spellings[0]) == day or spellings[0] == "99991231"


@pytest.mark.parametrize(("name", "day"), [
    ("HCPC2020-07_anweb.xlsx", date(2020, 7, 1)), ("HCPC2025_JUL_ANWEB_v3.xlsx", date(2025, 7, 1)),
    ("PPRRVU25_OCT.csv", date(2025, 10, 1)), ("rvu24d.zip!PPRRVU.csv", date(2024, 10, 1)),
    ("ncci_ptp_prac_2024Q3.csv.gz", date(2024, 7, 1)), ("MUE_Eff_07-01-2024.csv", date(2024, 7, 1)),
    ("2019-Alpha-Numeric-HCPCS-File.zip", date(2019, 1, 1)), ("AOC_V2026Q2-MCR.txt", date(2026, 4, 1)),
    ("2025 National File October Release", date(2025, 10, 1)), ("list.csv", None), ("12345678.csv", None),
])
def test_names(name: str, day: date | None) -> None:
    assert dates.named(name) == day


# --- codes ---


@pytest.mark.parametrize(("text", "curie"), [
    ("g0008", "HCPCS:G0008"), (" 00100 ", "CPT:00100"), ("100", "CPT:00100"), ("1A", "CPT:0001A"), ("99", None), ("", None),
    ("A4341\ufffd", "HCPCS:A4341"), ("D0120", "CDT:D0120"), ("W0001", None), ("123456", None), ("0SR90J9", None),
    ("1234\u0665", None),
])
def test_codes(text: str, curie: str | None) -> None:
    assert procedure(text) == curie


def test_clean() -> None:
    assert clean("\ufeff a\u00a0b\x07\ufffd ") == "a b"


# --- headings and rows ---


def test_heading_over_several_rows(tmp_path: Path) -> None:
    item = written(tmp_path, b"title,,\n,NON-FAC,\n,PE,\nHCPCS,RVU,OTHER\n12345,1,x\n", "x.csv")
    grid = grids.read(item, LAYOUT)
    assert (grid.heading.rows, grid.heading.titles, grid.rows.tolist()) == (4, ("title",), [5])
    assert grid.text("rate").to_pylist() == ["1"]
    with pytest.raises(BadTable, match="heading is not there"):
        grids.read(written(tmp_path, b"a,b\n1,2\n", "x.csv"), LAYOUT)


def test_a_column_by_its_words(tmp_path: Path) -> None:
    """Clean texts that rows share are held once, and asked for once."""
    grid = grids.read(written(tmp_path, "hcpcs,non_fac_pe_rvu\n1, a\n2,a \n3,é\u00a0\n4,\n5,b\n".encode(), "x.csv"), LAYOUT)
    assert grid.coded("rate").to_pylist() == grid.text("rate").to_pylist() == ["a", "a", "é", "", "b"]
    assert grid.coded("rate").dictionary.to_pylist() == ["a", "é", "", "b"]
    assert grid.holds("rate", "a", "b").tolist() == [True, True, False, False, True]
    assert grid.holds("rate", "").tolist() == [False, False, False, True, False]
    assert (grid.holds("note", "").all(), grid.holds("note", "a").any()) == (True, False)


@pytest.mark.parametrize(("content", "expected"), [
    ("hcpcs,non_fac_pe_rvu\n12345,é\n".encode(), "é"),
    ("\ufeffhcpcs,non_fac_pe_rvu\n12345,é\n".encode(), "é"),
    ("hcpcs,non_fac_pe_rvu\n12345,é\n".encode("cp1252"), "é"),
    (b"hcpcs,non_fac_pe_rvu\r\n12345,\x81\r\n", ""),
    (b"hcpcs\tnon_fac_pe_rvu\n12345\ta, b\n", "a, b"),
    (b'hcpcs,non_fac_pe_rvu\n12345,"a\nb"\n', "a b"),
    (b"hcpcs,non_fac_pe_rvu", None),
])
def test_text_of_any_make(tmp_path: Path, content: bytes, expected: str | None) -> None:
    grid = grids.read(written(tmp_path, content, "x.csv"), LAYOUT)
    assert grid.text("rate").to_pylist() == ([] if expected is None else [expected])


def test_places_of_broken_lines(tmp_path: Path) -> None:
    """Told also where the column that a line lacks is not asked for."""
    body = csvs.read(written(tmp_path, b"a,b\n1,2\n3\n4,5\n6,7,8\n9,0\n", "x.csv"), 1, [0])
    assert (body.rows.tolist(), body.broken) == ([2, 4, 6], [3, 5])
    assert {n: column.to_pylist() for n, column in body.columns.items()} == {0: ["1", "4", "9"]}


@pytest.mark.parametrize(("between", "found"), [(0, 3), (4, 7), (5, None)])
def test_how_deep_a_heading_may_be(between: int, found: int | None) -> None:
    """Its words may stand in six rows, wherever it begins."""
    heading = Top([["title"], ["HCPCS", "NON-FAC"], *[["", ""]] * between, ["", "PE RVU"], ["1", "2"]]).heading(LAYOUT)
    assert (heading and heading.rows) == found


def test_a_heading_is_sought_once() -> None:
    """Of one layout; another with the same columns is another one."""
    top, same = Top([["HCPCS", "NON-FAC PE RVU"]]), Layout(LAYOUT.patterns, LAYOUT.needed)
    assert top.heading(LAYOUT) is top.heading(LAYOUT) is not top.heading(same)
    assert top.heading(LAYOUT) == top.heading(same)


def test_sheet_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x", 5.0, 5.5, True, date(2031, 4, 1)])
    book.save(tmp_path / "x.xlsx")
    (sheet,) = sheets.sheets(Item(tmp_path / "x.xlsx"))
    assert sheet.rows == [["x", "5", "5.5", "TRUE", "2031-04-01"]]


def test_a_spreadsheet_that_would_burst(tmp_path: Path) -> None:
    """Sizes inside are not trusted: it is refused before it is opened, and no reader claims it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    item = written(tmp_path, packed.getvalue(), "x.xlsx")
    with pytest.raises(UnreadableFile, match="burst"):
        sheets.sheets(item)
    assert recognise(item) is None


def test_table_on_a_later_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me"])
    sheet = book.create_sheet("data")
    sheet.append(["HCPCS", "NON-FAC PE RVU"])
    sheet.append([134, 2])
    book.save(tmp_path / "x.xlsx")
    grid = grids.read(Item(tmp_path / "x.xlsx"), LAYOUT)
    assert (grid.heading.rows, grid.rows.tolist(), grid.text("code").to_pylist()) == (1, [2], ["134"])


@pytest.mark.parametrize(("places", "got"), [(["XFD1048576"], "1048576 rows of 16384"),
                                             (["A999999", "ZZ9"], "999999 rows of 702")])
def test_a_stray_cell_far_out(tmp_path: Path, places: list[str], got: str) -> None:
    """Room for every cell before it would be hundreds of gigabytes: the process would be killed, not the file refused."""
    book = openpyxl.Workbook()
    for place in places:
        book.active[place] = "x"
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(UnreadableFile, match=got):
        sheets.sheets(Item(tmp_path / "x.xlsx"))
    assert recognise(Item(tmp_path / "x.xlsx")) is None


def _packed(path: Path, rows: str) -> bytes:
    """A workbook whose one sheet has the given rows."""
    openpyxl.Workbook().save(path)
    packed, name = io.BytesIO(), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in book.namelist():
            if part != name:
                archive.writestr(part, book.read(part))
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr(name, f"<worksheet xmlns='{space}'><sheetData>{rows}</sheetData></worksheet>")
    return packed.getvalue()


@pytest.mark.parametrize("rows", ["<row r='1048576'><c><v>1</v></c></row><row><c r='XFD1'><v>1</v></c></row>",
                                  "<row r='1048576'><c s='0'><v>1</v></c>" + "<c/>" * 20 + "</row>"])
def test_stray_cells_that_name_no_place(tmp_path: Path, rows: str) -> None:
    """A row alone may put its cells far out."""
    item = written(tmp_path, _packed(tmp_path / "x.xlsx", rows), "y.xlsx")
    with pytest.raises(UnreadableFile, match="too wide or too long"):
        sheets.sheets(item)


def test_cells_that_name_no_place(tmp_path: Path) -> None:
    rows = "<row r='2'><c><v>1</v></c><c><v>2.5</v></c></row><row><c t='str'><v>a</v></c></row>"
    (sheet,) = sheets.sheets(written(tmp_path, _packed(tmp_path / "x.xlsx", rows), "y.xlsx"))
    assert sheet.rows == [["", ""], ["1", "2.5"], ["a", ""]]


@pytest.mark.parametrize("said", [10, 60_000])
def test_a_part_of_another_size_than_it_says(tmp_path: Path, said: int) -> None:
    """It is not unpacked beyond what it says, and what is said of its beginning may be right."""
    content = _packed(tmp_path / "x.xlsx", "<row><c><v>1</v></c></row>" * 2000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
        begins = archive.read(part)[:said]
    there = content.rindex(b"xl/worksheets/sheet1.xml") - 46 + 16  # its checksum in the list of parts, then its sizes
    sizes = zlib.crc32(begins).to_bytes(4, "little") + content[there + 4 : there + 8] + said.to_bytes(4, "little")
    item = written(tmp_path, content[:there] + sizes + content[there + 12 :], "y.xlsx")
    with pytest.raises(UnreadableFile, match="damaged"):
        sheets.sheets(item)


def test_another_archive_is_no_spreadsheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as archive:
        archive.writestr("content.xml", "<office:document-content/>")
    with pytest.raises(UnreadableFile, match="XLSX or XLS"):
        sheets.sheets(Item(tmp_path / "x.ods"))


@pytest.mark.parametrize("cut", [4, 100, 3000])
def test_a_truncated_spreadsheet(tmp_path: Path, cut: int) -> None:
    book = openpyxl.Workbook()
    book.active.append(["HCPC", "LONG DESCRIPTION"])
    book.save(tmp_path / "x.xlsx")
    item = written(tmp_path, (tmp_path / "x.xlsx").read_bytes()[:cut], "y.xlsx")
    with pytest.raises(UnreadableFile, match="damaged"):
        sheets.sheets(item)
    assert recognise(item) is None


@settings(max_examples=60, deadline=None)
@given(content=st.one_of(
    st.binary(max_size=400),
    st.lists(st.sampled_from(["HCPCS", "MOD", "Column 1", "Column 2", "modifier", "STATUS INDICATOR", "\t", ",", "\n", '"',
                              "é", "12345", "A1", " ", "\0", "work_rvu", "Primary_Code", "Add-On_Code"]), max_size=60)
    .map(lambda words: "".join(words).encode()),
))
def test_no_reader_fails_on_garbage(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Recognising never raises; what is recognised is read, or refused with an error of the tree."""
    item = written(tmp_path_factory.mktemp("garbage"), content, "x.csv")
    for reader in READERS:
        if reader.recognises(item):
            with contextlib.suppress(CodekinError):
                reader.read(item).settle(item.name)


# --- a whole build ---


def _record(code: str, recid: str, long: str, since: str, until: str = "", xref: str = "") -> str:
    return (f"{code:>5}00100{recid}{long:<80}{'':28}".ljust(204) + f"{xref:<5}".ljust(52)
            + f"{'D1E':<4}{'A':<5}  0{since}{since}{until:<8}").ljust(320)


def _official(folder: Path) -> None:
    first = [_record("Q9999", "3", "canary one", "20300101"), _record("D9999", "3", "canary two", "20300101")]
    second = [_record("Q9999", "3", "canary one", "20300101", "20310331", "Q9998"),
              _record("Q9998", "3", "Its successor", "20310401")]
    for name, lines in (("HCPC2030_JAN.txt", first), ("HCPC2031_APR.txt", second)):
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.writestr(name, "\r\n".join([*lines, ""]))
    (folder / "ncci_ptp_2031Q2.csv").write_text(
        "column_1,column_2,deletion_date,modifier_indicator,rationale\n12345,Q9998,9999-12-31,1,Made up\n")
    (folder / "truncated.zip").write_bytes((folder / "HCPC2030_JAN.txt.zip").read_bytes()[:90])
    (folder / "letter.txt").write_text("Dear Sir or Madam")


def test_build_of_two_editions(few: Path, tmp_path: Path) -> None:
    folder = tmp_path / "official"
    folder.mkdir()
    _official(folder)
    assert any(isinstance(i, Problem) for i in items(folder))
    release = build(few, tmp_path / "out", releases=[folder])
    nodes = {r["id"]: r for r in release.table("nodes").to_pylist()}
    assert nodes["HCPCS:Q9999"]["valid_to"] == date(2031, 3, 31)
    assert nodes["HCPCS:Q9998"]["label"] == "Its successor"
    assert nodes["CDT:D9999"]["label"] == "D9999"
    ids = [r["id"] for r in release.table("nodes").to_pylist()]
    edges = {(ids[r["subject"]], r["predicate"], ids[r["object"]]) for r in release.table("edges").to_pylist()}
    assert ("HCPCS:Q9999", "replaced_by", "HCPCS:Q9998") in edges
    assert ("CPT:12345", "bundled_with", "HCPCS:Q9998") in edges
    assert {"edition:HCPCS@2030-01", "edition:HCPCS@2031-04", "edition:NCCI-PTP@2031-04"} <= nodes.keys()
    problems = {r["path"]: r["what"] for r in release.table("problems").to_pylist()}
    assert problems.keys() == {"truncated.zip", "letter.txt"}
    assert "canary two" not in str([release.table(t).to_pylist() for t in ("nodes", "labels", "attributes", "problems")])
    ledger = {r["item"]: (r["read"], r["loaded"], r["listed"]) for r in release.table("ledger").to_pylist()}
    assert ledger["HCPC2031_APR.txt.zip!HCPC2031_APR.txt"] == (2, 2, 0)


@pytest.mark.parametrize("sign", ["", "é"], ids=["letters of one byte", "others"])
def test_texts_are_cut_by_characters(sign: str) -> None:
    texts = pa.array([f"{sign}ab cd ", "a", "", f"  {sign}  x"])
    spans = (0, 2), (1, 4), (2, None), (3, 3), (0, 0)
    assert [column.to_pylist() for column in codes.cut(texts, *spans)] == [
        [text[start:stop].strip() for text in texts.to_pylist()] for start, stop in spans]


@pytest.mark.parametrize(("texts", "expected"), [
    (["a", "~ b"], True), ([], True), ([""], True), (["a", "é"], False), (["a\n"], False), (["\x7f"], False), (["a\x00"], False), (["\u00a0"], False),
])
def test_plain_texts(texts: list[str], expected: bool) -> None:
    held = pa.array(["é", *texts, "\n"], pa.string())
    assert codes.is_plain(held[1:-1]) is codes.is_plain(pa.array(texts, pa.string())) is expected


def test_mentions_of_columns() -> None:
    """Each code once, in the order of the rows, from one column or from several, whatever their words."""
    column = pa.array(["CPT:12345", None, "HCPCS:Q9999", "CPT:12345"]).dictionary_encode()
    for columns, expected in (((column,), ["CPT:12345", "HCPCS:Q9999"]), ((column[2:],), ["HCPCS:Q9999", "CPT:12345"]),
                              ((pa.array(["CDT:D0120"]), column, column), ["CDT:D0120", "CPT:12345", "HCPCS:Q9999"])):
        batch = Batch("sha256:x")
        codes.mention(batch, *columns)
        rows = batch.table("nodes").to_pylist()
        assert [(row["id"], row["label"]) for row in rows] == [(id, id.partition(":")[2]) for id in expected]


def test_codes_of_a_column_are_those_of_its_cells() -> None:
    plain = ["G0008", " g0008 ", "100", "591T", "12", "D0120", "0016070", "W1234", "CCCCC", "", "99213-", "1234a", "5T"]
    for texts in (plain, [*plain, "G0008\u00a0", "\ufeff99213", "９９２１３"]):
        column = pa.array([*texts, None, texts[0]], pa.string()).dictionary_encode()
        assert codes.procedures(column).to_pylist() == [codes.procedure(text or "") for text in column.to_pylist()]
