"""Policies as they are asked: every row of the policy tables as a small record, held in memory and found by number.

Policies are few beside codes, and an answer touches many of them, so their tables become Python records once per
release; edges stay columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from graph import days
from graph.model import (
    CodeRule,
    CodeSet,
    Policy,
    PolicyCriterion,
    PolicyDate,
    PolicyRelation,
    PolicyVersion,
    Provision,
    Scope,
)
from graph.release.directory import Release
from graph.release.index import read, span

if TYPE_CHECKING:
    from graph.query.columns import Columns

PLACES = ("contractor", "jurisdiction", "state")
"""Kinds of scope that a place can be in or out of."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One row of `policies`, with the identifiers of the policy and its payer."""

    policy: int
    id: str
    payer: str
    payer_name: str
    number: str | None
    title: str
    kind: str
    line: str | None
    summary: str
    url: str | None
    citation: str | None
    licence: str | None
    benefit: str | None
    carries_coverage: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One row of `policy_versions`; `since` and `until` are days since 1970, `days.OPEN` where unknown.

    `first` tells that nothing of this policy was in effect before `since`, `limited` that it holds in some places only.
    """

    version: int
    id: str
    policy: int
    document: int
    revision: str | None
    status: str
    effective_from: Any
    effective_to: Any
    since: int
    until: int
    first: bool
    limited: bool
    scope: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """One row of `provisions`."""

    provision: int
    id: str
    version: int
    policy: int
    group: str | None
    stance: str
    prior_authorization: str
    phrase: str
    is_default: bool
    basis: str


class PolicyIndex:
    """The policy tables of one release, whatever the day."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._ids = release.table("nodes").column("id")
        self.verdicts: dict[tuple[int, int], tuple[str, str]] = {}
        self._diagnoses: dict[int, frozenset[int]] = {}
        self._labels = release.table("nodes").column("label")

    def id(self, number: int) -> str:
        return self._ids[number].as_py()

    def rows(self, table: str, key: str) -> dict[int, list[dict[str, Any]]]:
        """Rows of a table by one of its columns, in order."""
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in self.release.table(table).to_pylist():
            found[row.pop(key)].append(row)
        return found

    @cached_property
    def policies(self) -> dict[int, PolicyRow]:
        names = {n: self._labels[n].as_py() for n in set(self.release.table("policies").column("payer").to_pylist())}
        return {row["policy"]: PolicyRow(**row | {
            "id": self.id(row["policy"]), "payer_name": names[row["payer"]], "payer": self.id(row["payer"])})
            for row in self.release.table("policies").to_pylist()}

    @cached_property
    def payers(self) -> frozenset[str]:
        return frozenset(p.payer for p in self.policies.values())

    @cached_property
    def scopes(self) -> dict[int, list[dict[str, Any]]]:
        return self.rows("policy_scopes", "version")

    @cached_property
    def dates(self) -> dict[int, list[dict[str, Any]]]:
        return self.rows("policy_dates", "version")

    @cached_property
    def versions(self) -> dict[int, VersionRow]:
        return {row["version"]: self._version(row) for row in self.release.table("policy_versions").to_pylist()}

    def _version(self, row: dict[str, Any]) -> VersionRow:
        since, until = (days.OPEN if day is None else days.number(day)
                        for day in (row["effective_from"], row["effective_to"]))
        dates = self.dates.get(row["version"], [])
        starts = [d["value"] for d in dates if d["role"] == "original_effective"]
        first = any(str(row["effective_from"]).startswith(value) for value in starts)
        scope = tuple(Scope(**s) for s in self.scopes.get(row["version"], ()))
        return VersionRow(**row, id=self.id(row["version"]), since=since, until=until, first=first,
                          limited=any(s.kind in PLACES for s in scope), scope=scope)

    @cached_property
    def versions_of(self) -> dict[int, list[VersionRow]]:
        """Versions by policy."""
        return _by(self.versions.values(), lambda v: v.policy)

    @cached_property
    def provisions(self) -> dict[int, ProvisionRow]:
        return {row["provision"]: ProvisionRow(**row, id=self.id(row["provision"]))
                for row in self.release.table("provisions").to_pylist()}

    @cached_property
    def whole(self) -> dict[int, tuple[ProvisionRow, VersionRow, PolicyRow]]:
        """Every provision with its version and its policy."""
        return {n: (p, self.versions[p.version], self.policies[p.policy]) for n, p in self.provisions.items()}

    @cached_property
    def ranks(self) -> dict[int, int]:
        """The order of provisions where nothing else tells them apart: no default, the newest text, then by name."""
        def key(p: ProvisionRow) -> tuple[bool, int, str, str]:
            since = self.versions[p.version].since
            return p.is_default, days.OPEN if since == days.OPEN else -since, self.policies[p.policy].id, p.id

        return {p.provision: n for n, p in enumerate(sorted(self.provisions.values(), key=key))}

    @cached_property
    def provisions_of(self) -> dict[int, list[ProvisionRow]]:
        """Provisions by version."""
        return _by(self.provisions.values(), lambda p: p.version)

    @cached_property
    def rules(self) -> dict[tuple[int, int], dict[int, str]]:
        """Diagnoses with their role, by version and procedure."""
        found: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
        for row in self.release.table("code_rules").to_pylist():
            found[row["version"], row["procedure"]][row["diagnosis"]] = row["role"]
        return found

    def diagnoses(self, provision: int) -> frozenset[int]:
        """The diagnoses that a provision reaches."""
        if provision not in self._diagnoses:
            ends = self.reached.codes(provision)
            self._diagnoses[provision] = frozenset(n for n in ends.tolist() if self.id(n).startswith("ICD10CM:"))
        return self._diagnoses[provision]

    @cached_property
    def sets(self) -> dict[int, list[dict[str, Any]]]:
        return self.rows("code_sets", "provision")

    @cached_property
    def criteria(self) -> dict[int, list[dict[str, Any]]]:
        return self.rows("criteria", "provision")

    @cached_property
    def aliases(self) -> dict[int, list[dict[str, Any]]]:
        return self.rows("policy_aliases", "policy")

    @cached_property
    def relations(self) -> dict[int, list[dict[str, Any]]]:
        return self.rows("policy_relations", "policy")

    # --- edges ---

    @cached_property
    def reached(self) -> Reached:
        return Reached(self.release)


class Reached:
    """The edges `applies_to` with their periods and qualifiers, whatever the day: from a code to its provisions."""

    def __init__(self, release: Release) -> None:
        self._in, self._out = (read(release, "applies_to", way) for way in ("in", "out"))
        own = span(release, "applies_to")
        part = release.table("edges").slice(own.start, own.stop - own.start)
        self._first = own.start
        self._since, self._until = (days.array(part.column(end)) for end in ("valid_from", "valid_to"))
        self._qualifiers = part.column("qualifiers").to_numpy()
        self._reasons = release.table("qualifiers").column("reason").to_pylist()

    def of(self, code: int) -> list[tuple[int, int, int, int, str | None]]:
        """Of every provision that reaches a code: its row, the edge, first and last day of the edge, and its reason."""
        far, edges = self._in.of(code)
        at = edges - self._first
        reasons = self._reasons
        return [(p, e, s, u, reasons[q]) for p, e, s, u, q in zip(
            far.tolist(), edges.tolist(), self._since[at].tolist(), self._until[at].tolist(),
            self._qualifiers[at].tolist(), strict=True)]

    def codes(self, provision: int) -> np.ndarray:
        """The codes and code sets that a provision reaches on any day."""
        return self._out.of(provision)[0]


def _by(rows: Iterable[Any], key: Callable[[Any], int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


@lru_cache(maxsize=4)
def index_of(release: Release) -> PolicyIndex:
    """The index of a release, made once and shared by every day it is asked about."""
    return PolicyIndex(release)


# --- records ---


def policy(columns: Columns, index: PolicyIndex, number: int) -> Policy:
    """A policy family with its versions."""
    row = index.policies[number]
    kept = {f.name for f in fields(Policy)} & {f.name for f in fields(PolicyRow)}
    return Policy(
        **{name: getattr(row, name) for name in kept},
        versions=tuple(_version(columns, index, v) for v in index.versions_of[number]),
        aliases=tuple(a["alias"] for a in index.aliases.get(number, ())),
        relations=tuple(PolicyRelation(r["kind"], r["number"], None if r["target"] is None else index.id(r["target"]))
                        for r in index.relations.get(number, ())),
    )


def version(columns: Columns, index: PolicyIndex, number: int) -> PolicyVersion:
    """One text of a policy."""
    return _version(columns, index, index.versions[number])


def _version(columns: Columns, index: PolicyIndex, row: VersionRow) -> PolicyVersion:
    rules = (CodeRule(index.id(procedure), index.id(diagnosis), role)
             for (version, procedure), marks in index.rules.items() if version == row.version
             for diagnosis, role in marks.items()) if index.rules else ()
    return PolicyVersion(
        row.id, row.revision, row.status, columns.document(row.document).id,
        tuple(PolicyDate(**d) for d in index.dates.get(row.version, ())), row.effective_from, row.effective_to,
        row.scope, tuple(_provision(columns, index, p) for p in index.provisions_of.get(row.version, ())), tuple(rules),
    )


def _provision(columns: Columns, index: PolicyIndex, row: ProvisionRow) -> Provision:
    ends, _ = columns.rows("applies_to", "out").of(row.provision)
    codes = (columns.node(int(n)) for n in np.unique(ends))
    return Provision(
        row.id, row.stance, row.prior_authorization, row.phrase, row.is_default, row.basis,
        tuple(n.id for n in codes if n.category == "code"), row.group,
        tuple(CodeSet(index.id(s["set"]), **{k: v for k, v in s.items() if k != "set"})
              for s in index.sets.get(row.provision, ())),
        tuple(PolicyCriterion(**c) for c in index.criteria.get(row.provision, ())),
    )
