"""Tables of marks: diagnoses in the rows, procedure or drug codes in the columns, an X where the two go together.

A mark belongs to a column by its cell (HTML, pipes, tabs), by where it stands on the line (text that keeps its layout), or
by its turn among the cells of its row (text with a cell a line, where an empty cell is a blank line). Where none of the
three tells the column, the row is reported and not guessed at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from graph.ingest.policies import layout
from graph.ingest.policies.reading import MatrixRow
from graph.ingest.policies.rows import Row
from graph.ingest.text.documents import Source
from graph.model import Problem

_HEAD = re.compile(r"(?i)\bappl(?:ies|icable)\s+to\s+(?:the\s+)?(?:following\s+)?(?:hcpcs|cpt|procedure|drug|j)?[\s/]*(?:cpt|hcpcs)?\s*codes?(?:\(s\))?\b"
                   r"|(?m:^)[\s|]*(?:diagnos[ie]s|icd-?10(?:-cm)?)\b(?:[^\S\n|]*\|?[^\S\n]+(?:codes?|descriptions?|diagnos[ie]s|conditions?|indications?|names?))*(?=(?:[\s|]+(?:[A-CEGHJ-MP-V]\d{4}|\d{5})){2,}[\s|]*(?m:$))")
_OF_DIAGNOSES = re.compile(r"(?i)^\W*(?:diagnos[ie]s|icd-?10(?:-cm)?|dx|indications?)\b")
_COLUMN = re.compile(r"(?<![\w.-])(?:[A-CEGHJ-MP-V]\d{4}|\d{4}[\dT])(?![\w.]|-\w)")
_ICD = re.compile(r"^\W{0,3}([A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Zx]{1,4})?)(?![\w.-])")
_MARK = re.compile(r"(?<![\w.])[Xx✓✔●•√](?![\w.])")
_MARKS_ONLY = re.compile(r"^[\s|]*(?:[Xx✓✔●•√][\s|]*)+$")
_LEAST_LEFT = 6  # characters of a diagnosis; a head that stands further left kept no layout
_YES, _NO = re.compile(r"[Xx✓✔●•√]|[Yy]es|Y"), re.compile(r"[-–—.]+|[Nn]o|N|[Nn]/[Aa]")  # cells of a row in which none is empty
_HEAD_ROWS = 16
_ROWS = 40  # lines of one row of a table
_TABLE = re.compile(r"(?is)<tr\b[^>]*>(.*?)(?=<tr\b|</table|\Z)")
_CELL = re.compile(r"(?is)<t[dh]\b([^>]*)>(.*?)(?=<t[dh]\b|</tr|\Z)")
_TAG = re.compile(r"<[^>]*>")
_SPAN = re.compile(r"(?i)colspan\s*=\s*[\"']?(\d{1,2})")


@dataclass
class _Columns:
    codes: list[str]
    places: list[int] | None  # where each stands on the line of the head
    before: int | None = None  # cells of the head's line before the first


@dataclass
class _Turns:
    """A row whose cells stand one below the other: whether each is marked."""

    icd: str
    number: int
    columns: list[str]
    cells: list[bool]


def find(source: Source, rows: list[Row]) -> tuple[tuple[MatrixRow, ...], list[Problem]]:
    """The matrix of a document, by procedure code, and the rows whose marks belong to no certain column."""
    if source.format == "html":
        return _by_code(_of_markup(source.text)), []
    if not _HEAD.search(source.text):
        return (), []
    problems: list[Problem] = []
    if source.format == "pdf":
        rows = layout.rows(source.path)
    pairs = list(_of_rows(rows, str(source.path), problems))
    return _by_code(pairs), problems


def _by_code(pairs: list[tuple[str, str]] | Iterator[tuple[str, str]]) -> tuple[MatrixRow, ...]:
    found: dict[str, dict[str, None]] = {}
    for icd, code in pairs:
        found.setdefault(code, {})[icd] = None
    return tuple(MatrixRow(code, tuple(icds)) for code, icds in sorted(found.items()))


def _of_markup(text: str) -> Iterator[tuple[str, str]]:
    columns: dict[int, str] = {}
    headed = False
    for match in _TABLE.finditer(text):
        cells: list[str] = []
        for cell in _CELL.finditer(match[1]):
            wide = _SPAN.search(cell[1])
            cells += [" ".join(unescape(_TAG.sub(" ", cell[2])).split())] + [""] * (int(wide[1]) - 1 if wide else 0)
        codes = {n: c[0] for n, cell in enumerate(cells) if (c := _COLUMN.findall(cell)) and len(cell) < 30}
        headed = headed or any(_HEAD.search(cell) for cell in cells) or (len(codes) > 1 and bool(_OF_DIAGNOSES.match(cells[0])))
        icd = next((m[1] for cell in cells[:2] if (m := _ICD.match(cell)) and len(cell) < 12 and cell not in codes.values()), None)
        if headed and len(codes) > 1 and not icd:
            columns = _aligned(codes, cells)
        elif icd and columns:
            yield from ((icd, code) for n, code in columns.items() if n < len(cells) and (_MARK.fullmatch(cells[n]) or _YES.fullmatch(cells[n])))


def _aligned(codes: dict[int, str], cells: list[str]) -> dict[int, str]:
    """Columns of a second row of heads, in which the cells above that span rows are not repeated."""
    shift = 2 if min(codes) == 0 else 0
    return {n + shift: code for n, code in codes.items()}


def _of_rows(rows: list[Row], path: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    columns: _Columns | None = None
    waiting: list[_Turns] = []
    n = 0
    while n < len(rows):
        row = rows[n]
        if _HEAD.search(row.text) and (found := _head(rows, n)):
            columns, n = found
            continue
        if columns and (match := _ICD.match(row.text)) and match[1] not in columns.codes:
            end = _end(rows, n)
            marked = _marked(rows, n, end, columns)
            if marked is None and _MARK.search((row.raw or row.text)[len(match[0]) :]):
                problems.append(_uncertain(path, row.number, match[1]))
            elif marked is None:
                waiting.append(_Turns(match[1], row.number, columns.codes, _tail([r.text for r in rows[n + 1 : end]])))
            else:
                yield from ((match[1], code) for code in marked)
            n = end
            continue
        if columns and len(row.text) > 200:
            columns = None
        n += 1
    yield from _by_turn(waiting, path, problems)


def _head(rows: list[Row], n: int) -> tuple[_Columns, int] | None:
    """The columns that stand behind or below a head, and the row after them."""
    codes: list[str] = []
    places: list[int] = []
    before: int | None = None
    end = n
    for k in range(n, min(n + _HEAD_ROWS, len(rows))):
        text = rows[k].raw or rows[k].text
        if codes and rows[k].text and _ICD.match(rows[k].text) and rows[k].text.split()[0] not in codes and not _COLUMN.match(rows[k].text):
            break
        after = _HEAD.search(text)
        found = list(_COLUMN.finditer(text, after.end() if after and k == n else 0))
        if codes and rows[k].text and not found and not re.match(r"(?i)^\W*(?:diagnosis|icd|codes?|descriptions?|hcpcs)", rows[k].text):
            break
        if found:
            one_line = not codes
            before = len(_cells(text[: found[0].start()])) - 1 if one_line and _is_cells(text) else before
            codes += [m[0] for m in found if m[0] not in codes]
            places = [m.start() + 2 for m in found] if one_line and len(found) > 1 and found[0].start() > _LEAST_LEFT else []
            end = k + 1
    if len(codes) < 2:
        return None
    return _Columns(codes, places if len(places) == len(codes) else None, before), end


def _end(rows: list[Row], n: int) -> int:
    """The row after a row of the table: the next diagnosis, or a head or a heading."""
    end = n + 1
    while end < len(rows) and end - n < _ROWS:
        text = rows[end].text
        if text and ((_ICD.match(text) and not _MARKS_ONLY.match(text)) or _HEAD.search(text) or rows[end].marked):
            break
        end += 1
    return end


def _marked(rows: list[Row], n: int, end: int, columns: _Columns) -> list[str] | None:
    """The columns that a row marks, None when its marks must be told by their turn."""
    wanted, first = columns.codes, rows[n]
    raw = first.raw or first.text
    if listed := [c for c in wanted if re.search(rf"(?<![\w.]){c}(?!\w)", " ".join(r.text for r in rows[n:end])[:2000])]:
        return listed
    if _is_cells(raw):
        return _by_cell(raw, columns)
    if cells := _filled(raw, len(wanted)):
        return [code for code, cell in zip(wanted, cells, strict=True) if _YES.fullmatch(cell)]
    marks = [m.start() for m in _MARK.finditer(raw) if m.start() > len(first.text.split(" ")[0])]
    if columns.places and not marks:
        marks = next((found for row in rows[n + 1 : end] if (found := [
            m.start() for m in _MARK.finditer(row.raw) if m.start() > (columns.places or [0])[0] - 4])), [])
    if marks:
        if len(marks) == len(wanted):
            return list(wanted)
        return _by_place(marks, columns)
    return None


def _filled(raw: str, columns: int) -> list[str] | None:
    """The last cells of a row that says yes or no in every column, None of any other."""
    cells = raw.split()[-columns:]
    whole = len(raw.split()) > columns and all(_YES.fullmatch(cell) or _NO.fullmatch(cell) for cell in cells)
    return cells if whole else None


def _is_cells(raw: str) -> bool:
    return "|" in raw or "\t" in raw


def _cells(raw: str) -> list[str]:
    return raw.strip().removeprefix("|").split("|") if "|" in raw else raw.split("\t")


def _by_cell(raw: str, columns: _Columns) -> list[str] | None:
    """The columns of the marked cells; the head tells how many cells stand before them, and empty ones may end a row."""
    cells, wanted = _cells(raw), columns.codes
    if columns.before is None and len(cells) <= len(wanted):
        return None  # cells are lost, nobody knows which
    tail = cells[2 if columns.before is None and len(cells) >= len(wanted) + 2 else columns.before or -len(wanted) :]
    return [code for code, cell in zip(wanted, tail, strict=False) if _YES.fullmatch(cell.strip())]


def _by_place(marks: list[int], columns: _Columns) -> list[str] | None:
    """Columns by the nearest head, where the line keeps its layout."""
    places = columns.places
    if not places:
        return None
    step = min(b - a for a, b in pairwise(places))
    found: list[str] = []
    for mark in marks:
        near = min(range(len(places)), key=lambda k: abs(places[k] - mark))
        if abs(places[near] - mark) > step * 0.6 or columns.codes[near] in found:
            return None
        found.append(columns.codes[near])
    return found


def _uncertain(path: str, line: int, icd: str) -> Problem:
    return Problem(path, line, f"the marks of {icd} belong to no certain column")


def _tail(below: list[str]) -> list[bool]:
    """The cells behind the words of a row: whether each holds a mark, an empty cell being a blank row."""
    flat: list[str] = []
    for text in below:
        flat += _MARK.findall(text) if _MARKS_ONLY.match(text) else [text]
    first = next((k for k, text in enumerate(flat) if _MARK.fullmatch(text)), len(flat))
    words = max((k for k in range(first) if flat[k]), default=-1)
    return [bool(text) for text in flat[words + 1 :] if not text or _MARK.fullmatch(text)] if first < len(flat) else []


def _by_turn(rows: list[_Turns], path: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Columns by the order of the cells; rows with every mark show where among the blank rows the cells stand."""
    full = Counter(tuple(k for k, mark in enumerate(row.cells) if mark) for row in rows if sum(row.cells) == len(row.columns))
    partly = [row for row in rows if 0 < sum(row.cells) < len(row.columns)]
    blanks = any(not all(row.cells[: _last_mark(row)]) for row in partly) or 2 * sum(len(r.cells) >= len(r.columns) for r in partly) > len(partly)
    for row in rows:
        usual = next((p for p, _ in full.most_common() if len(p) == len(row.columns)), tuple(range(len(row.columns))))
        marks = [k for k, mark in enumerate(row.cells) if mark]
        if len(marks) == len(row.columns):
            yield from ((row.icd, code) for code in row.columns)
        elif marks and (not blanks or not set(marks) <= set(usual)):
            problems.append(_uncertain(path, row.number, row.icd))
        else:
            yield from ((row.icd, row.columns[usual.index(k)]) for k in marks)


def _last_mark(row: _Turns) -> int:
    return max(k for k, mark in enumerate(row.cells) if mark)
