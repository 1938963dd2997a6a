"""Between similarity and coverage: which policies miss a code and hold its kin, and which kin fare otherwise.

Both start from the nearest codes with the parts of their scores, so every line of an answer says why it is there. Kin
of which no policy data is held are counted and compared with nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.model import Node
from graph.query.answers import Neighbor
from graph.query.coverage import Coverage, CoverageItem
from graph.query.judging import APPLIES
from graph.query.policies import PolicyRow

if TYPE_CHECKING:
    from graph.query.graph import Graph


@dataclass(frozen=True, slots=True)
class Reach:
    """A similar code that a policy reaches, through its provisions."""

    neighbor: Neighbor
    items: tuple[CoverageItem, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A policy that reaches kin of a code and not the code; `score` adds up the similarity of the kin it reaches."""

    policy: PolicyRow
    score: float
    kin: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """All policies in effect that reach one of the `compared` nearest codes and not the code, the closest first."""

    code: Node
    on: date
    payer: str | None
    compared: int
    total: int
    policies: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A similar code with an answer that differs from the code's own in coverage or prior authorization."""

    neighbor: Neighbor
    answer: Coverage


@dataclass(frozen=True, slots=True)
class Divergence:
    """The kin treated otherwise; `alike` were treated the same, of `unknown` no data is held.

    Where no data is held of the code itself there is nothing to differ from, and all kin are unknown.
    """

    answer: Coverage
    compared: int
    alike: int
    unknown: int
    different: tuple[Difference, ...]


def gap(graph: Graph, code: str, payer: str | None, on: date | None, first: int) -> Gap:
    """Policies in effect on the day that reach the `first` nearest codes of a code and not the code itself."""
    similar = graph.similar(code, first)
    own = graph.coverage(similar.code.id, payer, on=on)
    known = {item.policy.policy for item in own.items}
    found: dict[int, list[Reach]] = defaultdict(list)
    for neighbor in similar.neighbors:
        by_policy: dict[int, list[CoverageItem]] = defaultdict(list)
        for item in graph.coverage(neighbor.node.id, payer, on=on).applying:
            by_policy[item.policy.policy].append(item)
        for policy, items in by_policy.items():
            if policy not in known:
                found[policy].append(Reach(neighbor, tuple(items)))
    missing = [Missing(kin[0].items[0].policy, sum(r.neighbor.score for r in kin), tuple(kin))
               for kin in found.values()]
    missing.sort(key=lambda m: (-m.score, m.policy.id))
    return Gap(similar.code, own.on, own.payer, len(similar.neighbors), similar.total, tuple(missing))


def divergence(graph: Graph, code: str, payer: str | None, on: date | None, first: int) -> Divergence:
    """The `first` nearest codes whose answer on the day differs from the code's own."""
    similar = graph.similar(code, first)
    own = graph.coverage(similar.code.id, payer, on=on)
    different, alike, unknown = [], 0, 0
    for neighbor in similar.neighbors:
        answer = graph.coverage(neighbor.node.id, payer, on=on)
        if not _said(own) or not _said(answer):
            unknown += 1
        elif _treated(answer) == _treated(own):
            alike += 1
        else:
            different.append(Difference(neighbor, answer))
    return Divergence(own, len(similar.neighbors), alike, unknown, tuple(different))


def _said(answer: Coverage) -> bool:
    """Whether a payer says anything of the code: a list that only names it does not."""
    return answer.state == APPLIES and _treated(answer) != ("indeterminate", "unknown")


def _treated(answer: Coverage) -> tuple[str, str]:
    return answer.covered, answer.prior_authorization
