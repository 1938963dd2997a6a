"""Which codes may be kin at all: the filters of a call, checked, and as a mask over the comparable codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.errors import BadInput
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.query.columns import Columns
from graph.query.similarity.related import related
from graph.query.steps import check_names

STATUSES = ("active", "ended", "any")
_MEMBERS = ("in_grouping", "has_axis_value")


@dataclass(frozen=True, slots=True)
class Filters:
    """What kin must be like; every one of them must hold.

    `systems` and `groupings` (CURIEs, narrower ones included): any of them, or no matter when empty. `status`: in force
    on the day asked of (without a day: not ended), ended by then, or any. `policies`: whether a provision of a policy
    must, or must not, name the code. `related`: whether an official edge, such as a rule of billing, must, or must not,
    join it to the asked code. `minimum_score`: 0 to 1.
    """

    systems: tuple[str, ...] = ()
    status: str = "active"
    groupings: tuple[str, ...] = ()
    policies: bool | None = None
    related: bool | None = None
    minimum_score: float = 0.0

    def __post_init__(self) -> None:
        check_names("code system", self.systems, PROCEDURE_SYSTEMS)
        check_names("status", (self.status,), STATUSES)
        if not 0 <= self.minimum_score <= 1:
            raise BadInput("minimum score out of range", expected="0 to 1", got=self.minimum_score)

    def words(self) -> str:
        """The filters in use, in words.

        >>> Filters(systems=("HCPCS",), policies=False).words()
        'system HCPCS, status active, without policies'
        """
        given = (
            ("system ", " or ".join(self.systems)), ("status ", self.status),
            ("grouping ", " or ".join(self.groupings)),
            ("", {None: "", True: "with policies", False: "without policies"}[self.policies]),
            ("", {None: "", True: "related", False: "not related"}[self.related]),
            ("minimum score ", f"{self.minimum_score:g}" if self.minimum_score else ""),
        )
        return ", ".join(name + value for name, value in given if value)


NO_FILTERS = Filters()


def mask(columns: Columns, codes: np.ndarray, filters: Filters, asked: Iterable[int]) -> np.ndarray:
    """Which of the comparable codes the filters allow as kin of the asked ones, rows of nodes.

    The minimum score is for whoever knows the scores.
    """
    kept = _of_status(columns, codes, filters.status)
    if filters.systems:
        kept &= columns.system_numbers(codes, filters.systems) >= 0
    if filters.groupings:
        kept &= np.isin(codes, members(columns, filters.groupings))
    if filters.policies is not None:
        named = columns.rows("applies_to", "in").degrees(codes) > 0
        kept &= named == filters.policies
    if filters.related is not None:
        kept &= np.isin(codes, related(columns, asked)) == filters.related
    return kept


def _of_status(columns: Columns, codes: np.ndarray, status: str) -> np.ndarray:
    if status == "any":
        return np.ones(len(codes), bool)
    return columns.in_force(codes) if status == "active" else columns.ended(codes)


def members(columns: Columns, groupings: Sequence[str]) -> np.ndarray:
    """The codes in any of some groupings, or in one that is narrower than one of them."""
    inside: set[int] = set()
    waiting = [columns.node_of(grouping).number for grouping in groupings]
    while waiting:
        if (one := waiting.pop()) not in inside:
            inside.add(one)
            waiting += _far(columns, ("broader",), one)
    found = inside.union(*(_far(columns, _MEMBERS, one) for one in sorted(inside)))
    return np.array(sorted(found), np.int64)


def _far(columns: Columns, predicates: Iterable[str], node: int) -> list[int]:
    """What points to a node under some predicates."""
    return [far for p in predicates for far in columns.rows(p, "in").of(node)[0].tolist()]
