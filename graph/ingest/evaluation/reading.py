"""Scores of the page reader on a set of annotated pages, as `codekin evaluate reading` prints them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.ingest.evaluation.clusters import b_cubed
from graph.ingest.evaluation.matching import Spot, atomic, matched
from graph.ingest.text.reader import Reader, Reading
from graph.vocabulary import PAGE_PREDICATES


@dataclass(frozen=True, slots=True)
class Scored:
    """One page: what was annotated, what was read, and which is which."""

    name: str
    gold: dict[str, Any]
    reading: Reading
    annotated: list[Spot]
    found: list[Spot]
    pairs: list[tuple[int, int]]


def score_page(gold_file: Path, reader: Reader) -> Scored:
    """Read the page a gold file speaks of and match the mentions."""
    gold = json.loads(gold_file.read_text("utf-8"))
    reading = reader.read((gold_file.parent / gold["file"]).resolve())
    annotated = [_annotated(m) for m in gold["mentions"]]
    found = [_found(m) for m in reading.as_json()["mentions"]]
    return Scored(gold_file.stem, gold, reading, annotated, found, matched(annotated, found))


def _annotated(m: dict[str, Any]) -> Spot:
    return Spot(m["predicate"], m["start"], m["end"], m["concept"], m["condition"], m["negated"],
                tuple(m.get("codes", ())), m["exact"])


def _found(m: dict[str, Any]) -> Spot:
    return Spot(m["predicate"], m["start"], m["end"], m["concept"], m["condition"], m["negated"], tuple(m["codes"]),
                m["exact"])


def evaluate(folder: Path, reader: Reader) -> dict[str, Any]:
    """All figures over the gold files of a folder."""
    pages = [score_page(path, reader) for path in sorted(folder.glob("*.json"))]
    gold, found, hits = (sum(len(part) for part in parts) for parts in zip(
        *((p.annotated, p.found, p.pairs) for p in pages), strict=True))
    covered = [atomic(p.annotated, p.found) for p in pages]
    return {
        "pages": len(pages), "mentions": gold, "mention": _prf(hits, found, gold),
        "atomicity": _ratio(sum(a for a, _ in covered), sum(b for _, b in covered)),
        "condition": _flag(pages, lambda s: s.condition is not None), "negation": _flag(pages, lambda s: s.negated),
        "duration": _durations(pages), "code": _ratio(sum(p.gold["code"] == p.reading.code for p in pages), len(pages)),
        **_clustering(pages), "place_of_service": _codes(pages, "POS"), "taxonomy": _codes(pages, "NUCC"),
        "predicates": {p.name: _predicate(pages, p.name) for p in PAGE_PREDICATES.values()},
    }


def _ratio(a: float, b: float) -> float | None:
    return round(a / b, 3) if b else None


def _prf(hits: int, found: int, gold: int) -> dict[str, float | None]:
    return {"precision": _ratio(hits, found), "recall": _ratio(hits, gold), "f1": _ratio(2 * hits, found + gold)}


def _predicate(pages: list[Scored], name: str) -> dict[str, float | None]:
    hits = sum(p.annotated[g].predicate == name for p in pages for g, _ in p.pairs)
    found, gold = (sum(s.predicate == name for p in pages for s in getattr(p, part)) for part in ("found", "annotated"))
    return _prf(hits, found, gold)


def _flag(pages: list[Scored], said: Any) -> dict[str, float | None]:
    """Precision and recall of a yes-or-no property over matched mentions."""
    rows = [(said(p.annotated[g]), said(p.found[f])) for p in pages for g, f in p.pairs]
    return _prf(sum(a and b for a, b in rows), sum(b for _, b in rows), sum(a for a, _ in rows))


def _durations(pages: list[Scored]) -> float | None:
    right = [_same_duration(p.gold["duration"], p.reading) for p in pages]
    return _ratio(sum(right), len(right))


def _same_duration(gold: dict[str, Any] | None, reading: Reading) -> bool:
    own = reading.duration
    if gold is None or own is None:
        return gold is None and own is None
    return (gold["minimum_minutes"], gold["maximum_minutes"]) == (own.minimum_minutes, own.maximum_minutes)


def _clustering(pages: list[Scored]) -> dict[str, Any]:
    """B-cubed over matched mentions, and over concepts that the annotators saw on two or more pages."""
    pairs = [(p.annotated[g].concept, p.found[f].concept) for p in pages for g, f in p.pairs]
    seen = defaultdict(set)
    for p in pages:
        for s in p.annotated:
            seen[s.concept].add(p.name)
    several = [len(seen[g]) > 1 for g, _ in pairs]
    names = ("precision", "recall", "f1")
    return {
        "clustering": dict(zip(names, (round(x, 3) for x in b_cubed(pairs)), strict=True)),
        "clustering_several_pages": dict(zip(names, (round(x, 3) for x in b_cubed(pairs, several)), strict=True)),
    }


def _codes(pages: list[Scored], system: str) -> dict[str, float | None]:
    """Agreement of codes over matched mentions whose annotation has some: any in common, and the same set."""
    rows = []
    for p in pages:
        for g, f in p.pairs:
            own = {c for c in p.annotated[g].codes if c.startswith(system)}
            if own:
                rows.append((own, {c for c in p.found[f].codes if c.startswith(system)}))
    return {"any": _ratio(sum(bool(a & b) for a, b in rows), len(rows)),
            "same": _ratio(sum(a == b for a, b in rows), len(rows)), "of": len(rows)}
