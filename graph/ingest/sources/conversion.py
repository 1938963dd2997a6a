"""Conversion tables of ICD-10-CM and ICD-10-PCS: which codes a new code took the place of, and since when.

Single codes are read here; a range is kept as it is printed, and expanded where all files of a release are at hand.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from graph.errors import BadTable
from graph.ingest import dates, grids, hints, icd10
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Layout

_LAYOUT = Layout({"code": "current code(?: s)?(?: assignment)?", "day": "effective month day.*",
                  "effective": "(?:year )?effective.*", "previous": "previous code(?: s)?(?: assignment)?"},
                 ("code", "effective", "previous"))
ENDS = re.compile(r"(?<![0-9A-Z.])([0-9A-Z.]{3,8})\s*(?:-|–|\bto\b|\bthrough\b)\s*([0-9A-Z.]{3,8})(?![0-9A-Z.])",
                  re.IGNORECASE)
RANGE = "previous_codes"
"""The attribute that keeps a range as it is printed: which codes it holds only lists of codes tell."""
_NONE = re.compile(r"|no ?(?:pcs|dx|ne|code|previous codes?)|n/?a|-+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/+&]+|\band\b")
_YEAR = re.compile(r"(?:FY\s*)?(20\d\d)", re.IGNORECASE)
_MONTH_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})")
_SERIAL, _ZERO = re.compile(r"[45]\d{4}"), date(1899, 12, 30)  # a day as a spreadsheet counts it
_SPRING = re.compile(r"\bapr", re.IGNORECASE)


def effective(text: str, month_day: str = "") -> date | None:
    """The day of an entry: a date, or a year with its month and day, October 1 unless said (April 1 where it is named).

    >>> effective("2016"), effective("April 1, 2023"), effective("2025", "04.01"), effective("45017"), effective("soon")
    (datetime.date(2016, 10, 1), datetime.date(2023, 4, 1), datetime.date(2025, 4, 1), datetime.date(2023, 4, 1), None)
    """
    if _SERIAL.fullmatch(text):
        return _ZERO + timedelta(int(text))
    if (alone := _YEAR.fullmatch(text)) and (said := _MONTH_DAY.fullmatch(month_day)):
        text = f"{said[1]}/{said[2]}/{alone[1]}"
    try:
        if not _YEAR.fullmatch(text) and (day := dates.day(text)):
            return day
    except BadTable:
        pass
    year = _YEAR.search(text)
    if year is None:
        return None
    fiscal = text.upper().startswith("FY")
    return date(int(year[1]) - fiscal, 4 if _SPRING.search(text) else 10, 1)


def _system(codes: list[str]) -> str:
    """Procedure codes have seven characters without a dot; diagnosis codes of a table are never all so.

    What is a code of neither does not tell.

    >>> _system(["0016070", "0016071", "NoPCS"]), _system(["A41.54", "M97.01XA"]), _system(["S02101A", "A4154"])
    ('ICD10PCS', 'ICD10CM', 'ICD10CM')
    """
    told = [code for code in codes if any(_curie(system, code) for system in icd10.SHAPES)]
    whole = [code for code in told if re.fullmatch(icd10.SHAPES["ICD10PCS"], code.upper())]
    return "ICD10PCS" if told and len(whole) == len(told) else "ICD10CM"


def _curie(system: str, text: str) -> str | None:
    bare = text.upper().replace(".", "")
    return icd10.curie(system, bare) if re.fullmatch(icd10.SHAPES[system], bare) else None


def read(item: Item) -> Batch:
    """`replaced_by` from every previous code to the current one, from the day the current one took effect."""
    batch = Batch.of(item)
    grid = grids.read(item, _LAYOUT)
    grids.account_for_broken(batch, item, grid)
    records = grid.records()
    system = _system([record["code"] for record in records if record["code"]])
    for row, record in zip(grid.rows.tolist(), records, strict=True):
        if any(record.values()):
            batch.read += 1
            _entry(item, batch, row, system, record)
    return batch


def _entry(item: Item, batch: Batch, row: int, system: str, record: dict[str, str]) -> None:
    current, since = _curie(system, record["code"]), effective(record["effective"], record.get("day", ""))
    previous, ranges, rest = _previous(system, record["previous"], current)
    if current is None and record["code"] and _NONE.fullmatch(record["code"]):
        batch.set_aside("an entry that says no code took the place")
    elif current is None:
        batch.listed_row(item.name, row, "not a code of this system", record["code"][:10])
    elif _NONE.fullmatch(record["previous"]):
        batch.set_aside("an entry that says no code was before")
    elif not previous and not ranges:
        batch.listed_row(item.name, row, "names no previous code", record["code"])
    else:
        batch.loaded += 1
        if rest:
            batch.remark(item.name, row, f"not read among the previous codes: {', '.join(rest)[:40]}")
        batch.mention(current)
        if since is None:
            batch.remark(item.name, row, f"no year can be read from {record['effective'][:20]!r}: holds always")
        for one in previous:
            batch.mention(one)
            batch.edge(one, "replaced_by", current, row, valid_from=since)
        for text in ranges:
            batch.attribute(current, RANGE, text, row, since)


def _previous(system: str, text: str, current: str | None) -> tuple[list[str], list[str], list[str]]:
    """The other codes that a cell lists, whatever stands between them, its ranges, and what is neither."""
    ranges = [match[0] for match in ENDS.finditer(text) if _curie(system, match[1]) and _curie(system, match[2])]
    singles = ENDS.sub(lambda match: " " if match[0] in ranges else match[0], text)
    codes = {word: _curie(system, word) for word in _BETWEEN.split(singles) if word}
    rest = [word for word, curie in codes.items() if curie is None]
    return [one for one in dict.fromkeys(codes.values()) if one and one != current], ranges, rest


FORMATS: tuple[Format, ...] = (
    Format("icd10-conversion", "ICD-10 conversion table", icd10.PUBLISHER, "public_domain",
           lambda item: hints.matches(item, _LAYOUT, "previous", "effective"), read),
)
