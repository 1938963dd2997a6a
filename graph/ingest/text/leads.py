"""Lines that hold for what stands below them: a heading inside a section, a line above a list, the first cell of a row.

"For planned operations:" says when the list under it holds, "Not used for:" denies it, "Serious:" says nothing of it; in
every case the line itself names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from graph.ingest.text import conditions, denials, occasions
from graph.ingest.text.cues import HEDGE_LABEL
from graph.ingest.text.items import Item
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import GROUP
from graph.ingest.text.summons import CALLING

_HEAD = Pattern(r":$|\b(?:such as|for example|for instance|including|like|e\.g\.),?(?: (?:from|in|of|by|with|on|to|at|after))?$|\b(?:problems|reactions|issues|effects|complications|conditions|disorders|symptoms|signs|risks|reasons|diseases|options|types)$", re.IGNORECASE)
_EXPLAINS = Pattern(r"[.,;!?)]$|\d|\b(?:and|or)\b")
_APPLIES = Pattern(r"\b(?:for|in|to|with)\s+(?P<x>[^,;:()]+)$", re.IGNORECASE)
_TRIM = " :–—-"


@dataclass(frozen=True, slots=True)
class Lead:
    """A leading line with what it says; `scope` is heading, list, lines, nested or row."""

    item: Item
    scope: str
    condition: str | None
    negated: bool
    hedge: str | None = None
    asks: bool = False  # "Call for:" is one instruction with what stands below it

    def holds(self, item: Item) -> bool:
        """Whether an item below is still under this line."""
        if self.scope == "heading":
            return not item.heading
        if self.scope == "nested":
            return item.bullet and item.depth > self.item.depth
        if self.scope == "row":
            return item.cell
        return item.bullet or item.cell if self.scope == "list" else not (item.bullet or item.heading or item.fresh)


def lead(found: list[Item], n: int, named: Callable[[str], bool]) -> Lead | None:
    """Item n as a leading line, or None; `named` says whether a vocabulary takes a text for a name."""
    item = found[n]
    scope = _scope(found, n, named)
    if scope is None:
        return None
    text = item.text.strip(f"{_TRIM}?")
    hedge = text if HEDGE_LABEL.match(text) else None
    asks = scope != "heading" and bool(CALLING.search(text)) and not conditions.leads_in(text)
    return Lead(item, scope, None if hedge else _condition(text, scope), bool(denials.LEAD_IN.match(text)), hedge, asks)


_FOR_WHAT = Pattern(r",?\s*(?:(?:if|when|whenever)(?: (?:you|your child|the patient|any of (?:these|the following)|there (?:is|are)|someone))?(?: (?:have|has|get|gets|notice|notices|experience|develop|see|feel|happens?|occurs?))?(?: any)?(?: of (?:these|the following))?|for(?: any of (?:these|the following))?|about)?\W*$", re.IGNORECASE)


def order(text: str) -> str:
    """The instruction of a line that asks, without the words that lead over to its list.

    >>> order("Call your surgeon if you have:"), order("Call for any of these:")
    ('Call your surgeon', 'Call')
    """
    return text[: match.start()] if (match := _FOR_WHAT.search(text)) and match.start() else text


def _scope(found: list[Item], n: int, named: Callable[[str], bool]) -> str | None:
    item = found[n]
    if item.heading:
        return "heading"
    if n + 1 == len(found) or item.cell:
        return None
    below, text = found[n + 1], item.text
    if item.bullet:
        if below.cell:
            return "row" if _says(text) else None
        return "nested" if below.depth > item.depth and (_says(text) or _HEAD.search(text)) else None
    if below.bullet:
        return "list" if _says(text) or _HEAD.search(text) or _only_heads(item, named) else None
    if text.endswith("?") and below.prose and not below.fresh:
        return "lines" if _short(text) and denials.LEAD_IN.match(text.strip(" ?")) else None  # "Who should not? People with …"
    return "lines" if text.endswith(":") and not below.fresh and not below.heading and _says(text) else None


def _says(text: str) -> bool:
    """Whether a line tells of when, for whom or that not what is below it holds."""
    bare = text.strip(_TRIM)
    return _short(text) and (conditions.leads_in(bare) or bool(denials.LEAD_IN.match(bare)))


def _short(text: str) -> bool:
    return len(text.split()) <= 12 and not text.endswith(".") and "," not in text and ":" not in text.rstrip(_TRIM)


def _only_heads(item: Item, named: Callable[[str], bool]) -> bool:
    """A short line of text right above bullets, such as "Serious", that no vocabulary takes for a name."""
    return not item.prose and len(item.text.split()) <= 4 and not _EXPLAINS.search(item.text) and not named(item.text)


_SPELL = Pattern(r"(?:minute|hour|day|week|month|year)s?\b", re.IGNORECASE)  # "First week" heads a stage of recovery


def _condition(text: str, scope: str) -> str | None:
    if conditions.leads_in(text) or (occasions.PHASE.match(text) and not (scope == "heading" and _SPELL.search(text))):
        return text
    applies = _APPLIES.search(text)
    return applies["x"] if applies and GROUP.match(applies["x"]) and not conditions.UNFINISHED.search(applies["x"]) else None
