"""Policy records as text and back, so that a batch can keep them in a column like everything else it read."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

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


def plain(record: Any) -> dict[str, Any]:
    """The fields of a flat record, at a tenth of what `dataclasses.asdict` takes."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def dump(policy: Policy) -> str:
    """One policy as JSON."""
    return orjson.dumps(policy).decode()


def load(text: str) -> Policy:
    """The policy that `dump` wrote."""
    said = orjson.loads(text)
    return Policy(**said | {
        "versions": tuple(_version(v) for v in said["versions"]), "aliases": tuple(said["aliases"]),
        "relations": _all(PolicyRelation, said["relations"]),
    })


def _version(said: dict[str, Any]) -> PolicyVersion:
    ends = {end: said[end] and date.fromisoformat(said[end]) for end in ("effective_from", "effective_to")}
    return PolicyVersion(**said | ends | {
        "dates": _all(PolicyDate, said["dates"]), "scope": _all(Scope, said["scope"]),
        "provisions": tuple(_provision(p) for p in said["provisions"]), "rules": _all(CodeRule, said["rules"]),
    })


def _provision(said: dict[str, Any]) -> Provision:
    return Provision(**said | {
        "codes": tuple(said["codes"]), "sets": _all(CodeSet, said["sets"]),
        "criteria": _all(PolicyCriterion, said["criteria"]),
    })


def _all(kind: type[Any], said: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**one) for one in said)
