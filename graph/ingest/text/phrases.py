"""What is left of an item once it is read: a core with its qualifiers, and how more are added to it."""

from __future__ import annotations

from typing import NamedTuple

from graph.ingest.text.spans import Span

TRIM = " \t\r\n.,;:!–—-•\ufeff\u00a0\u200b\u200e\u200f"


class Phrase(NamedTuple):
    """A core with its qualifiers; `examples` are the members that a list in brackets or after "such as" names."""

    span: Span
    condition: str | None = None
    hedge: str | None = None
    frequency: str | None = None
    negated: bool = False
    examples: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    sited: bool = False  # the examples are places of the head: "metastases (in bone or liver)"
    last_only: bool = False  # the condition holds for the last of several members: "a scan, or x-rays if …"
    read: Span | None = None  # the core of which nothing more comes off, so that it need not be read again

    @property
    def text(self) -> str:
        return self.span.text


def also(had: str | None, more: str) -> str:
    """What is said already, and more."""
    return f"{had}; {more}" if had else more


def rest(phrase: Phrase, start: int, end: int | None = None) -> Span:
    """What is left of a phrase when its ends are off."""
    return phrase.span[start : len(phrase.text) if end is None else end].strip(TRIM)
