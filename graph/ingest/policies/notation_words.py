"""The words that stand between codes, and the cutting of a raw field into tokens; words are data, not cases."""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.ingest.policies.notation_codes import read_code


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


JOINING = _words("and or nor with plus including includes include also e.g i.e")
REACHING = frozenset(("to", "through", "thru"))
LABELS = _words(
    "cpt hcpcs hcpc cdt icd cm pcs ama ada level ii i code codes procedure procedures diagnosis diagnoses dx px rev"
    " revenue s range ranges")
"""Words that announce the codes after them and say nothing of their own."""
CUES = _words(
    "no none non not na n/a nil tbd pending varies vary various variable all any every each policy policies applies"
    " apply applicable see refer")
"""Words that make a phrase stand for codes, or for there being none."""
OPENING_CUES = _words("no none na n/a nil tbd varies all policy")
"""Cues strong enough to part a phrase from the code it follows, where other words are a remark on the code."""
COUNTED = _words("policy policies see section note category page chapter group")
"""Words that a number may follow inside a phrase."""
NUMERIC_MODIFIERS = _words(
    "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97"
    " 99")
_NOT_MODIFIERS = _words("OR TO NO NA OF IF IS BY ON AN IN WE BE IT")

_LEAD = r"(?:\b(?:with|w/|and|plus)\s*+)?(?:\b(?:an?|the)\s++)?"
_TWO = r"(?-i:[A-Z0-9]{2})\b"
_TOKEN = re.compile(rf"""
    (?P<modifier>{_LEAD}\b(?:modifiers?|mod)\b[.:]?\s*+-?{_TWO}(?:\s*+(?:,|/|or\b|and\b|&)\s*+-?{_TWO})*
               |{_LEAD}-?{_TWO}\s++modifiers?\b)
   |(?P<none>\bn\s?/\s?a\b\.?|\bn\.\s?a\.(?!\w))
   |(?P<label>\b(?:ICD-?(?:9|10)(?:-?(?:CM|PCS))?|CPT-?4)\b(?![.]\w))
   |(?P<word>[^\W\d_]++(?:['’-](?=[^\W\d_]++(?!\.?\w))[^\W\d_]++)*+(?!\.*+\w))
   |(?P<dash>[-‐‑‒–—−]+)
   |(?P<atom>(?:(?<=[-‐‑‒–—−])\.)?+[^\W_]++(?:\.++[^\W_]++)*+)
   |(?P<blank>\s+)
   |(?P<sep>[.,;:/&|+()\[\]{{}}<>"'“”‘’`´•·*†‡§¶\#®™©\\=])
   |(?P<other>.)
""", re.IGNORECASE | re.DOTALL | re.VERBOSE)
_COMMA_FOR_DOT = re.compile(
    r"[A-Za-z0-9][0-9][0-9A-Za-z](?:,|\s?\.\s|\s\.)[0-9][0-9A-Za-z]{0,3}(?![\w.])")

_CATEGORY_STUB = re.compile(r"([A-Za-z][0-9][0-9ABab])\.(?=[-–]+(?!\w))")


class Token(NamedTuple):
    """A stretch of the raw field; `code` is (system, code) where an atom is a code."""

    kind: str
    text: str
    start: int
    end: int
    code: tuple[str, str] | None = None


def tokens(text: str, system: str) -> list[Token]:
    """Cut a field; together the tokens are the whole text, each character in one of them.

    A comma or a blank that stands for the dot of an ICD-10-CM code keeps the broken code in one token, and the dot of
    C50.- goes with its category.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        if system == "ICD10CM" and (token := _of_diagnoses(text, at)):
            found.append(token)
            at = token.end
            continue
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        assert match.lastgroup is not None
        found += _atoms(match[0], at, system) if match.lastgroup in ("atom", "word") else [
            Token(match.lastgroup, match[0], at, match.end())]
        at = match.end()
    return found


def _of_diagnoses(text: str, at: int) -> Token | None:
    """What only a column of ICD-10-CM holds: a code broken at its dot, and the category of C50.-."""
    if broken := _COMMA_FOR_DOT.match(text, at):
        return Token("atom", broken[0], at, broken.end())
    if stub := _CATEGORY_STUB.match(text, at):
        return Token("atom", stub[0], at, stub.end(), read_code(stub[1], "ICD10CM"))
    return None


def _atoms(text: str, start: int, system: str) -> list[Token]:
    """One atom, or several codes that only a full stop parts."""
    code = read_code(text, system)
    if code or "." not in text:
        return [Token("word" if not code and text.replace("-", "").replace("'", "").replace("’", "").isalpha()
                      else "atom", text, start, start + len(text), code)]
    parts = [(m[0], start + m.start()) for m in re.finditer(r"[^.]+|\.+", text)]
    codes = [read_code(part, system) for part, _ in parts if part[0] != "."]
    if not all(c and c[0] in ("CPT", "HCPCS", "CDT") for c in codes):
        return [Token("atom", text, start, start + len(text))]
    return [Token("sep" if part[0] == "." else "atom", part, at, at + len(part),
                  None if part[0] == "." else read_code(part, system)) for part, at in parts]


def is_modifier(text: str) -> bool:
    """Whether two characters after a CPT or HCPCS code are a modifier: TG, U1, 59; not 08, not OR."""
    if len(text) != 2 or not text.isascii() or not text.isalnum():
        return False
    if text.isdigit():
        return text in NUMERIC_MODIFIERS
    return text == text.upper() and text not in _NOT_MODIFIERS
