"""Every mistake on the pages of a set, grouped by kind, for whoever writes rules or words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graph.ingest.evaluation.matching import Spot, agree, overlaps
from graph.ingest.evaluation.tally import Scored

Mistake = dict[str, Any]


def mistakes(pages: Iterable[Scored]) -> dict[str, list[Mistake]]:
    """Kind → mistakes, in page order: mentions, their properties, pages, clusters."""
    pages = list(pages)
    out: dict[str, list[Mistake]] = {}
    for kind, found in (*_by_page(pages), *_by_cluster(pages)):
        out.setdefault(kind, []).append(found)
    return out


def _by_page(pages: list[Scored]) -> Iterator[tuple[str, Mistake]]:
    for page in pages:
        for kind, mistake in (*_mentions(page), *_properties(page), *_whole(page)):
            yield kind, {"page": f"{page.gold.folder}/{page.gold.name}", **mistake}


def _mentions(page: Scored) -> Iterator[tuple[str, Mistake]]:
    """What was missed, what was made up, and what was read as one though it is several."""
    golds, founds = ({pair[side] for pair in page.pairs} for side in (0, 1))
    yield from (("missed", _said(s)) for n, s in enumerate(page.gold.spots) if n not in golds)
    yield from (("spurious", _said(s)) for n, s in enumerate(page.found) if n not in founds)
    covers = overlaps(list(page.gold.spots), list(page.found)) >= 0.5
    for n, spot in enumerate(page.found):
        if covers[:, n].sum() > 1:
            inside = [s.exact for m, s in enumerate(page.gold.spots) if covers[m, n]]
            yield "not split", {**_said(spot), "annotated": inside}


def _properties(page: Scored) -> Iterator[tuple[str, Mistake]]:
    for gold, found in page.matches():
        yield from _differing("condition", gold, found, lambda s: s.condition)
        yield from _differing("hedge", gold, found, lambda s: s.hedge)
        yield from _differing("negation", gold, found, lambda s: "negated" if s.negated else None)
        for name, prefix in (("place of service", "POS:"), ("taxonomy", "NUCC:")):
            own, read = ({c for c in s.codes if c.startswith(prefix)} for s in (gold, found))
            if own and own != read:
                yield name, {**_said(found), "annotated": sorted(own), "read": sorted(read)}


def _differing(name: str, gold: Spot, found: Spot, said: Callable[[Spot], str | None]) -> Iterator[tuple[str, Mistake]]:
    own, read = said(gold), said(found)
    if own is None and read is None:
        return
    if own is None or read is None:
        yield f"{name} {'spurious' if own is None else 'missed'}", {**_said(found), "annotated": own, "read": read}
    elif not agree(own, read):
        yield f"{name} differs", {**_said(found), "annotated": own, "read": read}


def _whole(page: Scored) -> Iterator[tuple[str, Mistake]]:
    if not page.recognised:
        yield "page not recognised", {"annotated": len(page.gold.spots)}
    if page.gold.code != page.code:
        yield "code", {"annotated": page.gold.code, "read": page.code}
    if page.gold.duration != page.duration:
        yield "duration", {"annotated": page.gold.duration, "read": page.duration}


def _by_cluster(pages: list[Scored]) -> Iterator[tuple[str, Mistake]]:
    """Annotated concepts read as several, and read concepts that hold several annotated ones."""
    matches = [match for page in pages for match in page.matches()]
    yield from (("cluster split", one) for one in _parted(matches, 0))
    yield from (("clusters merged", one) for one in _parted([(f, g) for g, f in matches], 1))


def _parted(matches: list[tuple[Spot, Spot]], side: int) -> Iterator[Mistake]:
    parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one, other in matches:
        if one.concept is not None:
            parts[one.concept][other.concept or "(none)"].append((one, other)[side].exact)
    for concept, others in sorted(parts.items()):
        if len(others) > 1:
            yield {"concept": concept, "as": {name: sorted(set(quotes)) for name, quotes in sorted(others.items())}}


def _said(spot: Spot) -> Mistake:
    return {"predicate": spot.predicate, "exact": spot.exact, "start": spot.start}
