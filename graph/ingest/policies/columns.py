"""Text that was set in columns and came out line by line, put back into reading order.

A gutter is a strip of blanks at one place of many lines on end, with words on both sides. A table of codes has such
strips too; it is left alone, because there the left side only names what the right side says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

Line = tuple[int, int, str]  # number, start in the text, the line
_GAP = re.compile(r"(?<=\S)[ \t]{3,}(?=\S)")
_CODE = re.compile(r"^\s*\W?(?:[A-Z]?\d[\dA-Z.]{2,7})\b")
_CODED = re.compile(r"^\s*(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4}|[A-Z]\d[0-9A-Z]\.\w{1,4})\*?\s")
_FEWEST = 6  # lines that a column has
_HEAD = 45  # lines in which every gap parts two things
_WIDE = 16  # characters that the left column has on most lines
_VALUE = 12  # characters of a date or a number, behind its label
_TABLE = re.compile(r"\s[Xx✓]\s*$|\s[Xx✓]\s{2,}|(?i:applies\s+to)|(?:\b[A-Z]?\d{4}[\dA-Z]?\s{2,})+[A-Z]?\d{4}")
_LEADER = re.compile(r"[.·…_]{3,}")


def in_order(lines: list[Line]) -> Iterator[Line]:
    """The lines, those of two columns one column after the other, those of a head part by part."""
    n, last = 0, None
    while n < len(lines):
        end = _band(lines, n)
        gutter = _gutter([line for _, _, line in lines[n:end]], last)
        last = gutter or last
        if gutter is not None:
            yield from _split(lines[n:end], gutter)
        else:
            for line in lines[n:end]:
                yield from _parts(line) if line[0] <= _HEAD and not _TABLE.search(line[2]) and not _CODED.match(line[2]) else (line,)
        n = end


def _band(lines: list[Line], n: int) -> int:
    """The lines up to the next blank one."""
    end = n + 1
    while end < len(lines) and (lines[end][2].strip() or not lines[end - 1][2].strip()):
        end += 1
    return end


def _gutter(lines: list[str], last: int | None) -> int | None:
    """Where the right column begins, None when there is one column; it is easier believed at the place of the last one."""
    if len(lines) < 3:
        return None
    places = Counter(match.end() for line in lines for match in _GAP.finditer(line))
    if not places:
        return None
    place, times = places.most_common(1)[0]
    right_only = sum(line[:place].isspace() and len(line) > place and not line[place].isspace() for line in lines)
    if times + right_only < max(3 if place == last else _FEWEST, 0.6 * len(lines)) or place < _WIDE:
        return None
    if any(len(line) > place and not line[place - 1].isspace() and line[place:].strip() for line in lines):
        return None
    left = [line[:place].strip() for line in lines if line[:place].strip() and line[place:].strip()]
    named = sum(bool(_CODE.match(text)) or text.endswith(":") or bool(_LEADER.search(text)) for text in left)
    wide = sum(len(text) >= _WIDE for text in left)
    valued = sum(len(line[place:].strip()) < _VALUE for line in lines if line[:place].strip() and line[place:].strip())  # labels and values
    return place if left and named < 0.4 * len(left) and wide > 0.6 * len(left) and valued <= 0.5 * len(left) else None


def _split(lines: list[Line], gutter: int) -> Iterator[Line]:
    for number, start, line in lines:
        yield number, start, line[:gutter]
    yield lines[-1][0], lines[-1][1] + len(lines[-1][2]), ""
    for number, start, line in lines:
        if line[gutter:].strip():
            yield number, start + gutter, line[gutter:]


def _parts(line: Line) -> Iterator[Line]:
    number, start, text = line
    at = 0
    for match in _GAP.finditer(text):
        yield number, start + at, text[at : match.start()]
        at = match.end()
    yield number, start + at, text[at:]
