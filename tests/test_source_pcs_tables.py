"""Tables, definitions and index of ICD-10-PCS: the real edition to the last code, and small ones made here."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from graph.errors import UnreadableFile
from graph.ingest import axes, xmls
from graph.ingest.agreement import disagreements
from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.sources import icd10pcs, pcs_index, pcs_tables
from tests.official import rows_of

FORMATS = (*pcs_tables.FORMATS, *pcs_index.FORMATS)
ARCHIVE = "icd10pcs/tables_index_definitions_2025.zip"


def read(item: Item) -> Batch:
    [found] = [f for f in FORMATS if f.recognises(item)]
    batch = found.read(item)
    batch.settle(item.name)
    return batch


def axis(pos: int, title: str, *labels: tuple[str, str], definition: str = "") -> str:
    inner = "".join(f'<label code="{code}">{label}</label>' for code, label in labels)
    meaning = f"<definition>{definition}</definition>" if definition else ""
    return f'<axis pos="{pos}" values="{len(labels)}"><title>{title}</title>{inner}{meaning}</axis>'


def tables_xml(year: int, *tables: str) -> str:
    return f"<?xml version='1.0'?>\n<ICD10PCS.tabular><version>{year}</version>\n" + "\n".join(tables) + "\n</ICD10PCS.tabular>"


def table(code: str, names: tuple[str, str, str], *table_rows: str, definition: str = "") -> str:
    head = "".join(axis(n, title, (c, name), definition=definition if n == 3 else "") for n, (title, c, name) in
                   enumerate(zip(("Section", "Body System", "Operation"), code, names, strict=True), 1))
    return f"<pcsTable>\n{head}\n" + "\n".join(table_rows) + "\n</pcsTable>"


def row(codes: int, part: list, approach: list, device: list, qualifier: list) -> str:
    inner = axis(4, "Body Part", *part) + axis(5, "Approach", *approach) + axis(6, "Device", *device) + axis(7, "Qualifier", *qualifier)
    return f'<pcsRow codes="{codes}">{inner}</pcsRow>'


OPEN, SCOPE, NONE, NO = ("0", "Open"), ("4", "Percutaneous Endoscopic"), ("Z", "No Device"), ("Z", "No Qualifier")
SMALL = tables_xml(
    2026,
    table("0UT", ("Medical and Surgical", "Female Reproductive System", "Resection"),
          row(2, [("9", "Uterus")], [OPEN, SCOPE], [NONE], [NO]),
          row(1, [("0", "Ovary, Right")], [SCOPE], [NONE], [NO]), definition="Cutting out all of a body part"),
    table("0W0", ("Medical and Surgical", "Anatomical Regions, General", "Alteration"),
          row(2, [("F", "Abdominal Wall")], [OPEN], [("4", "Liner"), ("Z", "No Device")], [NO])),
)


@pytest.fixture
def packed(tmp_path: Path):
    """A file in one archive with the small tables."""
    def written(name: str, text: str) -> Item:
        with zipfile.ZipFile(tmp_path / "edition.zip", "w") as archive:
            archive.writestr("icd10pcs_tables_2026.xml", SMALL)
            archive.writestr(name, text)
        return Item(tmp_path / "edition.zip", name)
    return written


# --- the real edition ---

@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, Batch]:
    return {part: read(Item(shared / ARCHIVE, f"icd10pcs_{part}_2025.xml")) for part in ("tables", "index", "definitions")}


@pytest.mark.shared
def test_tables_expand_to_exactly_the_codes_of_the_order_file(shared: Path, real: dict[str, Batch]) -> None:
    order = icd10pcs.read_order(Item(shared / "icd10pcs/cms_2025_pr.zip", "icd10pcs_order_2025.txt"))
    expanded = {r["id"] for r in rows_of(real["tables"], "codes")}
    assert len(expanded) == 78_948
    assert expanded == {r["id"] for r in rows_of(order, "codes")}
    assert not disagreements([Entry("t", "icd10pcs-tables", real["tables"]), Entry("o", "icd10pcs-order", order)])
    assert (real["tables"].read, real["tables"].loaded, real["tables"].problems) == (2_661, 2_661, [])


@pytest.mark.shared
def test_every_code_has_seven_values_in_the_context_of_its_row(shared: Path, real: dict[str, Batch]) -> None:
    """Against an expansion with another parser and plain loops."""
    expected = defaultdict(set)
    for one in ET.fromstring(Item(shared / ARCHIVE, "icd10pcs_tables_2025.xml").data).iter("pcsTable"):
        head = [(a, a.find("label")) for a in one.findall("axis")]
        for line in one.findall("pcsRow"):
            parts = [[(a, label) for label in a.findall("label")] for a in line.findall("axis")]
            for combination in itertools.product(*parts):
                whole = [*head, *combination]
                code = "ICD10PCS:" + "".join(label.get("code") for _, label in whole)
                expected[code] = {(int(a.get("pos")), a.findtext("title"), label.text) for a, label in whole}
    batch = real["tables"]
    name = {n["id"]: n["label"] for n in rows_of(batch, "nodes")}
    found = defaultdict(set)
    edges = batch.table("edges")
    for subject, predicate, end, said in zip(*(edges.column(c).to_pylist() for c in ("subject", "predicate", "object", "qualifiers")), strict=True):
        if predicate == "has_axis_value":
            q = batch.qualifiers[said]
            found[subject].add((int(q.quantity), q.role, name[end].removesuffix(f" ({q.role.lower()})")))
    assert found == expected


@pytest.mark.shared
def test_one_meaning_is_one_node_and_other_meanings_are_others(shared: Path) -> None:
    tables = axes.load(Item(shared / ARCHIVE, "icd10pcs_tables_2025.xml"))
    ids = [value.id for value in tables.values]
    assert len(ids) == len(set(ids)) == 2_660  # no two labels share a spelling of their identifier
    assert ids.count("PCSAXIS:5.approach.percutaneous-endoscopic") == 1
    in_new_technology = {tables.values[n].label for r in tables.rows if r.table == "XW0"
                         for c, n in zip(r.characters[2], r.values[2], strict=True) if c == "2"}
    assert len(in_new_technology) == 3


@pytest.mark.shared
def test_definitions_and_index_are_wholly_accounted_for(real: dict[str, Batch]) -> None:
    definitions, index = real["definitions"], real["index"]
    assert (definitions.read, definitions.loaded, dict(definitions.listed)) == (
        930 + 60, 980, {"no such value in the tables": 10})
    assert index.read == index.loaded + sum(index.listed.values())
    assert dict(index.listed) == {"refers to another entry": 83, "no such code in the tables": 2}
    assert len(index.problems) == 2
    meaning = {n["id"]: n["definition"] for n in rows_of(definitions, "nodes") if n["definition"]}
    assert meaning["PCSAXIS:3.operation.bypass"].startswith("Altering the route of passage")
    labels = {(r["id"], r["text"]) for r in rows_of(index, "labels")}
    assert ("PCSTABLE:0UT9", "Abdominohysterectomy") in labels
    assert ("ICD10PCS:10A07ZX", "Abortion, Abortifacient") in labels
    assert ("PCSAXIS:4.body-part.hip-joint-left", "Acetabulofemoral joint") in labels
    above = {(e["subject"], e["object"]) for e in rows_of(index, "edges")}
    assert ("ICD10PCS:0UT90ZZ", "PCSTABLE:0UT9") in above
    assert ("PCSTABLE:0UT9", "PCSTABLE:0UT") in above


@pytest.mark.shared
def test_every_end_of_an_edge_is_a_node(real: dict[str, Batch]) -> None:
    nodes = {n for batch in real.values() for n in batch.table("nodes").column("id").to_pylist()}
    for batch in real.values():
        edges = batch.table("edges")
        assert set(edges.column("subject").to_pylist()) | set(edges.column("object").to_pylist()) <= nodes


# --- made here ---

def test_small_edition_of_a_later_year(write) -> None:
    batch = read(write("icd10pcs_tables_2026.xml", SMALL))
    assert batch.edition.id == "edition:ICD10PCS@2026"
    assert [r["id"] for r in rows_of(batch, "codes")] == [
        f"ICD10PCS:{c}" for c in ("0UT04ZZ", "0UT90ZZ", "0UT94ZZ", "0W0F04Z", "0W0F0ZZ")]
    values = {(e["subject"], e["object"], e["row"]) for e in rows_of(batch, "edges") if e["predicate"] == "has_axis_value"}
    assert ("ICD10PCS:0W0F04Z", "PCSAXIS:6.device.liner", 10) in values
    assert ("ICD10PCS:0UT94ZZ", "PCSAXIS:5.approach.percutaneous-endoscopic", 5) in values
    assert [n["definition"] for n in rows_of(batch, "nodes") if n["id"] == "PCSAXIS:3.operation.resection"][-1] == (
        "Cutting out all of a body part")


def test_lists_that_disagree_are_reported_code_by_code(write) -> None:
    batch = read(write("t.xml", SMALL))
    order = Batch("x", batch.edition)
    for code in ("0UT04ZZ", "0UT90ZZ", "0UT94ZZ", "0W0F04Z", "0W0F0ZX"):
        order.code(f"ICD10PCS:{code}", "title")
    found = disagreements([Entry("t", "icd10pcs-tables", batch), Entry("o", "icd10pcs-order", order)])
    assert {(p.path, p.what.split(":")[1]) for p in found} == {("t", "0W0F0ZZ"), ("o", "0W0F0ZX")}


def test_rows_that_break_the_layout_are_listed(write) -> None:
    broken = table("0UT", ("S", "B", "O"), row(7, [("9", "Uterus")], [OPEN], [NONE], [NO]),
                   row(1, [("9I", "Two")], [OPEN], [NONE], [NO]), '<pcsRow codes="1"></pcsRow>')
    batch = read(write("icd10pcs_tables_2024.xml", tables_xml(2026, broken)))
    assert (batch.read, batch.loaded, sum(batch.listed.values())) == (3, 1, 2)
    whats = [p.what for p in batch.problems]
    assert any("the content is of 2026, the name says 2024" in what for what in whats)
    assert any("states 7 codes and gives 1" in what for what in whats)


def test_definitions_find_their_values_in_the_tables(packed) -> None:
    text = ("<ICD10PCS.definitions><version>2026</version><section code='0'><title>Medical and Surgical</title>"
            "<axis pos='3'><title>Operation</title><terms><title>Resection</title><definition>All of it</definition>"
            "<explanation>Nothing is left</explanation><includes>Hysterectomy</includes></terms></axis>"
            "<axis pos='6'><title>Device</title><terms><title>Liner in Lower Joints</title><includes>Cup</includes></terms>"
            "<terms><title>Gone</title><includes>X</includes></terms></axis></section></ICD10PCS.definitions>")
    batch = read(packed("icd10pcs_definitions_2026.xml", text))
    assert (batch.read, batch.loaded, dict(batch.listed)) == (3, 2, {"no such value in the tables": 1})
    assert ("PCSAXIS:6.device.liner", "Cup") in {(r["id"], r["text"]) for r in rows_of(batch, "labels")}
    assert {n["id"]: n["definition"] for n in rows_of(batch, "nodes")}["PCSAXIS:3.operation.resection"] == (
        "All of it. Nothing is left")
    assert ("includes", "Medical and Surgical: Hysterectomy") in {(a["name"], a["value"]) for a in rows_of(batch, "attributes")}


INDEX = ("<ICD10PCS.index><version>2026</version><letter><title>H</title>"
         "<mainTerm><title>Hysterectomy</title><see>Resection, Uterus<codes>0UT9</codes></see></mainTerm>"
         "<mainTerm><title>Womb</title><use>Uterus</use></mainTerm>"
         "<mainTerm><title>Removal of all</title><see>Resection</see><term level='1'><title>Womb</title><code>0UT90ZZ</code></term>"
         "<term level='1'><title>Wrong</title><code>0UT9XZZ</code></term></mainTerm></letter></ICD10PCS.index>")


def test_index_names_parts_values_and_codes(packed) -> None:
    batch = read(packed("icd10pcs_index_2026.xml", INDEX))
    assert (batch.read, batch.loaded, dict(batch.listed)) == (5, 4, {"no such code in the tables": 1})
    assert {(r["id"], r["text"]) for r in rows_of(batch, "labels")} >= {
        ("PCSTABLE:0UT9", "Hysterectomy"), ("PCSAXIS:4.body-part.uterus", "Womb"),
        ("PCSAXIS:3.operation.resection", "Removal of all"), ("ICD10PCS:0UT90ZZ", "Removal of all, Womb")}
    assert {n["id"]: n["label"] for n in rows_of(batch, "nodes")}["PCSTABLE:0UT9"] == "Resection, Uterus"


def test_index_without_tables_loads_what_needs_none(write) -> None:
    write("icd10pcs_tables_2026.xml", SMALL)  # a file of the folder does not count
    batch = read(write("icd10pcs_index_2026.xml", INDEX))
    assert (batch.read, batch.loaded) == (5, 3)
    assert set(batch.listed) == {"the tables that place this value are not in the archive of the index"}


# --- XML that means harm ---

BOMB = b'<!DOCTYPE ICD10PCS.tabular [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><ICD10PCS.tabular>&b;</ICD10PCS.tabular>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ICD10PCS.tabular>&a;</ICD10PCS.tabular>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, b"<ICD10PCS.tabular>" + b"<a>" * 1000, b"<ICD10PCS.tabular><b></ICD10PCS.tabular>"])
def test_harmful_or_broken_xml_is_refused_with_a_reason(write, text: bytes) -> None:
    item = write("icd10pcs_tables_2025.xml", text)
    with pytest.raises(UnreadableFile):
        xmls.parse(item)
    assert xmls.root_of(item) in (None, "ICD10PCS.tabular")


@pytest.mark.parametrize("inside", [b"%s", b"<!-- </a></a></a> -->%s", b"%s<b/><b/>", b"<?a </a>?>%s"])
def test_xml_that_nests_too_deep_is_refused_whatever_stands_beside_it(write, inside: bytes) -> None:
    nested = {depth: b"<a>" * depth + inside % b"<b/>" + b"</a>" * depth for depth in (63, 64)}
    assert xmls.parse(write("a.xml", nested[63])).root.tag == "a"
    with pytest.raises(UnreadableFile, match="too deep"):
        xmls.parse(write("a.xml", nested[64]))
    with pytest.raises(UnreadableFile, match="too deep"):
        xmls.parse(write("a.xml", nested[64].decode().encode("utf-16")))


@pytest.mark.parametrize("before", [b"<!-- %s -->", b"<?a %s?>", b"<?xml-a %s?>", b'<?xml version="1.0"?><!-- %s -->', b"<!DOCTYPE a><!-- %s -->"])
def test_what_stands_before_the_root_hides_no_depth(write, before: bytes) -> None:
    hidden = before % (b"</ " * 6000)
    assert xmls.parse(write("a.xml", hidden + b"<a>" * 64 + b"</a>" * 64)).root.tag == "a"
    with pytest.raises(UnreadableFile, match="too deep"):
        xmls.parse(write("a.xml", hidden + b"<a>" * 5000 + b"</a>" * 5000))


def test_lines_of_elements_are_those_of_the_file(write) -> None:
    text = "<r>\r\n<a/>\n<!-- <a/>\n --><a><b>x &amp;<!-- y --> z <c/>\rw</b></a>\r<a/><![CDATA[<a/>\n]]><a/></r>"
    for content in (text.encode(), text.encode("utf-16")):
        parsed = xmls.parse(write("a.xml", content), "a")
        assert [parsed.lines[one] for one in parsed.root.findall("a")] == [2, 4, 6, 7]
        assert xmls.first(parsed.root[1], "b") == "x & z"


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff<", b"<html><body>x</body></html>", b"PK\x03\x04", b"code,display\n1,x\n"])
def test_foreign_content_is_not_claimed(write, garbage: bytes) -> None:
    item = write("icd10pcs_tables_2025.xml", garbage)
    assert not [f.name for f in FORMATS if f.recognises(item)]


def test_a_build_reports_lists_that_disagree(tmp_path: Path, shared: Path) -> None:
    """The official files agree; an order file that lacks a code of the tables is told so by the build itself."""
    import zipfile

    from graph.ingest import official
    from graph.ingest.cache import Cache
    from graph.ingest.progress import Meter
    from graph.release.directory import digest

    with zipfile.ZipFile(shared / "icd10pcs" / "cms_2025_pr.zip") as archive:
        lines = archive.read("icd10pcs_order_2025.txt").splitlines(keepends=True)
    lost = next(n for n, line in enumerate(lines) if line[14:15] == b"1")
    order = tmp_path / "icd10pcs_order_2025.txt"
    tables = shared / "icd10pcs" / "tables_index_definitions_2025.zip"
    for content, problems in ((lines, 0), (lines[:lost] + lines[lost + 1 :], 1)):
        order.write_bytes(b"".join(content))
        files = [(path, digest(path)) for path in (order, tables)]
        meter = Meter(lambda *_: None, 0, 0, sum(path.stat().st_size for path, _ in files))
        found = official.read(files, meter, Cache(tmp_path / "cache"))
        said = [p for p in found.problems if "has it, the" in p.what]
        assert len(said) == problems
    assert lines[lost][6:13].decode() in said[0].what
