"""What is counted on each page. Every figure is made of sums of these counts, so a set of pages can be drawn anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from graph.ingest.evaluation.clusters import agreement
from graph.ingest.evaluation.gold import Gold, Minutes
from graph.ingest.evaluation.matching import Spot, agree, atomic

Counts = dict[str, float]
SYSTEMS = {"place_of_service": "POS:", "taxonomy": "NUCC:"}


@dataclass(frozen=True, slots=True)
class Scored:
    """One page: what was annotated, what was read, and which is which; not `recognised`: refused by the reader."""

    gold: Gold
    found: tuple[Spot, ...]
    code: str | None
    duration: Minutes | None
    pairs: tuple[tuple[int, int], ...]
    recognised: bool = True

    def matches(self) -> list[tuple[Spot, Spot]]:
        """(annotated, found) of every matched mention."""
        return [(self.gold.spots[g], self.found[f]) for g, f in self.pairs]


def tallies(pages: list[Scored]) -> list[Counts]:
    """The counts of each page; its share of B-cubed is measured in the clusters of the whole set."""
    rows = agreement([(g.concept, f.concept) for p in pages for g, f in p.matches()])
    several, at, out = concepts_on_several_pages(pages), 0, []
    for page in pages:
        matches = page.matches()
        own = rows[at: at + len(matches)]
        at += len(matches)
        out.append(_mentions(page) | _properties(matches) | _codes(matches) | _page(page)
                   | _clusters("clustering", own)
                   | _clusters("clustering_several_pages",
                               [row for row, (g, _) in zip(own, matches, strict=True) if g.concept in several]))
    return out


def concepts_on_several_pages(pages: list[Scored]) -> set[str]:
    """Concepts that the annotators saw on two or more pages."""
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for page in pages:
        for spot in page.gold.spots:
            if spot.concept is not None:
                seen[spot.concept].add((page.gold.folder, page.gold.name))
    return {concept for concept, where in seen.items() if len(where) > 1}


def _mentions(page: Scored) -> Counts:
    """Of each predicate, and of all: annotated, found, matched; and how many stand alone in their prediction."""
    alone, covered = atomic(list(page.gold.spots), list(page.found))
    out: Counter[str] = Counter({"mention.gold": len(page.gold.spots), "mention.found": len(page.found),
                                 "mention.both": len(page.pairs), "atomicity.hits": alone, "atomicity.of": covered})
    for part, spots in (("gold", page.gold.spots), ("found", page.found), ("both", [g for g, _ in page.matches()])):
        out.update(f"{spot.predicate}.{part}" for spot in spots)
    return dict(out)


def _properties(matches: list[tuple[Spot, Spot]]) -> Counts:
    """Condition, negation and hedge of matched mentions."""
    return (_presence("condition", matches, lambda s: s.condition) | _presence("hedge", matches, lambda s: s.hedge)
            | _presence("negation", matches, lambda s: "not" if s.negated else None))


def _presence(name: str, matches: list[tuple[Spot, Spot]], said: Callable[[Spot], str | None]) -> Counts:
    """How often each side says something, how often both, and how often both the same."""
    rows = [(said(g), said(f)) for g, f in matches]
    both = [(g, f) for g, f in rows if g is not None and f is not None]
    return {f"{name}.gold": sum(g is not None for g, _ in rows), f"{name}.found": sum(f is not None for _, f in rows),
            f"{name}.both": len(both), f"{name}.same": sum(agree(g, f) for g, f in both)}


def _codes(matches: list[tuple[Spot, Spot]]) -> Counts:
    """Per code system, over matched mentions whose annotation has such codes: one in common, and the same set."""
    out: Counts = {}
    for name, prefix in SYSTEMS.items():
        rows = [tuple({c for c in spot.codes if c.startswith(prefix)} for spot in match) for match in matches]
        rows = [(own, read) for own, read in rows if own]
        out |= {f"{name}.of": len(rows), f"{name}.any": sum(bool(own & read) for own, read in rows),
                f"{name}.same": sum(own == read for own, read in rows)}
    return out


def _page(page: Scored) -> Counts:
    return {"pages": 1, "recognised": page.recognised, "duration.hits": page.gold.duration == page.duration,
            "code.hits": page.gold.code == page.code}


def _clusters(name: str, rows: list[tuple[float, float]]) -> Counts:
    return {f"{name}.precision": sum(p for p, _ in rows), f"{name}.recall": sum(r for _, r in rows),
            f"{name}.of": len(rows)}
