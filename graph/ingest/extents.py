"""How far the cells of a sheet reach, told from the bytes of its XML before anything makes room for them.

Nearly all sheets are so short or so narrow that they cannot reach too far, which two looks at the whole tell; how far
any other reaches is told cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

MAXIMUM_CELLS = 20_000_000
_Extent = tuple[int, int]

_NAME = r"<(?:[^\s<>:/][^\s<>:]*:|:)?"
_ROW, _CELL = (re.compile(rf"{_NAME}{name}(?=[\s/>])".encode()) for name in ("row", "c"))
_PLACE = re.compile(rb"""r(?<!\wr)\s*=\s*["']\$?([A-Za-z]{1,7})\$?(\d{1,12})["']""")
_NUMBER = re.compile(rb"""[^>]*?\sr\s*=\s*["'](\d{1,12})["']""")
# A cell that names no place lies behind the one before it, in the row that its row names.
_UNPLACED = rf"""{_NAME}c(?:\s*(?:[^r\s=>]|r[^\s=>])[^\s=>]*\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>"""
# What a sheet of up to 182 columns (FZ) and 99,999 rows never has, and one of up to 18 columns (R) and 1,099,999 rows.
_FAR = tuple(rf"""r\s*=\s*["']\$?(?:{column}\$?\d|[A-Za-z]*\$?{row})""" for column, row in (
    ("(?:[G-Zg-z][A-Za-z]|[A-Za-z]{3,})", r"\d{6}"),
    ("(?:[S-Zs-z]|[A-Za-z]{2,})", r"(?:\d{8}|[02-9]\d{6}|1[1-9]\d{5})")))


def is_near(part: bytes) -> bool:
    """Whether a sheet surely has no more than `MAXIMUM_CELLS`; what is spelled in an odd way may not be sure.

    >>> is_near(b'<row r="99999"><c r="FZ99999"/>'), is_near(b"<c r = 'GA1'/>"), is_near(b'<row r="7"><c/>')
    (True, False, False)
    """
    text = pa.scalar(part, pa.large_binary())
    return not _found(text, _UNPLACED) and not all(_found(text, far) for far in _FAR)


def extent(part: bytes) -> _Extent:
    """The farthest row and the farthest column that a cell may be put at, (0, 0) where no cell is.

    >>> extent(b'<row r="2"><c r="A2"/><c r="AV1"/></row>'), extent(b"<c r = '$B$7'/>"), extent(b'<row r="9"><c/><c/>')
    ((2, 48), (7, 2), (9, 2))
    """
    found = [_placed(part)]
    if _found(pa.scalar(part, pa.large_binary()), _UNPLACED):
        found += _counted(part)
    return max(row for row, _ in found), max(column for _, column in found)


def _found(text: pa.Scalar, pattern: str) -> bool:
    """Whether a pattern is in a text, by an engine that reads every byte once."""
    return pc.match_substring_regex(text, pattern).as_py()


def _placed(part: bytes) -> _Extent:
    """The extent of the cells that name their places."""
    row = column = 0
    for place in _PLACE.finditer(part):
        row, column = max(row, int(place[2])), max(column, _number(place[1]))
    return row, column


def _counted(part: bytes) -> Iterator[_Extent]:
    """For each row with cells how far they may be put, were none of them to name its place."""
    number = 0
    for n, row in enumerate(_ROW.split(part)):
        named = _NUMBER.match(row) if n else None  # before the first row is none that could be named
        number = int(named[1]) if named else number + 1
        if cells := sum(1 for _ in _CELL.finditer(row)):
            yield number, _placed(row)[1] + cells


@lru_cache(maxsize=1024)
def _number(letters: bytes) -> int:
    """The place of a column.

    >>> _number(b"A"), _number(b"AV")
    (1, 48)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
