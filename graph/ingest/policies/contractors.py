"""The Medicare contractors of `data/policies/contractors.toml`: which jurisdictions and states one serves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import BadTable

_BUNDLED = Path(__file__).parents[3] / "data" / "policies" / "contractors.toml"
_KEYS = {"id", "kind", "names", "states"}
_KINDS = (("DME", re.compile(r"\bDME\b")), ("HHH", re.compile(r"\bHHH\b")), ("A/B", re.compile(r"\bPart [AB]\b|\bA/B\b|\bA and B\b")))


def load(path: Path) -> tuple[dict[str, Any], ...]:
    """The jurisdictions in the order of the file; `BadTable` names what breaks the contract."""
    try:
        records = tomllib.loads(path.read_text("utf-8")).get("jurisdiction", [])
        if not all(record.keys() == _KEYS for record in records):
            raise BadTable("other keys", where=path, expected=sorted(_KEYS), got=sorted({k for r in records for k in r}))
        return tuple(record | {"names": re.compile(record["names"])} for record in records)
    except (tomllib.TOMLDecodeError, OSError, re.error) as error:
        raise BadTable("contractors cannot be read", where=path, got=error, hint="mend the file") from error


@cache
def _bundled() -> tuple[dict[str, Any], ...]:
    return load(_BUNDLED)


def served(contractor: str) -> Iterator[str]:
    """The jurisdictions and states of a contractor, of the kind of contract that its name states, else of Parts A and B.

    >>> list(served("First Coast Service Options, Inc. (MAC - Part A, MAC - Part B)"))
    ['JN', 'FL', 'PR', 'VI']
    """
    kinds = {kind for kind, said in _KINDS if said.search(contractor)} or {"A/B"}
    for one in _bundled():
        if one["kind"] in kinds and one["names"].search(contractor):
            yield one["id"]
            yield from one["states"]
