"""Criteria as trees: lists under lists, each with what it asks of its parts, down to single conditions.

The mark of an item tells its depth: a mark of a new kind opens a list inside the last item, a mark of a kind that is open
goes on with that list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from graph.ingest.policies.ledger import DENIED
from graph.ingest.policies.reading import Criterion, ReadProvision
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import NOT_COVERED
from graph.ingest.policies.zones import Zone

_MARK = re.compile(
    r"^\s*(?:(?P<bullet>[•●▪∙■\uf0b7\uf0d8\uf076])|(?P<ring>[o○◦–]|\uf0a7)(?=\s)|\((?P<pnum>\d{1,2})\)|\((?P<prom>[ivx]{2,4})\)|\((?P<plet>[a-z])\)"
    r"|(?P<num>\d{1,2})[.)]|(?P<rom>[ivx]{2,5}|i(?=[.)]))[.)]|(?P<caprom>(?:I{1,3}|IV|VI{0,3}|IX|X))\.|(?P<cap>[A-Z])[.)]|(?P<low>[a-z])[.)])(?:\s+|$)")
_LEAD = re.compile(r"(?i)\b(?:following|criteri(?:a|on)|when|if|meets?|met|any|all|one|both)\b[^.]{0,200}:?\s*$|:\s*$")
_ROMAN = {"low": "rom", "cap": "caprom", "plet": "prom"}  # marks of one letter that may be either
_ALTERNATIVES = re.compile(r"(?i)\bapproved?\s+(?:for|if|when)\b|^(?:initial|continu|renewal|re-?authori|maintenance|other\s+(?:diagnos|indication))")
_COUNT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_AT_LEAST = re.compile(r"(?i)\b(?:at\s+least|minimum\s+of|(?=\w+\s+or\s+more))\s*(one|two|three|four|five|six|\d{1,2})\b(?!\s*(?:%|years?|months?|weeks?|days?|hours?|mg|points?))")
_ANY = re.compile(r"(?i)\b(?:one|any|either)\s+(?:or\s+more\s+)?of\b|\bany\b|\bone\s+(?:or\s+more\s+)?of|\beither\b|\(must meet 1 or|\b[a-z0-9]+,?\s+or\s+[a-z0-9]+\s*\)|\bONE\b")
_ALL = re.compile(r"(?i)\b(?:all|both|each)\b|must\s+meet\s+all|\b[a-z0-9]+,?\s+and\s+[a-z0-9]+\s*\)")
# What a denial lists is denied one by one, unless its parts have to come together for it.
_TOGETHER = re.compile(r"(?i)\b(?:when|if|where|unless|until)\b[^.]*\b(?:all|both|each)\b[^.]*$")
_NONE = re.compile(r"(?i)\bnone\s+of\b|\b(?:does|do|has|have|is|are)\s+not\s+(?:have\s+)?any\b|\bwithout\s+any\b|absence\s+of\s+(?:all|any)")
_OR = re.compile(r"(?i)[;,.]?\s*-?\bor\b-?[.:]?\s*$")
_CONNECTIVE = re.compile(r"(?i)^\W*-?(and|or)-?\W*$")
_LEAVES = (
    ("provider", re.compile(r"(?i)\b(?:prescribed|ordered|performed|supervised|evaluated)\s+by\b|consultation\s+with|\bspecialist\b")),
    ("prior_therapy", re.compile(r"(?i)\b(?:tried|failed|failure|inadequate\s+response|trial\s+of|intoleran|contraindication|previously\s+(?:treated|received)|refractory\s+to|conservative\s+(?:treatment|therapy|management)|unresponsive)")),
    ("age", re.compile(r"(?i)\b(?:years?|months?)\s+(?:of\s+age|or\s+older|old)\b|\bage[ds]?\b|[≥≤<>]\s*\d+\s+years")),
    ("limit", re.compile(r"(?i)\b(?:does|do)\s+not\s+exceed\b|\bup\s+to\b|no\s+more\s+than|\bmaximum\b|\bper\s+(?:year|month|week|day|lifetime|dose)\b|\bevery\s+\d|\bdos(?:e|ing)\b|\bquantity\b|once\s+(?:per|every)")),
    ("documentation", re.compile(r"(?i)\bdocument(?:ed|ation)?\b|\bchart\s+notes\b|\bmedical\s+records?\b|\bphotograph")),
    ("setting", re.compile(r"(?i)\b(?:inpatient|outpatient|facility|hospital|at\s+home|home\s+setting|ambulatory)\b")),
    ("threshold", re.compile(r"[≥≤<>]\s*\d|(?i:\b(?:greater|less|more|fewer)\s+than\s+(?:or\s+equal\s+to\s+)?\d|\bat\s+least\s+\d)|\d+(?:\.\d+)?\s?(?:%|mm|cm|mg/dl|kg/m)")),
)
_MOST_ROWS = 400
_UNREAD = ("references", "history", "related", "legal", "coding", "background")


@dataclass
class _Item:
    kind: str
    text: str
    start: int
    end: int
    parts: list[_Item] = field(default_factory=list)
    mark: str = ""
    joint: str | None = None  # the word that stands on a row of its own between this item and the next


def attach(provisions: tuple[ReadProvision, ...], rows: list[Row], zones: list[Zone]) -> tuple[ReadProvision, ...]:
    """Provisions with the tree of the list that their sentence leads into."""
    starts = [row.span.end if row.text else -1 for row in rows]
    ends = _rising(starts)
    taken: set[int] = set()
    found: list[ReadProvision] = []
    stops = sorted({p.start for p in provisions if not p.criteria})
    for p in provisions:
        n = bisect_left(ends, p.end)
        tree = None
        if not p.codes or p.stance != "informational":
            tree = _tree(p, rows, zones, n + 1, stops) if _LEAD.search(p.exact) and n not in taken else None
            taken.add(n)
        found.append(replace(p, criteria=tree) if tree else p)
    return tuple(found)


def _rising(values: list[int]) -> list[int]:
    top, found = 0, []
    for value in values:
        top = max(top, value)
        found.append(top)
    return found


def _tree(p: ReadProvision, rows: list[Row], zones: list[Zone], at: int, stops: list[int]) -> Criterion | None:
    k = bisect_left(stops, p.end)
    stop = stops[k] if k < len(stops) else None
    items = _items(rows, zones, at, stop)
    if not items:
        return None
    tree = _criterion(_Item("lead", p.exact, p.start, p.end, items))
    listed = p.stance in DENIED or p.stance == NOT_COVERED
    return replace(tree, kind="ANY") if tree.kind == "ALL" and listed and not _TOGETHER.search(p.exact) else tree


def _items(rows: list[Row], zones: list[Zone], at: int, stop: int | None) -> list[_Item]:
    root: list[_Item] = []
    stack: list[_Item] = []
    blanks = 0
    for n in range(at, min(at + _MOST_ROWS, len(rows))):
        row, zone = rows[n], zones[n]
        if zone.name in _UNREAD or (stop is not None and row.text and row.span.start >= stop):
            break
        if not row.text:
            blanks += 1
            continue
        match = _MARK.match(row.text)
        if (joint := _CONNECTIVE.match(row.text)) and stack:
            stack[-1].joint = joint[1].lower()
        elif match:
            stack = _placed(root, stack, match, row)
        elif not stack or (blanks and stack[-1].text) or row.marked:
            if not _between(rows, n):
                break
        else:
            stack[-1].text = f"{stack[-1].text} {row.text}".strip()
            stack[-1].end = row.span.end
        blanks = 0
    return root


def _between(rows: list[Row], n: int) -> bool:
    """Whether a row is a heading or a note inside a list: short, and an item comes next."""
    below = next((r.text for r in rows[n + 1 : n + 5] if r.text), "")
    return len(rows[n].text) < 60 and not rows[n].text.endswith(".") and bool(_MARK.match(below))


def _placed(root: list[_Item], stack: list[_Item], match: re.Match[str], row: Row) -> list[_Item]:
    """The open items with a new one at the depth of its mark."""
    kind = match.lastgroup or "bullet"
    mark = match[kind]
    if kind in _ROMAN or kind in _ROMAN.values():
        kind = _letter_or_roman(kind, mark, stack)
    rest = row.span[match.end() :]
    item = _Item(kind, rest.text, rest.start if rest.text else row.span.start, row.span.end, mark=mark)
    depth = next((n for n, open_ in enumerate(stack) if open_.kind == kind), len(stack))
    above = stack[:depth]
    (above[-1].parts if above else root).append(item)
    return [*above, item]


def _letter_or_roman(kind: str, mark: str, stack: list[_Item]) -> str:
    """Whether an i, v or x counts on from the letter before it, or is a number."""
    letter = next((k for k, r in _ROMAN.items() if kind in (k, r)), kind)
    if len(mark) > 1 or mark.lower() not in "ivx":
        return _ROMAN[letter] if len(mark) > 1 else letter
    last = next((i.mark for i in reversed(stack) if i.kind == letter), "")
    return letter if last and ord(last[-1]) + 1 == ord(mark) else _ROMAN[letter]


def _criterion(item: _Item) -> Criterion:
    text = " ".join(item.text.split())
    if not item.parts:
        return Criterion("LEAF", text, item.start, item.end, _leaf(text))
    parts = tuple(_criterion(part) for part in item.parts)
    kind, least = _operator(text, item.parts)
    return Criterion(kind, text, item.start, item.end, None, least, parts)


def _operator(text: str, parts: list[_Item]) -> tuple[str, int | None]:
    """What a list asks of its parts, from its lead-in, else from the words between the parts."""
    tail = text[-160:]
    if match := _AT_LEAST.search(tail):
        least = _COUNT.get(match[1].lower()) or int(match[1])
        return ("ANY", None) if least == 1 else ("AT_LEAST", least)
    if _NONE.search(tail):
        return "NOT", None
    every, some = _last(_ALL, tail), _last(_ANY, tail)
    if some > every:
        return "ANY", None
    joints = [p.joint or ("or" if _OR.search(p.text) else None) for p in parts[:-1]]
    if every < 0 and 2 * sum(bool(_ALTERNATIVES.search(p.text)) for p in parts) >= len(parts) > 1:
        return "ANY", None
    if every < 0 and joints and "or" in joints:
        return "ANY", None
    return "ALL", None


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def _leaf(text: str) -> str:
    return next((name for name, pattern in _LEAVES if pattern.search(text)), "clinical")
