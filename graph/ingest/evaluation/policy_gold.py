"""Annotated policies: what one document says, as its annotator read it, in the shape that the scorer compares.

Where more than one answer is right ("Cigna" or "Cigna Healthcare") the gold file gives a list, the first being the
usual one. Documents that are not ours to copy stay in the shared data folder; of those a gold file holds values and
offsets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import BadTable
from graph.ingest.evaluation.gold import SHARED, LeftOut
from graph.vocabulary import DATE_ROLES, PRIOR_AUTHORIZATION, STANCES

FIELDS = ("payer", "number", "title", "kind", "status")
SYSTEMS = ("CPT", "HCPCS", "ICD10CM", "ICD10PCS", "CDT", "REVENUE")
_PREFIX = "shared:"

Dated = tuple[str, str]
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GoldCode:
    """A code with its stances, each a tuple of labels of which any is right."""

    system: str
    stances: tuple[tuple[str, ...], ...]
    prior_authorization: str


@dataclass(frozen=True, slots=True)
class GoldPolicy:
    """One annotated document, or the record of that place (from 0) in a file of several.

    `codes` and `ranges` are keyed by folded codes; `mentions` are real codes without a stance, `false_codes` are none.
    `matrix` is None where pairs of codes are stated in prose only: there it is not judged.
    """

    name: str
    folder: str
    file: Path
    record: int
    fields: Mapping[str, tuple[str | None, ...]]
    dates: tuple[tuple[Dated, ...], ...]
    optional_dates: frozenset[Dated]
    codes: Mapping[str, GoldCode]
    ranges: tuple[tuple[str, str], ...]
    mentions: frozenset[str]
    false_codes: frozenset[str]
    stated: tuple[tuple[str, ...], ...]
    matrix: frozenset[Cell] | None


def fold(code: str) -> str:
    """A code as it is compared: with or without its dot it is the same.

    >>> fold("c17.0")
    'C170'
    """
    return code.replace(".", "").strip().upper()


def load(file: Path, shared: Path = SHARED) -> GoldPolicy | LeftOut:
    """The gold of one policy; `LeftOut` where its document is not beside the project or is another edition."""
    data = json.loads(file.read_text("utf-8"))
    own = not data["file"].startswith(_PREFIX)
    page = (file.parent / data["file"] if own else shared / data["file"].removeprefix(_PREFIX)).resolve()
    if not own and (why := _unfit(page, data["sha256"])):
        return LeftOut(file.stem, file.parent.name, why)
    _check(data, file)
    return GoldPolicy(
        file.stem, file.parent.name, page, data.get("record", 0), {f: _any(data["policy"][f]) for f in FIELDS},
        tuple(_dates(d) for d in data["dates"] if not d.get("optional")),
        frozenset(one for d in data["dates"] if d.get("optional") for one in _dates(d)), _codes(data),
        tuple((fold(r["first"]), fold(r["last"])) for r in data["ranges"]),
        frozenset(fold(m["code"]) for m in data["mentions"]), frozenset(fold(f["text"]) for f in data["false_codes"]),
        tuple(tuple(one.split("|")) for one in data["stated"]),
        None if data["matrix"] is None else _cells(data["matrix"]))


def _unfit(page: Path, sha256: str) -> str | None:
    if not page.is_file():
        return "document is not beside the project"
    found = hashlib.sha256(page.read_bytes()).hexdigest()
    return None if found == sha256 else "document is another edition than the annotated one"


def _any(value: Any) -> tuple[str | None, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _dates(row: dict[str, Any]) -> tuple[Dated, ...]:
    """A date under every role that is right for it."""
    return tuple((role, row["value"]) for role in row["role"].split("|"))


def _codes(data: dict[str, Any]) -> dict[str, GoldCode]:
    """Codes, and both ends of every range."""
    rows = [(c["code"], c) for c in data["codes"]]
    rows += [(r[end], r) for r in data["ranges"] for end in ("first", "last")]
    return {fold(code): GoldCode(row["system"], tuple(tuple(s.split("|")) for s in row["stances"]),
                                 row["prior_authorization"]) for code, row in rows}


def _cells(rows: Iterable[dict[str, Any]]) -> frozenset[Cell]:
    return frozenset((fold(row["hcpcs"]), fold(code)) for row in rows for code in row["icd10"])


def _check(data: dict[str, Any], file: Path) -> None:
    """Every word of a vocabulary must be one of it, or a figure would quietly be too low."""
    rows = [*data["codes"], *data["ranges"]]
    words = (("stance", STANCES, [s for row in rows for one in row["stances"] for s in one.split("|")]
              + [s for one in data["stated"] for s in one.split("|")]),
             ("prior authorization", PRIOR_AUTHORIZATION, [row["prior_authorization"] for row in rows]),
             ("code system", SYSTEMS, [row["system"] for row in rows]),
             ("role of a date", DATE_ROLES, [role for d in data["dates"] for role, _ in _dates(d)]))
    for what, known, used in words:
        if unknown := sorted(set(used) - set(known)):
            raise BadTable(f"annotation names an unknown {what}", where=file, expected=", ".join(known),
                           got=", ".join(unknown), hint="correct the gold file")
