"""The ICD-10-PCS index in XML: the words people use, as other names of what the entries point to.

`use` points to an axis value, `code` to a code, `tab` to a table, `codes` to the part of a table below four to six
characters. Such a part becomes a grouping, and every code is a kind of the longest part that the index names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from operator import contains

import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import axes, icd10, xmls
from graph.ingest.axes import Tables
from graph.ingest.batch import SHORT, Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format

ROOT = "ICD10PCS.index"


@dataclass(frozen=True, slots=True)
class Pointer:
    """One pointer: the words that lead to it, the kind of its end, and the end as printed."""

    line: int
    words: str
    kind: str
    end: str


class Places:
    """What pointers can point to, from the tables in the same archive: codes, and axis values by their label."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.codes = dict.fromkeys(tables.codes())
        self.values: dict[str, list[str]] = defaultdict(list)
        for value in tables.values:
            if value.axis > 2:
                self.values[value.label].append(value.id)
        self._rows: dict[str, list[axes.Row]] = defaultdict(list)
        for row in tables.rows:
            self._rows[row.table].append(row)
        self.name = cache(self._name)

    def _name(self, part: str) -> str | None:
        """The operation and the labels of a part of a table below four to six characters, None where it is none."""
        for row in self._rows.get(part[:3], []):
            if all(map(contains, row.characters, part[3:])):
                below = zip(part[3:], row.characters, row.values, strict=False)
                values = [self.tables.tables[row.table].values[2], *(v[c.index(one)] for one, c, v in below)]
                return ", ".join(self.tables.values[n].label for n in values)
        return None


def read(item: Item) -> Batch:
    """Other names of tables, parts of tables, codes and axis values; every pointer is one row."""
    edition = axes.edition_of(item)
    batch = Batch.of(item, edition)
    tables = axes.beside(item)
    places = Places(tables) if tables else None
    parts: dict[str, int] = {}
    for pointer in _pointers(xmls.parse(item)):
        batch.read += 1
        ends, reason = _ends(pointer, places)
        if not ends:
            batch.listed_row(item.name, pointer.line, reason, f"{pointer.words} → {pointer.end}")
            continue
        batch.loaded += 1
        for end in ends:
            _name(batch, pointer, end, places, parts)
    _parts(batch, parts, places)
    return batch


def _pointers(root: xmls.Element) -> Iterator[Pointer]:
    for letter in root.all("letter"):
        for term in letter.all("mainTerm"):
            yield from _term(term, ())


def _term(element: xmls.Element, above: tuple[str, ...]) -> Iterator[Pointer]:
    path = (*above, *(title.text for title in element.all("title") if title.text))
    words = ", ".join(path)
    for child in element.children:
        if child.tag == "term":
            yield from _term(child, path)
        elif child.tag in ("code", "codes", "tab"):
            yield Pointer(child.line, words, child.tag, child.text)
        elif child.tag == "use":
            yield Pointer(child.line, words, "use", child.text.removesuffix(" in"))
        elif child.tag == "see":
            inner = [one for one in child.children if one.tag in ("code", "codes", "tab")]
            yield from (Pointer(one.line, words, one.tag, one.text) for one in inner)
            if not inner:
                yield Pointer(child.line, words, "see", child.text)


def _ends(pointer: Pointer, places: Places | None) -> tuple[list[str], str]:
    """The nodes a pointer leads to, or why there is none."""
    if pointer.kind in ("use", "see"):
        if places is None:
            return [], "the tables that place this value are not in the archive of the index"
        values = places.values.get(pointer.end) or places.values.get(pointer.end.partition(" in ")[0], [])
        kept = [id for id in values if id.startswith("PCSAXIS:3.") == (pointer.kind == "see")]
        return kept, "refers to another entry" if pointer.kind == "see" else "no such value in the tables"
    known = {"code": 7, "tab": 3}.get(pointer.kind)
    if not (len(pointer.end) == known if known else 4 <= len(pointer.end) <= 6):
        return [], "not a code, table or part of a table"
    if places is not None and not _held(pointer, places):
        return [], "no such code in the tables"
    return [icd10.curie("ICD10PCS", pointer.end) if pointer.kind == "code" else f"PCSTABLE:{pointer.end}"], ""


def _held(pointer: Pointer, places: Places) -> bool:
    if pointer.kind == "tab":
        return pointer.end in places.tables.tables
    if pointer.kind == "codes":
        return places.name(pointer.end) is not None
    return pointer.end in places.codes


def _name(batch: Batch, pointer: Pointer, end: str, places: Places | None, parts: dict[str, int]) -> None:
    if pointer.kind == "code":
        batch.mention(end)
    elif pointer.kind == "tab":
        batch.node(end, "grouping", pointer.words, rank=SHORT + 1)
    elif pointer.kind == "codes":
        parts.setdefault(pointer.end, pointer.line)
        batch.node(end, "grouping", (places and places.name(pointer.end)) or pointer.words)
    if pointer.words:
        batch.label(end, pointer.words)


def _parts(batch: Batch, parts: dict[str, int], places: Places | None) -> None:
    """Parts of tables below longer and shorter ones, and every code below the longest part."""
    for part, line in parts.items():
        above = _nearest(part[:-1], parts)
        batch.node(f"PCSTABLE:{part[:3]}", "grouping", part[:3], rank=SHORT + 2)
        batch.edge(f"PCSTABLE:{part}", "broader", f"PCSTABLE:{above}", line)
    codes, below = _longest(list(places.codes) if places else [], list(parts))
    ends = pa.array(list(parts), pa.string()).take(below)
    batch.columns("edges", len(codes), subject=icd10.curies("ICD10PCS", codes), predicate="broader",
                  object=icd10.join("PCSTABLE:", ends), row=pa.array(list(parts.values()), pa.int32()).take(below))


def _longest(codes: list[str], parts: list[str]) -> tuple[pa.Array, pa.Array]:
    """The codes that lie below a part of four to six characters, and the place of the longest such part."""
    every, known = pa.array(codes, pa.string()), pa.array(parts, pa.string())
    place = pc.coalesce(*(pc.index_in(pc.utf8_slice_codeunits(every, 0, size), value_set=known) for size in (6, 5, 4)))
    return every.filter(place.is_valid()), place.drop_null()


def _nearest(prefix: str, parts: dict[str, int]) -> str:
    """The longest part at or above a prefix, at least the table."""
    while len(prefix) > 3 and prefix not in parts:
        prefix = prefix[:-1]
    return prefix


FORMATS: tuple[Format, ...] = (
    Format("icd10pcs-index", "ICD-10-PCS index", icd10.PUBLISHER, "public_domain",
           partial(lambda item, root: xmls.root_of(item) == root, root=ROOT), read),
)
