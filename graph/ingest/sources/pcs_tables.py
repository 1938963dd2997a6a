"""The ICD-10-PCS tables and definitions in XML: seven axis values for every code, and what the values mean.

The values hold for the edition of the tables. A code that only an order file of another year lists has none: nothing
says that a character meant the same in that year, so they are left out until the tables of that year are read.
"""

from __future__ import annotations

import re
from functools import partial
from xml.etree.ElementTree import Element

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import axes, icd10, xmls
from graph.ingest.axes import Tables, Value
from graph.ingest.batch import BARE, SHORT, Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.xmls import Parsed
from graph.model import Qualifiers

DEFINITIONS = "ICD10PCS.definitions"
_ANYWHERE = "All applicable"


def read_tables(item: Item) -> Batch:
    """Every code the tables allow with its seven axis values; one row of a table is one row of the ledger."""
    tables = axes.load(item)
    batch = _batch(item)
    batch.read += len(tables.rows) + len(tables.bad)
    batch.loaded += len(tables.rows)
    for line, reason, detail in tables.bad:
        batch.listed_row(item.name, line, reason, detail)
    for line, what in tables.remarks:
        batch.remark(item.name, line, what)
    _values(batch, tables)
    _tables(batch, tables)
    _codes(item, batch, tables)
    return batch


def _batch(item: Item) -> Batch:
    """A batch of the edition the content names, with a remark where the file's name says another."""
    edition = axes.edition_of(item)
    batch = Batch.of(item, edition)
    named = re.search(r"(?<!\d)20\d\d(?!\d)", item.member or item.path.name)
    if named and named[0] != edition.name:
        batch.remark(item.name, None, f"the content is of {edition.name}, the name says {named[0]}: the content holds")
    return batch


def _values(batch: Batch, tables: Tables) -> None:
    """Values and axes as groupings, each value below its axis."""
    for value, line in zip(tables.values, tables.lines, strict=True):
        _value(batch, value)
        batch.edge(value.id, "broader", value.head, line)
    meanings = {table.values[2]: table.definition for table in reversed(tables.tables.values()) if table.definition}
    for n, definition in meanings.items():
        batch.node(tables.values[n].id, "grouping", tables.values[n].name, definition, rank=SHORT)


def _value(batch: Batch, value: Value, definition: str | None = None) -> None:
    batch.node(value.id, "grouping", value.name, definition)
    batch.label(value.id, value.name, "preferred")
    batch.label(value.id, value.label)
    batch.node(value.head, "grouping", f"{value.role} (axis {value.axis} of ICD-10-PCS)")


def _tables(batch: Batch, tables: Tables) -> None:
    """Tables below their body system and section, named as the headers of the order file are."""
    for table in tables.tables.values():
        section, system, operation = (tables.values[n].label for n in table.values)
        names = {table.code: f"{system}, {operation}", table.code[:2]: f"{system} ({section})", table.code[0]: section}
        for code, name in names.items():
            batch.node(f"PCSTABLE:{code}", "grouping", name, rank=SHORT)
        for code in (table.code, table.code[:2]):
            batch.edge(f"PCSTABLE:{code}", "broader", f"PCSTABLE:{code[:-1]}", table.line)


def _codes(item: Item, batch: Batch, tables: Tables) -> None:
    codes, values, lines = tables.expand()
    bare, kept = np.unique(codes, return_index=True)
    if len(bare) != len(codes):
        batch.remark(item.name, None, f"{len(codes) - len(bare)} codes stand in two rows: the first row holds")
    local = axes.texts(bare)
    ids = icd10.alone(icd10.curies("ICD10PCS", local))
    values, lines, size = values[kept], lines[kept], len(bare)
    batch.columns("nodes", size, id=ids, category="code", label=icd10.alone(local), rank=BARE)
    batch.columns("codes", size, id=ids, row=pa.array(lines))
    batch.columns("edges", size, subject=ids, predicate="in_grouping", row=pa.array(lines),
                  object=icd10.before("PCSTABLE:", pc.utf8_slice_codeunits(local, 0, 3)))
    said = np.array([batch.qualify(Qualifiers(role=v.role, quantity=float(v.axis))) for v in tables.values], np.int32)
    objects = pa.array([value.id for value in tables.values], pa.string())
    batch.columns(
        "edges", 7 * size, predicate="has_axis_value", row=pa.array(np.repeat(lines, 7)),
        subject=pa.DictionaryArray.from_arrays(np.repeat(ids.indices.to_numpy(), 7), ids.dictionary),
        object=pa.DictionaryArray.from_arrays(values.reshape(-1), objects),
        qualifiers=pa.array(said[values.reshape(-1)]))


# --- definitions ---

_CONTEXT = re.compile(r"(.+?)(?: for [A-Z]\w+)? in [A-Z].*")
_NOTE = re.compile(r"(.+?) \((?:Assessment|Treatment)\)")


def labels_meant(title: str) -> list[str]:
    """The labels a title of the definitions may stand for: it adds the place where the label needs one.

    >>> labels_meant("Zooplastic Tissue in Heart and Great Vessels")
    ['Zooplastic Tissue in Heart and Great Vessels', 'Zooplastic Tissue']
    >>> labels_meant("Liner for Supplement in Lower Joints")[-1], labels_meant("Bed Mobility (Treatment)")[-1]
    ('Liner', 'Bed Mobility')
    """
    return [title, *(match[1] for pattern in (_CONTEXT, _NOTE) if (match := pattern.fullmatch(title)))]


def read_definitions(item: Item) -> Batch:
    """Definitions and other names of axis values; each entry is one row, accounted for by its first title."""
    batch = _batch(item)
    tables = axes.beside(item)
    placed = tables.placed if tables else None
    values = tables.values if tables else []
    parsed = xmls.parse(item, "terms", "aggregate")
    for section in parsed.root.findall("section"):
        code = section.get("code", "")
        for axis in section.findall("axis"):
            place = int(axis.get("pos", "")) if axis.get("pos", "") in tuple("1234567") else 0
            for entry in axis.findall("terms"):
                batch.read += 1
                titles = _texts(entry, "title")
                if placed is None:
                    role = xmls.first(axis, "title") or f"Axis {place}"
                    meant = [Value(place, role, labels_meant(t)[-1]) for t in titles]
                else:
                    meant = [values[n] for t in titles for n in _find(placed, code, place, t)]
                _entry(item, batch, entry, parsed.lines[entry], xmls.first(section, "title") or code,
                       list(dict.fromkeys(meant)), place)
    _aggregation(item, batch, parsed, tables)
    return batch


def _texts(element: Element, tag: str) -> list[str]:
    """The texts of the children of one name that have any."""
    return [text for child in element.findall(tag) if (text := xmls.text(child))]


def _find(placed: dict[tuple[str, int, str], set[int]], section: str, axis: int, title: str) -> list[int]:
    return next((sorted(found) for label in labels_meant(title) if (found := placed.get((section, axis, label)))), [])


def _entry(
    item: Item, batch: Batch, entry: Element, line: int, section: str, values: list[Value], axis: int,
) -> None:
    if not values or not axis:
        batch.listed_row(item.name, line, "no such value in the tables", xmls.first(entry, "title") or "")
        return
    batch.loaded += 1
    meaning = [text for name in ("definition", "explanation") if (text := xmls.first(entry, name))]
    includes = _texts(entry, "includes")
    for value in values:
        _value(batch, value, ". ".join(meaning) or None)
        if meaning:
            batch.attribute(value.id, "definition", f"{section}: {meaning[0]}", line)
        for text in includes:
            # What an operation includes are examples of it; what a body part or device includes are its other names.
            if axis == 3:
                batch.attribute(value.id, "includes", f"{section}: {text}", line)
            else:
                batch.label(value.id, text)


def _aggregation(item: Item, batch: Batch, parsed: Parsed, tables: Tables | None) -> None:
    """Special devices below the general device that they count as."""
    by_label = {v.label: v for v in tables.values if v.axis == 6 and v.role == "Device"} if tables else None
    for entry in parsed.root.findall("deviceAggregation/aggregate"):
        batch.read += 1
        line, pair = parsed.lines[entry], [xmls.first(entry, name) or "" for name in ("device", "parent")]
        if by_label is None:
            ends = [Value(6, "Device", label) for label in pair]
        else:
            ends = [by_label[label] for label in pair if label in by_label]
        if len(ends) != 2 or not all(pair) or pair[0] == pair[1]:
            batch.listed_row(item.name, line, "no such device in the tables", " < ".join(pair))
            continue
        batch.loaded += 1
        for end in ends:
            _value(batch, end)
        operation = xmls.first(entry, "operation")
        places = ", ".join(map(xmls.text, entry.findall("bodySys")))
        condition = places if operation in (None, _ANYWHERE) else f"{operation}: {places}"
        batch.edge(ends[0].id, "broader", ends[1].id, line, Qualifiers(condition=condition or None))


def _rooted(item: Item, root: str) -> bool:
    return xmls.root_of(item) == root


FORMATS: tuple[Format, ...] = (
    Format("icd10pcs-tables", "ICD-10-PCS tables", icd10.PUBLISHER, "public_domain",
           partial(_rooted, root=axes.ROOT), read_tables),
    Format("icd10pcs-definitions", "ICD-10-PCS definitions", icd10.PUBLISHER, "public_domain",
           partial(_rooted, root=DEFINITIONS), read_definitions),
)
