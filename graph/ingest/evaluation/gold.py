"""Annotated pages: read from their JSON, and filled in from the page where a gold file may not quote it.

A page that is not ours to copy lies in the shared data folder beside the project. Its gold file holds offsets only, and
the hash of the file they were counted in.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graph.errors import BadTable
from graph.ingest.evaluation.matching import Spot
from graph.ingest.text.documents import decode
from graph.vocabulary import PAGE_PREDICATES

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
_PREFIX = "shared:"
_PREDICATES = frozenset(p.name for p in PAGE_PREDICATES.values())

Minutes = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated page. `code` is null where the page fits no single code, `duration` where it states none."""

    name: str
    folder: str
    page: Path
    code: str | None
    duration: Minutes | None
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A gold file whose page cannot be scored here, and why."""

    name: str
    folder: str
    why: str


def load(file: Path, shared: Path = SHARED) -> Gold | LeftOut:
    """The gold of one page; `LeftOut` where its page is not beside the project or is another edition."""
    data = json.loads(file.read_text("utf-8"))
    own = not data["file"].startswith(_PREFIX)
    page = (file.parent / data["file"] if own else shared / data["file"].removeprefix(_PREFIX)).resolve()
    if not own and (why := _unfit(page, data["sha256"])):
        return LeftOut(file.stem, file.parent.name, why)
    text = None if own else decode(page.read_bytes(), page)
    spots = tuple(_spot(m, text, file) for m in data["mentions"])
    return Gold(file.stem, file.parent.name, page, data["code"], minutes(data["duration"]), spots)


def minutes(duration: dict[str, Any] | None) -> Minutes | None:
    """What is compared of a duration: minimum and maximum in minutes."""
    return None if duration is None else (duration["minimum_minutes"], duration["maximum_minutes"])


def _unfit(page: Path, sha256: str) -> str | None:
    if not page.is_file():
        return "page is not beside the project"
    found = hashlib.sha256(page.read_bytes()).hexdigest()
    return None if found == sha256 else "page is another edition than the annotated one"


def _spot(m: dict[str, Any], text: str | None, file: Path) -> Spot:
    if m["predicate"] not in _PREDICATES:
        raise BadTable("annotation names an unknown predicate", where=file, expected=", ".join(sorted(_PREDICATES)),
                       got=m["predicate"], hint="correct the gold file")
    spot = Spot(m["predicate"], m["start"], m["end"], m["concept"], None, m["negated"], tuple(m.get("codes", ())),
                m.get("exact", ""), m.get("hedge"))
    if text is None:
        return replace(spot, condition=m["condition"])
    quote, condition = _cut(text, (spot.start, spot.end), file), m["condition"]
    return replace(spot, exact=quote, condition=condition and _cut(text, tuple(condition), file))


def _cut(text: str, span: tuple[int, int], file: Path) -> str:
    start, end = span
    if not 0 <= start < end <= len(text):
        raise BadTable("annotation lies outside its page", where=file, expected=f"0 to {len(text)}",
                       got=f"{start} to {end}", hint="annotate the page anew")
    return text[start:end]
