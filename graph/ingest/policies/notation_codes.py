"""The shape of one written code in each system, and its canonical spelling; whether it exists is judged elsewhere.

The letters that may stand at each place of an ICD-10-CM code are those of the official list, so that a letter O for
a nought is seen as what it is. A column may hold codes of other systems: its own system is asked first, and the
undotted spelling of ICD-10-CM is read in an ICD-10-CM column only, where it cannot be mistaken for HCPCS.
"""

from __future__ import annotations

import re
from functools import lru_cache

SYSTEMS = ("CPT", "HCPCS", "ICD10CM", "ICD10PCS", "CDT", "REVENUE")

_CATEGORY, _SUBDIVISION = r"[A-Z][0-9][0-9AB]", r"[0-9A-KXYZ]{1,3}|[0-9A-KXYZ]{3}[0-9A-HJKMNP-S]"
_SHAPES = {
    "CPT": re.compile(r"[0-9]{4}[0-9AFMTU]"),
    "HCPCS": re.compile(r"[A-CE-V][0-9]{4}"),
    "CDT": re.compile(r"D[0-9]{4}"),
    "ICD10CM": re.compile(rf"({_CATEGORY})\.({_SUBDIVISION})"),
    "ICD10PCS": re.compile(r"[0-9][0-9A-HJ-NP-Z]{6}"),
}
_UNDOTTED = re.compile(rf"({_CATEGORY})({_SUBDIVISION})?")
_PCS = re.compile(r"(?=.*[0-9Z])[0-9B-DF-HX][0-9A-HJ-NP-Z]{6}")
_REVENUE = re.compile(r"[0-9]{3}[0-9X]|[0-9]{3}|[0-9]{2}X")
_WIDTH = {"CPT": 5, "REVENUE": 4}


@lru_cache(maxsize=1 << 16)
def read_code(text: str, system: str) -> tuple[str, str] | None:
    """The system and the canonical spelling of a code standing in a column of `system`, or None.

    >>> read_code("s322xxk", "ICD10CM"), read_code("G2066", "CPT"), read_code("450", "REVENUE")
    (('ICD10CM', 'S32.2XXK'), ('HCPCS', 'G2066'), ('REVENUE', '0450'))
    >>> read_code("125.9", "ICD10CM") is None
    True
    """
    if len(text) > 8 or not text.isascii():
        return None
    upper = text.upper()
    own = _own(upper if system != "ICD10PCS" else text, system)
    if own:
        return system, own
    return next(((s, upper) for s, shape in _SHAPES.items() if shape.fullmatch(upper)), None)


def _own(text: str, system: str) -> str | None:
    """Spellings that are read in a column of the code's own system only."""
    if system == "ICD10CM" and (found := _UNDOTTED.fullmatch(text)):
        return f"{found[1]}.{found[2]}" if found[2] else found[1]
    if system == "REVENUE" and _REVENUE.fullmatch(text):
        return text.rjust(4, "0")
    if system == "ICD10PCS" and _PCS.fullmatch(text if text.isalpha() else text.upper()):
        return text.upper()
    shape = _SHAPES.get(system)
    return text.upper() if shape and shape.fullmatch(text.upper()) else None


def from_number(value: int | float, system: str) -> str:
    """A code that a spreadsheet made a number of, with the leading noughts that it lost.

    >>> from_number(640, "CPT"), from_number(64999.0, "CPT"), from_number(125.9, "ICD10CM")
    ('00640', '64999', '125.9')
    """
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.zfill(_WIDTH.get(system, 0)) if text.isdigit() else text


def sort_key(code: str) -> str:
    """Codes sort by their characters without the dot, as official lists are written."""
    return code.replace(".", "")


def range_fault(first: tuple[str, str], last: tuple[str, str]) -> str | None:
    """Why two codes, each (system, code), cannot be the ends of a range; None when they can."""
    if first[0] != last[0]:
        return f"the ends belong to two systems, {first[0]} and {last[0]}"
    a, b = sort_key(first[1]), sort_key(last[1])
    if first[0] == "CPT" and _kind(a) != _kind(b):
        return "the ends belong to two categories of CPT"
    return "reversed" if b < a else None


def _kind(code: str) -> str:
    """The letter that ends a CPT code, or nothing."""
    return code[-1] if code[-1].isalpha() else ""
