"""Search over what a caller may see: the release's index, and a licensed caller's own overlay beside it."""

from __future__ import annotations

from graph.query.columns import Columns
from graph.release.search import Search


def hits(
    columns: Columns, search: Search, text: str, first: int, categories: tuple[str, ...]
) -> tuple[int, list[tuple[int, float]]]:
    """The total, and the best (node, score); a node found in both places counts once, with its better score."""
    total, found = search.hits(text, first, categories)
    own = _licensed(columns, text, first) if not categories or "code" in categories else {}
    if not own:
        return total, found
    known = dict(search.hits(text, max(first, total), categories)[1]) if total > first else dict(found)
    best = known | {n: max(score, known.get(n, 0.0)) for n, score in own.items()}
    ranked = sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))
    return len(best), ranked[:first]


def _licensed(columns: Columns, text: str, first: int) -> dict[int, float]:
    if columns.overlay is None:
        return {}
    found = ((columns.find(id), score) for id, score in columns.overlay.search(text, max(first, 100)))
    return {n: score for n, score in found if n is not None}
