"""What is worked out by column says the same as what is worked out row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import BadTable
from graph.ingest import taken
from graph.ingest.assembly import words
from graph.ingest.assembly.codesets import Lists
from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import SCHEMAS, Batch
from graph.ingest.cache import Cache
from graph.ingest.sealing import seal
from graph.ingest.text.normalise import stems
from graph.model import Edition, Qualifiers

_TITLES = [
    "Bypass of the left ventricles", "", "FOLLOW-UP visits, 2.5 mg (5%)", "Physician's fee or OR staff", "x-rays of feet",
    "Haemorrhage, oesophageal", "Études of the İlium", "non - union", "AND THE OF", "a b\tc\nd", "Health care, health-care",
    "pre-op i.v. line e.g. CT scan", "Injection, up to 50 mg", "dr. of 1.5", "Ärzte", "tab\x01bed wound",
]


def test_stems_by_column_are_those_of_each_title() -> None:
    found = words.of(pa.array(_TITLES))
    assert found.to_pylist() == [list(stems(title)) for title in _TITLES]
    assert set(found.flatten().dictionary.to_pylist()) == {stem for title in _TITLES for stem in stems(title)}


@pytest.mark.parametrize("titles", [[], [""], ["é"]])
def test_titles_without_words_have_none(titles: list[str]) -> None:
    assert words.grams(pa.array(titles, pa.string())).to_pylist() == [[] for _ in titles]


def test_letters_of_words_begin_and_end_with_a_blank() -> None:
    assert words.grams(pa.array(["Hip X", "hip é"])).to_pylist() == [["_hip", "hip_", "_x_"], ["_hip", "hip_"]]


def test_codes_by_column_are_those_row_by_row_and_licensed_names_are_dropped() -> None:
    day = date(2020, 1, 1)
    rows = [("HCPCS:G0008", "A name", 1, day, None), ("CDT:D0120", "A dentist's name", 2, None, day),
            ("MODIFIER:25", None, 3, None, None)]
    single, whole = Batch("sha256:x"), Batch("sha256:x")
    for id, label, row, since, until in rows:
        single.code(id, label, row, since, until)
    ids, labels, numbers, since, until = (pa.array(column) for column in zip(*rows, strict=True))
    whole.codes(ids, labels, numbers, since, until)
    whole.labels(ids, pa.array(["Short", "A dentist's other name", None]))
    single.label("HCPCS:G0008", "Short")
    for name in ("nodes", "codes", "labels"):
        assert whole.table(name).to_pylist() == single.table(name).to_pylist()


def test_codes_of_a_system_are_those_of_the_edition_in_force() -> None:
    batches = [Batch("sha256:x", Edition("ICD10CM", str(year), "", "", "", date(year, 1, 1))) for year in (2024, 2025)]
    for batch, held in zip(batches, (["A00.0", "A00"], ["A00", "A00.1", "A00.0"]), strict=True):
        for code in held:
            batch.code(f"ICD10CM:{code}", "x")
    lists = Lists(batches)
    assert lists.of("ICD10CM", date(2024, 5, 1)) == ("edition:ICD10CM@2024", ["A00", "A00.0"])
    assert lists.of("ICD10CM", None) == ("edition:ICD10CM@2025", ["A00", "A00.0", "A00.1"])
    assert lists.of("HCPCS", None) == (None, [])


def test_a_sealed_batch_says_the_same_in_order() -> None:
    """Rows of both kinds, shared and unused words: nothing is lost, identifiers ascend, the first of equals stays first."""
    batch = Batch("sha256:x", Edition("X", "1", "", "", "", date(2020, 1, 1)))
    ids = pa.array(["B:2", "A:1", "C:3", "unused"]).dictionary_encode()
    batch.columns("nodes", 3, id=ids[:3], category="code", label=ids[:3], rank=pa.array([2, 1, 1], pa.int8()))
    batch.node("B:2", "code", "second", rank=2)
    batch.edge("C:3", "maps_to", "A:1", 4, Qualifiers(reason="z"), valid_to=date(2021, 1, 1))
    batch.edge("C:3", "maps_to", "A:1", 3, Qualifiers(reason="a"))
    batch.columns("edges", 2, subject=ids[1:3], predicate="broader", object=ids[:2], row=[1, 2], valid_from=date(2020, 2, 2))
    batch.attribute("B:2", "n", "1")
    said = {name: batch.table(name).to_pylist() for name in SCHEMAS}
    kinds = list(batch.qualifiers)
    sealed = {name: table.to_pylist() for name, table in ((n, seal(batch).table(n)) for n in SCHEMAS)}
    assert batch.ids.to_pylist() == ["A:1", "B:2", "C:3"]
    assert [(r["id"], r["label"]) for r in sealed["nodes"]] == [("A:1", "A:1"), ("B:2", "B:2"), ("B:2", "second"), ("C:3", "C:3")]
    assert [(r["predicate"], r["row"]) for r in sealed["edges"]] == [("broader", 1), ("broader", 2), ("maps_to", 3), ("maps_to", 4)]
    for rows, known in ((said["edges"], kinds), (sealed["edges"], batch.qualifiers)):
        for row in rows:
            row["qualifiers"] = known[row["qualifiers"]]
    for name in SCHEMAS:
        assert sorted(map(repr, sealed[name])) == sorted(map(repr, said[name]))


def test_titles_of_codes_are_kept_once_for_nodes_and_names(tmp_path: Path) -> None:
    """What ends the labels of nodes and begins the names; a word that no row has is not among them."""
    batch, ids = Batch("sha256:x"), pa.array(["A:1", "A:2"])
    titles = pa.array(["one", "two"]).dictionary_encode()
    batch.columns("nodes", 1, id=["B:1"], category="grouping", label=pa.array(["none", "group"]).dictionary_encode()[1:])
    batch.columns("nodes", 2, id=ids, category="code", label=titles)
    batch.columns("labels", 2, id=ids, text=titles)
    batch.label("A:2", "II")
    said = {name: batch.table(name).to_pylist() for name in SCHEMAS}
    [entry], _, _ = taken.put(Cache(tmp_path), "x", "x", ([Entry("x", "x", batch)], [], []))
    assert entry.batch is not batch
    assert batch.names.to_pylist() == entry.batch.names.to_pylist() == ["group", "one", "two", "II"]
    for name in SCHEMAS:
        found = entry.batch.table(name).to_pylist()
        assert found == batch.table(name).to_pylist()
        assert sorted(map(repr, found)) == sorted(map(repr, said[name]))


def test_a_row_without_a_node_is_a_fault() -> None:
    batch = Batch("sha256:x")
    batch.columns("attributes", 1, id=pa.array([None], pa.string()), name="n", value="v")
    with pytest.raises(BadTable, match="names no node"):
        seal(batch)
