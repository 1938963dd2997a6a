"""The ICD-10-PCS index in XML: the words people use, as other names of what the entries point to.

`use` points to an axis value, `code` to a code, `tab` to a table, `codes` to the part of a table below four to six
characters. Such a part becomes a grouping, and every code is a kind of the longest part that the index names.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from operator import contains
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import axes, icd10, xmls
from graph.ingest.axes import Tables
from graph.ingest.batch import SHORT, Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.xmls import Parsed

ROOT = "ICD10PCS.index"
_LENGTHS = {"code": (7,), "codes": (4, 5, 6), "tab": (3,)}
_PRINTED = tuple(_LENGTHS)
_KINDS = (*_PRINTED, "use")
_ELSEWHERE = "refers to another entry"


class Pointer(NamedTuple):
    """One pointer: the words that lead to it, the kind of its end, and the end as printed."""

    line: int
    words: str
    kind: str
    end: str


class Places:
    """What pointers can point to, from the tables in the same archive: parts of them, and axis values by label."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.values: dict[str, list[str]] = defaultdict(list)
        for value in tables.values:
            if value.axis > 2:
                self.values[value.label].append(value.id)
        self._rows: dict[str, list[axes.Row]] = defaultdict(list)
        for row in tables.rows:
            for character in row.characters[0]:
                self._rows[row.table + character].append(row)
        self.name = cache(self._name)

    def _name(self, part: str) -> str | None:
        """The operation and the labels of a code, or of a part of a table below four to six characters.

        None where the tables have no such code or part.
        """
        for row in self._rows.get(part[:4], []):
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
    for pointer in _pointers(xmls.parse(item, *_KINDS, "see")):
        batch.read += 1
        ends, reason = _ends(pointer, places)
        if not ends and reason == _ELSEWHERE:
            batch.set_aside(reason)
            continue
        if not ends:
            batch.listed_row(item.name, pointer.line, reason, f"{pointer.words} → {pointer.end}")
            continue
        batch.loaded += 1
        for end in ends:
            _name(batch, pointer, end, places, parts)
    _parts(batch, parts, places)
    return batch


def _pointers(parsed: Parsed) -> list[Pointer]:
    found: list[Pointer] = []
    for term in parsed.root.findall("letter/mainTerm"):
        _term(term, (), parsed.lines, found)
    return found


def _term(element: Element, above: tuple[str, ...], lines: dict[Element, int], found: list[Pointer]) -> None:
    path = (*above, *filter(None, map(xmls.text, element.findall("title"))))
    words = ", ".join(path)
    for child in element:
        if child.tag == "term":
            _term(child, path, lines, found)
        elif child.tag in _KINDS:
            found.append(_pointer(child, words, lines))
        elif child.tag == "see":
            inner = [one for one in child if one.tag in _PRINTED]
            found += [_pointer(one, words, lines) for one in inner or [child]]


def _pointer(element: Element, words: str, lines: dict[Element, int]) -> Pointer:
    end = xmls.text(element)
    return Pointer(lines[element], words, element.tag, end.removesuffix(" in") if element.tag == "use" else end)


def _ends(pointer: Pointer, places: Places | None) -> tuple[list[str], str]:
    """The nodes a pointer leads to, or why there is none."""
    if pointer.kind in ("use", "see"):
        if places is None:
            return [], "the tables that place this value are not in the archive of the index"
        values = places.values.get(pointer.end) or places.values.get(pointer.end.partition(" in ")[0], [])
        kept = [id for id in values if id.startswith("PCSAXIS:3.") == (pointer.kind == "see")]
        return kept, _ELSEWHERE if pointer.kind == "see" else "no such value in the tables"
    if len(pointer.end) not in _LENGTHS[pointer.kind]:
        return [], "not a code, table or part of a table"
    if places is not None and not _held(pointer, places):
        return [], "no such code in the tables"
    return [icd10.curie("ICD10PCS", pointer.end) if pointer.kind == "code" else f"PCSTABLE:{pointer.end}"], ""


def _held(pointer: Pointer, places: Places) -> bool:
    if pointer.kind == "tab":
        return pointer.end in places.tables.tables
    return places.name(pointer.end) is not None


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
    every = pc.unique(axes.texts(places.tables.codes)) if places else pa.array([], pa.string())
    codes, below = _longest(every, list(parts))
    ends = pa.array(list(parts), pa.string()).take(below)
    batch.columns("edges", len(codes), subject=icd10.curies("ICD10PCS", codes), predicate="broader",
                  object=icd10.before("PCSTABLE:", ends), row=pa.array(list(parts.values()), pa.int32()).take(below))


def _longest(every: pa.Array, parts: list[str]) -> tuple[pa.Array, pa.Array]:
    """The codes that lie below a part of four to six characters, and the place of the longest such part."""
    known = pa.array(parts, pa.string())
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
