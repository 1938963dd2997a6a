"""Ranges and classes of codes, expanded on the lists that the release holds; what is not held is not guessed.

A range is expanded on the newest edition of its code system that had begun on the day of the text, so that a code is
reached only if it existed, or on the oldest one for a text from before all that are held; every set says which edition
that was, and every edge made here through which range or class it came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import BadInput
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.ingest.batch import Batch
from graph.ingest.policies import ranges
from graph.ingest.policies.ranges import CodeRange, Expansion
from graph.ingest.sealing import seal, span
from graph.ingest.sorting import distinct
from graph.model import CodeSet, Edition, Policy, PolicyVersion, Provision, Qualifiers

_EXPANDED = ("range", "class")  # a placeholder such as "varies" stands for nothing that could be listed


@dataclass(frozen=True)
class Listed:
    """The distinct codes of one system that one edition lists, as CURIEs."""

    edition: Edition | None
    ids: pa.Array

    @property
    def age(self) -> tuple[str, int]:
        """Sorts editions by time, and the longest list of one day last."""
        return (self.edition.effective_from.isoformat(), -len(self.ids)) if self.edition else ("", 0)

    @cached_property
    def codes(self) -> list[str]:
        """Without their prefix, in the order of official lists."""
        bare = pc.list_element(pc.split_pattern(self.ids, ":", max_splits=1), 1)
        return bare.take(pc.sort_indices(pc.replace_substring(bare, ".", ""))).to_pylist()  # as `sort_key` has it


@dataclass(frozen=True)
class Lists:
    """The codes of every system by edition; `None` is all that any official file lists."""

    batches: Sequence[Batch]
    _known: dict[str, list[Listed]] = field(default_factory=dict)

    def of(self, system: str, day: date | None) -> tuple[str | None, list[str]]:
        """The edition of a system for a day, the newest without a day, and its codes; nothing where none is held."""
        if system not in self._known:
            self._known[system] = self._editions(system)
        listed = self._known[system]
        own = [one for one in listed if one.edition and one.edition.family == system]
        held = own or listed
        begun = [one for one in held if day is None or one.edition is None or one.edition.effective_from <= day]
        if not held:
            return None, []
        chosen = (begun or held[:1])[-1]
        return (chosen.edition.id if chosen.edition else "the codes held"), chosen.codes

    def _editions(self, system: str) -> list[Listed]:
        """The editions that list codes of a system, the oldest first."""
        parts: dict[Edition | None, list[pa.Array]] = defaultdict(list)
        for batch in self.batches:
            if len(ids := _listed(seal(batch), system)):
                parts[batch.edition].append(ids)
        found = [Listed(edition, pc.unique(pa.chunked_array(ids))) for edition, ids in parts.items()]
        return sorted(found, key=lambda one: one.age)


def _listed(batch: Batch, system: str) -> pa.Array:
    """The codes of a system that a batch lists."""
    at = span(batch.ids, system)
    rows = batch.table("codes").column("id").combine_chunks() if at.stop > at.start else pa.chunked_array([], pa.int8())
    if not len(rows):
        return pa.array([], pa.string())
    listed = distinct(rows.indices.to_numpy())
    start, stop = np.searchsorted(listed, [at.start, at.stop])
    return batch.ids.take(pa.array(listed[start:stop]))


def expand(policies: Sequence[Policy], batches: Sequence[Batch]) -> tuple[list[Policy], list[Batch]]:
    """The policies with the codes that their sets hold, and the edges from provisions to these codes."""
    lists, made = Lists(batches), []
    editions = {b.document: b.edition for b in batches}
    found = []
    for policy in policies:
        if any(p.sets for p in policy.provisions):
            versions = tuple(_version(v, lists, editions.get(v.document), made) for v in policy.versions)
            policy = replace(policy, versions=versions)
        found.append(policy)
    return found, made


def _version(version: PolicyVersion, lists: Lists, edition: Edition | None, made: list[Batch]) -> PolicyVersion:
    day = edition.effective_from if edition else version.effective_from
    batch = Batch(version.document, edition)
    provisions = tuple(_provision(p, lists, day, batch) if p.sets else p for p in version.provisions)
    if batch.table("edges").num_rows:
        made.append(batch)
    return replace(version, provisions=provisions)


def _provision(provision: Provision, lists: Lists, day: date | None, batch: Batch) -> Provision:
    sets, codes = [], set(provision.codes)
    for one in provision.sets:
        edition, inside = _inside(one, lists, day)
        sets.append(replace(one, edition=edition))
        for code in inside:
            batch.mention(code)
            batch.edge(provision.id, "applies_to", code, qualifiers=Qualifiers(reason=f"{one.kind} {one.raw}"))
        codes.update(inside)
    return replace(provision, sets=tuple(sets), codes=tuple(sorted(codes)))


def _inside(one: CodeSet, lists: Lists, day: date | None) -> tuple[str | None, list[str]]:
    """The list that a set was expanded on and the codes it holds; none of both where that cannot be done."""
    if one.kind not in _EXPANDED:
        return None, []
    for system in (one.system,) if one.system else PROCEDURE_SYSTEMS:
        edition, codes = lists.of(system, day)
        try:
            found = _expansion(one, system, codes)
        except BadInput:
            found = None
        if found is not None:
            return edition, [f"{system}:{code}" for code in found.codes]
    return None, []


def _expansion(one: CodeSet, system: str, codes: Sequence[str]) -> Expansion | None:
    if one.kind == "class":
        return ranges.expand_class(one.raw, system, codes)
    return ranges.expand(CodeRange(one.raw, system, one.first, one.last), codes) if one.first and one.last else None
