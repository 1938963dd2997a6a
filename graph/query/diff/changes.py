"""Counts of what was added, removed and changed per code system, and the statements themselves on demand.

What a side says by sources that the other does not hold is no change: it is counted and listed apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from graph.errors import BadInput
from graph.query.diff.apart import Apart, apart
from graph.query.diff.held import Telling
from graph.query.diff.sides import Common, Ids, Rows, Side, distinct, systems_of, unpack, without
from graph.query.graph import Graph

KINDS = ("codes", "labels", "attributes", "edges")
WAYS = ("added", "removed", "changed")
APART = ("old_only", "new_only")
"""What one side alone says, because the other holds no such source."""


@dataclass(frozen=True)
class Changes:
    """The comparison of two sides in one code system. Statements are listed in order of identifiers."""

    system: str
    old: Side
    new: Side
    _found: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)
    _apart: dict[tuple[str, str], Apart] = field(default_factory=dict, repr=False)

    def counts(self) -> dict[str, Any]:
        """How many codes, names, facts and edges were added, removed and changed, edges also by predicate; and what
        is held for one side only."""
        found = {kind: {way: self.total(kind, way) for way in WAYS} for kind in KINDS}
        return {**found, "predicates": self._predicates(), "one_sided": self.one_sided()}

    def total(self, kind: str, way: str) -> int:
        """How many statements of one kind went one way."""
        return len(self._numbers(kind, way))

    def codes(self, way: str) -> list[str]:
        """The codes that went one way, by identifier."""
        return [self._node(number) for number in self._numbers("codes", way).tolist()]

    def one_sided(self) -> list[dict[str, Any]]:
        """How many statements one side alone says by each source that the other does not hold, by predicate or name."""
        return [{"side": way.removesuffix("_only"), "source": source.reader, "family": source.family, "kind": kind,
                 "name": name or source.part or None, "statements": size}
                for way in APART for kind in KINDS for source, name, size in self._set_apart(kind, way).counts]

    def details(self, kind: str, way: str, first: int | None = None) -> list[dict[str, Any]]:
        """The statements of one kind that went one way, at most `first` of them."""
        if kind not in KINDS or way not in WAYS + APART:
            raise BadInput("unknown kind of change", got=f"{kind} {way}",
                           expected=f"one of {', '.join(KINDS)} and one of {', '.join(WAYS + APART)}")
        say = {"codes": self._code, "labels": self._label, "attributes": self._attribute, "edges": self._edge}[kind]
        return list(islice((said for n in self._numbers(kind, way).tolist() for said in say(n, way)), first))

    # --- numbers ---

    def _numbers(self, kind: str, way: str) -> np.ndarray:
        """The statements of one kind and way; a changed one is known by what stayed the same of it."""
        if (kind, way) not in self._found:
            self._found[kind, way] = self._compared(kind, way)
        return self._found[kind, way]

    def _compared(self, kind: str, way: str) -> np.ndarray:
        width = self._width(kind)
        if way in APART:
            return distinct(self._set_apart(kind, way).statements // width)
        old, new = self._said(kind, "old_only"), self._said(kind, "new_only")
        before, after = distinct(old // width), distinct(new // width)
        if way == "added":
            return without(after, before)
        if way == "removed":
            return without(before, after)
        if kind == "codes":
            return self._relabelled()
        differing = distinct(np.setxor1d(old, new, assume_unique=True) // width)
        return _both(differing, _both(before, after))

    def _said(self, kind: str, way: str) -> np.ndarray:
        """The statements of one kind on one side, without those set apart."""
        side = self.old if way == "old_only" else self.new
        return without(getattr(side, kind), self._set_apart(kind, way).statements)

    def _set_apart(self, kind: str, way: str) -> Apart:
        if kind == "codes":
            return Apart()
        if (kind, way) not in self._apart:
            sides = (self.old, self.new) if way == "old_only" else (self.new, self.old)
            self._apart[kind, way] = apart(*sides, kind)
        return self._apart[kind, way]

    def _width(self, kind: str) -> int:
        """How much of a packed statement may differ and the statement still be the same one, changed."""
        return {"attributes": self.old.attribute_sizes[-1], "edges": self.old.edge_sizes[-1]}.get(kind, 1)

    def _relabelled(self) -> np.ndarray:
        """Codes on both sides whose names differ."""
        width = self.old.label_sizes[-1]
        labels = (self._said("labels", way) for way in APART)
        differing = distinct(np.setxor1d(*labels, assume_unique=True) // width)
        return _both(differing, _both(self.old.codes, self.new.codes))

    def _predicates(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for way in WAYS:
            _, predicate, _ = unpack(self._numbers("edges", way), self.old.edge_sizes[:3])
            names, counts = np.unique(predicate, return_counts=True)
            for name, count in zip(names.tolist(), counts.tolist(), strict=True):
                found.setdefault(self.old.common.predicates[name], dict.fromkeys(WAYS, 0))[way] = count
        return dict(sorted(found.items()))

    # --- statements ---

    def _node(self, number: int) -> str:
        return self.old.common.ids[number]

    def _code(self, number: int, way: str) -> Iterator[dict[str, Any]]:
        id = self._node(number)
        said: dict[str, Any] = {"code": id}
        for name, side, other in (("old", self.old, "added"), ("new", self.new, "removed")):
            if way != other and (node := side.graph.find(id)) is not None:  # on a day without it, it has no name
                said[name] = node.label
        yield said

    def _label(self, number: int, way: str) -> Iterator[dict[str, Any]]:
        node, text = unpack(np.array([number]), self.old.label_sizes)
        yield {"code": self._node(node[0]), "text": self.old.common.texts[text[0]]}

    def _attribute(self, number: int, way: str) -> Iterator[dict[str, Any]]:
        node, name = unpack(np.array([number]), self.old.attribute_sizes[:2])
        said: dict[str, Any] = {"code": self._node(node[0]), "name": self.old.common.names[name[0]]}
        for key, side in (("old", self.old), ("new", self.new)):
            if values := [side.common.values[v] for v in _within(side.attributes, number, self._width("attributes"))]:
                said[key] = values
        yield said

    def _edge(self, number: int, way: str) -> Iterator[dict[str, Any]]:
        subject, predicate, object = unpack(np.array([number]), self.old.edge_sizes[:3])
        said: dict[str, Any] = {
            "subject": self._node(subject[0]), "predicate": self.old.common.predicates[predicate[0]],
            "object": self._node(object[0])}
        for key, side in (("old", self.old), ("new", self.new)):
            kinds = [side.common.qualifiers[q] for q in _within(side.edges, number, self._width("edges"))]
            if kinds:
                said[key] = [{k: v for k, v in asdict(q).items() if v not in (None, False)} for q in kinds]
        yield said


def _both(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.intersect1d(some, others, assume_unique=True)


def _within(packed: np.ndarray, number: int, width: int) -> list[int]:
    """The last parts of the packed statements that begin with a number."""
    a, b = np.searchsorted(packed, [number * width, (number + 1) * width])
    return (packed[a:b] - number * width).tolist()


def compare(old: Graph, new: Graph, systems: Sequence[str] = ()) -> list[Changes]:
    """The changes of each code system that either graph has codes of, or of those asked for."""
    held = systems_of(old, new)
    if unknown := [s for s in systems if s not in held]:
        raise BadInput("no such code system here", expected=", ".join(held), got=", ".join(unknown))
    ids, telling = Ids.of_graphs(old, new), (Telling(old), Telling(new))
    return [_changes(s, ids, *telling) for s in (systems or held)]


def _changes(system: str, ids: Ids, old: Telling, new: Telling) -> Changes:
    common = Common(ids, Rows(old.graph, (system,)), Rows(new.graph, (system,)))
    return Changes(system, Side(common.old, common, old), Side(common.new, common, new))
