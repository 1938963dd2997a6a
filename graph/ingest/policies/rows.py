"""A policy document as rows: what stands on a line or in a table cell, with its place, without the furniture of pages.

Text and PDF keep the lines they were printed in, because a table of codes is known by where its lines break; HTML
gives a row for every block or cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graph.ingest.policies import columns
from graph.ingest.text.documents import Source
from graph.ingest.text.spans import Span, join

_PAGE = re.compile(r"(?i)^\W*(?:page\s+)?\d+\s+(?:of\s+\d+|pages?)\b|\bpage\s*:?\s*\d+(?:\s+of\s+\d+)?\s*$|^©.{0,80}\d{4}|\f")
_PROVENANCE = re.compile(r"^#\s*(?:obtained-from|licence|license|source|retrieved)\b", re.IGNORECASE)
_MARKS = re.compile(r"^\s*(#{1,6})\s+")
_BARE_BULLET = re.compile(r"^(?:[•●▪◦‣·∙○■–o\uf000-\uf0ff-]|\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)])$")
_OPEN_RANGE = re.compile(r"(?:^|[\s,;])[A-Z]?\d[\dA-Z.]{2,6}\s*[-–—]$")
_CODE_FIRST = re.compile(r"^[A-Z]?\d[\dA-Z.]{2,7}\b")
_BLANKS = re.compile(r"(?<=[ \t\u00a0])[ \t\u00a0]+")
_NEAR = 3  # rows from a page mark to what is printed with it
_OFTEN = 3  # a row that stands at that many pages is no content


@dataclass(frozen=True, slots=True)
class Row:
    """A line or a cell; blank rows part paragraphs. `number` is the 1-based line, `marked` a heading by its markup."""

    span: Span
    number: int
    marked: bool = False
    cell: bool = False
    raw: str = ""
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.span.text)  # asked for some forty times a row


def rows(source: Source) -> list[Row]:
    """The rows of a document, wrapped ranges joined, page furniture gone except where it stands first."""
    found = list(_of_markup(source) if source.format == "html" else _of_text(source.text, source.format == "text"))
    return _joined(_without_furniture(found))


def _of_markup(source: Source) -> Iterator[Row]:
    at, number = 0, 1
    for line in source.lines:
        if line.kind != "blank":
            number += source.text.count("\n", at, line.span.start)
            at = max(at, line.span.start)
        yield Row(line.span, number, line.kind == "heading", line.kind in ("cell", "column"), line.text)


def _of_text(text: str, laid_out: bool) -> Iterator[Row]:
    lines = [*_lines(text)]
    for number, start, line in columns.in_order(lines) if laid_out else lines:
        span = Span.at(line, start)
        marks = _MARKS.match(line)
        if _PROVENANCE.match(line):
            continue
        if marks:
            span = span[marks.end() :]
        span = span.strip()
        span = span.without([m.span() for m in _BLANKS.finditer(span.text)]) if "  " in span.text else span
        bold = span.text.startswith("**") and span.text.rstrip(":").endswith("**")
        yield Row(span.without([m.span() for m in re.finditer(r"\*\*", span.text)]) if "**" in span.text else span,
                  number, bool(marks) or bold, False, line.rstrip("\r\n \f"))


def _lines(text: str) -> Iterator[columns.Line]:
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        yield number, start, line
        start += len(line)


def _without_furniture(found: list[Row]) -> list[Row]:
    """Page marks, and what is repeated beside them from its second time on."""
    marks = [n for n, row in enumerate(found) if row.text and _PAGE.search(row.text)]
    beside = {n: _likeness(found[n].text) for mark in marks for n in _around(found, mark)}
    often = {likeness for likeness, times in Counter(beside.values()).items() if times >= _OFTEN}
    met: set[str] = set()
    kept: list[Row] = []
    for n, row in enumerate(found):
        likeness = None if _kept(row.text) else beside.get(n)
        gone = likeness in often and likeness in met
        if likeness in often:
            met.add(likeness or "")
        if not gone:
            kept.append(row)
    return kept


def _kept(text: str) -> bool:
    """A code or the mark of a cell is content however often it stands beside a page mark."""
    return len(text) < 3 or bool(_CODE_FIRST.match(text) and not _PAGE.search(text))


def _around(found: list[Row], mark: int) -> Iterator[int]:
    """The page mark and the rows of text nearest to it on both sides."""
    yield mark
    for step in (-1, 1):
        n, seen = mark + step, 0
        while 0 <= n < len(found) and seen < _NEAR and abs(n - mark) < 4 * _NEAR:
            if found[n].text:
                seen += 1
                yield n
            n += step


def _likeness(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def _joined(found: list[Row]) -> list[Row]:
    """A bullet that stands on a line of its own goes to its text, an open range to its end."""
    kept: list[Row] = []
    for row in found:
        if kept and row.text and _BARE_BULLET.match(kept[-1].text):
            kept[-1] = replace(row, number=kept[-1].number, span=join([kept[-1].span, row.span]))
        elif kept and _OPEN_RANGE.search(kept[-1].text) and _CODE_FIRST.match(row.text):
            kept[-1] = replace(kept[-1], span=join([kept[-1].span, row.span]))
        else:
            kept.append(row)
    return kept
