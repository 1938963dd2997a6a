"""Capitals say nothing: rooms that read texts in lower case find in a shouted line what they find in a quiet one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from graph.ingest.text import (
    adjuncts,
    asides,
    binding,
    conditions,
    cues,
    denials,
    holding,
    limits,
    shortening,
    tails,
    words,
)
from graph.ingest.text.coordination import members
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span
from graph.vocabulary import PAGE_PREDICATES

ROOMS = (adjuncts, asides, binding, conditions, cues, denials, holding, limits, shortening, tails, words)
NO_LETTERS = re.compile(r"\\.|\(\?P[<=]\w+")  # what a pattern writes with letters and does not mean by them


def _patterns(value: object) -> Iterator[Pattern]:
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, tuple | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _patterns(one)


@pytest.fixture(scope="module")
def lines(root: Path) -> list[str]:
    pages = sorted((root / "data" / "procedures").iterdir())
    return sorted({line.strip(" -*#•.") for page in pages for line in page.read_text("utf-8").splitlines()} - {""})


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_what_is_looked_for_in_lower_case_has_no_capital(room: ModuleType) -> None:
    quiet = [one.pattern for one in _patterns(tuple(vars(room).values())) if not one.flags & re.IGNORECASE]
    assert quiet
    assert not [pattern for pattern in quiet if any(letter.isupper() for letter in NO_LETTERS.sub("", pattern))]


def test_a_shouted_line_has_the_same_condition(lines: list[str]) -> None:
    for n, line in enumerate(lines):
        if line.isascii():
            for section in list(PAGE_PREDICATES)[n % 4::4]:
                quiet, loud = (conditions.trailing(text, section) for text in (line, line.upper()))
                assert (quiet and quiet.span(1)) == (loud and loud.span(1)), line
                assert conditions.begins_with_cue(line) == conditions.begins_with_cue(line.upper()), line


def test_a_shouted_line_denies_the_same_and_is_cut_at_the_same_places(lines: list[str]) -> None:
    for n, line in enumerate(lines):
        if line.isascii():
            section = list(PAGE_PREDICATES)[n % 8]
            assert denials.denied(line, section) == denials.denied(line.upper(), section), line
            quiet, loud = (members(Span.at(text, 0), lambda _: False) for text in (line, line.upper()))
            assert [(m.span.start, m.span.end) for m in quiet] == [(m.span.start, m.span.end) for m in loud], line
