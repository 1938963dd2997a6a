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
_SHAPE = r"(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4}|[A-Z]\d[0-9A-Z]\.\w{1,4})"
_CODED = re.compile(rf"^\s*{_SHAPE}(?:\s*[-–—,;&/]\s*{_SHAPE})*\*?\s")
_FEWEST = 6  # lines that a column has
_HEAD = 45  # lines in which every gap parts two things
_WIDE = 16  # characters that the left column has on most lines
_VALUE = 12  # characters of a date or a number, behind its label
_TABLE = re.compile(r"\s[Xx✓]\s*$|\s[Xx✓]\s{2,}|(?i:applies\s+to(?!\s*:))|(?:\b[A-Z]?\d{4}[\dA-Z]?\s{2,})+[A-Z]?\d{4}")
_COLUMN_GAP = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_NAME = re.compile(r"(?i)\b(?:codes?|cpt|hcpcs|icd-?10)\b")
_NAMES_CODES = re.compile(rf"(?:\S+ ){{0,2}}{_NAME.pattern[4:]}", re.IGNORECASE)
_CODED_ROW = re.compile(r"\s*(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4}|[A-Z]\d[0-9A-Z](?:\.\w{1,4})?)(?!\w)")
_EXPLAINS = re.compile(r"\s*[A-Z][A-Z/&+*-]{0,7}\s{2,}(?=\S+ \S)(?=.*(?i:requir|cover|necess|investig|experiment|authori|criteria|\bPA\b))")
_FEWEST_ROWS = 2  # of two tables side by side
_NEAR = 4  # lines from the head of a table to its first row
_LEADER = re.compile(r"[.·…_]{3,}")


def in_order(lines: list[Line]) -> Iterator[Line]:
    """The lines, those of two columns one column after the other, those of a head part by part."""
    n, last = 0, None
    while n < len(lines):
        end = _band(lines, n)
        gutter = _gutter([line for _, _, line in lines[n:end]], last)
        last = gutter or last
        twin = _twin([line for _, _, line in lines[n:end]]) if gutter is None else gutter
        if twin is not None:
            yield from _split(lines[n:end], twin)
        else:
            for k in range(n, end):
                yield from _parts(lines[k]) if lines[k][0] <= _HEAD and not _whole(lines, k) else (lines[k],)
        n = end


def _whole(lines: list[Line], n: int) -> bool:
    """Whether a line of the head belongs to a table, as a row, as what is above the rows, or as what explains its letters."""
    text = lines[n][2]
    if _TABLE.search(text) or _CODED.match(text) or _EXPLAINS.match(text):
        return True
    return bool(_NAME.search(text)) and any(_CODED.match(below) for _, _, below in lines[n + 1 : n + 1 + _NEAR])


def _twin(lines: list[str]) -> int | None:
    """Where the second of two tables of codes begins that stand side by side: both have a head, and more than their codes."""
    if len(lines) <= _FEWEST_ROWS:
        return None
    head = next((n for n, line in enumerate(lines) if len(_NAME.findall(line)) > 1), None)
    if head is None:
        return None
    starts = {match.end() for match in _COLUMN_GAP.finditer(lines[head]) if _NAMES_CODES.match(lines[head], match.end())}
    rows = [line for line in lines[head + 1 :] if _CODED_ROW.match(line)]
    for place in sorted(starts):
        both = [line for line in rows if len(line) > place and line[place - 1].isspace() and _CODED_ROW.match(line[place:])]
        more = [line for line in both if len(line[:place].split()) > 1 and len(line[place:].split()) > 1]
        if len(both) >= _FEWEST_ROWS and len(more) == len(both) and all(not line[place - 2 : place].strip() for line in lines[head:] if len(line) > place):
            return place
    return None


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
