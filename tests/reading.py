"""What tests of the reader share: a line read on its own, and rows of lines with what is to be found in them.

A row holds a section, a line, and the expected members with their flags: c for a condition, n for a denial, h for a
hedge (judged where the flags of the row's file know it).
"""

from __future__ import annotations

from graph.ingest.text.items import Item
from graph.ingest.text.mentions import Mention, section_mentions
from graph.ingest.text.reader import Reader
from graph.ingest.text.spans import Span

Row = tuple[str, str, list[tuple[str, str]]]


def read(reader: Reader, section: str, text: str) -> list[Mention]:
    """The mentions of a line: a sentence where it ends like one, else a bullet."""
    sentence = text.endswith(".")
    return section_mentions(section, [Item(Span.at(text, 0), prose=sentence, bullet=not sentence)], reader.grounder)


def check(reader: Reader, row: Row, *, flags: str = "cn") -> None:
    """A row is found as expected, and every quote stands where it says."""
    section, text, expected = row
    found = read(reader, section, text)
    assert len(found) == len(expected), [m.exact for m in found]
    for mention, (core, wanted) in zip(found, expected, strict=True):
        said = mention.qualifiers
        got = {"c": said.condition is not None, "n": said.negated, "h": said.hedge is not None}
        assert core.lower() in mention.exact.lower()
        assert {flag: got[flag] for flag in flags} == {flag: flag in wanted for flag in flags}, said
        assert text[mention.start : mention.end] == mention.exact


def name(row: Row) -> str:
    """How a row is called in the report."""
    return f"{row[0]}: {row[1]}"
