"""How far the cells of a sheet reach, told from the bytes of its XML before anything makes room for them.

Nearly all of them are spelled in one way (`r="AV12"`), which is read for a whole sheet at once; whatever else may be
the place of a cell is left to a pattern.
"""

from __future__ import annotations

import re

import numpy as np

_PLACE = re.compile(rb"""r(?<!\wr)\s*=\s*["']\$?([A-Za-z]{1,7})\$?(\d{1,12})["']""")
_LETTERS, _WINDOW = 3, 12  # of a plain place, and bytes in which one ends
_PIECE = 1 << 18  # bytes looked at together, so few that what is said of them stays near
_SPACE, _QUOTE, _WORD, _UPPER, _DIGIT = (
    np.array([re.match(kind, bytes([n])) is not None for n in range(256)])
    for kind in (rb"\s", b"[\"']", rb"\w", b"[A-Z]", b"[0-9]"))
_Extent = tuple[int, int]


def extent(part: bytes) -> _Extent:
    """The farthest row and the farthest column that a cell names, (0, 0) where none does.

    >>> extent(b'<row r="2"><c r="A2"/><c r="AV1"/></row>'), extent(b"<c r = '$B$7'/>")
    ((2, 48), (7, 2))
    """
    signs = np.frombuffer(b"  " + part + b" " * (_WINDOW + 2), np.uint8)
    found = (0, 0)
    for start in range(0, len(signs), _PIECE):
        equal = np.flatnonzero(signs[start : start + _PIECE] == ord("=")) + start
        if (_SPACE[signs[equal - 1]] | _SPACE[signs[equal + 1]]).any():
            return _farthest(_PLACE.findall(part))
        found = _farther(found, _named(part, signs, equal))
    return found


def _named(part: bytes, signs: np.ndarray, equal: np.ndarray) -> _Extent:
    """The extent of the cells whose places are named behind some equal signs."""
    named = equal[signs[equal - 1] == ord("r")]
    named = named[~_WORD[signs[named - 2]] & _QUOTE[signs[named + 1]] & ~_DIGIT[signs[named + 2]]]  # no number of a row
    plain, row, column = _plain(signs, named + 2)
    odd = (_PLACE.match(part, place) for place in (named[~plain] - 3).tolist())
    return _farther((row, column), _farthest([place.groups() for place in odd if place]))


def _farther(one: _Extent, other: _Extent) -> _Extent:
    return max(one[0], other[0]), max(one[1], other[1])


def _plain(signs: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Which places are spelled plainly from `start` on, and the farthest row and column of these."""
    row, column = np.zeros(len(start), np.int64), np.zeros(len(start), np.int64)
    in_letters, in_digits, plain = np.ones(len(start), bool), np.zeros(len(start), bool), np.zeros(len(start), bool)
    for n in range(_WINDOW):
        sign = signs[start + n]
        digit = _DIGIT[sign] & (in_digits | (in_letters if n else False))
        plain |= in_digits & _QUOTE[sign]
        in_letters &= _UPPER[sign] if n < _LETTERS else False
        np.copyto(column, column * 26 + sign - ord("@"), where=in_letters)
        np.copyto(row, row * 10 + sign - ord("0"), where=digit)
        in_digits = digit
        if not (in_letters | in_digits).any():
            break
    return plain, int(row.max(initial=0, where=plain)), int(column.max(initial=0, where=plain))


def _farthest(places: list[tuple[bytes, ...]]) -> _Extent:
    columns = {column for column, _ in places}
    return (max((int(row) for row in {row for _, row in places}), default=0),
            max((_number(column) for column in columns), default=0))


def _number(letters: bytes) -> int:
    """The place of a column.

    >>> _number(b"A"), _number(b"AV")
    (1, 48)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
