"""Lines of a section to items: one bullet or one sentence each, wrapped lines joined, nesting remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from graph.ingest.text.lines import Line
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.questions import asked
from graph.ingest.text.spans import Span, join

_LONGEST = 600  # characters of an item; what goes on longer is no sentence and is read in pieces
_OWN_LINE = ("bullet", "heading", "cell", "column")
# A line that ends so was wrapped, whatever the next begins with.
_OPEN = Pattern(r"(?:,|\b(?:and|or|of|the|an?|with|by|in|for|to|as|your|from|at|on|than|if|is|are))$", re.IGNORECASE)
_RULE = Pattern(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-*:?\s*)*$")
_CELL = Pattern(r"\|\s*([^|]*)")
_WEIGHS = Pattern(r"\b(?:pros|cons)(?: of [\w -]{2,40})?\s*:", re.IGNORECASE)
_SENTENCE = Pattern(r"(?<![A-Z]\.)(?<!\bDr\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<=[.!?;])\s+(?=[A-Z0-9(])")


class Item(NamedTuple):
    """A bullet or a sentence. `depth` counts the bullets it is nested under; `prose` marks a sentence of running text."""

    span: Span
    depth: int = 0
    prose: bool = False
    bullet: bool = False
    heading: bool = False
    cell: bool = False
    column: bool = False  # the head of a column
    place: int = 0  # of a cell in its row
    fresh: bool = False  # a blank line stands above

    @property
    def text(self) -> str:
        return self.span.text


def items(lines: Iterable[Line]) -> list[Item]:
    """Items of a section in order."""
    found: list[Item] = []
    levels: list[int] = []
    for group, fresh in _groups(lines):
        head = group[0]
        if head.kind in _OWN_LINE[1:]:
            levels = []
            found += [Item(piece, heading=head.kind == "heading", cell=head.kind in ("cell", "column"), column=head.kind == "column",
                           place=0 if head.kind == "heading" else head.level)
                      for piece in head.span.pieces(_LONGEST)]
        elif head.kind == "bullet":
            while levels and levels[-1] >= head.level:
                levels.pop()
            depth, whole = len(levels), join([line.span for line in group])
            found += [Item(piece, depth, False, True) for piece in whole.pieces(_LONGEST)]
            levels.append(head.level)
        else:
            levels = []
            sentences = _sentences(group)
            found.extend([sentences[0]._replace(fresh=fresh), *sentences[1:]] if sentences else [])
    return found


def _tabled(lines: Iterable[Line]) -> list[Line]:
    """Rows of a Markdown table as cells: the first names what the row is about, those of the head name columns."""
    found: list[Line] = []
    rows = list(lines)
    for n, line in enumerate(rows):
        if line.kind != "text" or not line.text.startswith("|"):
            found.append(line)
        elif not _RULE.match(line.text):
            head = n + 1 < len(rows) and bool(_RULE.match(rows[n + 1].text))
            cells = [line.span[m.start(1) : m.end(1)].strip() for m in _CELL.finditer(line.text)]
            found += [Line("column" if head else "cell" if k else "bullet", cell, k) for k, cell in enumerate(cells) if cell.text]
    return found


def _groups(lines: Iterable[Line]) -> list[tuple[list[Line], bool]]:
    """Lines that belong together: a bullet with its wrapped continuation, or a paragraph; whether a blank is above."""
    groups: list[list[Line]] = []
    opened: list[bool] = []
    fresh = True
    for line in _tabled(lines):
        if line.kind == "blank":
            fresh = True
            continue
        if fresh or line.kind in _OWN_LINE or groups[-1][0].kind in _OWN_LINE[1:] or not _continues(groups[-1], line):
            groups.append([line])
            opened.append(fresh)
        else:
            groups[-1].append(line)
        fresh = False
    return list(zip(groups, opened, strict=True))


def _continues(group: list[Line], line: Line) -> bool:
    """A text line goes on with what is above it when that was wrapped, not when it is a line of its own."""
    if re.match(r"^(pros|cons)\s*:", line.text, re.IGNORECASE):
        return False
    above = group[-1].text
    if above.endswith(":"):
        return False
    if line.text[:1].islower() or _OPEN.search(above):
        return True
    first = line.text.split(" ", 1)[0]
    return len(above) >= 60 and (above.endswith((".", "!", "?", ")", ";")) or first.isupper() or any(c.isdigit() for c in first))


def _sentences(group: list[Line]) -> list[Item]:
    """A paragraph as sentences; a short line without a full stop is an item like a bullet."""
    span = join([line.span for line in group])
    if _WEIGHS.match(span.text):  # marks within pros and cons part no statements
        cuts = [0, *(match.start() for match in _WEIGHS.finditer(span.text) if match.start()), len(span.text)]
        return [Item(part, prose=True) for a, b in pairwise(cuts) if (part := span[a:b].strip()).text]
    cuts = [0]
    for match in _SENTENCE.finditer(span.text):
        if span.text[match.start() - 1] != "?" or not asked(span.text[cuts[-1] :]):
            cuts.append(match.end())
    cuts.append(len(span.text))
    parts = [piece for a, b in pairwise(cuts) for piece in span[a:b].strip().pieces(_LONGEST)]
    return [Item(part, prose=part.text.endswith((".", "!", "?")) or len(parts) > 1) for part in parts if part.text]
