"""Policies of all sources: joined into families, tied to each other, and written as the tables they are asked from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.ingest import records
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.batch import Batch
from graph.model import Policy, PolicyRelation, PolicyVersion, Provision
from graph.release.tables import table
from graph.release.writer import Writer

Rows = list[dict[str, Any]]


# --- families ---


def collect(own: Iterable[Policy], batches: Sequence[Batch]) -> list[Policy]:
    """Every policy once, by identifier: what several files say of one is one family, the newest file decides."""
    found: dict[str, Policy] = {}
    dated = sorted(batches, key=lambda b: b.edition.effective_from.isoformat() if b.edition else "")
    said = (records.load(text) for b in dated for text in b.table("policies").column("record").to_pylist())
    for policy in (*own, *said):
        found[policy.id] = _joined(found[policy.id], policy) if policy.id in found else policy
    return tied([found[id] for id in sorted(found)])


def _joined(old: Policy, new: Policy) -> Policy:
    versions = {v.id: v for v in old.versions}
    for version in new.versions:
        versions[version.id] = _version(versions[version.id], version) if version.id in versions else version
    return replace(new, versions=tuple(versions[id] for id in sorted(versions)),
                   aliases=tuple(sorted({*old.aliases, *new.aliases})),
                   relations=tuple(dict.fromkeys((*old.relations, *new.relations))))


def _version(old: PolicyVersion, new: PolicyVersion) -> PolicyVersion:
    provisions = {p.id: p for p in old.provisions}
    for provision in new.provisions:
        had = provisions.get(provision.id)
        provisions[provision.id] = provision if had is None else replace(
            provision, codes=tuple(sorted({*had.codes, *provision.codes})),
            sets=tuple({s.id: s for s in (*had.sets, *provision.sets)}.values()))
    return replace(new, provisions=tuple(provisions.values()), scope=tuple(dict.fromkeys((*old.scope, *new.scope))))


# --- ties ---


def tied(policies: Sequence[Policy]) -> list[Policy]:
    """Relations with the policies they name, where those are held, and twins found by their equal content."""
    named: dict[str, list[Policy]] = defaultdict(list)
    for policy in policies:
        for key in {_key(text) for text in (policy.number, *policy.aliases) if text}:
            named[key].append(policy)
    twins = _twins(policies)
    return [replace(p, relations=(*(_resolved(p, r, named) for r in p.relations), *twins.get(p.id, ())))
            for p in policies]


def _key(number: str) -> str:
    """A policy number without what different documents write around it.

    >>> _key("NCD 20.29"), _key("cpb 0325")
    ('20.29', '0325')
    """
    return re.sub(r"^(ncd|lcd|article|cpb|section)(?=\d|l\d|a\d)", "", re.sub(r"\s+", "", number.lower()))


def _resolved(policy: Policy, relation: PolicyRelation, named: dict[str, list[Policy]]) -> PolicyRelation:
    """The one policy of that number: of the same payer, else of Medicare's, whose numbers others quote."""
    others = [p for p in named.get(_key(relation.number), ()) if p.id != policy.id]
    for payer in (policy.payer, "payer:cms"):
        if len(found := [p for p in others if p.payer == payer]) == 1:
            return replace(relation, target=found[0].id)
    return relation


def _twins(policies: Sequence[Policy]) -> dict[str, tuple[PolicyRelation, ...]]:
    """Policies of one payer with the same title and the same provisions under different contractors."""
    alike: dict[tuple[Any, ...], list[Policy]] = defaultdict(list)
    for policy in policies:
        if any(s.kind in ("contractor", "jurisdiction", "state") for v in policy.versions for s in v.scope):
            content = frozenset((p.stance, p.phrase, frozenset(p.codes)) for p in policy.current.provisions)
            alike[policy.payer, policy.kind, policy.title.casefold(), content].append(policy)
    return {p.id: tuple(PolicyRelation("twin_of", o.number or o.title, o.id) for o in same if o.id != p.id)
            for same in alike.values() if len(same) > 1 for p in same}


def ties(policies: Iterable[Policy]) -> Iterator[Batch]:
    """Edges between policies, from the relations whose other end is held."""
    for policy in policies:
        held = [r for r in policy.relations if r.target is not None]
        if held:
            batch = Batch(policy.document)
            for r in sorted(set(held), key=lambda r: (r.kind, str(r.target), r.start or 0)):
                batch.columns("edges", 1, subject=policy.id, predicate=r.kind, object=r.target, start=r.start,
                              end=r.end, exact=r.number if r.start is not None else None,
                              method="computed" if r.kind == "twin_of" else "curated")
            yield batch


# --- tables ---


def write(policies: Sequence[Policy], nodes: Nodes, documents: dict[str, int], writer: Writer) -> None:
    """The tables of policies, their versions, provisions, code sets and criteria."""
    row = nodes.rows
    found: dict[str, Rows] = defaultdict(list)
    for policy in sorted(policies, key=lambda p: row[p.id]):
        kept = ("number", "title", "kind", "line", "summary", "url", "citation", "licence", "benefit",
                "carries_coverage")
        found["policies"].append({"policy": row[policy.id], "payer": row[policy.payer]}
                                 | {name: getattr(policy, name) for name in kept})
        found["policy_aliases"] += [{"policy": row[policy.id], "alias": alias} for alias in policy.aliases]
        found["policy_relations"] += [
            {"policy": row[policy.id], "kind": r.kind, "number": r.number, "target": r.target and row[r.target]}
            for r in policy.relations]
        for version in policy.versions:
            _version_rows(version, row[policy.id], row, documents, found)
    for name in ("policies", "policy_aliases", "policy_relations", "policy_versions", "policy_dates", "policy_scopes",
                 "provisions", "code_sets", "code_rules", "criteria"):
        writer.table(name, table(name, found[name]))


def _version_rows(
    version: PolicyVersion, policy: int, row: Mapping[str, int], documents: dict[str, int], found: dict[str, Rows]
) -> None:
    number = row[version.id]
    found["policy_versions"].append({
        "version": number, "policy": policy, "document": documents[version.document], "revision": version.revision,
        "status": version.status, "effective_from": version.effective_from, "effective_to": version.effective_to})
    found["policy_dates"] += [{"version": number, **records.plain(d)} for d in version.dates]
    found["policy_scopes"] += [{"version": number, **records.plain(s)} for s in version.scope]
    found["code_rules"] += [
        {"version": number, "procedure": row[r.procedure], "diagnosis": row[r.diagnosis], "role": r.role}
        for r in version.rules]
    for provision in version.provisions:
        _provision_rows(provision, number, policy, row, found)


def _provision_rows(
    provision: Provision, version: int, policy: int, row: Mapping[str, int], found: dict[str, Rows]
) -> None:
    number = row[provision.id]
    kept = ("group", "stance", "prior_authorization", "phrase", "is_default", "basis")
    found["provisions"].append({"provision": number, "version": version, "policy": policy}
                               | {name: getattr(provision, name) for name in kept})
    found["code_sets"] += [
        {"set": row[s.id], "provision": number, **{k: v for k, v in records.plain(s).items() if k != "id"}}
        for s in provision.sets]
    found["criteria"] += [{"provision": number, **records.plain(c)} for c in provision.criteria]
