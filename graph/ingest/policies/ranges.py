"""What a range, a stub or a class of codes stands for, on the sorted official list of one edition.

A range runs over the list as sorted characters without the dot, both ends with everything below them (C00-D49 holds
D49.9). Ends with a seventh character are ends of their stems, S42.00 and S42.92, and only codes with a seventh
character between the two stay: that is what S42.00xA-S42.92xA means, where characters alone would give every other
encounter and lose S42.001A. An end need not be on the list; a range that holds no code is an error, never a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.errors import BadInput
from graph.ingest.policies.notation_codes import SYSTEMS, range_fault, read_code, sort_key


class ImpossibleRange(BadInput):
    """Reversed, of two systems, of a code that is none, or without any code of the edition."""


@dataclass(frozen=True, slots=True)
class CodeRange:
    """A range as printed in a column of `system`: `raw` is the text, the ends are canonical codes, both included."""

    raw: str
    system: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """The codes that `raw` stands for in one `edition`, as the list spells them; whether it holds the two ends."""

    raw: str
    edition: str
    codes: tuple[str, ...]
    first_held: bool = True
    last_held: bool = True


_AFTER = "\x7f"  # sorts behind every character of a code


def expand(wanted: CodeRange, official: Sequence[str], edition: str = "") -> Expansion:
    """The codes of a range on a sorted list of one system, dotted or not; raises `ImpossibleRange`.

    >>> held = ["S42.001A", "S42.001B", "S42.009A", "S42.92XA", "S42.92XB"]
    >>> expand(CodeRange("S42.00xA-S42.92xA", "ICD10CM", "S42.00XA", "S42.92XA"), held).codes
    ('S42.001A', 'S42.009A', 'S42.92XA')
    """
    first, last = _ends(wanted)
    low, high = _stem(wanted, first, last), _stem(wanted, last, first)
    start, stop = _place(official, low), _place(official, high + _AFTER)
    allowed = _filter(wanted.system, first, last)
    codes = tuple(c for c in official[start:stop] if allowed(sort_key(c)))
    if not codes:
        raise ImpossibleRange("no code of the edition lies in the range", got=repr(wanted.raw),
                              where=edition or None, hint="look at the edition and at both ends")
    return Expansion(wanted.raw, edition, codes, _holds(official, first), _holds(official, last))


_CLASSES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("CPT", re.compile(r"\ball\b.{0,60}\bcategory\s+(?:iii|3)\b", re.I), r"\d{4}T"),
    ("CPT", re.compile(r"\ball\b.{0,60}\bcategory\s+(?:ii|2)\b", re.I), r"\d{4}F"),
    ("CPT", re.compile(r"\ball\b.{0,60}\bcategory\s+(?:i|1)\b", re.I), r"\d{5}"),
    ("CPT", re.compile(r"\ball\b.{0,60}\bproprietary laborator(?:y|ies)\b|\ball\b.{0,60}\bpla\b", re.I), r"\d{4}U"),
    ("CPT", re.compile(r"\ball\b.{0,60}\bmaaa\b", re.I), r"\d{4}M"),
)
_LETTER_CLASS = re.compile(r"\ball\b(?:\s+hcpcs)?\s+[\"'“‘]?([a-ce-v])[\"'”’]?[\s-]*codes\b", re.I)
_MORE = re.compile(r"\b(?:except|excluding|other than|but not|unless|and|or)\b|&", re.I)


def expand_class(words: str, system: str, official: Sequence[str], edition: str = "") -> Expansion | None:
    """The codes of a class rule such as "all Category III codes"; None for words that name no class we know.

    A rule with an exception or a second class is not expanded: the rest of it would be lost.

    >>> expand_class("all Category III codes", "CPT", ["00100", "0042T", "0071T"]).codes
    ('0042T', '0071T')
    """
    shape = None if _MORE.search(words) else _class_shape(words, system)
    if shape is None:
        return None
    codes = tuple(c for c in official if re.fullmatch(shape, c))
    if not codes:
        raise ImpossibleRange("the edition has no code of this class", got=repr(words), where=edition or None)
    return Expansion(words, edition, codes)


def _class_shape(words: str, system: str) -> str | None:
    found = next((shape for s, rule, shape in _CLASSES if s == system and rule.search(words)), None)
    letter = _LETTER_CLASS.search(words) if system == "HCPCS" else None
    return rf"{letter[1].upper()}\d{{4}}" if letter else found


def _ends(wanted: CodeRange) -> tuple[str, str]:
    """Both ends without their dot; refuses what cannot be a range."""
    if wanted.system not in SYSTEMS:
        raise BadInput("not a system of code fields", expected=", ".join(SYSTEMS), got=repr(wanted.system))
    ends = [read_code(end, wanted.system) for end in (wanted.first, wanted.last)]
    if ends[0] is None or ends[1] is None or any(e and e[0] != wanted.system for e in ends):
        raise ImpossibleRange(f"an end is not a code of {wanted.system}", got=repr(wanted.raw))
    if fault := range_fault(ends[0], ends[1]):
        raise ImpossibleRange(f"the range cannot be: {fault}", got=repr(wanted.raw),
                              hint="ask the publisher of the policy which codes are meant")
    return sort_key(ends[0][1]), sort_key(ends[1][1])


def _stem(wanted: CodeRange, end: str, other: str) -> str:
    """An end without its seventh character and the placeholders before it, where both ends have one."""
    if wanted.system != "ICD10CM" or len(end) != 7 or len(other) != 7:
        return end
    return end[:6].rstrip("X")


def _filter(system: str, first: str, last: str) -> Callable[[str], bool]:
    """What else than its place a code must have: the seventh character, or the final letter of its CPT category."""
    if system == "CPT":
        letter = first[-1] if first[-1].isalpha() else ""
        return lambda key: (key[-1] == letter) if letter else key.isdigit()
    if system == "ICD10CM" and len(first) == len(last) == 7 and first[6] <= last[6]:
        return lambda key: len(key) == 7 and first[6] <= key[6] <= last[6]
    return lambda key: True


def _place(official: Sequence[str], key: str) -> int:
    return bisect_left(official, key, key=sort_key)


def _holds(official: Sequence[str], key: str) -> bool:
    """Whether the list has the code itself."""
    at = _place(official, key)
    return at < len(official) and sort_key(official[at]) == key
