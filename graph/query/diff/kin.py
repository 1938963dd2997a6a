"""What entered or left the nearest kin of a code between two graphs, and which signals made the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.query.answers import Neighbor
from graph.query.graph import Graph


@dataclass(frozen=True, slots=True)
class KinChange:
    """One neighbour that entered or left; `parts` are the signals by how much they moved the score, largest first."""

    code: str
    way: str
    old_score: float | None
    new_score: float | None
    parts: tuple[tuple[str, float], ...]
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "way": self.way, "old_score": self.old_score, "new_score": self.new_score,
                "parts": [{"signal": s, "difference": d} for s, d in self.parts], "reason": self.reason}


def kin_changes(old: Graph, new: Graph, code: str, first: int = 10) -> list[KinChange]:
    """Neighbours that are among the `first` nearest on one side only."""
    before, after = ({n.node.id: n for n in g.similar(code, first).neighbors} for g in (old, new))
    left = [_change(id, "left", n, _score(new, code, id), new) for id, n in before.items() if id not in after]
    entered = [_change(id, "entered", _score(old, code, id), n, old) for id, n in after.items() if id not in before]
    return left + entered


def _score(graph: Graph, code: str, other: str) -> Neighbor | None:
    """The other code as a neighbour on that side, however far down, or None when it is no candidate there."""
    if graph.find(other) is None or not graph.columns.in_force_node(other):
        return None
    return next((n for n in graph.similar(code, 1000).neighbors if n.node.id == other), None)


def _change(id: str, way: str, old: Neighbor | None, new: Neighbor | None, absent: Graph) -> KinChange:
    moved = {p.signal: p.contribution for p in new.parts} if new else {}
    for part in old.parts if old else ():
        moved[part.signal] = moved.get(part.signal, 0.0) - part.contribution
    parts = tuple(sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0])))
    return KinChange(id, way, old and old.score, new and new.score, parts, _reason(id, old, new, absent, parts))


def _reason(
    id: str, old: Neighbor | None, new: Neighbor | None, absent: Graph, parts: tuple[tuple[str, float], ...]
) -> str:
    if old is None or new is None:
        held = absent.find(id) is not None and absent.columns.in_force_node(id)
        return "not near on the other side" if held else "not in force on the other side"
    if abs(new.score - old.score) < 1e-9:
        return "score unchanged: others moved past it"
    return f"{parts[0][0]} moved the score most"
