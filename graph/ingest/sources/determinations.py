"""Coverage determinations as structured records: one TOML file a policy, facts of the source in our own words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from graph.errors import BadTable
from graph.identifiers import find_code
from graph.ingest import terms
from graph.ingest.draft import Draft
from graph.model import Evidence, Policy, PolicyDate, PolicyRelation, PolicyVersion, Provision
from graph.vocabulary import BASES, DATE_ROLES, POLICY_STATUS, PRIOR_AUTHORIZATION, STANCES

_PAYERS = {"payer:cms": "Centers for Medicare & Medicaid Services (Medicare)"}
_KEYS = {"number", "title", "payer", "kind", "status", "version", "url", "citation", "summary", "benefit", "dates",
         "relations", "provisions"}
_NEEDED = {"number", "title", "payer", "kind", "status", "citation", "summary", "provisions"}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_RELATIONS = ("supersedes", "companion_of", "defers_to", "adopts", "cites")
_GROUPS = (None, "A", "B", "C", "D")
"""Parts of a national determination: general, covered, not covered, other."""


def add(draft: Draft, policy: Policy, text: str, document: str) -> None:
    """Add one determination, read from a text, with its payer, version and provisions."""
    draft.policies.append(policy)
    draft.node(policy.payer, "payer", _PAYERS.get(policy.payer, policy.payer.partition(":")[2]))
    draft.node(policy.id, "policy", f"{policy.kind} {policy.number}: {policy.title}", policy.summary)
    draft.node(policy.version, "policy_version", f"{policy.kind} {policy.number}, {_edition(policy)}")
    draft.edge(policy.id, "issued_by", policy.payer, _evidence(document, text, policy.title))
    draft.edge(policy.id, "has_version", policy.version, _evidence(document, text, policy.citation or policy.title))
    for provision in policy.provisions:
        _provision(draft, policy, provision, _evidence(document, text, provision.phrase))


def _provision(draft: Draft, policy: Policy, provision: Provision, evidence: Evidence) -> None:
    draft.node(provision.id, "provision", f"{policy.kind} {policy.number}: {STANCES[provision.stance].lower()}",
               provision.phrase)
    draft.edge(policy.version, "has_provision", provision.id, evidence)
    for code in provision.codes:
        draft.code(code)
        draft.edge(provision.id, "applies_to", code, evidence)


def read(path: Path, text: str, document: str) -> Policy:
    """One record; `BadTable` names the key that breaks the contract."""
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTable("not TOML", where=path, got=error, hint="mend the syntax") from error
    if not _NEEDED <= record.keys() <= _KEYS:
        raise BadTable("other keys", where=path, expected=sorted(_KEYS), got=sorted(record))
    name = f"{record['payer'].partition(':')[2]}/{record['kind']}-{record['number']}"
    return Policy(
        f"policy:{name}", record["payer"], record["number"], record["title"], record["kind"], record["summary"],
        record.get("url"), record["citation"], (_version(record, name, path, document),), licence="CC BY 4.0",
        benefit=record.get("benefit"), aliases=(f"{record['kind']} {record['number']}",),
        relations=tuple(_relation(r, path, text) for r in record.get("relations", [])),
    )


def _version(record: dict[str, Any], name: str, path: Path, document: str) -> PolicyVersion:
    dates = tuple(_date(d, path) for d in record.get("dates", []))
    if record["status"] not in POLICY_STATUS:
        raise BadTable("unknown status", where=path, expected=", ".join(POLICY_STATUS), got=record["status"])
    edition = record.get("version") or next((d.value for d in dates if d.role == "effective"), "undated")
    since, until = terms.period(dates)
    provisions = (_read_provision(p, f"provision:{name}/{n}", path) for n, p in enumerate(record["provisions"], 1))
    return PolicyVersion(f"policyversion:{name}@{edition}", record.get("version"), record["status"], document, dates,
                         since, until, provisions=tuple(provisions))


def _date(record: dict[str, Any], path: Path) -> PolicyDate:
    if not _DATE.fullmatch(str(record.get("value"))):
        raise BadTable("not a date", where=path, expected="YYYY, YYYY-MM or YYYY-MM-DD", got=record)
    if record.get("role") not in DATE_ROLES:
        raise BadTable("unknown role of a date", where=path, expected=", ".join(DATE_ROLES), got=record.get("role"),
                       hint="a new role is a new line of graph/vocabulary.py and a new word of the ontology")
    return PolicyDate(record["role"], record["value"])


def _relation(record: dict[str, Any], path: Path, text: str) -> PolicyRelation:
    if record.keys() != {"kind", "number"} or record["kind"] not in _RELATIONS:
        raise BadTable("not a relation", where=path, expected=f"number, and kind of {', '.join(_RELATIONS)}",
                       got=record)
    start = text.find(f'"{record["number"]}"') + 1
    return PolicyRelation(record["kind"], record["number"], None, start, start + len(record["number"]))


def _read_provision(record: dict[str, Any], id: str, path: Path) -> Provision:
    stance, prior, basis = record["stance"], record.get("prior_authorization", "unknown"), record.get("basis", "named")
    if stance not in STANCES or prior not in PRIOR_AUTHORIZATION or basis not in BASES:
        raise BadTable("unknown stance, prior authorization or basis", where=path, got=(stance, prior, basis),
                       expected=f"one of {', '.join(STANCES)}; {', '.join(PRIOR_AUTHORIZATION)}; {', '.join(BASES)}")
    if (group := record.get("group")) not in _GROUPS:
        raise BadTable("unknown part of a determination", where=path, expected="A, B, C, D or none", got=group)
    for code in record["codes"]:
        if find_code(code) != code:
            raise BadTable("not a code", where=path, expected="SYSTEM:code", got=code)
    return Provision(id, stance, prior, record["phrase"], record.get("default", False), basis, tuple(record["codes"]),
                     group)


def _edition(policy: Policy) -> str:
    edition = policy.version.rpartition("@")[2]
    return "undated" if edition == "undated" else f"version of {edition}" if "-" in edition else f"version {edition}"


def _evidence(document: str, text: str, exact: str) -> Evidence:
    start = max(text.find(exact), 0)
    return Evidence(document, "policies", exact, start, start + len(exact), "curated", 1.0)
