"""Parts of a page under headings that nobody knows: told by what they name and by where they stand.

A heading in an author's own words that no list has would lose its whole section. The vocabularies know what is under
it: where they know most of it as one kind of thing, and no section of the page is of that kind yet, the part is that
section. Where two kinds are as likely, or little is known, it is left unread.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.ingest.text.grounding import Grounder
from graph.ingest.text.items import items
from graph.ingest.text.lines import BLANK, Line
from graph.ingest.text.mentions import section_mentions
from graph.ingest.text.sections import OTHER, Block, Layout
from graph.vocabulary import PAGE_PREDICATES, SECTIONS

_WORTH = {"exact": 1.0, "alias": 1.0, "synonym": 0.6, "reduced": 0.6, "unknown": 0.0}
"""What a mention counts for, by the way in which a vocabulary knows it."""

_LEAST = 3  # mentions: fewer tell nothing
_SURE = 0.4  # share of known mentions from which a part is placed
_AHEAD = 0.12  # of the next best section
_IN_ORDER = 0.15  # what standing in the usual place adds
_ORDER = list(SECTIONS)


def placed(page: Layout, grounder: Grounder) -> Layout:
    """The page with the parts that can be told put into the sections that it lacks."""
    unknown = {id(line) for line in page.unknown}
    front, early = _parted(page.front)
    blocks = [*early, *page.blocks]
    lost = [n for n, block in enumerate(blocks) if block.name == OTHER and (n < len(early) or id(block.heading) in unknown)]
    for n in lost:
        if name := _section(blocks, n, grounder):
            blocks[n] = Block(name, blocks[n].heading, blocks[n].lines)
    if not any(blocks[n].name != OTHER for n in lost):
        return page
    kept = [line for block in blocks[: len(early)] if block.name == OTHER for line in (block.heading, *block.lines)]
    left = [block for n, block in enumerate(blocks) if n >= len(early) or block.name != OTHER]
    return Layout((*front, *kept), tuple(left), page.unknown)


def _parted(front: Sequence[Line]) -> tuple[Sequence[Line], list[Block]]:
    """What stands above the first known section: its title, and the parts under headings of their own."""
    starts = [n for n, line in enumerate(front) if line.kind == "heading" and n]
    ends = [*starts[1:], len(front)]
    parts = [Block(OTHER, front[a], tuple(front[a + 1 : b])) for a, b in zip(starts, ends, strict=True)] if starts else []
    return (front[: starts[0]] if starts else front), parts


def _section(blocks: list[Block], n: int, grounder: Grounder) -> str | None:
    missing = set(PAGE_PREDICATES) - {block.name for block in blocks}
    ranked = sorted(((_worth(blocks, n, name, grounder), name) for name in missing), reverse=True)
    if not ranked or ranked[0][0] < _SURE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _AHEAD):
        return None
    return ranked[0][1]


def _worth(blocks: list[Block], n: int, name: str, grounder: Grounder) -> float:
    share = known(blocks[n].lines, name, grounder, _LEAST)
    return share + _IN_ORDER if share and _fits(blocks, n, name) else share


def _fits(blocks: list[Block], n: int, name: str) -> bool:
    """Whether a section would stand between its usual neighbours."""
    before = next((b.name for b in reversed(blocks[:n]) if b.name in _ORDER), _ORDER[0])
    behind = next((b.name for b in blocks[n + 1:] if b.name in _ORDER), _ORDER[-1])
    return _ORDER.index(before) <= _ORDER.index(name) <= _ORDER.index(behind)


def known(lines: Sequence[Line], name: str, grounder: Grounder, least: int = 1) -> float:
    """The share of mentions that the vocabulary of a section knows, 0 where there are fewer than `least` of them."""
    found = section_mentions(name, items((*lines, BLANK)), grounder)
    return sum(_WORTH[m.grounding.method] for m in found) / len(found) if len(found) >= least else 0.0
