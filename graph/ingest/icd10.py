"""The layouts that ICD-10-CM and ICD-10-PCS share: order files, codes files, addenda, and the fiscal year they hold.

An order file has in fixed columns: order number (5), code (7), 1 for a valid code or 0 for a header, short title
(60), long title. A codes file has the code (7) and the long title. Neither says its year: the names do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import UnreadableFile
from graph.ingest import archives
from graph.ingest.batch import Batch
from graph.ingest.codes import cut
from graph.ingest.files import Item
from graph.model import Edition

PUBLISHER = "Centers for Medicare & Medicaid Services"
SHAPES = {"ICD10PCS": "[0-9A-HJ-NP-Z]{7}", "ICD10CM": "[A-Z][0-9][0-9A-Z]{1,5}"}
_NAMES = {"ICD10PCS": "ICD-10-PCS", "ICD10CM": "ICD-10-CM"}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SPRING = re.compile(r"(?<![a-z])(?:april|apr)(?![a-z])", re.IGNORECASE)
_NEIGHBOURS = 64
_TAB_OR_END, _DELETE = b"\t\n\r", 127
_BLANKED = bytes(32 if n == _DELETE or (n < 32 and n not in _TAB_OR_END) else n for n in range(256))
_ORDER = re.compile(r"\d{5} ([0-9A-Z][0-9A-Z ]{6}) [01] .{1,60} \S")
_CODES = re.compile(r"([0-9A-Z][0-9A-Z ]{6}) \S.{4}")
_EITHER = {"ICD10PCS": "[0-9A-HJ-NP-Z]{3}|[0-9A-HJ-NP-Z]{7}", "ICD10CM": "[A-Z][0-9][0-9A-Z]{1,5}"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of an order file as parallel columns; `row` is the line from 1, `flag` 1 for a valid code."""

    row: np.ndarray
    code: pa.Array
    flag: pa.Array
    short: pa.Array
    long: pa.Array

    def where(self, mask: np.ndarray) -> Rows:
        """The rows of a mask."""
        if mask.all():
            return self
        kept = pa.array(mask)
        return Rows(self.row[mask], *(c.filter(kept) for c in (self.code, self.flag, self.short, self.long)))

    def __len__(self) -> int:
        return len(self.row)


# --- telling the files apart ---

def is_order(item: Item, system: str) -> bool:
    """Whether the first lines are rows of an order file of this system."""
    return _begins(item.head, _ORDER) == system


def is_codes(item: Item, system: str) -> bool:
    """Whether the first lines are rows of a codes file of this system."""
    return _begins(item.head, _CODES) == system


@lru_cache(maxsize=8)
def _begins(head: bytes, row: re.Pattern[str]) -> str | None:
    """The system whose codes stand where a pattern says in most of the first lines; both systems ask.

    Headers of three and codes of seven characters look alike in both systems; only ICD-10-CM has those between.
    """
    found = _first_lines(head)
    codes = [match[1].rstrip() for line in found if (match := row.match(line))]
    if 2 * len(codes) <= len(found):  # one bad line or a title row must not hide a whole file
        return None
    fits = {s: sum(bool(re.fullmatch(_EITHER[s], code)) for code in codes) for s in SHAPES}
    best = "ICD10CM" if fits["ICD10CM"] > fits["ICD10PCS"] else "ICD10PCS"
    return best if 2 * fits[best] > len(found) else None


@lru_cache(maxsize=4)
def _first_lines(head: bytes) -> list[str]:
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    return [line for line in text.split("\n")[:200] if line.strip()]


def beside(item: Item, wanted: Callable[[Item], bool]) -> Item | None:
    """Another member of the same archive that `wanted` accepts.

    Files of the same folder do not count: what one file gives may depend on its own content only.
    """
    if item.member is None:
        return None
    names = {info.filename for info in archives.members(item.path, item.inside)} - {item.member}
    others = (Item(item.path, name, item.inside) for name in sorted(names)[:_NEIGHBOURS])
    return next((other for other in others if _accepted(other, wanted)), None)


def _accepted(item: Item, wanted: Callable[[Item], bool]) -> bool:
    try:
        return wanted(item)
    except UnreadableFile:  # a damaged neighbour is reported in its own turn
        return False


def order_beside(item: Item, system: str, held: Edition) -> bool:
    """Whether the order file of the same edition lies beside this item."""
    return beside(item, lambda other: is_order(other, system) and edition_of(other, system) == held) is not None


# --- editions ---

def edition(system: str, year: int, april: bool = False) -> Edition:
    """The edition of a fiscal year, or its April update.

    >>> edition("ICD10PCS", 2025).id, edition("ICD10PCS", 2025).effective_from.isoformat()
    ('edition:ICD10PCS@2025', '2024-10-01')
    """
    start, name = (date(year, 4, 1), f"{year}-04") if april else (date(year - 1, 10, 1), str(year))
    title = f"{_NAMES[system]}, fiscal year {year}" + (", April update" if april else "")
    return Edition(system, name, title, PUBLISHER, "public_domain", start, date(year, 9, 30))


def edition_of(item: Item, system: str) -> Edition:
    """The edition that the names of member and archive tell, because the content of these files does not."""
    years = [int(found[1]) for name in item.names if (found := _YEAR.search(name))]
    if not years:
        raise UnreadableFile("the fiscal year cannot be told", where=item.name, expected="a year in the file's name",
                             got="none", hint=f"name it as the publisher does, e.g. {system.lower()}_order_2025.txt")
    return edition(system, years[0], any(_SPRING.search(name) for name in item.names))


# --- rows ---

def lines(item: Item, batch: Batch) -> pa.Array:
    """The lines of a text file without ends and trailing blanks; control characters become blanks, with a remark."""
    data = item.data if item.data.isascii() else item.text().removeprefix("\ufeff").encode()
    signs = np.frombuffer(data, np.uint8)
    low = np.flatnonzero(signs < ord(" "))
    if (signs == _DELETE).any() or not np.isin(signs[low], (*_TAB_OR_END,)).all():
        batch.remark(item.name, None, "control characters were read as blanks")
        data = data.translate(_BLANKED)
    starts = np.concatenate([[0], _ends(low, signs[low])])
    if starts[-1] != len(data):
        starts = np.append(starts, len(data))
    whole = pa.StringArray.from_buffers(len(starts) - 1, pa.py_buffer(starts.astype(np.int32)), pa.py_buffer(data))
    return pc.ascii_rtrim_whitespace(whole)


def _ends(places: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Where lines end, from the places of all low signs: a return before a feed ends nothing by itself."""
    feed = signs == ord("\n")
    followed = np.append(feed[1:] & (np.diff(places) == 1), False)
    return places[feed | ((signs == ord("\r")) & ~followed)] + 1


def order_rows(item: Item, system: str, batch: Batch) -> Rows:
    """The rows of an order file that can be used; the others are counted and listed in the batch."""
    all_lines = lines(item, batch)
    return _usable(item, system, batch, all_lines, *cut(all_lines, (6, 13), (14, 15), (16, 76), (77, None)))


def codes_rows(item: Item, system: str, batch: Batch) -> Rows:
    """The rows of a codes file, as rows of an order file without headers and short titles."""
    all_lines = lines(item, batch)
    code, title = cut(all_lines, (0, 7), (8, None))
    return _usable(item, system, batch, all_lines, code, pa.repeat("1", len(all_lines)), title, title)


def _usable(
    item: Item, system: str, batch: Batch, whole: pa.Array, code: pa.Array, flag: pa.Array, short: pa.Array,
    long: pa.Array,
) -> Rows:
    filled = _mask(pc.not_equal(whole, ""))
    batch.read += int(filled.sum())
    fits = pc.match_substring_regex(code, f"^(?:{_EITHER[system]})$")
    if system == "ICD10PCS":  # a whole code is valid, a header names a table
        whole_code = pc.equal(pc.binary_length(code), 7)
        fits = pc.and_(fits, pc.equal(flag, pc.if_else(whole_code, "1", "0")))
    else:
        fits = pc.and_(fits, pc.is_in(flag, value_set=pa.array(["0", "1"])))
    good = _mask(pc.and_(fits, pc.not_equal(long, "")))
    for n in np.flatnonzero(filled & ~good):
        batch.listed_row(item.name, int(n) + 1, "not a row of the record layout", whole[n].as_py()[:40])
    rows = Rows(np.arange(1, len(whole) + 1, dtype=np.int32), code, flag, short, long)
    return _once(item, batch, rows.where(filled & good))


def _mask(array: pa.Array) -> np.ndarray:
    return array.to_numpy(zero_copy_only=False)


def _once(item: Item, batch: Batch, rows: Rows) -> Rows:
    """Each code once: the first row is kept, an equal one merged, another one listed."""
    if pc.all(pc.greater(rows.code[1:], rows.code[:-1])).as_py() or len(pc.unique(rows.code)) == len(rows):
        return rows
    seen: dict[str, int] = {}
    kept = np.ones(len(rows), bool)
    for n, code in enumerate(rows.code.to_pylist()):
        first = seen.setdefault(code, n)
        if first == n:
            continue
        kept[n] = False
        if (rows.flag[n], rows.long[n]) == (rows.flag[first], rows.long[first]):
            batch.merged += 1
        else:
            batch.listed_row(item.name, int(rows.row[n]), "code stands twice with other content",
                             f"{code}, kept from row {rows.row[first]}")
    return rows.where(kept)


# --- statements ---

def join(*parts: pa.Array | str) -> pa.Array:
    """Texts side by side, row by row."""
    return pc.binary_join_element_wise(*(pa.scalar(p) if isinstance(p, str) else p for p in parts), "")


def curies(system: str, code: pa.Array) -> pa.Array:
    """CURIEs of bare codes; ICD-10-CM takes its dot after the third character."""
    if system == "ICD10CM":
        code = pc.if_else(pc.greater(pc.utf8_length(code), 3), pc.utf8_replace_slice(code, 3, 3, "."), code)
    return before(f"{system}:", code)


def before(prefix: str, texts: pa.Array) -> pa.Array:
    """Texts behind a prefix, a third of the time that it takes to join the two."""
    return pc.binary_replace_slice(texts, 0, 0, prefix)


def alone(texts: pa.Array) -> pa.DictionaryArray:
    """Texts that are all or nearly all different as words of a dictionary, so that no table looks for equal ones."""
    return pa.DictionaryArray.from_arrays(pa.array(np.arange(len(texts), dtype=np.int32)), texts)


def curie(system: str, code: str) -> str:
    """The CURIE of one bare code.

    >>> curie("ICD10CM", "T814XXA"), curie("ICD10CM", "A00"), curie("ICD10PCS", "0016070")
    ('ICD10CM:T81.4XXA', 'ICD10CM:A00', 'ICD10PCS:0016070')
    """
    dotted = code if system == "ICD10PCS" or len(code) <= 3 else f"{code[:3]}.{code[3:]}"
    return f"{system}:{dotted}"


def list_codes(batch: Batch, ids: pa.Array, rows: Rows) -> None:
    """Nodes, listings and both titles of codes."""
    titles(batch, ids, rows, "code")
    listings(batch, ids, rows)


def listings(batch: Batch, ids: pa.Array, rows: Rows) -> None:
    """Codes as listed by the edition."""
    batch.columns("codes", len(rows), id=ids, row=pa.array(rows.row))


def titles(batch: Batch, ids: pa.Array, rows: Rows, category: str | pa.Array) -> None:
    """Nodes with the long title as preferred label, a short one that differs as alternative; hardly two are equal."""
    long = alone(rows.long)
    batch.columns("nodes", len(rows), id=ids, category=category, label=long)
    batch.columns("labels", len(rows), id=ids, text=long)
    other = pc.and_(pc.not_equal(rows.short, rows.long), pc.not_equal(rows.short, ""))
    batch.columns("labels", pc.sum(other).as_py() or 0, id=ids.filter(other), text=alone(rows.short.filter(other)),
                  kind="alternative")
