"""What one policy document says, as records: the shape that every policy reader ends in and `codekin policy` prints.

Offsets count characters of the decoded text of the document, as everywhere. A stance and a prior-authorization
requirement are separate; codes that are merely mentioned are in no provision.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graph.model import Problem


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date with its role; `value` keeps the precision as printed (2017-01), `raw` the words."""

    role: str
    value: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadCode:
    """One code as it stands in the text; `system` is one of CPT, HCPCS, ICD10CM, ICD10PCS, CDT, REVENUE."""

    system: str
    code: str
    start: int
    end: int
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRange:
    """A range of codes as printed, both ends included; it is expanded later, on the list of the right edition."""

    raw: str
    system: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A node of a criteria tree: ALL, ANY, AT_LEAST (with `least`), NOT over `parts`, or a LEAF with text and type."""

    kind: str
    text: str
    start: int
    end: int
    leaf: str | None = None
    least: int | None = None
    parts: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadProvision:
    """One stance over code sets: the phrase that carries it (`exact` at `start`…`end`), its group where numbered."""

    stance: str
    prior_authorization: str
    exact: str
    start: int
    end: int
    group: str | None = None
    codes: tuple[ReadCode, ...] = ()
    ranges: tuple[ReadRange, ...] = ()
    pseudo: tuple[str, ...] = ()
    is_default: bool = False
    criteria: Criterion | None = None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One HCPCS or CPT code with the diagnoses for which a table marks it."""

    hcpcs: str
    icd10: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie to another policy: supersedes, companion_of, defers_to, twin_of, adopts, cites; `number` as printed."""

    kind: str
    number: str
    start: int
    end: int


@dataclass(frozen=True)
class PolicyReading:
    """A policy document, read. `number` is None where the document has none; `scope` names contractors and states."""

    file: str
    payer: str | None
    number: str | None
    title: str | None
    kind: str | None
    status: str | None
    dates: tuple[DatedFact, ...] = ()
    provisions: tuple[ReadProvision, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    relations: tuple[Relation, ...] = ()
    scope: tuple[str, ...] = ()
    revision: str | None = None
    problems: tuple[Problem, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The contract of `codekin policy`."""
        return {
            "file": self.file,
            "policy": {
                "payer": self.payer, "number": self.number, "title": self.title, "kind": self.kind,
                "status": self.status, "dates": [{"role": d.role, "value": d.value} for d in self.dates],
            },
            "provisions": [_provision(p) for p in self.provisions],
            "matrix": [{"hcpcs": row.hcpcs, "icd10": list(row.icd10)} for row in self.matrix],
            "problems": [{"line": p.line, "what": p.what} for p in self.problems],
        }


def _provision(p: ReadProvision) -> dict[str, Any]:
    return {
        "stance": p.stance, "prior_authorization": p.prior_authorization, "group": p.group, "exact": p.exact,
        "start": p.start, "end": p.end, "default": p.is_default,
        "codes": [{"system": c.system, "code": c.code, **({"modifiers": list(c.modifiers)} if c.modifiers else {})}
                  for c in p.codes],
        "ranges": [{"raw": r.raw, "start": r.first, "end": r.last} for r in p.ranges],
        "pseudo": list(p.pseudo),
        "criteria": _criterion(p.criteria) if p.criteria else None,
    }


def _criterion(c: Criterion) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": c.kind, "text": c.text}
    if c.leaf:
        found["leaf"] = c.leaf
    if c.least is not None:
        found["least"] = c.least
    return found | ({"parts": [_criterion(part) for part in c.parts]} if c.parts else {})
