"""What patterns need as it is read from them, or was before: it depends on the pattern alone, and reading it is dear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from typing import Any

from graph.ingest.text.needed import Need, is_anchored, needs_of, nodes_of, wayed
from graph.ingest.text.patterns import Pattern

Ways = list[list[Need]]
_ENOUGH = 8  # needs of a way that are looked at
_known: dict[str, Any] = {}
_recalled: dict[str, Any] = {}


def ways(pattern: Pattern) -> Ways:
    """The first needs of each way of a pattern."""
    def read() -> Ways:
        nodes = nodes_of(pattern)
        return [list(islice(needs_of(way, first=is_anchored(pattern, nodes)), _ENOUGH)) for way in wayed(nodes)]
    return _of("ways", pattern, read)


def foremost(pattern: Pattern, *, first: bool) -> Need | None:
    """The first need of a whole pattern, which may be looked for at the `first` of a text only."""
    def read() -> Ways:
        nodes = nodes_of(pattern)
        return [list(islice(needs_of(nodes, first=first or is_anchored(pattern, nodes)), 1))]
    return next(iter(_of("first" if first else "whole", pattern, read)[0]), None)


def _of(asked: str, pattern: Pattern, read: Callable[[], Ways]) -> Ways:
    key = f"{asked} {int(pattern.flags)} {pattern.pattern}"
    found = _said(_recalled[key]) if key in _recalled else read()
    _known[key] = found
    return found


def plain() -> dict[str, Any]:
    """All that was asked of patterns so far, as plain values."""
    return {key: [[_plain(need) for need in needs] for needs in found] for key, found in _known.items()}


def recall(said: dict[str, Any]) -> None:
    """Go on from what `plain` gave to an earlier process, which need not be read again."""
    _recalled.update(said)


def _plain(need: Need) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for table, head in sorted(need):
        found[table].append(head)
    return found


def _said(found: list[list[dict[str, list[str]]]]) -> Ways:
    return [[frozenset([(table, head) for table, heads in need.items() for head in heads]) for need in needs]
            for needs in found]
