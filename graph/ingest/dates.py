"""Dates as publishers write them, bounded to days that can be meant, and the date that the name of a file promises.

A date that cannot be (20250230) is told apart from one that is not there (blank, `*`, 99991231): only the first is
worth a remark.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa

from graph.errors import BadTable

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
_NONE = {"", "*", "0", "00000000", "99999999", "99991231", "9999-12-31", "12/31/9999", "NULL", "NA", "N/A"}
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[ T].*)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_JULIAN = re.compile(r"(\d{4})(\d{3})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@lru_cache(maxsize=1 << 14)
def day(text: str) -> date | None:
    """The day a cell names, None where it names none; `BadTable` for a day that cannot be.

    >>> day("20200701"), day("07/01/2020"), day("2020183"), day("*")
    (datetime.date(2020, 7, 1), datetime.date(2020, 7, 1), datetime.date(2020, 7, 1), None)
    """
    text = text.strip()
    if text.upper() in _NONE:
        return None
    try:
        found = _read(text)
    except (ValueError, OverflowError):
        found = None
    if found is None or not FIRST <= found <= LAST:
        raise BadTable("not a day that can be", expected=f"a date from {FIRST} to {LAST}", got=text[:20])
    return found


def _read(text: str) -> date | None:
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _AMERICAN.fullmatch(text):
        return date(int(match[3]), int(match[1]), int(match[2]))
    if (match := _JULIAN.fullmatch(text)) and 1 <= int(match[2]) <= 366:
        return date(int(match[1]), 1, 1) + timedelta(int(match[2]) - 1)
    return None


def days(column: pa.DictionaryArray) -> tuple[pa.Array, np.ndarray]:
    """A column of dates as `date32`, and which rows hold a date that cannot be (null there, too)."""
    found: list[date | None] = []
    bad: list[bool] = []
    for text in column.dictionary.to_pylist():
        try:
            found.append(day(text or ""))
            bad.append(False)
        except BadTable:
            found.append(None)
            bad.append(True)
    wrong = np.array([*bad, False], bool)[column.indices.fill_null(len(bad)).to_numpy(zero_copy_only=False)]
    return pa.array(found, pa.date32()).take(column.indices), wrong


def named(text: str) -> date | None:
    """The first day of the month or year that a name or title promises, None where it promises none.

    >>> named("HCPC2025_JUL_ANWEB.xlsx"), named("ncci_ptp_2024Q3.csv"), named("PPRRVU_rvu24c_jul")
    (datetime.date(2025, 7, 1), datetime.date(2024, 7, 1), datetime.date(2024, 7, 1))
    """
    name = text.lower()
    if match := re.search(r"(?<!\d)(\d{2})[-/](\d{2})[-/]((?:19|20)\d{2})(?!\d)", name):
        return _first(int(match[3]), int(match[1]))
    if match := re.search(r"(?:rvu|aoc_v|v)((?:20)?\d{2})([a-d])(?![a-z])", name):
        return _first(2000 + int(match[1]) % 100, "abcd".index(match[2]) * 3 + 1)
    if match := re.search(r"((?:19|20)\d{2})[-_ ]?q([1-4])", name):
        return _first(int(match[1]), int(match[2]) * 3 - 2)
    if match := re.search(r"((?:19|20)\d{2})[-_]?(0[1-9]|1[0-2])(?!\d)", name):
        return _first(int(match[1]), int(match[2]))
    return _spelled(name)


def names_month(text: str) -> bool:
    """Whether a text that names a year also names a month or quarter of it.

    >>> names_month("for CY 2020"), names_month("July CY 2020 Payment Rate")
    (False, True)
    """
    name = text.lower()
    spelled = re.search(rf"(?<![a-z])(?:{'|'.join(_MONTHS)})", name)
    return bool(spelled or re.search(r"q[1-4]|\d{4}[-_]?(?:0[1-9]|1[0-2])(?!\d)|\d\d[-/]\d\d[-/]\d{4}", name))


def _spelled(name: str) -> date | None:
    year = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", name) or re.search(r"(?<=rvu)(\d{2})(?!\d)", name)
    if year is None:
        return None
    month = re.search(rf"(?<![a-z])({'|'.join(_MONTHS)})[a-z]*(?![a-z])", name)
    return _first(int(year[1]) % 100 + (2000 if len(year[1]) == 2 else int(year[1]) // 100 * 100),
                  _MONTHS.index(month[1]) + 1 if month else 1)


def _first(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 else None
