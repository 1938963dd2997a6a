"""Patterns that are compiled when they are asked for something, or all at once."""

import copy
import re

import pytest

from graph.ingest.text import patterns
from graph.ingest.text.patterns import Pattern


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made here is none of the reader's."""
    monkeypatch.setattr(patterns, "_made", [])


def test_a_pattern_is_compiled_when_it_is_asked() -> None:
    pattern = Pattern(r"(?P<n>\d+) pm", re.IGNORECASE)
    with pytest.raises(AttributeError):
        object.__getattribute__(pattern, "compiled")
    assert pattern.search("at 6 PM")["n"] == "6"
    assert pattern.compiled == re.compile(r"(?P<n>\d+) pm", re.IGNORECASE)


def test_all_are_compiled_at_once() -> None:
    pattern = Pattern("one more")
    assert patterns.compiled() == 1
    assert object.__getattribute__(pattern, "compiled") is pattern.compiled


def test_a_pattern_can_be_copied() -> None:
    assert copy.copy(Pattern("[a-c]+")).fullmatch("abc")


def test_what_is_no_pattern_says_so_when_it_is_asked() -> None:
    with pytest.raises(re.error):
        Pattern("(").search("anything")
