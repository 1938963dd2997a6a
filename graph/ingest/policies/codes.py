"""Codes as they stand in running text and tables: the shape, the neighbours and the system that the place implies.

Five digits, or a letter and some, are not yet a code: pages of a journal, years, telephone and policy numbers look the
same. What a row is (a row of a code table, a sentence that names the code system, any other) decides what is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.ingest.policies.notation_codes import range_fault
from graph.ingest.policies.reading import ReadCode, ReadRange

_SHAPES = {
    "CPT": r"\d{5}|\d{4}[FTUMA]",
    "HCPCS": r"[A-CE-HJ-MP-V]\d{4}",
    "CDT": r"D\d{4}",
    "ICD10CM": r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Zx]{1,4})?|[A-Z]\d[0-9A-Z][0-9A-Zx]{1,4}",
    "ICD10PCS": r"(?=[A-Z]*\d)[0-9A-HJ-NP-Z]{7}",
    "REVENUE": r"0?\d{3}",
}
_DOTTED = r"[A-Z]\d[0-9A-Z]\.[0-9A-Zx]{1,4}"
_LEFT = r"(?<![\w.$#@\-–=])(?:(?<!/)|(?<=[A-Z\d]\d{3}[\dFTUMA]/))(?<!\d,)"
_RIGHT = r"(?![\w@=]|/(?!(?:[A-Z]\d{4}|\d{4}[\dFTUMA])(?!\w))|-[\w]|\.\d|,\d{3}\b|\s?%)"
_TO = r"\+?\s*(?:[-–—‑−]|\bto\b|\bthrough\b|\bthru\b)\s*"
_MODIFIER = r"(?:-(?P<m1>[A-Z0-9]{2})(?![\w-])|\s(?P<m2>(?=[A-Z])(?!OR|TO|AN|AS|OF|IN|IV|IM|MG|ML|IS|BY|IF|NO|ON|AT|CT|MR|PE|UV|UP|US)[A-Z][A-Z0-9])(?=\s*(?:$|[,;)])))?"
_WITH = re.compile(r"(?i)\s*(?:with|w/)\s+(?:a\s+|an\s+|the\s+)?(?:modifiers?\s+)?(?P<m>\d\d|[A-Z]\d|[A-Z]{2})\s+modifier|\s*(?:with|w/)\s+modifiers?\s+(?P<n>[0-9A-Z]{2})\b")
# A system is named by its name; what is behind it are its codes.
_SYSTEM_NAMES = (
    ("ICD10PCS", r"icd-?10-?\s?pcs|icd-?10\s+procedures?\b|inpatient\s+procedure\s+codes?"),
    ("ICD10CM", r"icd[-\s]?10(?:[-\s]?cm)?\b|diagnos[ie]s\s+codes?|^\W*diagnos[ie]s\W*$|\bdx\b|diagnosis\s*\(?icd"),
    ("ICD9", r"icd-?9"),
    ("REVENUE", r"revenue\s+(?:centers?\s+|centres?\s+)?codes?"),
    ("CDT", r"\bcdt\b|dental\s+codes?"),
    ("NDC", r"\bndcs?\b"),
    ("HCPCS", r"\bhcpcs\b|\blevel\s+ii\b|\bj[- ]codes?\b"),
    ("CPT", r"\bcpt\b|category\s+iii\s+codes?"),
)
SYSTEM_NAME = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _SYSTEM_NAMES), re.IGNORECASE)
_COLUMNS = re.compile(r"(?i)\bappl(?:ies|icable)\s+to\b.*")  # names the columns of a matrix, not its rows
DOTTED = re.compile(rf"\W{{0,3}}{_DOTTED}(?!\w)")  # a row that begins with a diagnosis
_CATEGORY = re.compile(r"(?<![\w.–-])[A-Z]\d[0-9AB](?![\w.]|\s*[-–])")
_SUPPLY = re.compile(_SHAPES["HCPCS"])
DIGIT = re.compile(r"\d")
CUE = re.compile(r"(?i)\bcpt\b|\bhcpcs\b|\bcdt\b|icd-?10|\bcodes?\b|\bdiagnos[ie]s code|\bprocedures?\s+(?:are|is|such\s+as|like|include)\b")
# What five digits are when no code is meant.
_FALSE_LEFT = re.compile(r"(?i)(?:\$|§|#\s*|\bp\.?o\.?\s*box|box|suite|ext(?:ension)?\.?|form|room|isbn|phone|fax|tel\.?|call|section|sec\.|rev\.|transmittal|cr|tn|pmid:?|pub\.?|page|pp\.|vol\.?|zip|no\.|number|policy|cpb|mcg\s*#?|lcd|ncd|article|version|trial|nct|grant|study|n\s*=|of|approximately|over|than|about|at least|to|(?-i:\b[A-Z]{2}),?)\s*\(?$")
_FALSE_RIGHT = re.compile(r"(?i)\s?(?:%|mg|mcg|ml|units?\b|patients?|subjects?|participants|persons|people|members|cases|women|men\b|children|individuals|beneficiaries|adults|infants|veterans|residents|enrollees|employees|calls\b|claims\b|hospitals|samples|specimens|scans\b|births\b|deaths\b|steps|iu\b|cells|copies|/(?!(?:[A-Z]\d{4}|\d{4}[\dFTUMA])(?!\w))|dollars|kg|hours|years|times|procedures were)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Found:
    """A code or a range at its place in the row: `start` and `end` count the row's characters."""

    start: int
    end: int
    code: ReadCode | None
    range: ReadRange | None


def _pattern(systems: tuple[str, ...], dotted_only: bool) -> re.Pattern[str]:
    shapes = {s: _SHAPES[s] for s in systems}
    if dotted_only and "ICD10CM" in shapes:
        shapes["ICD10CM"] = _DOTTED
    one = "|".join(f"(?P<{s}>{p})" for s, p in shapes.items())
    two = "|".join(f"(?:{p})" for p in shapes.values())
    return re.compile(rf"{_LEFT}(?:{one})(?:(?P<to>{_TO})(?P<last>{two})(?![\w]|-\w|\.\d)|{_MODIFIER}{_RIGHT})")


_ANY = ("CPT", "HCPCS", "CDT", "ICD10CM")
_PATTERNS = {
    None: _pattern(_ANY, True),
    "CPT": _pattern(_ANY, True),
    "HCPCS": _pattern(_ANY, True),
    "CDT": _pattern(("CDT", "CPT", "HCPCS"), True),
    "ICD10CM": _pattern(("ICD10CM", "CPT"), False),
    "ICD10PCS": _pattern(("ICD10PCS",), False),
    "REVENUE": _pattern(("REVENUE",), False),
    "ICD9": None,
    "NDC": None,
}


def named_system(text: str) -> str | None:
    """The code system that a heading or sentence names; of several, None."""
    names = {m.lastgroup for m in SYSTEM_NAME.finditer(_COLUMNS.sub("", text))}
    if len(names) == 1:
        return names.pop()
    return "HCPCS" if names == {"CPT", "HCPCS"} else "ICD10CM" if names == {"ICD10CM", "ICD9"} else None


def find(text: str, at: int, system: str | None = None) -> Iterator[Found]:
    """Everything of the shape of a code or a range, in order; `at` is added to the offsets of what is returned.

    >>> [f.code.code if f.code else (f.range.first, f.range.last) for f in find("15820, 15822-15823; J0585 09-J0000-66", 0)]
    ['15820', ('15822', '15823'), 'J0585']
    """
    pattern = _PATTERNS[system]
    if pattern is None:
        return
    for match in pattern.finditer(text):
        which = next(s for s in _SHAPES if s in match.re.groupindex and match[s])
        if match["last"]:
            yield Found(match.start(), match.end(), None, ReadRange(match[0], which, match[which], match["last"]))
        else:
            start, end = match.span(which)
            code = _dotted(match[which]) if which == "ICD10CM" else match[which]
            modifiers = tuple(m for m in (match["m1"], match["m2"]) if m)
            if more := _WITH.match(text, match.end()):
                modifiers += (more["m"] or more["n"],)
            yield Found(match.start(), match.end(), ReadCode(which, code, at + start, at + end, modifiers), None)


def categories(text: str, start: int, end: int) -> Iterator[Found]:
    """Diagnoses of three characters, which look like much else, among codes in brackets.

    >>> [f.code.code for f in categories("depression that it causes (B20 and E88.1)", 26, 41)]
    ['B20']
    """
    inside = text[start:end]
    if not re.search(_DOTTED, inside):
        return
    for match in _CATEGORY.finditer(inside):
        yield Found(start + match.start(), start + match.end(), ReadCode("ICD10CM", match[0], start + match.start(), start + match.end()), None)


def as_supply(found: Found) -> Found:
    """A letter and four digits without a dot, read among diagnoses, as the HCPCS code that it looks like."""
    if not found.code or not _SUPPLY.fullmatch(bare := found.code.code.replace(".", "")) or found.end - found.start != len(bare):
        return found
    return replace(found, code=replace(found.code, system="HCPCS", code=bare))


def _dotted(code: str) -> str:
    """The dot that a list left out is put back; a code without one is no other code."""
    return code if "." in code or len(code) < 4 else f"{code[:3]}.{code[3:]}"


def believed(text: str, found: Found, cued: bool) -> bool:
    """Whether a shape in a sentence is a code: `cued` says that the sentence speaks of codes.

    >>> text = "enrolled 12345 patients; CPT 15820 may be covered"
    >>> [believed(text, f, True) for f in find(text, 0)]
    [False, True]
    """
    system = found.code.system if found.code else found.range.system if found.range else ""
    left, right = text[max(0, found.start - 24) : found.start], text[found.end : found.end + 16]
    if _FALSE_RIGHT.match(right):
        return False
    near = bool(CUE.search(text[max(0, found.start - 60) : found.start]))
    if system == "CPT":
        return cued and (near or not _FALSE_LEFT.search(left)) and (near or _listed(left, right))
    if system == "ICD10CM":
        return cued or "." in text[found.start : found.end]
    return True


def counted(text: str, found: Found) -> bool:
    """Whether digits count something: "12345 patients"."""
    return not (found.code and not found.code.code.isdigit()) and bool(_FALSE_RIGHT.match(text[found.end : found.end + 16]))


def _listed(left: str, right: str) -> bool:
    """Whether it stands among codes, in brackets or after a word for codes."""
    return bool(re.search(r"(?i)(?:[,;&(/+]|\b(?:and|or|codes?|cpt|hcpcs|with|such\s+as|bill(?:ed)?|report(?:ed)?|use)|(?:\b(?:inv|n?mn|necessary|investigational|experimental|unproven|covered|cosmetic)|e/i/u):)\s*$", left) or re.match(r"\s*(?:[),;&/]|and\b|or\b|requires?\b|needs?\b)", right))


def fault(found: ReadRange) -> str | None:
    """Why a range is none, None when it goes forward between two codes of one kind."""
    if found.first[:1].isalpha() != found.last[:1].isalpha():
        return "the ends belong to two systems"
    return range_fault((found.system, found.first), (found.system, found.last))
