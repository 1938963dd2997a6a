"""Lines to sections: which part of a page a line belongs to, every line kept and in order.

A page has a front (title, names, code line) and sections. A heading is a heading mark of the format, or a line that
consists of a known heading; "Setting: Outpatient clinic" opens a section and is its first line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.ingest.text import conditions, occasions
from graph.ingest.text.cues import HEDGE_ONLY
from graph.ingest.text.headings import section_by_keyword, section_of
from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.words import DESCRIPTIVE

OTHER = "other"  # a part of the page that the contract has no section for
_FOREIGN = Pattern(
    r"^(?:costs?|costs? and .*|prices?|pricing|insurance|insurance (?:coverage|and .*)|billing|billing (?:notes?|and .*|information)|payment|payment and .*|reimbursement|contact|contact us|references?|sources?|"
    r"disclaimer|legal notice|copyright|(?:frequently asked )?questions(?: (?:to ask|people ask|and answers).*)?|faqs?|glossary|resources|more information|further (?:reading|information)|related (?:links|reading|topics|pages)|"
    r"history|statistics|key (?:points|facts|terms)|quick facts|fact box|videos?|authors?|about (?:the author|us|this page)|reviewed by.*|last (?:updated|reviewed).*|notes?|coding notes?|documentation|modifiers|"
    r"bundling|definitions?|table of contents|contents|on this page|share|print|page history|edit history|footnotes?)$", re.IGNORECASE)
_WITHIN = frozenset({"blank", "bullet"})  # lines that neither open nor end a part
_LABEL = Pattern(r"^([^:]{2,60}):\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Block:
    """One section as it stands on the page: its name, its heading line, the lines under it."""

    name: str
    heading: Line
    lines: tuple[Line, ...]

    @property
    def span(self) -> tuple[int, int]:
        """Start of the heading and end of the last line, in characters of the file."""
        last = next((line for line in reversed(self.lines) if line.span.text), self.heading)
        return self.heading.span.start, last.span.end


@dataclass(frozen=True, slots=True)
class Layout:
    """A page in parts: the lines before the first section, the blocks, headings that nobody knows."""

    front: tuple[Line, ...]
    blocks: tuple[Block, ...]
    unknown: tuple[Line, ...]


def layout(lines: tuple[Line, ...]) -> Layout:
    """Cut a page at its headings."""
    front: list[Line] = []
    unknown: list[Line] = []
    blocks: list[tuple[str, Line, list[Line]]] = []
    for n, line in enumerate(lines):
        if line.kind in _WITHIN:
            (blocks[-1][2] if blocks else front).append(line)
            continue
        opened = _opens(line, blocks[-1][0] if blocks else None) or _in_own_words(lines, n, bool(blocks) and blocks[-1][0] != "name")
        if opened and blocks and _at_home(opened[0], line, blocks[-1]):
            opened = None
        if opened:
            name, rest = opened
            blocks.append((name, line, [rest] if rest.text else []))
            continue
        if blocks and _is_foreign(lines, n, blocks[-1][0]):
            blocks.append((OTHER, line, []))
            continue
        if line.kind == "heading" and blocks:
            unknown.append(line)
            if _ends(line, blocks[-1][1]):
                blocks.append((OTHER, line, []))
                continue
        (blocks[-1][2] if blocks else front).append(line)
    return Layout(tuple(front), tuple(Block(n, h, tuple(ls)) for n, h, ls in blocks), tuple(unknown))


def _is_foreign(lines: tuple[Line, ...], n: int, current: str) -> bool:
    """A heading of a part that is none of ours, such as costs or references; what it holds is not read."""
    line = lines[n]
    alone = line.kind == "text" and line.level == 0 and n and lines[n - 1].kind == "blank" and line.text[:1].isupper()
    if not (line.kind == "heading" or alone):
        return False
    plain = line.text.strip(" :#*")
    return bool(_FOREIGN.match(plain)) or (plain.lower() == "contraindications" and current != "indications")


def _ends(line: Line, opened: Line) -> bool:
    """Whether a heading that nobody knows closes the section above: it has its rank and does not speak of its content."""
    if opened.kind != "heading" or line.level > opened.level:
        return False
    plain = _RATE.sub("", line.text).strip(" :")
    parts = {word.lower() for word in re.findall(r"[A-Za-z-]+", plain)}
    return not (HEDGE_ONLY.match(plain) or conditions.leads_in(plain) or occasions.TIME_LABEL.match(plain) or parts <= _PARTING)


_RATE = Pattern(r"\s*\([^()]*\)")
# Words that divide what a section lists, and name nothing by themselves.
_PARTING = DESCRIPTIVE | frozenset(
    ["common", "rare", "serious", "major", "minor", "general", "specific", "other", "most", "more", "less", "very", "early", "late",
     "short-term", "long-term", "short", "long", "term", "physical", "medical", "surgical", "non-surgical", "nonsurgical", "and", "or"])


def _in_own_words(lines: tuple[Line, ...], n: int, after_front: bool) -> tuple[str, Line] | None:
    """A heading that no list has: marked as one, or a short line on its own above the lines it heads."""
    line = lines[n]
    alone = (
        line.kind == "text" and after_front and n and lines[n - 1].kind == "blank" and n + 1 < len(lines)
        and len(line.text.split()) <= 6 and line.text[:1].isupper() and not re.search(r"[.,;!]$|\d", line.text)
    )
    marked = line.kind == "heading" and line.level > 1
    name = section_by_keyword(line.text) if marked or alone else None
    return (name, BLANK) if name else None


def _at_home(name: str, line: Line, current: tuple[str, Line, list[Line]]) -> bool:
    """ "At home" one rank below "Preparation" tells where to prepare."""
    return name == "recovery" and current[0] == "preparation" and line.kind == "heading" and line.level > current[1].level > 0


def _opens(line: Line, current: str | None) -> tuple[str, Line] | None:
    """The section a line opens and what stands behind the heading on the same line."""
    name = section_of(line.text)
    if name and not _belongs(name, line, current):
        return name, BLANK
    label = _LABEL.match(line.text)
    if label and (name := section_of(label[1])) and not _belongs(name, line, current):
        return name, Line("text", line.span[label.end() :].strip(), line.level)
    return None


def _belongs(name: str, line: Line, current: str | None) -> bool:
    """A label inside a section, such as an indented "Preparation:" among the steps of a procedure, opens nothing."""
    return line.kind != "heading" and line.level > 0 and current is not None and name != current
