"""Abbreviations that a document explains: a letter or two and what they say of coverage or of prior authorization."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.ingest.policies.authorization import authorization
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import stance

UNKNOWN = "unknown"
_SHORT = r"[\"'“‘(]?(?P<short>(?-i:[A-Z][A-Z/&+*-]{0,9}|[A-Z]/[A-Z]/[A-Z]))[\"'”’)]?"
_ROW = re.compile(rf"^\W{{0,3}}{_SHORT}(?:\s*[=:–—]\s*|\s+[-–—]\s+|\s{{2,}}|\t|\s*\|\s*|\s+means\s+|\s+(?=[A-Z]))(?P<means>\S.{{3,160}})$")
_INLINE = re.compile(rf"(?:^|[;,.:(]\s*|\s{{2,}}){_SHORT}\s*(?:=|\bmeans\b)\s*(?P<means>[^;=]{{2,90}}?)(?=\s*(?:[;.)]|$|,?\s+[A-Z][A-Z/&]{{0,6}}\s*=|\s{{3,}}))")
_SIGNS = "*†‡§^+"
_FOOTNOTE = re.compile(rf"(?i)^(?P<mark>[{re.escape(_SIGNS)}])?[•\s]*[=:–-]?\s*(?P<means>(?(mark)\S|(?=.{{0,100}}\basterisk)).{{5,160}})$")
_OF_ONE_USE = re.compile(r"(?i)\b(?:when|if)\s+(?:\w+\s+){0,2}(?:used|billed|reported|submitted)\b")  # says nothing of the code as such
_APART = 3  # rows between two entries of one legend


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a cell says: a stance, None where it takes none, and of prior authorization."""

    stance: str | None
    authorization: str = UNKNOWN

    @property
    def said(self) -> bool:
        """Whether it says anything."""
        return self.stance is not None or self.authorization != UNKNOWN


@dataclass(frozen=True, slots=True)
class Legend:
    """The abbreviations of a document, and the rows in which it does nothing but explain them."""

    meanings: dict[str, Verdict]
    rows: frozenset[int]
    marks: dict[str, Verdict]  # of footnotes, printed behind a code


def find(rows: list[Row]) -> Legend:
    """The legend of a document, empty where it has none."""
    meanings: dict[str, Verdict] = {}
    kept: set[int] = set()
    for run in _runs(rows):
        entries = [(short, verdict_of(means)) for _, short, means in run]
        if len({short for short, _ in entries}) > 1 and sum(verdict.said for _, verdict in entries) > 1:
            meanings |= {short: verdict for short, verdict in entries if short not in meanings}
            kept |= {n for n, _, _ in run}
    marks = dict(_marks(rows))
    kept |= {n for n, row in enumerate(rows) if (match := _FOOTNOTE.match(row.text)) and (match["mark"] or "*") in marks and verdict_of(match["means"]).said}
    return Legend(meanings, frozenset(kept), marks)


def _marks(rows: list[Row]) -> Iterator[tuple[str, Verdict]]:
    """Footnotes whose mark stands behind a code and which say something of it."""
    for row in rows:
        match = _FOOTNOTE.match(row.text) if (row.text[:1] in _SIGNS or "asterisk" in row.text.lower()) and not _OF_ONE_USE.search(row.text) else None
        mark = (match["mark"] or "*") if match else ""
        if match and (verdict := verdict_of(match["means"])).said and verdict.stance != "informational" and any(
                re.match(rf"\W?[A-Z]?\d[\w.]{{2,7}}\s?{re.escape(mark)}(?!\w)", other.text) for other in rows):
            yield mark, verdict


def verdict_of(means: str) -> Verdict:
    """What an explanation says.

    >>> verdict_of("PA is required"), verdict_of("Experimental, investigational or unproven").stance
    (Verdict(stance=None, authorization='required'), 'investigational')
    """
    asked = authorization(means)
    return Verdict(None if asked != UNKNOWN else stance(means), asked)


def _runs(rows: list[Row]) -> Iterator[list[tuple[int, str, str]]]:
    """Explanations that stand near each other, with their rows."""
    run: list[tuple[int, str, str]] = []
    for n in range(len(rows)):
        found = list(_of_row(rows, n))
        if found and run and len([r for r in rows[run[-1][0] + 1 : n] if r.text]) > _APART:
            yield run
            run = []
        run += [(n, short, means) for short, means in found]
    yield run


def _of_row(rows: list[Row], n: int) -> Iterator[tuple[str, str]]:
    row = rows[n]
    if not row.text or (not row.text[0].isupper() and row.text[0] not in "\"'“‘(*•[" and "=" not in row.text and "means" not in row.text):
        return
    inline = [(m["short"], m["means"]) for m in _INLINE.finditer(row.text)] if "=" in row.text or " means " in row.text else []
    if inline:
        yield from inline
    elif (match := _ROW.match(row.raw.strip() if row.raw and not row.cell else row.text)) and not row.text.isupper():
        yield match["short"], match["means"]
    elif n + 1 < len(rows) and rows[n + 1].cell and re.fullmatch(_SHORT, row.text) and not (n + 2 < len(rows) and rows[n + 2].cell):
        yield row.text, rows[n + 1].text
