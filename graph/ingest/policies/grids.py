"""Tables with a column of verdicts: whether to ask before, or whether it is covered, told in a word or a letter a row.

The column is known by its head, or by the abbreviations that the document explains; a word in it says what it says under
that head and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.ingest.policies import codes
from graph.ingest.policies.authorization import authorization
from graph.ingest.policies.legends import UNKNOWN, Legend, Verdict
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import NOT_COVERED, stance

_CELL = re.compile(r"\S+(?:\s\S+)*")
_ASKED = re.compile(
    r"(?i)^\W*(?:(?:requires?|needs?)\s+)?(?:(?:prior|pre-?|pre-?service)[-\s]?)?(?:auth\b\.?|authori[sz]ation|pre-?cert\b\.?|pre-?certification|prior\s+approval|PA)"
    r"(?:\s*\(PA\))?(?:\s*(?:required|needed|requirements?|status|indicator|rule|y\s?/\s?n|yes\s?/\s?no|\(y/n\)|\(yes/no\)|\?))*\W*$")
_COVERED = re.compile(r"(?i)^\W*(?:coverage|covered|coverage\s+status|determination|coverage\s+(?:determination|position|decision|level)|decision|benefit|medically\s+necessary|status)(?:\s*(?:y\s?/\s?n|yes\s?/\s?no|\(y/n\)|\?))*\W*$")
_OF_CODES = re.compile(r"(?i)\bcodes?\b|\bcpt\b|\bhcpcs\b|\bcdt\b|^\W*procedure\W*$")
_YES = re.compile(r"(?i)(?:y|yes|required|req(?:'d)?\.?|x|✓|✔|√|r|pa|pa required|always|true|needed)\W*")
_NO = re.compile(r"(?i)(?:n|no|none|not\s+(?:required|needed)|nr|never|false|no\s+pa|n/?r|not\s+req(?:'d|uired)?\.?)\W*")
_SOME = re.compile(r"(?i)\b(?:after|over|above|beyond|more\s+than|exceed\w*|only|if|when|unless|except|greater|under|sometimes|conditional(?:ly)?|varies|depends|for|from|in|see\s+notes?)\b|[>≥]")
_VERDICTS = re.compile(r"(?i)\bauth|\bpre-?cert|\bPA\b|\bstatus\b|\bcover|\bdecision\b|\bdetermination\b|\bnecessary\b")
_DESCRIBED = re.compile(r"(?i)\bdescript\w+")
_HEAD = 60  # characters of a head
_FAR = 8  # characters between the head of a column and its cell


@dataclass(frozen=True, slots=True)
class _Column:
    asked: bool  # whether it is about prior authorization
    order: int
    place: int
    cells: int


def verdicts(rows: list[Row], legend: Legend) -> dict[int, Verdict]:
    """What tables say of their rows, by the number of the row that begins with the code."""
    found: dict[int, Verdict] = {}
    columns: list[_Column] = []
    n = 0
    while n < len(rows):
        end = n + 1
        while end < len(rows) and rows[end].cell and rows[n].text:
            end += 1
        text = rows[n].text if end == n + 1 else " ".join(row.text for row in rows[n:end])
        if _codes_first(text):
            verdict = _said(rows[n:end], columns, legend)
            found |= {n: verdict} if verdict.said else {}
        elif _OF_CODES.search(text) and (_VERDICTS.search(text) or _DESCRIBED.search(text)):
            columns = _heads(_cells(rows[n:end]), columns)
        elif rows[n].marked:
            columns = []
        n = end
    return found


def _said(line: list[Row], columns: list[_Column], legend: Legend) -> Verdict:
    """What the line of a code says in its columns, else by the mark behind the code."""
    verdict = _read(_cells(line), columns, legend) if columns or legend.meanings else Verdict(None)
    return verdict if verdict.said else (legend.marks and _footnoted(line[0].text, legend)) or verdict


def of_sheets(rows: list[Row], sheets: list[Row], legend: Legend) -> dict[int, Verdict]:
    """As `verdicts`, of rows that lost their columns: told by `sheets`, the same lines as they stand on paper."""
    laid = {sheets[n].text.split()[0]: verdict for n, verdict in verdicts(sheets, legend).items()}
    return {n: laid[first] for n, row in enumerate(rows) if row.text and (first := row.text.split()[0]) in laid}


def has_columns(rows: list[Row], legend: Legend) -> bool:
    """Whether there may be a column of verdicts at all; its head may have come out apart from that of the codes."""
    short = [row.text for row in rows if len(row.text) < _HEAD]
    return bool(legend.meanings) or (any(map(_OF_CODES.search, short)) and any(map(_VERDICTS.search, short)))


def _cells(line: list[Row]) -> list[tuple[int, str]]:
    """The cells of one line of a table, each with its place."""
    if len(line) > 1:
        return [(n, row.text) for n, row in enumerate(line)]
    raw = line[0].raw or line[0].text
    if "|" in raw or "\t" in raw.strip():
        return [(n, " ".join(cell.split())) for n, cell in enumerate(re.split(r"\s*\|\s*|\t", raw.strip().strip("|")))]
    return [(m.start(), m[0]) for m in _CELL.finditer(raw)]


def _heads(cells: list[tuple[int, str]], above: list[_Column]) -> list[_Column]:
    """The columns of verdicts under a line of heads; those `above` go on where the line is no head."""
    if len(cells) < 2 or any(len(text) > _HEAD for _, text in cells) or not any(_OF_CODES.search(text) for _, text in cells):
        return above
    return list(_columns(cells))


def _columns(cells: list[tuple[int, str]]) -> Iterator[_Column]:
    for order, (place, text) in enumerate(cells):
        if _ASKED.match(text):
            yield _Column(True, order, place, len(cells))
        elif _COVERED.match(text):
            yield _Column(False, order, place, len(cells))


def _codes_first(text: str) -> bool:
    return bool(codes.DIGIT.search(text, 0, 6)) and (found := next(codes.find(text[:24], 0), None)) is not None and found.start < 4


def _read(cells: list[tuple[int, str]], columns: list[_Column], legend: Legend) -> Verdict:
    """What the cells of a row say together."""
    said, asked = None, UNKNOWN
    for column in columns:
        cell = _under(cells, column)
        verdict = _verdict(cell, column.asked, legend) if cell else Verdict(None)
        said, asked = said or verdict.stance, asked if asked != UNKNOWN else verdict.authorization
    if said is None and asked == UNKNOWN and legend.meanings:
        found = next((text for _, text in reversed(cells[1:]) if text in legend.meanings), None) or _last_word(cells, legend)
        return legend.meanings.get(found or "", Verdict(None))
    return Verdict(said, asked)


def _footnoted(text: str, legend: Legend) -> Verdict | None:
    """What the mark behind the code that a row begins with refers to."""
    found = next(codes.find(text, 0), None)
    return legend.marks.get(text[found.end :].lstrip()[:1]) if found and found.start < 4 else None


def _last_word(cells: list[tuple[int, str]], legend: Legend) -> str | None:
    """The abbreviation at the end of a line that has lost its columns, or one of them."""
    words = cells[-1][1].split() if len(cells) < 3 else []
    return words[-1] if len(words) > 1 and words[-1] in legend.meanings else None


def _under(cells: list[tuple[int, str]], column: _Column) -> str | None:
    """The cell under a head: by its turn where the cells of a line are told apart, else by its place."""
    if len(cells) == 1:
        word = cells[0][1].split()[-1]
        return word if column.order == column.cells - 1 and (_YES.fullmatch(word) or _NO.fullmatch(word)) else None
    if [place for place, _ in cells] == list(range(len(cells))):
        return cells[column.order][1] if column.order < len(cells) else None
    place, text = min(cells[1:], key=lambda cell: abs(cell[0] - column.place))
    return text if abs(place - column.place) <= _FAR else None


def _verdict(cell: str, asked: bool, legend: Legend) -> Verdict:
    """What one cell says under its head.

    >>> none = Legend({}, frozenset(), {})
    >>> [_verdict(c, True, none).authorization for c in ("Yes", "No", "After 12 visits")], _verdict("No", False, none).stance
    (['required', 'not_required', 'conditional'], 'not covered')
    """
    bare = cell.strip(" *†‡§")
    if bare in legend.meanings:
        return legend.meanings[bare]
    if asked:
        return Verdict(None, _asked(bare))
    if _YES.fullmatch(bare) or _NO.fullmatch(bare):
        return Verdict("covered" if _YES.fullmatch(bare) else NOT_COVERED)
    return Verdict(stance(bare), authorization(bare))


def _asked(cell: str) -> str:
    if _NO.fullmatch(cell):
        return "not_required"
    if _YES.fullmatch(cell):
        return "required"
    if _SOME.search(cell):
        return "conditional"
    return "required" if _YES.match(cell) and re.match(r"(?i)yes\b|required\b", cell) else "not_required" if re.match(r"(?i)no\b|not\s+required", cell) else UNKNOWN
