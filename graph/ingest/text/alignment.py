"""Sections of a page whose headings are lost: what a list is about is told by what it names and by where it stands.

Lines between two known headings fall into groups at blank lines. A group that no heading claims is given to one of the
sections that the page lacks at that place, so that groups stay in the usual order of sections and the vocabularies know as
many of their items as can be. A page with all its headings is left as it is.
"""

from __future__ import annotations

import re

from graph.ingest.text.duration import duration
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.placing import known
from graph.ingest.text.sections import OTHER, Block, Layout
from graph.vocabulary import PAGE_PREDICATES, SECTIONS

_ORDER = list(SECTIONS)
_SWITCH = 0.3  # what a list must gain to leave the section whose heading it stands under
_NUMBERED = Pattern(r"^\s*\(?\d{1,2}[.)]\s")
_PROSE = {"summary": 0.35, "purpose": 0.35, "experience": 0.35, "procedure": 0.2}


def aligned(page: Layout, grounder: Grounder, text: str) -> tuple[Block, ...]:
    """The blocks of a page with unclaimed groups put into the sections that are missing."""
    named = [block.name for block in page.blocks]
    present = set(named)
    found: list[Block] = []
    if page.front and not set(named) & set(PAGE_PREDICATES):
        front = Block("front", page.front[0], page.front)
        found += _split(front, next((name for name in named if name in _ORDER), None), set(named), grounder, text)
    following_of = _following(named)
    for n, block in enumerate(page.blocks):
        if block.name == OTHER:
            found.append(block)
            continue
        following = following_of[n]
        found += _split(block, following, present, grounder, text)
    return tuple(found)


def _following(named: list[str]) -> list[str | None]:
    """For every block the next section of the contract behind it."""
    found: list[str | None] = []
    following = None
    for name in reversed(named):
        found.append(following)
        following = name if name in _ORDER else following
    return found[::-1]


def _split(block: Block, following: str | None, named: set[str], grounder: Grounder, text: str) -> tuple[Block, ...]:
    """One block as itself, or cut where its groups belong to sections that the page lacks here."""
    choices = _choices(block.name, following, named)
    groups = _groups(block.lines) if len(choices) > 1 else []
    if len(groups) < 2:
        return (block,)
    names = _best(groups, choices, block.name, grounder, text)
    return tuple(_joined(block, groups, names))


def _groups(lines: tuple[Line, ...]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.kind == "blank":
            groups.append([])
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def _choices(name: str, following: str | None, named: set[str]) -> list[str]:
    """Sections a group may belong to: the one it stands under and those missing before the next heading."""
    start = _ORDER.index(name) if name in _ORDER else -1
    end = _ORDER.index(following) if following and _ORDER.index(following) > start else len(_ORDER)
    between = [s for s in _ORDER[start + 1 : end] if s not in named and s not in ("policies", "similar")]
    return [name, *between]


def _best(groups: list[list[Line]], choices: list[str], own: str, grounder: Grounder, text: str) -> list[str]:
    """The assignment in order with the highest sum, by dynamic programming over (group, section)."""
    known_heading = own in _ORDER
    rows: list[list[tuple[float, int]]] = []
    for group in groups:
        row = []
        for k, name in enumerate(choices):
            worth = _worth(group, name, grounder, text) - (_SWITCH if known_heading and k else 0.0)
            before = max(((rows[-1][j][0], -j) for j in range(k + 1)), default=(0.0, 0)) if rows else (0.0, 0)
            start = 0.0 if rows or not (known_heading and k) else -9.0  # the first group is under its own heading
            row.append((before[0] + worth + start, -before[1]))
        rows.append(row)
    k = max(range(len(choices)), key=lambda j: (rows[-1][j][0], -j))
    names = []
    for row in reversed(rows):
        names.append(choices[k])
        k = row[k][1]
    return names[::-1]


def _worth(group: list[Line], name: str, grounder: Grounder, text: str) -> float:
    """How well a group reads as a section, about 0 to 1."""
    words = " ".join(line.text for line in group)
    bullets = sum(line.kind == "bullet" for line in group)
    if name in ("front", "name"):
        return 0.3 if not bullets and len(words.split()) < 12 else 0.0
    if name == "duration":
        return 1.2 if not bullets and len(words.split()) <= 25 and duration(words[:1000]) else 0.0
    if name == "procedure" and bullets and all(_numbered(line, text) for line in group if line.kind == "bullet"):
        return 1.0
    if name not in PAGE_PREDICATES:
        return 0.0 if bullets else _PROSE.get(name, 0.0) * min(1.0, len(words.split()) / 12)
    return _known(group, name, grounder) + (0.5 if name == "alternatives" and _weighs(group) else 0.0)


def _numbered(line: Line, text: str) -> bool:
    start = text.rfind("\n", 0, line.span.start) + 1
    return bool(_NUMBERED.match(text[start : line.span.start + 1]))


def _weighs(group: list[Line]) -> bool:
    return any(re.match(r"^(pros|cons)\b", line.text, re.IGNORECASE) for line in group)


def _known(group: list[Line], name: str, grounder: Grounder) -> float:
    """The share of mentions that the vocabulary of a section knows."""
    share = known(group, name, grounder)
    return share if any(line.kind == "bullet" for line in group) else share * 0.6


def _joined(block: Block, groups: list[list[Line]], names: list[str]) -> list[Block]:
    """Groups of one section as one block; only the first keeps the heading it stood under."""
    found: list[tuple[str, Line, list[Line]]] = []
    for group, name in zip(groups, names, strict=True):
        if found and found[-1][0] == name:
            found[-1][2].extend((BLANK, *group))
        else:
            heading = block.heading if not found and name == block.name else group[0]
            found.append((name, heading, [*group]))
    return [Block(name, heading, tuple(lines)) for name, heading, lines in found]
