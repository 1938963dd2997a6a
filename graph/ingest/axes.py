"""The ICD-10-PCS tables as seven axes: what each character means where it stands, and every code the tables allow.

A character means nothing by itself: in one table `4` is an approach and in another a substance, and inside one table
of new technology the same device character means another product under another qualifier. So a value is known by
axis, the axis's name and its label, which makes "Percutaneous Endoscopic" one value wherever it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, product
from math import prod
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
import pyarrow as pa

from graph.errors import UnreadableFile
from graph.ingest import icd10, xmls
from graph.ingest.files import Item
from graph.model import Edition

ROOT = "ICD10PCS.tabular"
MAXIMUM_CODES = 2_000_000
_VERSION = re.compile(rb"<version>\s*(20\d\d)\s*</version>")
_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one axis: `axis` from 1 to 7, `role` the axis's name there, such as Approach."""

    axis: int
    role: str
    label: str

    @property
    def id(self) -> str:
        """The identifier of its node.

        >>> Value(5, "Approach", "Percutaneous Endoscopic").id
        'PCSAXIS:5.approach.percutaneous-endoscopic'
        """
        return f"{self.head}.{_slug(self.label)}"

    @property
    def head(self) -> str:
        """The identifier of its axis."""
        return f"PCSAXIS:{self.axis}.{_slug(self.role)}"

    @property
    def name(self) -> str:
        """The label with the name of its axis, because "None" alone says nothing."""
        return f"{self.label} ({self.role.lower()})"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line, and for axes 4 to 7 the characters and the numbers of their values."""

    line: int
    table: str
    characters: tuple[tuple[str, ...], ...]
    values: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: three characters, its three values, and the definition of its operation."""

    line: int
    code: str
    values: tuple[int, ...]
    definition: str | None


@dataclass
class Tables:
    """All tables of one edition. `bad` lists (line, reason, detail) of rows that cannot be used."""

    edition: Edition
    values: list[Value] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    _numbers: dict[tuple[int, str, str], int] = field(default_factory=dict)
    _several: dict[tuple[int, str, tuple[str, ...]], tuple[int, ...]] = field(default_factory=dict)

    def number(self, axis: int, role: str, label: str, line: int) -> int:
        """The number of a value, given at its first sight."""
        found = self._numbers.setdefault((axis, role, label), len(self.values))
        if found == len(self.values):
            self.values.append(Value(axis, role, label))
            self.lines.append(line)
        return found

    def numbers(self, axis: int, role: str, labels: tuple[str, ...], line: int) -> tuple[int, ...]:
        """The numbers of the values of an axis of a row; most rows have some that another has."""
        if (key := (axis, role, labels)) not in self._several:
            self._several[key] = tuple([self.number(axis, role, label, line) for label in labels])
        return self._several[key]

    @cached_property
    def codes(self) -> np.ndarray:
        """Every code the rows allow, each of seven bytes, once all rows are read."""
        signs = chain.from_iterable(product((row.table,), *row.characters) for row in self.rows)
        return np.frombuffer("".join(chain.from_iterable(signs)).encode(), "S7")

    def expand(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every code the rows allow, its seven values (n, 7) as numbers, and the line of its row."""
        flat: list[np.ndarray] = []
        sizes = []
        for row in self.rows:
            first = [(n,) for n in self.tables[row.table].values]
            size = prod(map(len, row.values))
            flat.append(np.fromiter(chain.from_iterable(product(*first, *row.values)), np.int32, 7 * size))
            sizes.append(size)
        values = np.concatenate(flat).reshape(-1, 7) if flat else np.zeros((0, 7), np.int32)
        return self.codes, values, np.repeat(np.array([row.line for row in self.rows], np.int32), sizes)

    @property
    def placed(self) -> dict[tuple[str, int, str], set[int]]:
        """The values by section, axis and label, as the definitions name them."""
        found: dict[tuple[str, int, str], set[int]] = defaultdict(set)
        for table in self.tables.values():
            for n in table.values:
                found[table.code[0], self.values[n].axis, self.values[n].label].add(n)
        for row in self.rows:
            for n in chain.from_iterable(row.values):
                found[row.table[0], self.values[n].axis, self.values[n].label].add(n)
        return found


def texts(codes: np.ndarray) -> pa.Array:
    """Codes of seven bytes as a column of texts, which is not copied."""
    ends = np.arange(len(codes) + 1, dtype=np.int32) * np.int32(7)
    return pa.StringArray.from_buffers(len(codes), pa.py_buffer(ends), pa.py_buffer(codes))


@lru_cache(maxsize=1 << 13)
def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# --- reading ---

def edition_of(item: Item) -> Edition:
    """The edition that the version element names; the file's name only where there is none."""
    if version := _VERSION.search(item.head):
        return icd10.edition("ICD10PCS", int(version[1]))
    return icd10.edition_of(item, "ICD10PCS")


def beside(item: Item) -> Tables | None:
    """The tables of the same edition in the archive of an index or definitions file."""
    held = edition_of(item)
    other = icd10.beside(item, lambda other: xmls.root_of(other) == ROOT and edition_of(other) == held)
    return None if other is None else load(other)


def load(item: Item) -> Tables:
    """The tables of one file; the last one read is kept, because index and definitions ask for it too."""
    return _load(item.path, item.member, item.inside, item.path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _load(path: Path, member: str | None, inside: tuple[str, ...], _changed: int) -> Tables:
    item = Item(path, member, inside)
    found = Tables(edition_of(item))
    parsed = xmls.parse(item, "pcsTable", "pcsRow")
    for element in parsed.root.findall("pcsTable"):
        _table(element, parsed.lines, found)
    if sum(prod(map(len, row.values)) for row in found.rows) > MAXIMUM_CODES:
        raise UnreadableFile("tables allow too many codes", where=item.name, expected=f"at most {MAXIMUM_CODES}",
                             got="more", hint="this is no edition of ICD-10-PCS")
    return found


def _table(element: Element, lines: dict[Element, int], found: Tables) -> None:
    axes, line = _axes(element), lines[element]
    labels = [axes[pos].findall("label") for pos in "123" if pos in axes]
    code = "".join(one[0].get("code", "") for one in labels if len(one) == 1)
    if len(labels) != 3 or len(code) != 3 or not _CHARACTERS.issuperset(code):
        found.bad += [(lines[row], "row of a table without its three characters", code)
                      for row in element.findall("pcsRow")]
        return
    values = tuple(found.number(int(pos), _role(axes[pos], pos), xmls.text(one[0]), line)
                   for pos, one in zip("123", labels, strict=True))
    if code in found.tables:
        found.remarks.append((line, f"table {code} stands twice: its rows are joined"))
    else:
        found.tables[code] = Table(line, code, values, xmls.first(axes["3"], "definition"))
    for row in element.findall("pcsRow"):
        _row(row, lines[row], code, found)


def _axes(element: Element) -> dict[str | None, Element]:
    """The axes of a table or row by their place."""
    return {axis.get("pos"): axis for axis in element.findall("axis")}


def _role(axis: Element, pos: str) -> str:
    return xmls.first(axis, "title") or f"Axis {pos}"


def _row(element: Element, line: int, table: str, found: Tables) -> None:
    axes = _axes(element)
    labels = [axes[pos].findall("label") for pos in "4567" if pos in axes]
    characters = tuple(tuple([label.get("code", "") for label in one]) for one in labels)
    wrong = not all(map(_CHARACTERS.issuperset, characters))
    if len(labels) != 4 or not all(labels) or wrong or any(len(set(one)) != len(one) for one in characters):
        found.bad.append((line, "row without one set of characters for each of axes 4 to 7", table))
        return
    values = tuple(found.numbers(int(pos), _role(axes[pos], pos), tuple(map(xmls.text, one)), line)
                   for pos, one in zip("4567", labels, strict=True))
    stated, size = element.get("codes"), prod(map(len, characters))
    if stated is not None and stated != str(size):
        found.remarks.append((line, f"row of table {table} states {stated} codes and gives {size}"))
    found.rows.append(Row(line, table, characters, values))
